"""What a body holds, and how JSON is read at the door: by size, by depth, and no event fails its neighbours."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from regard.record.public import Event, Unfit
from regard.web.collect.knock import Knock

KB = 1024
MOST_EVENTS = 5_000
DEEPEST = 32
BOM = b"\xef\xbb\xbf"
# An escaped NUL, but not an escaped backslash and then "u0000".
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_any = msgspec.json.Decoder()
_list = msgspec.json.Decoder(list[msgspec.Raw])


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """What a body holds: events in order, the sender's clock, and the key if it stands in the body."""

    events: Sequence[Event | Unfit]
    sent_at: Any = None
    key: Any = None
    also: dict[str, str] = field(default_factory=dict)
    """Columns that every event has beside its own."""


def decoded(body: bytes, decoder: "msgspec.json.Decoder[Any]" = _any) -> Any:
    """The body as JSON; raises `Knock` (400) with where it breaks."""
    try:
        return decoder.decode(body.removeprefix(BOM))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Knock(400, "not_json", f"The body is no JSON of this call: {_brief(error)}.") from error


def is_list(body: bytes) -> bool:
    """Whether it begins as a JSON list does."""
    return body.removeprefix(BOM).lstrip()[:1] == b"["


def parts(body: bytes) -> list[msgspec.Raw]:
    """The items of a JSON list, each still to be read."""
    found: list[msgspec.Raw] = decoded(body, _list)
    return at_most(found)


def at_most(found: list[msgspec.Raw]) -> list[msgspec.Raw]:
    """The same; raises `Knock` when there are too many."""
    if len(found) > MOST_EVENTS:
        raise Knock(413, "too_many_events", f"{len(found):,} events; {MOST_EVENTS:,} at once is the most.")
    return found


def event_of(part: bytes | msgspec.Raw, *, most: int) -> Event | Unfit:
    """One event: an object that is neither too large nor too deep."""
    raw = bytes(part).removeprefix(BOM)
    if len(raw) > most:
        return Unfit("too_large", f"The event has {len(raw):,} bytes; {most:,} is the most.", _text(raw))
    try:
        event = _any.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Unfit("not_json", f"The event is no JSON: {_brief(error)}.", _text(raw))
    if not isinstance(event, dict):
        return Unfit("not_an_object", "The event is JSON, but no object: {…}.", event)
    if raw.count(b"{") + raw.count(b"[") > DEEPEST and _depth(event) > DEEPEST:
        return Unfit("too_deep", f"The event is nested deeper than {DEEPEST} levels.", _text(raw))
    if b"\\u0000" in raw and _NUL.search(raw):
        return Unfit("nul_byte", "The event has a NUL character, which no text has.", _text(raw))
    return event


def _depth(value: Any) -> int:
    deepest, level = 0, [value]
    while level:
        deepest += 1
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return deepest


def _text(raw: bytes) -> str:
    return raw.decode(errors="backslashreplace")


def _brief(error: Exception) -> str:
    # Messages of the decoder name places, never contents.
    return "nested too deep" if isinstance(error, RecursionError) else str(error)[:200]
