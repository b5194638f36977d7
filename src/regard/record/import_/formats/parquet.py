"""Parquet: rows in batches; nested values become columns such as "user.email", moments become ISO 8601."""

import tempfile
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from shutil import copyfileobj
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from regard.foundation.errors import RegardError
from regard.record.import_.formats.jsonl import flat
from regard.record.import_.recipe import File
from regard.record.import_.rows import Refused, Row
from regard.record.import_.unpack import Member

_ROWS = 4096


class ParquetError(RegardError):
    """A file that is not Parquet, or not whole."""


class ParquetTable:
    """The rows of one Parquet file. `columns` is None where values are nested. Iterate once."""

    def __init__(self, member: Member, file: File) -> None:
        del file  # A Parquet file describes itself.
        self._name = member.name
        self._file = _seekable(member)
        try:
            self._parquet = pq.ParquetFile(self._file)
        except pa.ArrowException as error:
            self._file.close()
            raise ParquetError(f"{member.name} is no whole Parquet file: {error}") from error
        schema = self._parquet.schema_arrow
        nested = any(pa.types.is_struct(field.type) or pa.types.is_map(field.type) for field in schema)
        self.columns = None if nested else tuple(schema.names)

    def __iter__(self) -> Iterator[Row | Refused]:
        """(row number, row): a Parquet file has no lines; its rows are counted from 1."""
        number = 0
        try:
            for batch in self._parquet.iter_batches(batch_size=_ROWS):
                for row in _python_rows(batch):
                    number += 1
                    yield number, dict(flat(_plain(row)))
        except (pa.ArrowException, OSError) as error:
            raise ParquetError(f"{self._name}: after row {number}, {error}. All before it was read.") from error
        finally:
            self._file.close()


def _seekable(member: Member) -> IO[bytes]:
    """Parquet is read from its end: what was packed is unpacked to disk first, within the limits."""
    if member.guard is None:
        return member.stream
    unpacked = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the table that reads it)
    copyfileobj(member.stream, unpacked)
    if member.broken:
        unpacked.close()
        raise ParquetError(f"{member.name}: {member.broken}.")
    unpacked.seek(0)
    return unpacked


def _python_rows(batch: pa.RecordBatch) -> list[dict[str, Any]]:
    """Nanoseconds are cut to microseconds, the finest that a moment has here."""
    fields = []
    for field in batch.schema:
        is_fine = pa.types.is_timestamp(field.type) and field.type.unit == "ns"
        fields.append(field.with_type(pa.timestamp("us", tz=field.type.tz)) if is_fine else field)
    rows: list[dict[str, Any]] = batch.cast(pa.schema(fields), safe=False).to_pylist()
    return rows


def _plain(value: Any) -> Any:
    """The value with what JSON does not know as text."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes):
        return value.decode(errors="backslashreplace")
    return value
