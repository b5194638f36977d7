"""What groups need of the log beyond what reports do: what an interaction is about, as keyed hashes."""

import pyarrow as pa

from regard.data_use.public import Field, Reading
from regard.foundation.copies import LakeCopy
from regard.foundation.warehouse.public import LakeColumn, LakeTable
from regard.record.public import LOG

_PART = 20_000
KINDS = ("topic", "product", "campaign", "organisation")
"""Cases, orders, threads and sessions are of one matter; nobody asks for a group by them."""

CARRIED = LakeTable(
    name="carried",
    meaning="The topics, products, campaigns and organisations that interactions carry, as keyed hashes.",
    columns=(
        LakeColumn(name="seq", type=pa.int64(), kind="technical", meaning="The interaction"),
        LakeColumn(name="kind", type=pa.string(), kind="behavioural", meaning="topic, product, campaign, organisation"),
        LakeColumn(name="key", type=pa.string(), kind="technical", meaning="Keyed hash of its namespace and value"),
    ),
)


def _next_rows(reading: Reading, after: int, upto: int) -> tuple[pa.Table, int]:
    reading.must_allow("behavioural", what="what interactions are about")
    items, reached = LOG.read(after=after, upto=upto, limit=_PART)
    rows = sorted({(one.seq, key.kind, key.value_key.hex()) for one in items for key in one.keys if key.kind in KINDS})
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], []]
    arrays = [pa.array(column, field.type) for column, field in zip(columns, CARRIED.schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=CARRIED.schema), reached


LAKE = (LakeCopy(table=CARRIED, head=LOG.head, rows=_next_rows, erases="seq"),)

FIELDS: tuple[Field, ...] = tuple(
    Field(name=f"carried.{column.name}", kind=column.kind, kept_in="lake", why=column.meaning)
    for column in CARRIED.columns
)
