"""What may be declared as a table of the lake, and which rows fit it."""

from typing import Any

import pyarrow as pa
import pytest

from regard.foundation.errors import RegardError
from regard.foundation.warehouse.public import LakeColumn, LakeTable, WrongRows
from tests.foundation.lakes import INTERACTIONS, REQUESTS, a_column, interactions, requests


def test_the_lake_never_holds_a_direct_identifier() -> None:
    identity: Any = "identity"
    with pytest.raises(RegardError, match="never holds a direct identifier"):
        LakeColumn(name="email", type=pa.string(), meaning="an address", kind=identity)


def test_an_unknown_kind_is_refused_with_the_known_ones() -> None:
    kind: Any = "secret"
    with pytest.raises(RegardError, match="descriptive, attitudinal, behavioural, technical"):
        LakeColumn(name="channel", type=pa.string(), meaning="the channel", kind=kind)


@pytest.mark.parametrize("name", ["", "Seq", "a b", "a;b", "_a", "1a", 'a"', "layer"])
def test_a_name_that_could_be_mistaken_in_a_query_is_refused(name: str) -> None:
    with pytest.raises(RegardError, match="cannot be named"):
        a_column(name)


@pytest.mark.parametrize("type", [pa.timestamp("us"), pa.timestamp("ns", tz="UTC"), pa.uint8(), pa.null()])
def test_a_type_that_delta_would_store_as_another_is_refused(type: pa.DataType) -> None:
    with pytest.raises(RegardError, match="'at' cannot be"):
        a_column("at", type)


def test_a_keyed_table_needs_its_bookkeeping() -> None:
    with pytest.raises(RegardError, match="needs column 'removed'"):
        LakeTable(name="facts", meaning="facts", key="id", columns=(a_column("id"), a_column("written_no")))


def test_a_column_declared_twice_is_named() -> None:
    with pytest.raises(RegardError, match="declares twice: id"):
        LakeTable(name="facts", meaning="facts", columns=(a_column("id"), a_column("id")))


def test_a_missing_column_names_itself() -> None:
    with pytest.raises(WrongRows, match=r"missing channel, not declared \(or twice\) nothing"):
        INTERACTIONS.fit(interactions([1]).drop_columns(["channel"]))


def test_an_unknown_column_names_itself() -> None:
    with pytest.raises(WrongRows, match=r"missing nothing, not declared \(or twice\) colour"):
        INTERACTIONS.fit(interactions([1]).append_column("colour", pa.array(["red"])))


def test_a_column_of_another_type_names_itself_and_both_types() -> None:
    rows = interactions([1]).set_column(3, "channel", pa.array([7]))
    with pytest.raises(WrongRows, match="'channel' of lake table 'interactions' is string, not int64"):
        INTERACTIONS.fit(rows)


@pytest.mark.parametrize("name", ["episode_id", "written_no", "removed"])
def test_the_bookkeeping_of_a_keyed_row_may_not_be_empty(name: str) -> None:
    rows = requests([1])
    at = rows.schema.get_field_index(name)
    with pytest.raises(WrongRows, match=f"{name!r} of lake table 'requests' may not be empty"):
        REQUESTS.fit(rows.set_column(at, name, pa.nulls(1, rows.schema.field(at).type)))


def test_columns_in_another_order_fit() -> None:
    rows = interactions([1, 2])
    assert INTERACTIONS.fit(rows.select(rows.column_names[::-1])).equals(rows)
