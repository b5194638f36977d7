"""What the lake holds of customers: numbers only; which profile an interaction has, and which customer a profile is."""

from collections.abc import Callable

import pyarrow as pa

from regard.data_use.public import Field, Reading
from regard.foundation.copies import LakeCopy
from regard.foundation.databases import read, read_in
from regard.foundation.warehouse.public import LakeColumn, LakeTable

_PART = 20_000


def _number(name: str, meaning: str) -> LakeColumn:
    return LakeColumn(name=name, type=pa.int64(), kind="technical", meaning=meaning)


def _removed(meaning: str) -> LakeColumn:
    return LakeColumn(name="removed", type=pa.bool_(), kind="technical", meaning=meaning)


RECOGNISED = LakeTable(
    name="recognised",
    meaning="The profile of each interaction that carries something which points at a customer.",
    key="seq",
    columns=(
        _number("seq", "The interaction"),
        _number("profile_id", "Its profile: all interactions with exactly the same identifiers"),
        _number("written_no", "Which row is newest"),
        _removed("The interaction was erased"),
    ),
)
CUSTOMER_MAP = LakeTable(
    name="customer_map",
    meaning="The customer of a profile where it is not the profile itself.",
    key="profile_id",
    columns=(
        _number("profile_id", "The profile"),
        _number("customer_id", "The customer: the oldest profile of the same person; empty: nobody can say"),
        _number("written_no", "Which row is newest"),
        _removed("Never: a profile that is nobody's any more says so by an empty customer"),
    ),
)
KNOWN_BY = LakeTable(
    name="known_by",
    meaning="Which kinds of identifiers an interaction carries, such as email or phone; never the identifiers.",
    key="seq",
    columns=(
        _number("seq", "The interaction"),
        LakeColumn(name="kinds", type=pa.list_(pa.string()), kind="technical", meaning="The kinds, in order of name"),
        _number("written_no", "Which row is newest"),
        _removed("The interaction was erased"),
    ),
)
_KINDS = (
    "SELECT DISTINCT p.profile_id, i.kind FROM profile_identifier p JOIN identifier i ON i.value_key = p.value_key "
    "WHERE p.profile_id IN ({marks})"
)
_QUERIES = {
    "recognised": "SELECT seq, profile_id, written_no, profile_id IS NULL FROM recognised ",
    "customer_map": "SELECT profile_id, customer_id, written_no, 1 = 0 FROM customer_map ",
}


def _copy(table: LakeTable) -> LakeCopy:
    return LakeCopy(table=table, head=lambda: _head(table.name), rows=_rows_of(table))


def _head(table: str) -> int:
    return int(read(f"SELECT coalesce(max(written_no), 0) FROM {table}")[0][0])  # noqa: S608 -- two fixed names


def _rows_of(table: LakeTable) -> Callable[[Reading, int, int], tuple[pa.Table, int]]:
    def next_rows(reading: Reading, after: int, upto: int) -> tuple[pa.Table, int]:
        reading.must_allow("behavioural", what="which profiles are one customer")
        rows = read(
            f"{_QUERIES[table.name]} WHERE written_no > %s AND written_no <= %s ORDER BY written_no LIMIT %s",
            [after, upto, _PART],
        )
        columns: list[list[object]] = [list(column) for column in zip(*rows, strict=True)] or [
            [] for _ in table.columns
        ]
        # SQLite answers 0 and 1 where PostgreSQL answers false and true.
        columns[-1] = [bool(one) for one in columns[-1]]
        arrays = [pa.array(column, field.type) for column, field in zip(columns, table.schema, strict=True)]
        return pa.Table.from_arrays(arrays, schema=table.schema), rows[-1][2] if len(rows) == _PART else upto

    return next_rows


def _kinds_of(reading: Reading, after: int, upto: int) -> tuple[pa.Table, int]:
    """The kinds of each interaction's profile: a profile is all interactions with exactly the same identifiers."""
    rows, reached = _rows_of(RECOGNISED)(reading, after, upto)
    profiles = rows["profile_id"].to_pylist()
    kinds: dict[int, list[str]] = {}
    for profile, kind in sorted(read_in(_KINDS, [one for one in set(profiles) if one is not None])):
        kinds.setdefault(profile, []).append(kind)
    told = pa.array([kinds.get(one, []) for one in profiles], pa.list_(pa.string()))
    columns = [rows["seq"], told, rows["written_no"], rows["removed"]]
    return pa.Table.from_arrays(columns, schema=KNOWN_BY.schema), reached


LAKE = (
    _copy(RECOGNISED),
    _copy(CUSTOMER_MAP),
    LakeCopy(table=KNOWN_BY, head=lambda: _head("recognised"), rows=_kinds_of),
)

FIELDS: tuple[Field, ...] = (
    *(
        Field(name=f"{table.name}.{column.name}", kind=column.kind, kept_in="lake", why=column.meaning)
        for table in (RECOGNISED, CUSTOMER_MAP, KNOWN_BY)
        for column in table.columns
    ),
    Field(name="identifier.value", kind="identity", kept_in="state", why="To show staff whom they serve", sealed=True),
    Field(name="identifier.forms", kind="identity", kept_in="state", why="To compare names and dates", sealed=True),
    Field(name="identifier.value_key", kind="technical", kept_in="state", why="To know the same value again, hashed"),
)
