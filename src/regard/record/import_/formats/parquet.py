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
from regard.record.import_.formats.csv import MOST_COLUMNS
from regard.record.import_.formats.jsonl import flat
from regard.record.import_.recipe import File
from regard.record.import_.rows import Refused, Row
from regard.record.import_.unpack import Member

_ROWS = 4096
_ROWS_IN_PYTHON = 64  # One value may lie in a file once and be that of every row.


class ParquetError(RegardError):
    """A file that is not Parquet, or not whole."""


class ParquetTable:
    """The rows of one Parquet file. `columns` is None where values are nested. Iterate once."""

    def __init__(self, member: Member, file: File) -> None:
        self._member, self._name, self._longest = member, member.name, file.longest_value
        self._file, self._is_ours = _seekable(member), member.guard is not None
        try:
            self._parquet = pq.ParquetFile(self._file)
            schema = self._parquet.schema_arrow
        except (pa.ArrowException, OSError) as error:
            self._close()
            raise ParquetError(f"{member.name} is no whole Parquet file: {_said(error)}.") from error
        metadata = self._parquet.metadata
        unpacked = sum(metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups))
        member.limits.weigh(self._name, unpacked=unpacked, packed=member.size)
        if len(schema.names) > MOST_COLUMNS:
            raise ParquetError(f"{member.name} has {len(schema.names):,} columns; {MOST_COLUMNS:,} is the most.")
        nested = any(pa.types.is_struct(field.type) or pa.types.is_map(field.type) for field in schema)
        self.columns = None if nested else tuple(schema.names)

    def __iter__(self) -> Iterator[Row | Refused]:
        """(row number, row): a Parquet file has no lines; its rows are counted from 1."""
        number = letters = 0
        try:
            for batch in self._parquet.iter_batches(batch_size=_ROWS):
                for row in _python_rows(batch):
                    number += 1
                    read = self._read(number, dict(flat(_plain(row))))
                    # What lies in the file once may be the value of every row.
                    letters += sum(map(len, (read.original if isinstance(read, Refused) else read[1]).values()))
                    self._member.limits.weigh(self._name, unpacked=letters, packed=self._member.size)
                    yield read
        except (pa.ArrowException, OSError) as error:
            # A batch that cannot be read is not handed out in part.
            raise ParquetError(f"{self._name}: after row {number}, {_said(error)}. All before it was read.") from error
        finally:
            self._close()

    def _read(self, number: int, row: dict[str, str]) -> Row | Refused:
        if max(map(len, row.values()), default=0) <= self._longest:
            return number, row
        detail = f"A value has over {self._longest:,} characters; of the original, its beginning is kept."
        short = {name: value[: self._longest] for name, value in row.items()}
        return Refused(line=number, reason="value_too_long", detail=detail, original=short)

    def _close(self) -> None:
        # What we unpacked is ours; what lies there as it is belongs to who opened it.
        if self._is_ours:
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


def _python_rows(batch: pa.RecordBatch) -> Iterator[dict[str, Any]]:
    """Nanoseconds are cut to microseconds, the finest that a moment has here."""
    fields = []
    for field in batch.schema:
        is_fine = pa.types.is_timestamp(field.type) and field.type.unit == "ns"
        fields.append(field.with_type(pa.timestamp("us", tz=field.type.tz)) if is_fine else field)
    whole = batch.cast(pa.schema(fields), safe=False)
    for start in range(0, whole.num_rows, _ROWS_IN_PYTHON):
        yield from whole.slice(start, _ROWS_IN_PYTHON).to_pylist()


def _said(error: Exception) -> str:
    return str(error).strip().rstrip(".")


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
