"""XES (IEEE 1849-2016): one trace per matter. An event belongs to one trace only, so that much is lost, and said."""

import re
import uuid
from collections.abc import Iterator
from hashlib import blake2b
from itertools import groupby
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from regard.exchange.ocel_json import plain
from regard.exchange.scratch import Scratch
from regard.exchange.things import NAMES, Event
from regard.foundation.clock import from_micros
from regard.record.public import AttributeType, moment_text

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!-- {note} -->
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<extension name="Identity" prefix="identity" uri="http://www.xes-standard.org/identity.xesext"/>
<global scope="trace"><string key="concept:name" value=""/></global>
<global scope="event"><string key="concept:name" value=""/><date key="time:timestamp" \
value="1970-01-01T00:00:00.000000Z"/><string key="lifecycle:transition" value="complete"/></global>
<classifier name="Activity" keys="concept:name"/>
<classifier name="Activity on a channel" keys="concept:name channel direction"/>
<string key="regard:lost" value={lost}/>
"""
_TAGS: dict[AttributeType, str] = {
    "string": "string", "time": "date", "integer": "int", "float": "float", "boolean": "boolean",
}  # fmt: skip
_STANDARD = {"staff_ref": "org:resource", "team_ref": "org:group"}
# What no XML 1.0 may hold.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def what_is_lost(scratch: Scratch) -> str:
    """What of the log XES has no place for, in a sentence each."""
    related, said = scratch.beside()
    return (
        "XES knows no objects: a customer, order or product of several matters stands in the events of each, as text, "
        f"and nothing says that it is one. Left out: {related:,} relations between objects, {said:,} times that people "
        "said who is who, their rulings, revisions, and what is known of sources. OCEL keeps all of it."
    )


def xes_of(scratch: Scratch) -> Iterator[bytes]:
    """The file, trace by trace, in order of the matters' names."""
    note = what_is_lost(scratch)
    yield _HEAD.format(note=escape(note).replace("--", "- -"), lost=_quoted(note)).encode()
    for matter, events in groupby(scratch.events(by_matter=True), key=lambda one: one.matter):
        if matter:
            yield _trace(matter, scratch, events)
    yield b"</log>\n"


def _trace(matter: str, scratch: Scratch, events: Iterator[Event]) -> bytes:
    lines = ["<trace>", _said("string", "concept:name", matter)]
    for one in events:
        lines += ["<event>", *_event(one, scratch.event_types[one.type]), "</event>"]
    return "\n".join([*lines, "</trace>", ""]).encode()


def _event(one: Event, types: dict[str, AttributeType]) -> Iterator[str]:
    yield _said("string", "concept:name", one.type)
    yield _said("date", "time:timestamp", moment_text(from_micros(one.at)))
    yield _said("string", "lifecycle:transition", "complete")
    digest = blake2b(one.id.encode(), digest_size=16).digest()
    yield _said("id", "identity:id", str(uuid.UUID(bytes=digest)))
    for name, value in plain(one.attributes):
        yield _said(_TAGS[types[name]], _STANDARD.get(name, name), value)
    named: dict[str, list[str]] = {}
    for thing, how in one.relations:
        kind = thing.partition("/")[0]
        if how.startswith(NAMES) or kind in ("customer", "identifier"):
            named.setdefault(kind, []).append(thing)
    for kind, things in named.items():
        yield _said("string", kind, "\n".join(things))


def _said(tag: str, key: str, value: Any) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"<{tag} key={_quoted(key)} value={_quoted(text)}/>"


def _quoted(text: str) -> str:
    return quoteattr(_FORBIDDEN.sub("\ufffd", text))
