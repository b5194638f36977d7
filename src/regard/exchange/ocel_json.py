"""OCEL 2.0 as JSON: the four arrays of the format, one event or object per line."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import msgspec

from regard.exchange.scratch import Columns, Scratch, in_order
from regard.exchange.things import Relation, Thing
from regard.foundation.clock import from_micros
from regard.record.public import Attributes, moment_text

STATIC = "1970-01-01T00:00:00.000000Z"
"""The moment at which OCEL has an attribute that never changes."""

_encode = msgspec.json.Encoder().encode


def json_of(scratch: Scratch) -> Iterator[bytes]:
    """The file, piece by piece."""
    yield b'{"eventTypes":['
    yield from _joined(_types(scratch.event_types))
    yield b'],\n"objectTypes":['
    yield from _joined(_types(scratch.object_types))
    yield b'],\n"events":['
    yield from _joined(
        {
            "id": one.id,
            "type": one.type,
            "time": moment_text(from_micros(one.at)),
            "attributes": [{"name": name, "value": value} for name, value in plain(one.attributes)],
            "relationships": _related(one.relations),
        }
        for one in scratch.events()
    )
    yield b'],\n"objects":['
    yield from _joined(_object(thing, relations) for thing, relations in scratch.things())
    yield b"]}\n"


def plain(attributes: Attributes) -> Iterator[tuple[str, Any]]:
    """Attributes with moments as text."""
    for name, value in attributes.items():
        yield name, moment_text(value) if isinstance(value, datetime) else value


def _types(columns: Columns) -> Iterator[dict[str, Any]]:
    for name, attributes in in_order(columns).items():
        yield {"name": name, "attributes": [{"name": one, "type": kind} for one, kind in attributes.items()]}


def _object(thing: Thing, relations: Iterable[Relation]) -> dict[str, Any]:
    said = [{"name": name, "time": STATIC, "value": value} for name, value in plain(thing.attributes)]
    return {"id": thing.id, "type": thing.type, "attributes": said, "relationships": _related(relations)}


def _related(relations: Iterable[Relation]) -> list[dict[str, str]]:
    return [{"objectId": other, "qualifier": how} for other, how in relations]


def _joined(items: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    before = b"\n"
    for item in items:
        yield before + _encode(item)
        before = b",\n"
