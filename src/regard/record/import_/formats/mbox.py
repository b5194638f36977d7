"""mbox: one row per mail. Also reads single mails (.eml); what a mail holds beyond its words is counted, not kept."""

import re
from collections.abc import Iterator
from email.errors import MessageError
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from hashlib import sha256

from regard.foundation.errors import RegardError
from regard.record.import_.formats.mail import COLUMNS, Own, row_of
from regard.record.import_.recipe import File
from regard.record.import_.rows import Refused, Row, unreadable
from regard.record.import_.unpack import Member

_LONGEST_MAIL = 64 << 20
_LONGEST_LINE = 1 << 20  # Longer ones are read in pieces.
_FROM = re.compile(rb"From .*\d\d:\d\d")
_FIRST_HEADER = re.compile(rb"[!-9;-~]+[ \t]*:")


class MboxError(RegardError):
    """A file that holds no mail, or not to its end."""


class MboxTable:
    """The mails of one file as rows. Iterate once."""

    columns = COLUMNS

    def __init__(self, member: Member, file: File) -> None:
        if not file.own:
            raise MboxError(
                "The recipe does not say which addresses are your own, so that nobody knows who asked and who answered."
                " Write under [file], for example: own = ['example.com', 'our.shop@example.org']."
            )
        self._member, self._longest, self._own = member, file.longest_value, Own(file.own)

    def __iter__(self) -> Iterator[Row | Refused]:
        """(line, row) for each mail; the one that the file breaks off in is refused."""
        held: tuple[int, bytes, bool] | None = None
        for mail in self._mails():
            if held is not None:
                yield self._read(held)
            held = mail
        if self._member.broken:
            if held is not None:
                yield unreadable(held[0], "cut_off", "The file breaks off in this mail.", _text(held[1]))
            line = held[0] if held else 1
            raise MboxError(
                f"{self._member.name}: in the mail of line {line}, {self._member.broken}. All before it was read."
            )
        if held is not None:
            yield self._read(held)

    def _mails(self) -> Iterator[tuple[int, bytes, bool]]:
        """(line it begins on, its bytes, whether they are all of it)"""
        begins, size, lines, after_blank = 1, 0, list[bytes](), True
        is_box = self._begins_with_from()
        for number, line in self._lines():
            is_head = is_box and after_blank and (number == 1 or _FROM.match(line) is not None)
            if is_head and number > 1:
                yield begins, b"".join(lines), size <= _LONGEST_MAIL
                begins, size, lines = number, 0, []
            size += len(line)
            if size <= _LONGEST_MAIL:
                lines.append(line[1:] if is_box and line.lstrip(b">")[:5] == b"From " and line[:1] == b">" else line)
            after_blank = line in (b"\n", b"\r\n")
        if lines:
            yield begins, b"".join(lines), size <= _LONGEST_MAIL

    def _lines(self) -> Iterator[tuple[int, bytes]]:
        """(number, line); a piece of a line too long has the number of its line."""
        number, is_whole = 0, True
        while line := self._member.stream.readline(_LONGEST_LINE):
            number += is_whole
            is_whole = line.endswith(b"\n")
            yield number, line

    def _begins_with_from(self) -> bool:
        start = self._member.stream.peek(_LONGEST_LINE)
        if start[:5] == b"From ":
            return True
        if _FIRST_HEADER.match(start) is None and not self._member.broken:
            raise MboxError(
                f"{self._member.name} is no mbox and no mail: it begins neither with 'From ' nor with a header."
            )
        return False

    def _read(self, mail: tuple[int, bytes, bool]) -> Row | Refused:
        line, raw, is_whole = mail
        if not is_whole:
            detail = f"The mail has over {_LONGEST_MAIL:,} bytes."
            return unreadable(line, "value_too_long", detail, _text(raw[:_LONGEST_LINE]))
        envelope, _, rest = raw.partition(b"\n") if raw[:5] == b"From " else (b"", b"", raw)
        try:
            parsed: Message = BytesParser(policy=compat32).parsebytes(rest)
            row = row_of(
                parsed, own=self._own, envelope=_text(envelope), fallback_id=f"sha256:{sha256(rest).hexdigest()}"
            )
        except (MessageError, RecursionError, ValueError, LookupError) as error:
            return unreadable(line, "not_mail", f"It cannot be read as a mail: {error}.", _text(raw))
        if len(row.get("text", "")) > self._longest:
            row["text"] = row["text"][: self._longest]
            detail = f"The words of the mail have over {self._longest:,} characters."
            return Refused(line=line, reason="value_too_long", detail=detail, original=row)
        return line, row


def _text(raw: bytes) -> str:
    return raw.decode(errors="backslashreplace")
