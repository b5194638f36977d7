"""Reads OCEL 2.0 as JSON, item by item: the file is never in memory, however it is laid out."""

import codecs
import json
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from regard.record.import_.formats.ocel_spool import OcelError, Spool
from regard.record.import_.unpack import Member

_BLOCK = 1 << 18
_ITEMS = {"eventTypes", "objectTypes", "events", "objects"}
_SPACE = " \t\r\n\ufeff"


def fill_from_json(member: Member, spool: Spool, *, longest: int) -> None:
    """Take in the whole file, or raise `OcelError`."""
    found = set()
    for key, item in _items(_Text(member, longest=16 * longest)):
        found.add(key)
        if key in _TAKES and item is not None:
            _TAKES[key](spool, item)
    if member.broken:
        raise OcelError(f"{member.name}: {member.broken}. Nothing of it was taken in.")
    missing = {"events", "objects"} - found
    if missing:
        older = " It is OCEL 1.0; converters to 2.0 exist." if any(one.startswith("ocel:") for one in found) else ""
        raise OcelError(f"{member.name} has no {' and no '.join(sorted(missing))}: it is no OCEL 2.0 log.{older}")
    spool.finish()


class _Text:
    """The text of the file as far as it is needed."""

    def __init__(self, member: Member, *, longest: int) -> None:
        self._member, self._longest = member, longest
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._text, self._at, self._passed = "", 0, 0
        self._is_read = False
        self._values = json.JSONDecoder(parse_constant=_no_number)

    def peek(self) -> str:
        """The next sign that is no space; "" at the end."""
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in _SPACE:
                    return self._text[self._at]
                self._at += 1
            if not self._more():
                return ""

    def take(self, sign: str) -> None:
        """Read over this sign, which must come next."""
        if (found := self.peek()) != sign:
            self.fail(f"{sign!r} is expected, and {found!r} found" if found else "it ends too early")
        self._at += 1

    def value(self) -> Any:
        """The JSON value that comes next."""
        self.peek()
        wanted = 1
        while True:
            try:
                value, end = self._values.raw_decode(self._text, self._at)
            except (ValueError, RecursionError) as error:
                # Twice as much each time: however long it is, it is read a few times only.
                if not self._more(wanted):
                    self.fail(str(error) or "it is nested too deep")
                wanted = min(wanted * 2, 64)
                continue
            # A number may go on behind the end of what was read.
            length = end - self._at
            if end < len(self._text) or not self._more():
                self._at += length
                return value

    def fail(self, why: str) -> NoReturn:
        """The file cannot be read on."""
        broken = self._member.broken
        raise OcelError(
            f"{self._member.name}: {broken or f'it is no JSON here ({why})'}, about character "
            f"{self._passed + self._at:,}. Nothing of it was taken in."
        )

    def _more(self, blocks: int = 1) -> bool:
        if self._is_read:
            return False
        if len(self._text) - self._at > self._longest:
            self.fail(f"one item has over {self._longest:,} characters")
        block = self._member.stream.read(_BLOCK * blocks)
        self._is_read = not block
        try:
            fresh = self._decoder.decode(block, final=self._is_read)
        except UnicodeDecodeError:
            self.fail("some bytes are not UTF-8")
        self._text, self._passed = self._text[self._at :] + fresh, self._passed + self._at
        self._at = 0
        return bool(fresh) or not self._is_read


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")


def _items(text: _Text) -> Iterator[tuple[str, Any]]:
    """(key, item) for each item of the four arrays, and (key, None) for every key."""
    text.take("{")
    while text.peek() != "}":
        key = text.value()
        if not isinstance(key, str):
            text.fail(f"{key!r} stands where a key is expected")
        text.take(":")
        yield key, None
        if key in _ITEMS and text.peek() == "[":
            for item in _array(text):
                if not isinstance(item, dict):
                    text.fail(f"an item of {key} is no object")
                yield key, item
        else:
            text.value()
        if text.peek() != "}":
            text.take(",")
    text.take("}")
    if text.peek():
        text.fail("something stands behind its end")


def _array(text: _Text) -> Iterator[Any]:
    text.take("[")
    while text.peek() != "]":
        yield text.value()
        if text.peek() != "]":
            text.take(",")
    text.take("]")


def _take_event(spool: Spool, item: dict[str, Any]) -> None:
    event_id = _text(spool, item, "id", "An event")
    what = f"Event {event_id[:80]!r}"
    said = {_text(spool, one, "name", what): one.get("value") for one in _list(spool, item, "attributes", what)}
    related = [
        (_text(spool, one, "objectId", what), _text(spool, one, "qualifier", what, needed=False))
        for one in _list(spool, item, "relationships", what)
    ]
    spool.add_event(event_id, _text(spool, item, "type", what))
    spool.tell_event(event_id, _text(spool, item, "time", what), said)
    for other, how in related:
        spool.relate_event(event_id, other, how)


def _take_object(spool: Spool, item: dict[str, Any]) -> None:
    object_id = _text(spool, item, "id", "An object")
    what = f"Object {object_id[:80]!r}"
    spool.add_object(object_id, _text(spool, item, "type", what))
    for one in _list(spool, item, "attributes", what):
        time = _text(spool, one, "time", what, needed=False)
        spool.describe(object_id, _text(spool, one, "name", what), time, one.get("value"))
    for one in _list(spool, item, "relationships", what):
        other = _text(spool, one, "objectId", what)
        spool.relate(object_id, other, _text(spool, one, "qualifier", what, needed=False))


_TAKES: dict[str, Callable[[Spool, dict[str, Any]], None]] = {"events": _take_event, "objects": _take_object}


def _text(spool: Spool, item: dict[str, Any], key: str, what: str, *, needed: bool = True) -> str:
    value = item.get(key)
    if isinstance(value, str) and (value or not needed):
        return value
    if value is None and not needed:
        return ""
    raise OcelError(f"{spool.name}: {what} has no {key!r} that is a text. Nothing of the file was taken in.")


def _list(spool: Spool, item: dict[str, Any], key: str, what: str) -> list[dict[str, Any]]:
    value = item.get(key)
    if value is None:
        return []
    if isinstance(value, list) and all(isinstance(one, dict) for one in value):
        return value
    raise OcelError(f"{spool.name}: {key} of {what} is no list of objects. Nothing of the file was taken in.")
