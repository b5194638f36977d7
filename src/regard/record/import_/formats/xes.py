"""XES (IEEE 1849-2016): one row per event; the attributes of its trace stand beside its own as "case:…"."""

from collections.abc import Iterator
from xml.parsers import expat

import msgspec

from regard.foundation.errors import RegardError
from regard.record.import_.recipe import File
from regard.record.import_.rows import Refused, Row
from regard.record.import_.unpack import Member

_BLOCK = 1 << 16
_DEEPEST = 100
_MOST_ATTRIBUTES = 10_000  # Of one event or trace: all of them are held.
_ATTRIBUTES = frozenset(("string", "date", "int", "float", "boolean", "id", "list", "container"))
_NUMBERS = ("trace:number", "event:number")


class XesError(RegardError):
    """A file that is no XES log, or not to its end."""


class XesTable:
    """The events of one log as rows; `columns` is None, for every event names its own. Iterate once.

    Columns are the keys of the event's attributes, `case:` with those of its trace, and two that count from 1:
    `trace:number` in the log, `event:number` in the trace; an attribute of that name is "event:number (2)". What is
    nested is named with dots; a list is JSON.
    """

    columns = None

    def __init__(self, member: Member, file: File) -> None:
        self._member, self._longest = member, file.longest_value

    def __iter__(self) -> Iterator[Row | Refused]:
        """(line, row) for each event; an event that the file breaks off in is refused."""
        log = _Log(self._longest)
        stream, is_read, fed = self._member.stream, False, 0
        while not is_read:
            block = stream.read(_BLOCK)
            fed, is_read = fed + len(block), not block
            fault = log.feed(block, fed=fed)
            yield from log.taken()
            if fault is not None:
                if (cut := log.cut_off()) is not None:
                    yield cut
                raise XesError(f"{self._member.name}: {self._member.broken or fault} All before it was read.")
        if self._member.broken:
            raise XesError(f"{self._member.name}: {self._member.broken}. All before it was read.")


class _Attribute:
    """An attribute that is open: those inside it are named after it, or are the items of its list."""

    def __init__(self, name: str, items: list[str] | None) -> None:
        self.name, self.items = name, items


class _Log:
    """Follows a log while it is read. Nothing is kept but the trace and the event that are open."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._rows: list[Row | Refused] = []
        self._open: list[str | _Attribute] = []
        self._trace: dict[str, str] = {}
        self._event: dict[str, str] | None = None
        self._in_trace = True  # XES lets an event stand in the log itself, too.
        self._fault = self._trace_fault = ("", "")
        self._line = self._trace_line = self._trace_number = self._event_number = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype

    def feed(self, block: bytes, *, fed: int) -> str | None:
        """Read on; what stopped it, as a sentence with its line, if anything did."""
        try:
            self._parser.Parse(block, not block)
        except XesError as error:
            return str(error)
        except expat.ExpatError as error:
            what = expat.errors.messages.get(error.code, str(error))
            return f"the XML breaks off in line {error.lineno} ({what})."
        except (LookupError, ValueError) as error:
            return f"its encoding cannot be read ({error})."
        # Expat holds a tag until it ends: one that never does would be held without end.
        if fed - self._parser.CurrentByteIndex > self._longest + _BLOCK:
            return f"what begins in line {self._parser.CurrentLineNumber} has over {self._longest:,} characters."
        return None

    def taken(self) -> list[Row | Refused]:
        """The events that ended since the last call."""
        rows, self._rows = self._rows, []
        return rows

    def cut_off(self) -> Refused | None:
        """The event that is open, as far as it was read."""
        if self._event is None:
            return None
        detail = "The file breaks off in this event, so that it may not be whole."
        return Refused(line=self._line, reason="cut_off", detail=detail, original=self._row(self._event))

    def _refuse_doctype(self, *_declared: object) -> None:
        # XES has none, and entities are how XML is made to swell or to read other files.
        raise XesError(f"line {self._parser.CurrentLineNumber} declares a DOCTYPE, which no XES file has.")

    def _start(self, tag: str, given: dict[str, str]) -> None:
        tag, line = tag.rpartition(" ")[2], self._parser.CurrentLineNumber
        if not self._open and tag != "log":
            raise XesError(f"it is no XES log: it begins with <{tag[:40]}>, not with <log>.")
        if len(self._open) >= _DEEPEST:
            raise XesError(f"line {line} is nested more than {_DEEPEST} deep.")
        inside = self._open[-1] if self._open else ""
        if tag in _ATTRIBUTES and inside not in ("log", "other"):
            self._open.append(self._attribute(tag, given, inside))
        elif tag == "values" and isinstance(inside, _Attribute):
            self._open.append(inside)
        else:
            self._open.append(self._begin(tag, inside, line))

    def _begin(self, tag: str, inside: str | _Attribute, line: int) -> str:
        """The trace or event that begins here; extensions and what the log says of itself are read over."""
        if tag == "trace" and inside == "log":
            self._trace, self._trace_fault, self._trace_line, self._in_trace = {}, ("", ""), line, True
            self._trace_number, self._event_number = self._trace_number + 1, 0
        elif tag == "event" and inside in ("log", "trace"):
            self._event, self._fault, self._line = {}, ("", ""), line
            self._in_trace = inside == "trace"
            self._event_number += self._in_trace
        elif inside:
            return "other"
        return tag

    def _attribute(self, tag: str, given: dict[str, str], inside: str | _Attribute) -> _Attribute:
        key, value = given.get("key", ""), given.get("value")
        if isinstance(inside, _Attribute) and inside.items is not None:
            inside.items.append(value or "")
            return _Attribute(f"{inside.name}.{key}", None)
        before = f"{inside.name}." if isinstance(inside, _Attribute) else "case:" if inside == "trace" else ""
        name = before + key
        if not key:
            self._blame("not_xes", "An attribute has no key.")
        if value is not None:
            self._put(name, value)
        return _Attribute(name, [] if tag == "list" else None)

    def _put(self, name: str, value: str) -> None:
        held = self._trace if self._event is None else self._event
        if name in _NUMBERS:
            name = f"{name} (2)"  # As of two columns of a CSV header with one name, neither is lost.
        if name in held:
            self._blame("not_xes", f"Two attributes have the key {name!r}.")
            name = f"{name} (line {self._parser.CurrentLineNumber})"
        if max(len(value), len(name)) > self._longest:
            self._blame("value_too_long", f"{name[:80]} has over {self._longest:,} characters.")
        if len(held) >= _MOST_ATTRIBUTES:
            raise XesError(
                f"line {self._parser.CurrentLineNumber} is attribute {len(held) + 1:,} of one event or trace."
            )
        held[name] = value

    def _blame(self, reason: str, detail: str) -> None:
        """The event cannot be a row; a fault of the trace is one of all its events."""
        if self._event is None:
            self._trace_fault = (reason, detail)
        else:
            self._fault = (reason, detail)

    def _end(self, tag: str) -> None:
        ended = self._open.pop()
        if isinstance(ended, _Attribute):
            if ended.items and not tag.endswith("values"):
                self._put(ended.name, msgspec.json.encode(ended.items).decode())
        elif ended == "event":
            self._end_event()
        elif ended == "trace":
            self._end_trace()

    def _end_event(self) -> None:
        row = self._row(self._event or {})
        reason, detail = self._fault if self._fault[0] else self._trace_fault
        self._rows.append(
            Refused(line=self._line, reason=reason, detail=detail, original=row) if reason else (self._line, row)
        )
        self._event = None

    def _end_trace(self) -> None:
        if not self._event_number:
            row = self._row({})
            detail = "The trace has no event, so that nothing says when it was."
            self._rows.append(Refused(line=self._trace_line, reason="no_event", detail=detail, original=row))
        self._trace, self._trace_fault = {}, ("", "")

    def _row(self, event: dict[str, str]) -> dict[str, str]:
        if not self._in_trace:
            return event
        numbers = map(str, (self._trace_number, self._event_number))
        return {**self._trace, **event, **dict(zip(_NUMBERS, numbers, strict=True))}
