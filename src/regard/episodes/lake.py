"""What the lake holds of matters: which interaction belongs to which, and why."""

import pyarrow as pa

from regard.data_use.public import Field, Reading
from regard.foundation.copies import LakeCopy
from regard.foundation.databases import read
from regard.foundation.warehouse.public import LakeColumn, LakeTable

_PART = 20_000

ASSIGNED = LakeTable(
    name="assigned",
    meaning="Which matter each interaction belongs to, and why; the newest row of an interaction holds.",
    key="seq",
    columns=(
        LakeColumn(name="seq", type=pa.int64(), kind="technical", meaning="The interaction"),
        LakeColumn(name="episode_id", type=pa.int64(), kind="technical", meaning="The matter"),
        LakeColumn(name="link", type=pa.string(), kind="technical", meaning="How it joined"),
        LakeColumn(name="why", type=pa.string(), kind="technical", meaning="What joined it"),
        LakeColumn(name="sure", type=pa.string(), kind="technical", meaning="certain, likely, or ruled by a person"),
        LakeColumn(name="written_no", type=pa.int64(), kind="technical", meaning="Which row is newest"),
        LakeColumn(name="removed", type=pa.bool_(), kind="technical", meaning="The interaction was erased"),
    ),
)


def _head() -> int:
    return int(read("SELECT coalesce(max(written_no), 0) FROM assigned")[0][0])


def _next_rows(reading: Reading, after: int, upto: int) -> tuple[pa.Table, int]:
    reading.must_allow("behavioural", what="which interactions are one matter")
    rows = read(
        "SELECT seq, episode_id, link, why, sure, written_no, episode_id IS NULL FROM assigned "
        "WHERE written_no > %s AND written_no <= %s ORDER BY written_no LIMIT %s",
        [after, upto, _PART],
    )
    columns: list[list[object]] = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in ASSIGNED.columns]
    # SQLite answers 0 and 1 where PostgreSQL answers false and true.
    columns[-1] = [bool(one) for one in columns[-1]]
    arrays = [pa.array(column, field.type) for column, field in zip(columns, ASSIGNED.schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=ASSIGNED.schema), rows[-1][5] if len(rows) == _PART else upto


LAKE = (LakeCopy(table=ASSIGNED, head=_head, rows=_next_rows),)

FIELDS = tuple(
    Field(name=f"assigned.{column.name}", kind=column.kind, kept_in="lake", why=column.meaning)
    for column in ASSIGNED.columns
)
