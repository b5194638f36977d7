"""The lake: a folder of Delta tables, written by one, read by all."""

import threading
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb
import pyarrow as pa

from regard.foundation.errors import NotKnown, RegardError
from regard.foundation.warehouse.database import Database, sweep
from regard.foundation.warehouse.delta import Delta, NewFile, Snapshot
from regard.foundation.warehouse.layers import layered
from regard.foundation.warehouse.lock import WriterLock
from regard.foundation.warehouse.resolve import chosen_sql, copy_sql, count_sql, rows_sql, rows_without_sql
from regard.foundation.warehouse.table import LakeTable

MANY_FILES = 100
"""From so many small files on, an append joins them: each of them makes every commit and every query slower."""
_FOLD_SHARE = 8
_FOLD_LEAST = 20_000
_FOLD_MEMORY = "1GB"
_FEW = 1_000


class Lake:
    """Tables in a folder. The first write takes the lake's lock; `close`, or the end of the process, gives it back."""

    def __init__(self, folder: Path, tables: Sequence[LakeTable]) -> None:
        self.folder = folder
        self.tables = tuple(tables)
        self._deltas = {table.name: Delta(folder / table.name, table) for table in self.tables}
        self._lock = WriterLock(folder / "writer.lock")
        self._writing = threading.RLock()
        self._prepared: set[str] = set()

    @property
    def spill(self) -> Path:
        """Where queries too big for memory put what they are working on."""
        return self.folder / "spill"

    def close(self) -> None:
        """Let others write."""
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    # Reading

    def position(self, name: str) -> int:
        """How far the table is copied, as Delta has it; -1 before the first append."""
        return self._delta(name).snapshot().position

    def version(self) -> int:
        """The seq up to which interactions are copied."""
        return self.position("interactions")

    def snapshot(self, name: str) -> Snapshot:
        """What the table consists of now."""
        return self._delta(name).snapshot()

    # Writing

    def append(self, name: str, rows: pa.Table, *, upto: int) -> bool:
        """Append the rows and move the position to `upto`, in one commit; False if it is there already.

        Rows must fit the table (`WrongRows`), and in a keyed table be newer than what it holds: `written_no` grows
        from one append to the next. No rows at all still move the position.
        """
        delta = self._delta(name)
        rows = delta.table.fit(rows)
        with self._as_writer(delta):
            held = delta.snapshot()
            # Delta accepts an application's older transaction without a word, so the fence is here.
            if held.position >= upto:
                return False
            delta.append(layered(delta.table, rows, newest=held.newest, highest=held.highest), position=upto)
            self._keep_fast(delta)
        return True

    def tidy(self, name: str) -> None:
        """Bring the table into its best shape for reading, and remove files that died a while ago."""
        delta = self._delta(name)
        with self._as_writer(delta):
            self._fold(delta)
            delta.compact(wholly=True)
            delta.vacuum()

    def erase(self, name: str, *, column: str, values: Sequence[int]) -> int:
        """Remove the rows with these values from the table, its dead files and its log; how many there were."""
        delta = self._delta(name)
        if column not in delta.table.names:
            raise NotKnown(f"column of lake table {name}", column, delta.table.names)
        with self._as_writer(delta):
            gone = self._remove(delta, column, values) if values else 0
            delta.vacuum(at_once=True)
            delta.forget_log()
            sweep(self.spill)
        return gone

    def reset(self, name: str) -> None:
        """Empty the table and its position, to copy it anew; the one way to another type of a column."""
        delta = self._delta(name)
        self._lock.take()
        with self._writing:
            delta.drop()
            self._prepared.discard(name)

    @contextmanager
    def _as_writer(self, delta: Delta) -> Iterator[None]:
        self._lock.take()
        with self._writing:
            if delta.table.name not in self._prepared:
                delta.prepare()
                self._prepared.add(delta.table.name)
            yield

    def _delta(self, name: str) -> Delta:
        if name not in self._deltas:
            raise NotKnown("lake table", name, self._deltas)
        return self._deltas[name]

    def _keep_fast(self, delta: Delta) -> None:
        now = delta.snapshot()
        if delta.table.key is not None and now.rows("recent") >= max(_FOLD_LEAST, now.rows("base") // _FOLD_SHARE):
            self._fold(delta)
        elif sum(file.is_small for file in now.files) >= MANY_FILES:
            delta.compact(wholly=False)
        else:
            return
        delta.vacuum()

    def _fold(self, delta: Delta) -> None:
        snapshot = delta.snapshot()
        if delta.table.key is not None and snapshot.paths("recent"):
            with self._database() as database:
                self._rewrite(delta, rows_sql(delta.table, snapshot), database)

    def _remove(self, delta: Delta, column: str, values: Sequence[int]) -> int:
        if not pa.types.is_integer(delta.table.schema.field(column).type):
            raise RegardError(f"Rows of {delta.table.name!r} are erased by a whole number, and {column!r} is none.")
        # A delete touches few files; but delta-rs crashes on many thousand values. A keyed table is folded instead,
        # for to take away the newest row of a key would bring an older one back to life.
        if delta.table.key is None and len(values) <= _FEW:
            return delta.delete(chosen_sql(column, values))
        snapshot = delta.snapshot()
        with self._database() as database:
            database.register("gone", pa.table({"value": pa.array(values, pa.int64())}))
            found = database.execute(count_sql(delta.table, snapshot, column)).fetchone()
            gone = int(found[0]) if found else 0
            if gone:
                self._rewrite(delta, rows_without_sql(delta.table, snapshot, column), database)
        return gone

    def _rewrite(self, delta: Delta, sql: str, database: duckdb.DuckDBPyConnection) -> None:
        # DuckDB writes the file itself: a result that is streamed elsewhere can wait for its reader for ever when two
        # queries are joined by UNION ALL (bench/README.md).
        file = delta.base_folder / f"part-{uuid.uuid4()}.parquet"
        file.parent.mkdir(parents=True, exist_ok=True)
        written = database.execute(copy_sql(sql, str(file))).fetchone()
        # One commit takes all files and brings the new, so a reader or a crash sees the one or the other.
        delta.replace([NewFile(path=file, rows=int(written[0]) if written else 0)])

    @contextmanager
    def _database(self) -> Iterator[duckdb.DuckDBPyConnection]:
        database = Database(self.spill, self.tables, memory_limit=_FOLD_MEMORY)
        try:
            cursor = database.cursor()
            # What was written together stays together: a report of one month skips the rest of a file.
            cursor.execute("SET preserve_insertion_order = true")
            yield cursor
        finally:
            database.close()
