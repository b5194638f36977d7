"""An object-centric log, whole and checked, in a private file: its events in order of the file, its objects by id."""

import sqlite3
from collections.abc import Iterator
from typing import Any

import msgspec

from regard.foundation.errors import RegardError
from regard.record.portable import IDENTITY

_TABLES = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32768;
CREATE TABLE event (no INTEGER PRIMARY KEY, id TEXT UNIQUE, type TEXT, time TEXT, attributes BLOB);
CREATE TABLE event_object (no INTEGER PRIMARY KEY, event TEXT, object TEXT, how TEXT);
CREATE TABLE object (id TEXT PRIMARY KEY, type TEXT) WITHOUT ROWID;
CREATE TABLE object_attribute (no INTEGER PRIMARY KEY, object TEXT, name TEXT, time TEXT, value BLOB);
CREATE TABLE object_object (no INTEGER PRIMARY KEY, one TEXT, other TEXT, how TEXT);
"""
_INDEXES = """
CREATE INDEX of_event ON event_object (event);
CREATE INDEX to_object ON event_object (object);
CREATE INDEX of_object ON object_attribute (object);
CREATE INDEX of_one ON object_object (one);
CREATE INDEX of_type ON object (type);
"""

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder().decode


class OcelError(RegardError):
    """A file that is no object-centric log, or not to its end."""


class OcelEvent(msgspec.Struct, frozen=True):
    """One event with its attributes and (object, type, qualifier) for all it is related to, in order."""

    number: int
    id: str
    type: str
    time: str
    attributes: dict[str, Any]
    relations: tuple[tuple[str, str, str], ...]

    def related_to(self, object_id: str) -> list[str]:
        """How it is related to this object."""
        return [how for other, _, how in self.relations if other == object_id]


class OcelObject(msgspec.Struct, frozen=True):
    """One object; `attributes` are (name, moment from which, value), in order of time."""

    id: str
    type: str
    attributes: tuple[tuple[str, str, Any], ...]

    def now(self) -> dict[str, Any]:
        """Its attributes as they were last."""
        return {name: value for name, _, value in self.attributes}


class Spool:
    """What a log holds. Filled once, then read; closed, it is gone."""

    def __init__(self, name: str) -> None:
        self.name = name
        # The empty name is a database of its own on disk, which SQLite removes when it is closed.
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(_TABLES)
        # All of it in one transaction: else each row is a commit, which writes its pages out.
        self._database.execute("BEGIN")

    def close(self) -> None:
        """Let go of it."""
        self._database.close()

    def add_event(self, event_id: str, kind: str) -> None:
        """Take in an event; an id that is there already is a fault of the file."""
        try:
            self._do("INSERT INTO event VALUES (NULL, ?, ?, NULL, NULL)", event_id, kind)
        except sqlite3.IntegrityError:
            raise OcelError(f"{self.name}: two events have the id {event_id[:80]!r}.") from None

    def tell_event(self, event_id: str, time: str, attributes: dict[str, Any]) -> None:
        """Take in when an event was, and what it says."""
        told = self._do(
            "UPDATE event SET time = ?, attributes = ? WHERE id = ?", time, self._packed(attributes), event_id
        )
        if not told:
            raise OcelError(f"{self.name}: {event_id[:80]!r} has attributes, and is no event.")

    def relate_event(self, event_id: str, other: str, how: str) -> None:
        """Take in that an event is related to an object."""
        self._do("INSERT INTO event_object VALUES (NULL, ?, ?, ?)", event_id, other, how)

    def add_object(self, object_id: str, kind: str) -> None:
        """Take in an object; an id that is there already is a fault of the file."""
        try:
            self._do("INSERT INTO object VALUES (?, ?)", object_id, kind)
        except sqlite3.IntegrityError:
            raise OcelError(f"{self.name}: two objects have the id {object_id[:80]!r}.") from None

    def describe(self, object_id: str, name: str, time: str, value: Any) -> None:
        """Take in what an attribute of an object is, from a moment on."""
        self._do("INSERT INTO object_attribute VALUES (NULL, ?, ?, ?, ?)", object_id, name, time, self._packed(value))

    def relate(self, one: str, other: str, how: str) -> None:
        """Take in that two objects are related."""
        self._do("INSERT INTO object_object VALUES (NULL, ?, ?, ?)", one, other, how)

    def finish(self) -> None:
        """All is taken in: every event has its moment, and what it is related to is there."""
        self._database.executescript(_INDEXES)
        untold = self._one("SELECT id FROM event WHERE time IS NULL LIMIT 1")
        if untold is not None:
            raise OcelError(f"{self.name}: nothing says when event {untold[0][:80]!r} was.")
        lost = self._one(
            "SELECT event, object FROM event_object r WHERE NOT EXISTS (SELECT 1 FROM object o WHERE o.id = r.object)"
        )
        if lost is not None:
            one, other = (repr(name[:80]) for name in lost)
            raise OcelError(f"{self.name}: event {one} is related to {other}, which is no object of it.")

    @property
    def is_ours(self) -> bool:
        """Whether Regard wrote it."""
        return self._one("SELECT 1 FROM object_attribute WHERE name = ? LIMIT 1", IDENTITY) is not None

    def object_types(self) -> list[str]:
        """The types of its objects, by name."""
        return [kind for (kind,) in self._all("SELECT DISTINCT type FROM object ORDER BY type")]

    def counts(self) -> tuple[int, int]:
        """How many events and how many objects it has."""
        events, objects = self._one("SELECT (SELECT count(*) FROM event), (SELECT count(*) FROM object)") or (0, 0)
        return events, objects

    def events(self, *kinds: str) -> Iterator[OcelEvent]:
        """All events in order of the file, or those of some types."""
        only = f"WHERE type IN ({', '.join('?' * len(kinds))})" if kinds else ""
        for row in self._all(f"SELECT no, id, type, time, attributes FROM event {only} ORDER BY no", *kinds):  # noqa: S608
            yield self._event(row)

    def events_of(self, object_id: str) -> Iterator[OcelEvent]:
        """The events that are related to an object, in order of the file."""
        query = (
            "SELECT no, id, type, time, attributes FROM event WHERE id IN "
            "(SELECT event FROM event_object WHERE object = ?) ORDER BY no"
        )
        for row in self._all(query, object_id):
            yield self._event(row)

    def object(self, object_id: str) -> OcelObject:
        """The object of this id."""
        row = self._one("SELECT id, type FROM object WHERE id = ?", object_id)
        if row is None:
            raise OcelError(f"{self.name}: there is no object {object_id[:80]!r}.")
        return self._object(row)

    def objects(self, kind: str) -> Iterator[OcelObject]:
        """The objects of a type, by id."""
        for row in self._all("SELECT id, type FROM object WHERE type = ? ORDER BY id", kind):
            yield self._object(row)

    def related(self, object_id: str) -> list[tuple[str, str, str]]:
        """(object, type, qualifier) of the objects that this one is related to."""
        query = "SELECT r.other, o.type, r.how FROM object_object r JOIN object o ON o.id = r.other WHERE r.one = ?"
        return [(other, kind, how) for other, kind, how in self._all(f"{query} ORDER BY r.no", object_id)]

    def _event(self, row: tuple[Any, ...]) -> OcelEvent:
        number, event_id, kind, time, attributes = row
        related = self._all(
            "SELECT r.object, o.type, r.how FROM event_object r JOIN object o ON o.id = r.object "
            "WHERE r.event = ? ORDER BY r.no",
            event_id,
        )
        return OcelEvent(number, event_id, kind, time, _decode(attributes), tuple(related))

    def _object(self, row: tuple[Any, ...]) -> OcelObject:
        query = "SELECT name, time, value FROM object_attribute WHERE object = ? ORDER BY time, no"
        said = tuple((name, time, _decode(value)) for name, time, value in self._all(query, row[0]))
        return OcelObject(row[0], row[1], said)

    def _packed(self, value: Any) -> bytes:
        try:
            return _encode(value)
        except OverflowError:
            # Somewhere in it is a whole number of more than 64 bits: it stays as text.
            return _encode({name: str(one) for name, one in value.items()} if isinstance(value, dict) else str(value))
        except (UnicodeEncodeError, TypeError, RecursionError) as error:
            raise OcelError(f"{self.name}: a value that nothing can hold: {error}.") from None

    def _do(self, statement: str, *values: Any) -> int:
        try:
            return self._database.execute(statement, values).rowcount
        except UnicodeEncodeError as error:
            raise OcelError(f"{self.name}: half a character, which no text has: {error}.") from None

    def _one(self, query: str, *values: Any) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self._database.execute(query, values).fetchone()
        return row

    def _all(self, query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        return self._database.execute(query, values)
