"""What an object-centric log is made of: events, objects, and how they are related."""

import msgspec

from regard.record.public import Attributes

VERSION = 1

RELATED_BY = {
    "source": "comes from",
    "matter": "belongs to",
    "customer": "of",
    "profile": "shown as",
    "staff": "handled by",
    "team": "handled in",
    "identifier": "carries",
    "evidence": "recognised by",
    "revision": "revised as",
}
"""How an event is related to an object of each type; to a key such as a case or an order it is `names`."""
NAMES = "names"
LENDS = "carries a device of"
"""How an event is related to a source that it does not come from, but whose devices anybody uses."""

Relation = tuple[str, str]
"""The id of the other side, and the qualifier."""


class Event(msgspec.Struct, frozen=True):
    """One event; `at` in microseconds since 1970-01-01 UTC. `place` orders those of one moment."""

    id: str
    type: str
    at: int
    place: tuple[str, int]
    attributes: Attributes
    relations: tuple[Relation, ...]
    matter: str = ""


class Thing(msgspec.Struct, frozen=True):
    """One object. Its attributes never change: what changes in Regard is an event."""

    id: str
    type: str
    attributes: Attributes = {}


def id_of(kind: str, *parts: str) -> str:
    """An id that can only come of these parts: what parts them is escaped in all but the last."""
    escaped = [part.replace("%", "%25").replace("/", "%2F") for part in parts[:-1]]
    return "/".join((kind, *escaped, parts[-1]))
