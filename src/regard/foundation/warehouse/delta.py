"""One Delta table on disk: its commits, and what is alive in it. The only file that knows delta-rs."""

import json
import secrets
import shutil
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, Transaction, WriterProperties, write_deltalake
from deltalake.exceptions import DeltaError
from deltalake.schema import Schema as DeltaSchema
from deltalake.transaction import AddAction, RemoveAction

from regard.foundation.errors import RegardError
from regard.foundation.warehouse.layers import Layered
from regard.foundation.warehouse.table import LAYER, LakeTable

Layer = Literal["base", "recent"]

COPY = "copy"
"""The application whose transaction number says how far the table is copied."""
NEWEST = "newest"
"""The application whose transaction number is the newest `written_no` ever appended."""
HIGHEST = "highest"
"""The application whose transaction number is the highest key ever appended."""

GRACE = "interval 15 minutes"
"""So long what died stays for those who still read it. Each commit reads the list of it: an hour of it had a price."""

_MEASURED = ("seq", "written_no", "occurred_at")
_SMALL_FILE = 16 * 2**20
_FULL_FILE = 128 * 2**20
_WRITER = WriterProperties(compression="SNAPPY")  # ZSTD was 40 % smaller and read 1.2 to 2 times slower.
_EMPTY_POSITION = -1
_DEAD = ".dead."


class LakeDamaged(RegardError):
    """A table of the lake cannot be read. It holds nothing of its own: whoever copies makes it again."""

    def __init__(self, table: str) -> None:
        super().__init__(f"Table {table} of the lake cannot be read. The worker that runs makes it again.")
        self.table = table


@dataclass(frozen=True, kw_only=True)
class LiveFile:
    """A data file that a version of the table consists of."""

    path: str
    layer: Layer
    rows: int
    size: int

    @property
    def is_small(self) -> bool:
        """Small enough that many of them slow down every commit and every query."""
        return self.size < _SMALL_FILE


@dataclass(frozen=True, kw_only=True)
class NewFile:
    """A Parquet file that is written, and belongs to no version yet."""

    path: Path
    rows: int


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """What one version of a table consists of; version -1 is a table nobody has written yet."""

    version: int = -1
    files: tuple[LiveFile, ...] = ()
    position: int = _EMPTY_POSITION
    newest: int = _EMPTY_POSITION
    highest: int = _EMPTY_POSITION

    def paths(self, layer: Layer) -> list[str]:
        """The files of one layer."""
        return [file.path for file in self.files if file.layer == layer]

    def rows(self, layer: Layer) -> int:
        """How many rows the files of one layer hold, dead ones included."""
        return sum(file.rows for file in self.files if file.layer == layer)


class Delta:
    """The folder of one table. Reading is free to all; whoever writes must hold the lake's lock."""

    def __init__(self, folder: Path, table: LakeTable) -> None:
        self.folder = folder
        self.table = table
        self._log = folder / "_delta_log"
        self._reading = threading.Lock()
        self._seen = Snapshot()
        self._seen_log_at = 0

    # Reading

    def snapshot(self) -> Snapshot:
        """What is alive now. Costs one or two `stat` calls while nobody has written."""
        with self._reading:
            log_at = self._log_at()
            # The folder's time alone can miss a second commit within one tick of the file system's clock, the next
            # version's file alone can miss a clean-up of the log; together they miss nothing.
            following = self._log / f"{self._seen.version + 1:020}.json"
            if log_at != self._seen_log_at or following.exists():
                self._seen, self._seen_log_at = self._look(), log_at
            return self._seen

    def _log_at(self) -> int:
        try:
            return self._log.stat().st_mtime_ns
        except FileNotFoundError:
            return 0

    def _look(self) -> Snapshot:
        if not self.exists():
            return Snapshot()
        table = self._open()
        adds = pa.table(table.get_add_actions(flatten=True)).to_pylist()
        return Snapshot(
            version=table.version(),
            files=tuple(self._live(add) for add in adds),
            position=_number(table, COPY),
            newest=_number(table, NEWEST),
            highest=_number(table, HIGHEST),
        )

    def _live(self, add: Mapping[str, Any]) -> LiveFile:
        path = str(self.folder / add["path"])
        layer = add.get(f"partition.{LAYER}", "recent")
        return LiveFile(path=path, layer=layer, rows=add["num_records"], size=add["size_bytes"])

    def exists(self) -> bool:
        """Whether somebody has written this table."""
        # A commit under way has other endings.
        return self._log.is_dir() and any(file.suffix in {".json", ".parquet"} for file in self._log.iterdir())

    def _open(self, *, attempts: int = 5) -> DeltaTable:
        try:
            return DeltaTable(self.folder)
        except (DeltaError, OSError) as error:
            # The writer may clean the log between our listing of it and our reading of it.
            if attempts > 1:
                return self._open(attempts=attempts - 1)
            if isinstance(error, DeltaError):
                raise LakeDamaged(self.table.name) from error
            raise

    # Writing

    def prepare(self) -> None:
        """Create the table, or add the columns that were declared since."""
        if not self.exists():
            DeltaTable.create(
                self.folder,
                schema=self._stored_schema(),
                partition_by=self._partition(),
                name=self.table.name,
                description=self.table.meaning,
                configuration=self._configuration(),
            )
            return
        delta = self._open()
        meant = {name: value for name, value in self._configuration().items() if value is not None}
        if delta.metadata().configuration != meant:
            delta.alter.set_table_properties(meant)
        held = {field.name: field.type for field in pa.schema(delta.schema())}
        for column in self.table.columns:
            if column.name in held and held[column.name] != column.type:
                raise RegardError(
                    f"Column {column.name!r} of lake table {self.table.name!r} is {held[column.name]} on disk and "
                    f"{column.type} now. Rebuild the table: it is reset and copied again."
                )
        new = [column for column in self.table.columns if column.name not in held]
        if new:
            schema = DeltaSchema.from_arrow(pa.schema([pa.field(column.name, column.type) for column in new]))
            delta.alter.add_columns(list(schema.fields))

    def append(self, rows: Layered, *, position: int) -> None:
        """One commit: the rows of both layers, and how far this copies the table."""
        numbers = {COPY: position, NEWEST: rows.newest, HIGHEST: rows.highest}
        delta = self._open()
        parts = [self._marked(rows.base, "base"), self._marked(rows.recent, "recent")]
        whole = pa.concat_tables(parts)
        if whole.num_rows == 0:
            schema = delta.schema()
            delta.create_write_transaction([], "append", schema, self._partition(), commit_properties=_commit(numbers))
            return
        write_deltalake(delta, whole, mode="append", writer_properties=_WRITER, commit_properties=_commit(numbers))

    def replace(self, files: Sequence[NewFile]) -> None:
        """One commit: these files, which lie in `base_folder`, and no others."""
        delta = self._open()
        adds: list[AddAction | RemoveAction] = [self._add(file) for file in files]
        delta.create_write_transaction(adds, "overwrite", delta.schema(), self._partition())

    @property
    def base_folder(self) -> Path:
        """Where files that replace all others are to be written."""
        return self.folder if self.table.key is None else self.folder / f"{LAYER}=base"

    def _add(self, file: NewFile) -> AddAction:
        found = file.path.stat()
        return AddAction(
            path=str(file.path.relative_to(self.folder)),
            size=found.st_size,
            partition_values={} if self.table.key is None else {LAYER: "base"},
            modification_time=found.st_mtime_ns // 1_000_000,
            data_change=True,
            stats=json.dumps({"numRecords": file.rows}),
        )

    def drop(self) -> None:
        """Remove the table. Renamed first, so that a crash leaves either all of it or nothing a reader looks at."""
        if self.folder.exists():
            self.folder.rename(self.folder.with_name(f"{_DEAD}{self.table.name}.{secrets.token_hex(4)}"))
        for dead in self.folder.parent.glob(f"{_DEAD}{self.table.name}.*"):
            shutil.rmtree(dead)

    def compact(self, *, wholly: bool) -> None:
        """Join files, each layer by itself; the rows stay the same. Not wholly: only the small ones."""
        # Big files are left alone as it goes: to rewrite them for a hundred small ones would stop the copy for long.
        target = _FULL_FILE if wholly else 2 * _SMALL_FILE
        self._open().optimize.compact(target_size=target, writer_properties=_WRITER)

    def delete(self, condition: str) -> int:
        """Delete the rows of which the condition holds; how many there were."""
        done = self._open().delete(condition)
        return int(done.get("num_deleted_rows") or 0)

    def vacuum(self, *, at_once: bool = False) -> None:
        """Remove the files that died longer than `GRACE` ago, for younger ones may still be read; or all, at once."""
        # Without `full`, delta-rs forgets what died before its last checkpoint (research/engine.md §2).
        hours = 0 if at_once else None
        self._open().vacuum(retention_hours=hours, enforce_retention_duration=False, dry_run=False, full=True)

    def forget_log(self) -> None:
        """Drop all history from the log: a delete leaves its predicate there, and with it the values deleted."""
        delta = self._open()
        delta.create_checkpoint()
        # By hand, for `cleanup_metadata` only removes what is older than the log retention.
        for file in self._log.iterdir():
            number = file.name.split(".")[0]
            if number.isdigit() and int(number) < delta.version():
                file.unlink()

    # What is stored

    def _partition(self) -> list[str]:
        return [] if self.table.key is None else [LAYER]

    def _stored_schema(self) -> pa.Schema:
        schema = self.table.schema
        return schema if self.table.key is None else schema.append(pa.field(LAYER, pa.string()))

    def _marked(self, rows: pa.Table, layer: Layer) -> pa.Table:
        if self.table.key is None:
            return rows
        return rows.append_column(LAYER, pa.repeat(pa.scalar(layer, pa.string()), rows.num_rows))

    def _configuration(self) -> dict[str, str | None]:
        measured = [column.name for column in self.table.columns if column.name in _MEASURED]
        return {
            # Statistics live in the log, where an erased value would outlive its rows.
            "delta.dataSkippingStatsColumns": ",".join(measured),
            "delta.checkpointInterval": "25",
            "delta.logRetentionDuration": GRACE,
            "delta.deletedFileRetentionDuration": GRACE,
        }


def _number(table: DeltaTable, application: str) -> int:
    found = table.transaction_version(application)
    return _EMPTY_POSITION if found is None else found


def _commit(numbers: Mapping[str, int]) -> CommitProperties:
    return CommitProperties(app_transactions=[Transaction(name, number) for name, number in numbers.items()])
