"""An OCEL 2.0 log of anybody else comes in by a recipe, as JSON or SQLite; one that is broken gives a sentence only."""

from __future__ import annotations

import gzip
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from regard.exchange.public import bring_in
from regard.foundation.databases import log_alias, read
from regard.record.import_.formats.ocel import SEPARATOR
from regard.record.import_.formats.ocel_spool import OcelError
from regard.record.import_.inspect import profile
from regard.record.import_.plan import plan
from regard.record.import_.recipe import File
from regard.record.import_.shelf import find_recipe
from regard.record.import_.tables import tables
from tests.builders import day
from tests.desk import start_anew

STATIC = "1970-01-01T00:00:00Z"
LOG: dict[str, Any] = {
    "objectTypes": [
        {"name": "Customer Order", "attributes": [{"name": "price", "type": "float"}]},
        {"name": "Item", "attributes": []},
        {"name": "Customers", "attributes": [{"name": "ระดับ", "type": "string"}]},
        {"name": "Truck", "attributes": []},
    ],
    "eventTypes": [
        {"name": "Place Order", "attributes": [{"name": "total-items", "type": "integer"}]},
        {"name": "place order", "attributes": []},
    ],
    "events": [
        {
            "id": "e1",
            "type": "Place Order",
            "time": "2026-01-05T09:30:00+07:00",
            "attributes": [{"name": "total-items", "value": 2}],
            "relationships": [
                {"objectId": "o1", "qualifier": "order"},
                {"objectId": "i1", "qualifier": "item"},
                {"objectId": "i2", "qualifier": "item"},
                {"objectId": "c1", "qualifier": "by"},
            ],
        },
        {
            "id": "e2",
            "type": "place order",
            "time": "2026-01-06T09:30:00Z",
            "relationships": [{"objectId": "o1", "qualifier": "order"}, {"objectId": "t1", "qualifier": "on"}],
        },
    ],
    "objects": [
        {
            "id": "o1",
            "type": "Customer Order",
            "attributes": [
                {"name": "price", "time": STATIC, "value": 10.5},
                {"name": "price", "time": "2026-01-06T00:00:00Z", "value": 12},
            ],
            "relationships": [{"objectId": "i1", "qualifier": "has"}],
        },
        {"id": "i1", "type": "Item"},
        {"id": "i2", "type": "Item"},
        {"id": "c1", "type": "Customers", "attributes": [{"name": "ระดับ", "time": STATIC, "value": "ทอง"}]},
        {"id": "t1", "type": "Truck"},
    ],
}
SQL = """
CREATE TABLE event (ocel_id TEXT, ocel_type TEXT);
CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT);
CREATE TABLE object (ocel_id TEXT, ocel_type TEXT);
CREATE TABLE object_object (ocel_source_id TEXT, ocel_target_id TEXT, ocel_qualifier TEXT);
CREATE TABLE event_map_type (ocel_type TEXT, ocel_type_map TEXT);
CREATE TABLE object_map_type (ocel_type TEXT, ocel_type_map TEXT);
CREATE TABLE event_PlaceOrder (ocel_id TEXT, ocel_time TEXT, "total-items" INTEGER);
CREATE TABLE event_again (ocel_id TEXT, ocel_time TEXT);
CREATE TABLE object_Order (ocel_id TEXT, ocel_time TEXT, ocel_changed_field TEXT, price REAL);
CREATE TABLE object_Item (ocel_id TEXT, ocel_time TEXT, ocel_changed_field TEXT);
CREATE TABLE object_Customers (ocel_id TEXT, ocel_time TEXT, ocel_changed_field TEXT, "ระดับ" TEXT);
CREATE TABLE object_Truck (ocel_id TEXT, ocel_time TEXT, ocel_changed_field TEXT);
INSERT INTO event_map_type VALUES ('Place Order', 'PlaceOrder'), ('place order', 'again');
INSERT INTO object_map_type VALUES ('Customer Order', 'Order'), ('Item', 'Item'), ('Customers', 'Customers'),
    ('Truck', 'Truck');
INSERT INTO event VALUES ('e1', 'Place Order'), ('e2', 'place order');
INSERT INTO event_PlaceOrder VALUES ('e1', '2026-01-05T09:30:00+07:00', 2);
INSERT INTO event_again VALUES ('e2', '2026-01-06T09:30:00Z');
INSERT INTO object VALUES ('o1', 'Customer Order'), ('i1', 'Item'), ('i2', 'Item'), ('c1', 'Customers');
INSERT INTO object VALUES ('t1', 'Truck');
INSERT INTO object_Order VALUES ('o1', '1970-01-01T00:00:00Z', NULL, 10.5), ('o1', '2026-01-06T00:00:00Z', 'price', 12);
INSERT INTO object_Customers VALUES ('c1', '1970-01-01T00:00:00Z', NULL, 'ทอง');
INSERT INTO event_object VALUES ('e1', 'o1', 'order'), ('e1', 'i1', 'item'), ('e1', 'i2', 'item'), ('e1', 'c1', 'by'),
    ('e2', 'o1', 'order'), ('e2', 't1', 'on');
INSERT INTO object_object VALUES ('o1', 'i1', 'has');
"""


def as_json(folder: Path, log: Any = None, name: str = "log.json") -> Path:
    """The log, or any text, as a file."""
    file = folder / name
    file.write_text(log if isinstance(log, str) else json.dumps(LOG if log is None else log), encoding="utf-8")
    return file


def as_sqlite(folder: Path, *more: str) -> Path:
    """The same log by the tables of the specification."""
    file = folder / "log.sqlite"
    with closing(sqlite3.connect(file)) as database:
        database.executescript(SQL + ";".join(more))
    return file


def rows_of(file: Path) -> list[Any]:
    with tables(file, file=File(format="ocel")) as found:
        return [row for one in found for row in one.table]


def test_json_and_sqlite_give_the_same_rows(tmp_path: Path) -> None:
    first, second = rows_of(as_json(tmp_path))
    assert first == (
        1,
        {
            "total-items": "2",
            "ocel:id": "e1",
            "ocel:type": "Place Order",
            "ocel:time": "2026-01-05T09:30:00+07:00",
            "object:Customer Order": "o1",
            "object:Customer Order.price": "10.5",
            "object:Item": "i1" + SEPARATOR + "i2",
            "object:Customers": "c1",
            "object:Customers.ระดับ": "ทอง",
            "as:order": "o1",
            "as:product": "i1" + SEPARATOR + "i2",
            "as:customer": "c1",
        },
    )
    assert float(second[1].pop("object:Customer Order.price")) == 12
    assert second[1] == {
        "ocel:id": "e2",
        "ocel:type": "place order",
        "ocel:time": "2026-01-06T09:30:00Z",
        "object:Customer Order": "o1",
        "object:Truck": "t1",
        "as:order": "o1",
        "as:other": "t1",
    }
    by_sqlite = rows_of(as_sqlite(tmp_path))
    assert float(by_sqlite[1][1].pop("object:Customer Order.price")) == 12
    assert by_sqlite == [first, second]


def test_a_packed_log_reads_the_same(tmp_path: Path) -> None:
    for file in (as_json(tmp_path), as_sqlite(tmp_path)):
        packed = tmp_path / f"{file.name}.gz"
        packed.write_bytes(gzip.compress(file.read_bytes()))
        assert rows_of(packed) == rows_of(file)


def test_the_shipped_recipe_makes_interactions_of_it(tmp_path: Path) -> None:
    found = plan(find_recipe("ocel"), as_json(tmp_path), received_at=day())
    assert (found.interactions, found.refusals) == (2, 0)
    assert found.objects == {"order": 2, "product": 2, "topic": 1}
    assert found.identifiers == {"customer": 1}
    assert found.counts["kind"] == {"Place Order": 1, "place order": 1}


def test_inspecting_it_lists_what_its_events_and_objects_say(tmp_path: Path) -> None:
    for file in (as_json(tmp_path), as_sqlite(tmp_path)):
        inventory = profile(file)
        assert inventory.layout.format == "ocel"
        assert {"ocel:type", "object:Truck", "as:customer", "total-items"} <= {one.name for one in inventory.columns}


@pytest.mark.django_db
def test_it_comes_in_whole_and_again_changes_nothing(tmp_path: Path) -> None:
    start_anew()
    file = as_sqlite(tmp_path)
    assert bring_in("ocel", [file], by="Ada").appended == 2
    again = bring_in("ocel", [file], by="Ada", resume=False)
    assert (again.appended, again.already_known, again.revisions) == (0, 2, 0)


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in LOG.items() if name != key}


def one_event(**more: Any) -> dict[str, Any]:
    return {"objects": [{"id": "o", "type": "T"}], "events": [{"id": "e", "type": "t", "time": STATIC} | more]}


HOSTILE = {
    "cut off": (json.dumps(LOG)[:-200], "is expected|no JSON here"),
    "no objects": (without("objects"), "has no objects"),
    "the older form": ({"ocel:events": {}, "ocel:objects": {}}, "OCEL 1.0"),
    "a list": ("[]", "'{' is expected"),
    "nothing": ("", "'{' is expected|ends too early"),
    "two of one id": (LOG | {"events": LOG["events"] * 2}, "two events have the id 'e1'"),
    "an object that is not there": (LOG | {"objects": LOG["objects"][1:]}, "is no object of it"),
    "no moment": (one_event(time=None), "no 'time'"),
    "an id that is no text": (one_event(id=7), "no 'id'"),
    "attributes that are none": (one_event(attributes="x"), "no list of objects"),
    "nested without end": ('{"events": [' + "[" * 100_000, "nested too deep|no object|no JSON|recursion"),
    "half a character": (
        '{"objects": [], "events": [{"id": "\\ud800", "type": "t", "time": "x"}]}',
        "half a character",
    ),
    "a number of no value": (json.dumps(one_event(attributes=[{"name": "a", "value": float("nan")}])), "no number"),
    "something behind the end": (json.dumps(LOG) + "{}", "behind its end"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_broken_log_gives_one_sentence_and_nothing_else(case: str, tmp_path: Path) -> None:
    content, said = HOSTILE[case]
    with pytest.raises(OcelError, match=said):
        rows_of(as_json(tmp_path, content))


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "log.json"
    file.write_bytes(b'{"events": [{"id": "\xff"}]}')
    with pytest.raises(OcelError, match="not UTF-8"):
        rows_of(file)


def test_a_number_that_no_machine_holds_stays_as_text(tmp_path: Path) -> None:
    ((_, row),) = rows_of(as_json(tmp_path, json.dumps(one_event(attributes=[{"name": "a", "value": 10**40}]))))
    assert row["a"] == str(10**40)


HOSTILE_SQL = {
    "no table": ("DROP TABLE event_object", "no table 'event_object'"),
    "a view in its place": (
        "DROP TABLE event; CREATE VIEW event AS SELECT 'e1' ocel_id, 'x' ocel_type",
        "no table 'event'",
    ),
    "no column": ("ALTER TABLE object RENAME COLUMN ocel_type TO kind", "no column 'ocel_type'"),
    "a type without a table": ("INSERT INTO event VALUES ('e3', 'other')", "does not name the type 'other'"),
    "a map to nowhere": (
        "UPDATE object_map_type SET ocel_type_map = 'x\"; DROP TABLE event; --'",
        "no table 'object_x",
    ),
    "an event that says nothing": ("DELETE FROM event_again", "nothing says when event 'e2' was"),
    "an id that is no text": ("INSERT INTO object VALUES (NULL, 'Item')", "is None, and no text"),
}


@pytest.mark.parametrize("case", HOSTILE_SQL)
def test_a_broken_database_gives_one_sentence_and_nothing_else(case: str, tmp_path: Path) -> None:
    statement, said = HOSTILE_SQL[case]
    with pytest.raises(OcelError, match=said):
        rows_of(as_sqlite(tmp_path, statement))


def test_a_damaged_database_is_refused(tmp_path: Path) -> None:
    file = as_sqlite(tmp_path)
    whole = file.read_bytes()
    file.write_bytes(whole[:5000])
    with pytest.raises(OcelError, match="cannot be read as an SQLite file"):
        rows_of(file)


@pytest.mark.django_db
def test_of_a_broken_log_nothing_is_taken_in(tmp_path: Path) -> None:
    start_anew()
    with pytest.raises(OcelError, match=r"no JSON here|is expected"):
        bring_in("ocel", [as_json(tmp_path, json.dumps(LOG)[:-200])], by="Ada")
    assert read("SELECT count(*) FROM interaction", alias=log_alias()) == [(0,)]
