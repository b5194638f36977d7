"""OCEL 2.0 as an SQLite file: the tables of the format, and one for each type of event and object."""

import re
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from regard.exchange.ocel_json import STATIC, plain
from regard.exchange.scratch import Scratch, in_order
from regard.exchange.things import Event, Relation, Thing
from regard.foundation.clock import from_micros
from regard.record.public import AttributeType, moment_text

# One table of the format is named like that of a type "object" would be.
_TAKEN = ("object", "map_type")
_SQL_TYPES: dict[AttributeType, str] = {
    "string": "TEXT", "time": "TIMESTAMP", "integer": "INTEGER", "float": "REAL", "boolean": "BOOLEAN",
}  # fmt: skip
_PORTION = 2_000
_BEGIN = "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;"
_TABLES = """
CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE event (ocel_id TEXT PRIMARY KEY, ocel_type TEXT REFERENCES event_map_type (ocel_type));
CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT REFERENCES object_map_type (ocel_type));
CREATE TABLE event_object (
    ocel_event_id TEXT REFERENCES event (ocel_id), ocel_object_id TEXT REFERENCES object (ocel_id), ocel_qualifier TEXT,
    PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier));
CREATE TABLE object_object (
    ocel_source_id TEXT REFERENCES object (ocel_id), ocel_target_id TEXT REFERENCES object (ocel_id),
    ocel_qualifier TEXT, PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier));
"""


def write_sqlite(scratch: Scratch, file: Path) -> None:
    """Write the file; the same content gives the same bytes, with the same SQLite."""
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.executescript(_BEGIN + _TABLES)
        _Writer(database, scratch).write()
        database.execute("COMMIT")


class _Writer:
    def __init__(self, database: sqlite3.Connection, scratch: Scratch) -> None:
        self._database, self._scratch = database, scratch
        self._event_types, self._object_types = in_order(scratch.event_types), in_order(scratch.object_types)
        self._event_tables, self._object_tables = tables_of(self._event_types), tables_of(self._object_types)

    def write(self) -> None:
        for kind, tables, types in (
            ("event", self._event_tables, self._event_types),
            ("object", self._object_tables, self._object_types),
        ):
            self._many(f"INSERT INTO {kind}_map_type VALUES (?, ?)", tables.items())  # noqa: S608 -- our own name
            for name, table in tables.items():
                self._database.execute(_create(kind, table, types[name]))
        for things in _portions(self._scratch.things()):
            self._objects(things)
        for events in _portions(self._scratch.events()):
            self._events(events)
        for things in _portions(self._scratch.things()):
            rows = [(one.id, *relation) for one, relations in things for relation in relations]
            self._many("INSERT INTO object_object VALUES (?, ?, ?)", rows)

    def _events(self, events: Sequence[Event]) -> None:
        self._many("INSERT INTO event VALUES (?, ?)", [(one.id, one.type) for one in events])
        for one in events:
            said, moment = dict(plain(one.attributes)), moment_text(from_micros(one.at))
            values = (one.id, moment, *(said.get(name) for name in self._event_types[one.type]))
            self._insert(f"event_{self._event_tables[one.type]}", values)
        rows = [(one.id, *relation) for one in events for relation in one.relations]
        self._many("INSERT INTO event_object VALUES (?, ?, ?)", rows)

    def _objects(self, things: Sequence[tuple[Thing, list[Relation]]]) -> None:
        self._many("INSERT INTO object VALUES (?, ?)", [(one.id, one.type) for one, _ in things])
        for one, _ in things:
            said = dict(plain(one.attributes))
            values = (one.id, STATIC, None, *(said.get(name) for name in self._object_types[one.type]))
            self._insert(f"object_{self._object_tables[one.type]}", values)

    def _insert(self, table: str, values: tuple[Any, ...]) -> None:
        self._database.execute(f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(values))})', values)  # noqa: S608 -- our own name

    def _many(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        self._database.executemany(statement, rows)


def tables_of(types: Iterable[str]) -> dict[str, str]:
    """The name that stands for each type in those of its table: letters, digits and _, whatever the type is called."""
    taken = {*_TAKEN}
    found = {}
    for name in types:
        plain_name = re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_") or "type"
        free, number = plain_name, 1
        while free.casefold() in taken:
            number += 1
            free = f"{plain_name}_{number}"
        taken.add(free.casefold())
        found[name] = free
    return found


def _create(kind: str, table: str, attributes: dict[str, AttributeType]) -> str:
    fixed = ["ocel_id TEXT PRIMARY KEY" if kind == "event" else "ocel_id TEXT", "ocel_time TIMESTAMP"]
    if kind == "object":
        fixed.append("ocel_changed_field TEXT")
    columns = [f'"{name}" {_SQL_TYPES[attribute]}' for name, attribute in attributes.items()]
    return f'CREATE TABLE "{kind}_{table}" ({", ".join([*fixed, *columns])})'


def _portions(items: Iterable[Any]) -> Iterable[list[Any]]:
    portion: list[Any] = []
    for item in items:
        portion.append(item)
        if len(portion) == _PORTION:
            yield portion
            portion = []
    if portion:
        yield portion
