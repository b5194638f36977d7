"""The log under way, on disk: taken in as the record gives it, handed out in an order that is always the same."""

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from regard.exchange.things import Event, Relation, Thing
from regard.record.public import ATTRIBUTES, AttributeType

_TABLES = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32768;
CREATE TABLE event (id TEXT PRIMARY KEY, at INTEGER, source TEXT, source_order INTEGER, matter TEXT, body BLOB);
CREATE TABLE thing (type TEXT, id TEXT, body BLOB, PRIMARY KEY (type, id)) WITHOUT ROWID;
CREATE TABLE between_things (one TEXT, other TEXT, how TEXT, PRIMARY KEY (one, other, how)) WITHOUT ROWID;
CREATE INDEX thing_by_id ON thing (id);
"""
_IN_ORDER = "at, source, source_order, id"
_MOST_REMEMBERED = 200_000

_encode = msgspec.msgpack.Encoder().encode
_event = msgspec.msgpack.Decoder(Event).decode
_thing = msgspec.msgpack.Decoder(Thing).decode
_TYPE_OF: dict[type, AttributeType] = {
    str: "string", bool: "boolean", int: "integer", float: "float", datetime: "time",
}  # fmt: skip
Columns = dict[str, dict[str, AttributeType]]
"""By type of event or object its attributes, each with its type."""


class Scratch:
    """A private file that is gone when it is closed; it may hold far more than memory does."""

    def __init__(self) -> None:
        # The empty name is a database of its own on disk, which SQLite removes when it is closed.
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._database.executescript(_TABLES)
        self._remembered: set[str] = set()
        self.event_types: Columns = {}
        self.object_types: Columns = {}

    def __enter__(self) -> "Scratch":
        return self

    def __exit__(self, *_error: object) -> None:
        self._database.close()

    def add(self, events: Iterable[Event]) -> None:
        """Take in events; one of an id that is here already is the same one."""
        rows = []
        for one in events:
            _learn(self.event_types, one)
            source, source_order = one.place
            rows.append((one.id, one.at, source, source_order, one.matter, _encode(one)))
        self._database.executemany("INSERT OR IGNORE INTO event VALUES (?, ?, ?, ?, ?, ?)", rows)

    def add_things(self, things: Iterable[Thing]) -> None:
        """Take in objects; one of an id that is here already is the same one."""
        new = {one.id: one for one in things if one.id not in self._remembered}
        for one in new.values():
            _learn(self.object_types, one)
        if len(self._remembered) > _MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered.update(new)
        self._database.executemany(
            "INSERT OR IGNORE INTO thing VALUES (?, ?, ?)", [(one.type, one.id, _encode(one)) for one in new.values()]
        )

    def relate(self, related: Iterable[tuple[str, str, str]]) -> None:
        """Take in relations between objects: (one, other, qualifier)."""
        self._database.executemany("INSERT OR IGNORE INTO between_things VALUES (?, ?, ?)", related)

    def has(self, thing: str) -> bool:
        """Whether an object of this id is here."""
        return self._database.execute("SELECT 1 FROM thing WHERE id = ?", [thing]).fetchone() is not None

    def events(self, *, by_matter: bool = False) -> Iterator[Event]:
        """All events, in order of time; or matter by matter."""
        order = f"matter, {_IN_ORDER}" if by_matter else _IN_ORDER
        for (body,) in self._database.execute(f"SELECT body FROM event ORDER BY {order}"):  # noqa: S608 -- fixed names
            yield _event(body)

    def things(self) -> Iterator[tuple[Thing, list[Relation]]]:
        """All objects in order of type and id, each with its relations to others that are here."""
        related = self._database.execute(
            "SELECT thing.id, b.other, b.how FROM thing JOIN between_things b ON b.one = thing.id "
            "WHERE EXISTS (SELECT 1 FROM thing t WHERE t.id = b.other) ORDER BY thing.type, thing.id, b.other, b.how"
        )
        waiting = next(related, None)
        for (body,) in self._database.execute("SELECT body FROM thing ORDER BY type, id"):
            one = _thing(body)
            found: list[Relation] = []
            while waiting is not None and waiting[0] == one.id:
                found.append((waiting[1], waiting[2]))
                waiting = next(related, None)
            yield one, found

    def beside(self) -> tuple[int, int]:
        """How many relations there are between objects, and how many events that belong to no matter."""
        query = "SELECT (SELECT count(*) FROM between_things), (SELECT count(*) FROM event WHERE matter = '')"
        related, said = self._database.execute(query).fetchone()
        return related, said

    def counts(self) -> tuple[int, int]:
        """How many events and how many objects there are."""
        query = "SELECT (SELECT count(*) FROM event), (SELECT count(*) FROM thing)"
        events, things = self._database.execute(query).fetchone()
        return events, things


def _learn(columns: Columns, one: Event | Thing) -> None:
    known = columns.setdefault(one.type, {})
    for name, value in one.attributes.items():
        if name not in known:
            known[name] = _TYPE_OF[type(value)]


def in_order(columns: Columns) -> Columns:
    """Types by name; their attributes as an interaction has them, then the others by name."""
    place = {name: number for number, name in enumerate(ATTRIBUTES)}
    return {
        name: dict(sorted(columns[name].items(), key=lambda one: (place.get(one[0], len(place)), one[0])))
        for name in sorted(columns)
    }
