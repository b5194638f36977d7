"""JSONL: one object per line; what is nested becomes columns such as "user.email"."""

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from regard.foundation.errors import RegardError
from regard.record.import_.recipe import File
from regard.record.import_.rows import Refused, Row, unreadable
from regard.record.import_.unpack import Member

_decoder = msgspec.json.Decoder()
DEEPEST = 20


class JsonlError(RegardError):
    """A file that does not hold one JSON object per line."""


class JsonlTable:
    """The rows of one JSONL file; `columns` is None, for every line names its own. Iterate once."""

    columns = None

    def __init__(self, member: Member, file: File) -> None:
        self._member, self._file = member, file
        if member.stream.peek(64)[:64].lstrip()[:1] == b"[":
            raise JsonlError(f"{member.name} is one JSON list; write one object per line (JSONL) instead.")

    def __iter__(self) -> Iterator[Row | Refused]:
        """(line, row) for each line that is an object."""
        number, longest = 0, self._file.longest_value
        while raw := self._member.stream.readline(longest + 1):
            number += 1
            if len(raw) > longest and not raw.endswith(b"\n"):
                yield unreadable(number, "value_too_long", f"The line has over {longest:,} bytes.", _text(raw))
                self._skip_line(longest)
            elif raw.strip(b"\xef\xbb\xbf \t\r\n"):
                item = _read(number, raw, self._file.encoding)
                yield _cut_off(item) if self._member.broken and not raw.endswith(b"\n") else item
        if number == 0 and not self._member.broken:
            raise JsonlError(f"{self._member.name} is empty.")
        if self._member.broken:
            raise JsonlError(
                f"{self._member.name}: after line {number}, {self._member.broken}. All before it was read."
            )

    def _skip_line(self, longest: int) -> None:
        while (raw := self._member.stream.readline(longest)) and not raw.endswith(b"\n"):
            pass


def flat(value: dict[str, Any], *, prefix: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """(column, text) of every value in an object; lists and what is too deep stay JSON."""
    for key, one in value.items():
        name = prefix + key
        if isinstance(one, dict) and depth < DEEPEST:
            yield from flat(one, prefix=f"{name}.", depth=depth + 1)
        elif one is not None:
            yield name, text_of(one)


def text_of(value: Any) -> str:
    """A value as the text of a column: what is no text is JSON."""
    if isinstance(value, str):
        return value
    try:
        return msgspec.json.encode(value).decode()
    except OverflowError:
        # Somewhere in it is a whole number of more than 64 bits.
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _read(number: int, raw: bytes, encoding: str) -> Row | Refused:
    try:
        line = raw.removeprefix(b"\xef\xbb\xbf") if encoding.lower() in ("utf-8", "utf8") else raw.decode(encoding)
        value = _decoder.decode(line)
    except UnicodeDecodeError:
        return unreadable(number, "not_text", f"Some bytes of this line are not {encoding}.", _text(raw))
    except (msgspec.DecodeError, RecursionError) as error:
        return unreadable(number, "not_json", f"The line is not JSON: {error}.", _text(raw))
    if not isinstance(value, dict):
        return unreadable(number, "not_json", "The line is JSON but no object: {…}.", _text(raw))
    row = dict(flat(value))
    if any("\0" in text for text in row.values()):
        return unreadable(number, "nul_byte", "The line has a NUL byte, which no text has.", _text(raw))
    return number, row


def _cut_off(item: Row | Refused) -> Refused:
    detail = "The file breaks off in this line, so that it may not be whole."
    if isinstance(item, Refused):
        return Refused(line=item.line, reason="cut_off", detail=detail, original=item.original)
    return Refused(line=item[0], reason="cut_off", detail=detail, original=item[1])


def _text(raw: bytes) -> str:
    return raw.decode(errors="backslashreplace")
