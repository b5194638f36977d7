"""Reads OCEL 2.0 as an SQLite file. The file is somebody else's: nothing in it is run, and nothing is written to it."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from regard.record.import_.formats.ocel_spool import OcelError, Spool

MAGIC = b"SQLite format 3\0"
_NEEDED = {
    "event": ("ocel_id", "ocel_type"),
    "object": ("ocel_id", "ocel_type"),
    "event_object": ("ocel_event_id", "ocel_object_id", "ocel_qualifier"),
    "object_object": ("ocel_source_id", "ocel_target_id", "ocel_qualifier"),
    "event_map_type": ("ocel_type", "ocel_type_map"),
    "object_map_type": ("ocel_type", "ocel_type_map"),
}
_OF_EVENT = ("ocel_id", "ocel_time")
_OF_OBJECT = ("ocel_id", "ocel_time", "ocel_changed_field")
_LONGEST = 64 << 20


def fill_from_sqlite(file: Path, spool: Spool) -> None:
    """Take in the whole file, or raise `OcelError`."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            _guard(database)
            _Reader(database, spool).read()
    except sqlite3.Error as error:
        raise OcelError(f"{spool.name} cannot be read as an SQLite file: {error}. Nothing was taken in.") from error
    spool.finish()


def _guard(database: sqlite3.Connection) -> None:
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("PRAGMA cell_size_check = ON")
    database.execute("PRAGMA mmap_size = 0")
    database.text_factory = lambda raw: raw.decode(errors="backslashreplace")


class _Reader:
    def __init__(self, database: sqlite3.Connection, spool: Spool) -> None:
        self._database, self._spool = database, spool
        # Only tables: a view or a virtual table would run what its writer wrote.
        only_tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        self._tables_of: dict[str, dict[str, str]] = {"event": {}, "object": {}}
        self._tables = {name.casefold(): name for (name,) in database.execute(only_tables)}

    def read(self) -> None:
        for table, columns in _NEEDED.items():
            missing = [column for column in columns if column not in self._columns(table)]
            if missing:
                self._fail(f"its table {table!r} has no column {missing[0]!r}")
        for kind, table in self._rows("event_map_type", _NEEDED["event_map_type"]):
            self._tables_of["event"][self._name(kind, "a type")] = f"event_{table}"
        for kind, table in self._rows("object_map_type", _NEEDED["object_map_type"]):
            self._tables_of["object"][self._name(kind, "a type")] = f"object_{table}"
        for object_id, kind in self._rows("object", _NEEDED["object"]):
            self._spool.add_object(self._name(object_id, "the id of an object"), self._known("object", kind))
        for event_id, kind in self._rows("event", _NEEDED["event"]):
            self._spool.add_event(self._name(event_id, "the id of an event"), self._known("event", kind))
        for table in self._tables_of["object"].values():
            self._describe(table)
        for table in self._tables_of["event"].values():
            self._events(table)
        self._relations()

    def _known(self, what: str, kind: Any) -> str:
        if kind not in self._tables_of[what]:
            self._fail(f"{what}_map_type does not name the type {kind!r}")
        return str(kind)

    def _events(self, table: str) -> None:
        columns = self._columns(table)
        names = [name for name in columns if name not in _OF_EVENT]
        for event_id, time, *values in self._rows(table, [*_OF_EVENT, *names]):
            name = self._name(event_id, "the id of an event")
            self._spool.tell_event(name, self._name(time, f"the time of event {name[:80]!r}"),
                                   self._said(names, columns, values))  # fmt: skip

    def _describe(self, table: str) -> None:
        columns = self._columns(table)
        names = [name for name in columns if name not in _OF_OBJECT]
        for object_id, time, changed, *values in self._rows(table, [*_OF_OBJECT, *names]):
            said = self._said(names, columns, values)
            for name, value in said.items():
                # A row of a change says that one attribute anew; what stands beside it is not meant.
                if changed is None or name == changed:
                    self._spool.describe(self._name(object_id, "the id of an object"), name, str(time or ""), value)

    def _relations(self) -> None:
        for event_id, other, how in self._rows("event_object", _NEEDED["event_object"]):
            self._spool.relate_event(self._name(event_id, "an event"), self._name(other, "an object"), str(how or ""))
        for one, other, how in self._rows("object_object", _NEEDED["object_object"]):
            self._spool.relate(self._name(one, "an object"), self._name(other, "an object"), str(how or ""))

    def _said(self, names: list[str], columns: dict[str, str], values: list[Any]) -> dict[str, Any]:
        return {
            name: _typed(value, columns[name]) for name, value in zip(names, values, strict=True) if value is not None
        }

    def _columns(self, table: str) -> dict[str, str]:
        rows = self._database.execute(f"PRAGMA table_info({_quoted(self._table(table))})")
        return {name: kind.upper() for _, name, kind, *_ in rows}

    def _rows(self, table: str, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        listed = ", ".join(_quoted(column) for column in columns)
        query = f"SELECT {listed} FROM {_quoted(self._table(table))}"  # noqa: S608 -- quoted
        try:
            return self._database.execute(f"{query} ORDER BY rowid")
        except sqlite3.OperationalError:  # A table without row numbers is in the order of its key.
            return self._database.execute(query)

    def _table(self, name: str) -> str:
        found = self._tables.get(name.casefold())
        if found is None:
            self._fail(f"it has no table {name!r}")
        return str(found)

    def _name(self, value: Any, what: str) -> str:
        if not isinstance(value, str) or not value:
            self._fail(f"{what} is {value!r}, and no text")
        return str(value)

    def _fail(self, why: str) -> None:
        raise OcelError(f"{self._spool.name} is no OCEL 2.0 log: {why[:300]}. Nothing of it was taken in.")


def _typed(value: Any, declared: str) -> Any:
    if declared.startswith("BOOL") and value in (0, 1):
        return bool(value)
    if isinstance(value, bytes):
        return value.decode(errors="backslashreplace")
    return value


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
