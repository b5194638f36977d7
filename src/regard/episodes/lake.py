"""What the lake holds of matters: which interaction belongs to which, and why."""

from collections.abc import Sequence

import pyarrow as pa

from regard.data_use.public import Field
from regard.foundation.databases import read
from regard.foundation.warehouse.public import LakeColumn, LakeTable

ASSIGNED = LakeTable(
    name="assigned",
    meaning="Which matter each interaction belongs to, and why; the newest row of an interaction holds.",
    key="seq",
    columns=(
        LakeColumn(name="seq", type=pa.int64(), kind="technical", meaning="The interaction"),
        LakeColumn(name="episode_id", type=pa.int64(), kind="technical", meaning="The matter"),
        LakeColumn(name="link", type=pa.string(), kind="technical", meaning="How it joined"),
        LakeColumn(name="why", type=pa.string(), kind="technical", meaning="What joined it"),
        LakeColumn(name="sure", type=pa.string(), kind="technical", meaning="certain or likely"),
        LakeColumn(name="written_no", type=pa.int64(), kind="technical", meaning="Which row is newest"),
        LakeColumn(name="removed", type=pa.bool_(), kind="technical", meaning="The interaction was erased"),
    ),
)


def assigned_head() -> int:
    """The highest number written."""
    return int(read("SELECT coalesce(max(written_no), 0) FROM assigned")[0][0])


def assigned_rows(*, after: int, upto: int) -> pa.Table:
    """The rows written after one number up to another."""
    rows = read(
        "SELECT seq, episode_id, link, why, sure, written_no, episode_id IS NULL FROM assigned "
        "WHERE written_no > %s AND written_no <= %s ORDER BY written_no",
        [after, upto],
    )
    columns: Sequence[Sequence[object]] = list(zip(*rows, strict=True)) if rows else [()] * len(ASSIGNED.columns)
    arrays = [pa.array(column, field.type) for column, field in zip(_booleans(columns), ASSIGNED.schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=ASSIGNED.schema)


def _booleans(columns: Sequence[Sequence[object]]) -> list[list[object]]:
    # SQLite answers 0 and 1 where PostgreSQL answers false and true.
    return [*(list(column) for column in columns[:-1]), [bool(one) for one in columns[-1]]]


LAKE = (ASSIGNED,)

FIELDS = tuple(
    Field(name=f"assigned.{column.name}", kind="technical", kept_in="lake", why=column.meaning)
    for column in ASSIGNED.columns
)
