"""Rows as files and back: Parquet, so that what is kept unsealed can be read by any tool, on any database."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db.backends.base.base import BaseDatabaseWrapper

from regard.foundation.databases import Write
from regard.keeping.envelope import Damaged
from regard.keeping.parts import PART_BYTES, Part, Parts
from regard.keeping.tables import Table

ROWS_AT_MOST = 50_000


def filled(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The batches joined until they are worth a part: bounded in rows and in bytes."""
    waiting: list[pa.RecordBatch] = []
    for batch in batches:
        waiting.append(batch)
        if sum(one.num_rows for one in waiting) >= ROWS_AT_MOST or sum(one.nbytes for one in waiting) >= PART_BYTES:
            yield pa.Table.from_batches(waiting)
            waiting = []
    if waiting:
        yield pa.Table.from_batches(waiting)


def write_rows(parts: Parts, table: Table, rows: pa.Table) -> Part:
    """Keep these rows of a table as a part."""
    return msgspec.structs.replace(parts.write(table.name, _packed(rows), form="parquet"), rows=rows.num_rows)


def _packed(rows: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    words = [field.name for field in rows.schema if pa.types.is_string(field.type)]
    pq.write_table(rows, sink, compression="zstd", use_dictionary=words, write_statistics=False)
    return bytes(sink.getvalue().to_pybytes())


def read_rows(parts: Parts, table: Table, part: Part) -> pa.Table:
    """The rows of a part, if they are rows of this table and as many as there should be."""
    content = parts.read(part)
    try:
        found = pq.ParquetFile(pa.BufferReader(content)).read()  # `read_table` would bring pandas in.
        found.validate(full=True)
    except (pa.ArrowException, OSError, ValueError) as cause:
        raise Damaged(f"A part of table {table.name} cannot be read: {cause}.") from cause
    if not found.schema.equals(table.schema) or found.num_rows != part.rows:
        raise Damaged(f"A part of table {table.name} does not hold the {part.rows} rows that it should.")
    return found


def fill(connection: BaseDatabaseWrapper, table: Table, rows: pa.Table) -> None:
    """Put the rows into the table, which has none of them."""
    columns = [_values(rows[name], kind, connection.vendor) for name, kind in table.columns.items()]
    names = ", ".join(f'"{name}"' for name in table.columns)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            insert = Write(table=f'"{table.name}"', columns=tuple(f'"{name}"' for name in table.columns), rows=())
            cursor.executemany(insert.statement(), list(zip(*columns, strict=True)))
            return
        with cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
            for row in zip(*columns, strict=True):
                copy.write_row(row)


def _values(column: pa.ChunkedArray, kind: str, vendor: str) -> list[Any]:
    if vendor == "sqlite" and kind == "moment":
        return [None if one is None else _as_sqlite_has_it(one) for one in column.to_pylist()]
    if vendor == "postgresql" and kind in {"text", "json"}:
        # PostgreSQL cannot hold the character NUL. It says nothing: what stands in its place is how Unicode says so.
        column = pc.replace_substring(column, "\\u0000" if kind == "json" else "\0", "\ufffd")
    return list(column.to_pylist())


def _as_sqlite_has_it(moment: datetime) -> str:
    return str(moment.astimezone(UTC).replace(tzinfo=None))
