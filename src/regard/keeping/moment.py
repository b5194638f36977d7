"""One moment of both databases, held for as long as it takes to read them, while everybody goes on writing."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from regard.foundation.errors import RegardError
from regard.keeping.numbering import next_number
from regard.keeping.tables import Table, place_of

_ROWS_AT_ONCE = 5_000


@dataclass(frozen=True)
class Moment:
    """What stood in the databases then."""

    connections: dict[str, BaseDatabaseWrapper]
    places: dict[str, str]

    def batches(self, table: Table, where: str = "", params: Sequence[Any] = ()) -> Iterator[pa.RecordBatch]:
        """The rows of a table, some thousand at once; `where` is SQL of ours."""
        columns = ", ".join(f'"{name}"' for name in table.columns)
        with self._connection(table).chunked_cursor() as cursor:
            cursor.execute(f'SELECT {columns} FROM "{table.name}" {where}', params)  # noqa: S608 -- names come from code
            while rows := cursor.fetchmany(_ROWS_AT_ONCE):
                yield _batch(table, rows)

    def number(self, table: Table, what: str, where: str = "", params: Sequence[Any] = ()) -> int:
        """A whole number about a table, such as `count(*)`; 0 where there is none."""
        with self._connection(table).cursor() as cursor:
            cursor.execute(f'SELECT {what} FROM "{table.name}" {where}', params)  # noqa: S608 -- names come from code
            return int(cursor.fetchone()[0] or 0)

    def next_number(self, table: Table) -> int | None:
        """The number this table would hand out next."""
        return next_number(self._connection(table), table)

    def _connection(self, table: Table) -> BaseDatabaseWrapper:
        return self.connections[self.places[table.name]]


@contextmanager
def one_moment(tables: dict[str, Table], *, then: Callable[[], None]) -> Iterator[Moment]:
    """Open it, and do `then` at that moment. On SQLite writers wait for it, some milliseconds; on PostgreSQL nobody."""
    with ExitStack() as opened:
        readers = {alias: _connect(alias, opened) for alias in connections}
        with ExitStack() as still:
            for alias, reader in readers.items():
                if reader.vendor == "sqlite":
                    # Two files have no common transaction. While both are locked against writers nothing changes in
                    # either, and a reader that begins now goes on seeing just this. State comes first: who waits for
                    # the log then holds up followers only.
                    _execute(_connect(alias, still), "BEGIN IMMEDIATE")
            for reader in readers.values():
                _begin(reader)
            then()
        yield Moment(readers, place_of(tables, readers))


def _begin(reader: BaseDatabaseWrapper) -> None:
    if reader.vendor == "sqlite":
        _execute(reader, "BEGIN")
    else:
        reader.set_autocommit(False)
        _execute(reader, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    _execute(reader, "SELECT count(*) FROM django_migrations")  # The first look fixes what is seen.


def _connect(alias: str, opened: ExitStack) -> BaseDatabaseWrapper:
    connection = connections[alias].copy()
    opened.callback(connection.close)
    return connection


def _execute(connection: BaseDatabaseWrapper, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _batch(table: Table, rows: Sequence[tuple[Any, ...]]) -> pa.RecordBatch:
    try:
        columns = [
            pa.array(values, kind) for values, kind in zip(zip(*rows, strict=True), table.schema.types, strict=True)
        ]
    except pa.ArrowException as cause:
        raise RegardError(f"A row of table {table.name} cannot be kept: {cause}") from cause
    return pa.RecordBatch.from_arrays(columns, schema=table.schema)
