"""How every DuckDB of ours is opened: UTC, no downloads, spilling into a folder that is cleaned behind it."""

import fcntl
import os
import shutil
import tempfile
import weakref
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

from regard.foundation.warehouse.resolve import empty_name
from regard.foundation.warehouse.table import LakeTable

_LOCK = "held"


class Database:
    """A DuckDB in memory that knows the columns of these tables, as empty tables named by `empty_name`."""

    def __init__(
        self, spill: Path, tables: Iterable[LakeTable], *, memory_limit: str | None = None, threads: int | None = None
    ) -> None:
        sweep(spill)
        spill.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=spill))
        self._end = weakref.finalize(self, _end, folder, _hold(folder))
        self._root = duckdb.connect(":memory:", config=_config(folder, memory_limit, threads))
        self._root.execute("SET GLOBAL TimeZone = 'UTC'")
        for table in tables:
            self._root.register("arriving", table.schema.empty_table())
            self._root.execute(f"CREATE TABLE {empty_name(table)} AS FROM arriving")
            self._root.unregister("arriving")

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A connection of its own to this database; give each thread one."""
        return self._root.cursor()

    def close(self) -> None:
        """Free the memory, and the folder it spilled into."""
        self._root.close()
        self._end()


def sweep(spill: Path) -> None:
    """Remove what killed processes have left on disk: it holds rows that may since have been erased."""
    for folder in spill.iterdir() if spill.is_dir() else ():
        try:
            descriptor = os.open(folder / _LOCK, os.O_RDWR)
        except OSError:
            continue
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            pass  # Its process lives.
        finally:
            os.close(descriptor)


def _config(folder: Path, memory_limit: str | None, threads: int | None) -> dict[str, Any]:
    config: dict[str, Any] = {
        "temp_directory": str(folder / "duckdb"),
        "autoinstall_known_extensions": "false",
        "python_enable_replacements": "false",  # A name in a query is a table, never a variable of ours.
        "preserve_insertion_order": "false",  # Order is the query's business; keeping it costs memory.
    }
    if memory_limit is not None:
        config["memory_limit"] = memory_limit
    if threads is not None:
        config["threads"] = str(threads)
    return config


def _hold(folder: Path) -> int:
    descriptor = os.open(folder / "taking", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    # Named only once it is locked: whoever sweeps never finds it free.
    (folder / "taking").rename(folder / _LOCK)
    return descriptor


def _end(folder: Path, descriptor: int) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    os.close(descriptor)
