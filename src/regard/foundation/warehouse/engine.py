"""The engine: one DuckDB per process that runs reports over the lake as it is now."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from regard.foundation.errors import NotKnown, RegardError
from regard.foundation.warehouse.database import Database
from regard.foundation.warehouse.delta import Snapshot
from regard.foundation.warehouse.lake import Lake
from regard.foundation.warehouse.resolve import views_sql, written_name
from regard.foundation.warehouse.statements import RememberingBackend
from regard.foundation.warehouse.table import NAME, WRITTEN, LakeTable

# DuckDB flattens nested selects itself; Ibis took a quarter of a page's time for it.
ibis.options.sql.fuse_selects = False


class Engine:
    """Runs Ibis expressions and SQL over the tables of a lake, from any number of threads.

    Each table is a view over the files of one Delta version; views are renewed, all at once, before a query that
    finds the lake moved.
    """

    def __init__(self, lake: Lake, *, memory_limit: str | None = None, threads: int | None = None) -> None:
        self._lake = lake
        self._database = Database(lake.spill, lake.tables, memory_limit=memory_limit, threads=threads)
        self._shown: dict[str, Snapshot] = {}
        self._swapping = threading.Lock()
        self._own = threading.local()

    def table(self, name: str, *, written: bool = False) -> ibis.Table:
        """A table of the lake as an expression bound to no engine; keyed tables have one row per living key.

        With `written`, a keyed table also shows `written_no`.
        """
        table = self._find(name)
        types = ibis.Schema.from_pyarrow(table.schema)
        if written and table.key is not None:
            columns = {column: types[column] for column in (*table.shown, WRITTEN)}
            return ibis.table(columns, name=written_name(table))
        return ibis.table({column: types[column] for column in table.shown}, name=table.name)

    def run(self, expression: ibis.Table) -> pa.Table:
        """The rows of an expression."""
        return self._fresh(lambda: self._backend().to_pyarrow(expression))

    def sql(self, query: str, params: Sequence[object] | dict[str, object] | None = None) -> pa.Table:
        """The rows of a query written by hand, where a bench shows the need; values go into `params`."""
        # `sql` and not `execute`, which streams: rows of a UNION ALL, as keyed tables are, may then never come.
        return self._fresh(lambda: self._backend().con.sql(query, params=params).to_arrow_table())

    def register(self, name: str, rows: pa.Table) -> ibis.Table:
        """Hold a small table in memory under a name, in place of what was there; visible to all threads."""
        if not NAME.fullmatch(name) or any(name == table.name for table in self._lake.tables):
            raise RegardError(
                f"A table in memory cannot be named {name!r}. Lower case words joined by _ would work, "
                "if no table of the lake has that name."
            )
        with self._swapping:
            cursor = self._database.cursor()
            cursor.register("arriving", rows)
            cursor.execute(f"CREATE OR REPLACE TABLE {name} AS FROM arriving")
            cursor.unregister("arriving")
            cursor.close()
        return ibis.table(ibis.Schema.from_pyarrow(rows.schema), name=name)

    def close(self) -> None:
        """Free the memory and the spill folder."""
        self._database.close()

    def _fresh(self, work: Callable[[], Any]) -> Any:
        try:
            self._renew()
            return work()
        except duckdb.IOException:
            # An erasure removed files while we read them: what we saw is gone, and the lake has moved on.
            self._renew()
            return work()

    def _renew(self) -> None:
        if self._now() == self._shown:
            return
        with self._swapping:
            # Looked at again inside the lock: otherwise a slow thread could put an older version back.
            now = self._now()
            moved = [table for table in self._lake.tables if self._shown.get(table.name) != now[table.name]]
            cursor = self._database.cursor()
            try:
                cursor.begin()
                for view in (view for table in moved for view in views_sql(table, now[table.name])):
                    cursor.execute(view)
                cursor.commit()
            finally:
                cursor.close()
            self._shown = now

    def _now(self) -> dict[str, Snapshot]:
        return {table.name: self._lake.snapshot(table.name) for table in self._lake.tables}

    def _backend(self) -> RememberingBackend:
        # One cursor per thread: a shared one mixes up the results of two threads.
        if not hasattr(self._own, "backend"):
            self._own.backend = RememberingBackend.from_connection(self._database.cursor())
        backend: RememberingBackend = self._own.backend
        return backend

    def _find(self, name: str) -> LakeTable:
        known = {table.name: table for table in self._lake.tables}
        if name not in known:
            raise NotKnown("lake table", name, known)
        return known[name]
