"""CSV: rows as the `csv` module reads them; what it cannot read is refused with its line, never lost."""

import csv
import io
from collections import Counter
from collections.abc import Iterator

from regard.foundation.errors import RegardError
from regard.record.import_.recipe import File
from regard.record.import_.rows import Refused, Row, ragged, unreadable
from regard.record.import_.unpack import Member

UNCLOSED_IN_A_ROW = 100  # So many, and the quote character is not what encloses values.
MOST_COLUMNS = 10_000
LINE_OF_VALUES = 8  # A line may be so many times as long as a value.


class CsvError(RegardError):
    """A file that is not the CSV that the recipe says."""


class _LineTooLong(Exception):
    """A line that is not held in memory as a whole."""


class CsvTable:
    """The rows of one CSV file. `columns` is its header; iterate once."""

    def __init__(self, member: Member, file: File) -> None:
        self._member, self._file = member, file
        if self._has_two_byte_letters(member):
            raise CsvError(f"{member.name} has two bytes per letter; write encoding = 'utf-16' under [file].")
        encoding = "utf-8-sig" if file.encoding.lower().replace("_", "-") in ("utf-8", "utf8") else file.encoding
        text = io.TextIOWrapper(member.stream, encoding=encoding, errors="surrogateescape", newline="")
        self._lines = _Lines(text, longest=LINE_OF_VALUES * file.longest_value)
        for _ in range(file.skip_lines):
            next(self._lines, None)
        self._lines.current.clear()
        csv.field_size_limit(file.longest_value)
        self.columns = file.columns or self._header()

    def __iter__(self) -> Iterator[Row | Refused]:
        """(line, row) for each row that can be read; the row before a broken end is not trusted."""
        held: Row | Refused | None = None
        try:
            for item in self._items():
                if held is not None:
                    yield held
                held = item
        except RegardError:
            # A line after it cannot be read: what came before is whole.
            if held is not None:
                yield held
            raise
        if self._member.broken:
            if held is not None:
                yield _cut_off(held)
            line = self._lines.number
            raise CsvError(f"{self._member.name}: after line {line}, {self._member.broken}. All before it was read.")
        if held is not None:
            yield held

    def _items(self) -> Iterator[Row | Refused]:
        columns, width, lines, unclosed = self.columns, len(self.columns), self._lines, 0
        reader = self._reader()
        while True:
            line = lines.number + 1
            values = self._values(reader, line)
            if values is None:
                return
            if isinstance(values, Refused):
                unclosed = unclosed + 1 if values.reason == "unclosed_quote" else 0
                if unclosed >= UNCLOSED_IN_A_ROW:
                    raise CsvError(self._wrong_quote(line))
                yield values
                reader = self._reader()  # What the old one held of the lines it swallowed is dropped.
                continue
            read, lines.current, unclosed = lines.current, [], 0
            if fault := lines.take_fault():
                yield unreadable(line, *fault, "".join(read))
            elif len(values) == width:
                yield line, dict(zip(columns, values, strict=True))
            elif len(values) > MOST_COLUMNS:
                yield unreadable(line, "ragged_row", _too_wide(len(values), width), "".join(read))
            elif values:
                yield ragged(line, values, columns)

    def _values(self, reader: Iterator[list[str]], line: int) -> list[str] | Refused | None:
        """The values of the next row; of one that cannot be read its first line, and what it swallowed comes again."""
        lines = self._lines
        try:
            values = next(reader, None)
        except _LineTooLong:
            is_alone = len(lines.current) == 1
            first = lines.read_again_after_first(line)
            if not is_alone:
                return unreadable(line, "unclosed_quote", "A quote is opened here that no quote closes.", first)
            detail = f"The line has over {lines.longest:,} characters; of the original, its beginning is kept."
            return unreadable(line, "value_too_long", detail, first[: self._file.longest_value])
        except csv.Error as error:
            reason = "value_too_long" if "limit" in str(error) else "not_csv"
            return unreadable(line, reason, f"It cannot be read: {error}.", lines.read_again_after_first(line))
        swallowed = len(lines.current) > 1 and not self._is_quoted_well(lines.current)
        if lines.ended_inside or swallowed:
            detail = "A quote is opened here that no quote closes."
            return unreadable(line, "unclosed_quote", detail, lines.read_again_after_first(line))
        return values

    def _is_quoted_well(self, several: list[str]) -> bool:
        """A row over several lines is believed only if its quotes stand where they should: else it swallowed rows."""
        try:
            for _ in csv.reader(several, delimiter=self._file.delimiter, quotechar=self._file.quote, strict=True):
                pass
        except csv.Error:
            return False
        return True

    def _reader(self) -> "Iterator[list[str]]":
        quote = self._file.quote
        if not quote:
            return csv.reader(self._lines, delimiter=self._file.delimiter, quoting=csv.QUOTE_NONE)
        return csv.reader(self._lines, delimiter=self._file.delimiter, quotechar=quote)

    def _header(self) -> tuple[str, ...]:
        try:
            values = next(self._reader(), None)
        except _LineTooLong as error:
            raise CsvError(
                f"{self._member.name} begins with a line of over {self._lines.longest:,} characters: no header."
            ) from error
        except csv.Error as error:
            raise CsvError(f"The header of {self._member.name} cannot be read: {error}.") from error
        if not values:
            broken = f": {self._member.broken}" if self._member.broken else ""
            raise CsvError(f"{self._member.name} is empty{broken}; a CSV file begins with a header.")
        if fault := self._lines.take_fault():
            is_nul = fault[0] == "nul_byte"
            why = "has a NUL byte" if is_nul else f"is not {self._file.encoding}; name its encoding in [file]"
            raise CsvError(f"The header of {self._member.name} {why}.")
        self._lines.current.clear()
        if len(values) > MOST_COLUMNS:
            raise CsvError(
                f"The header of {self._member.name} has {len(values):,} columns; {MOST_COLUMNS:,} is the most. "
                "Is the delimiter right?"
            )
        return _named([name.strip() for name in values])

    def _wrong_quote(self, line: int) -> str:
        return (
            f"{self._member.name}: {UNCLOSED_IN_A_ROW} rows before line {line} open a quote that is never closed; if"
            " nothing encloses values there, write quote = '' under [file]."
        )

    def _has_two_byte_letters(self, member: Member) -> bool:
        start = member.stream.peek(64)[:64]
        return "16" not in self._file.encoding and (start[:2] in (b"\xff\xfe", b"\xfe\xff") or start.count(0) > 8)


def _too_wide(values: int, width: int) -> str:
    return f"{values:,} values, but the header names {width:,} columns."


def _named(header: list[str]) -> tuple[str, ...]:
    """A name for each column: of equal names each gets its number, so that none is read for another."""
    times, seen = Counter(header), Counter[str]()
    names = []
    for number, name in enumerate(header, start=1):
        seen[name] += 1
        names.append(f"column {number}" if not name else name if times[name] == 1 else f"{name} ({seen[name]})")
    if len(set(names)) < len(names):
        raise CsvError("Columns of the header have equal names; name them in file.columns and set skip_lines = 1.")
    return tuple(names)


_ENDS = ("\n", "\r")


class _Lines:
    """The lines of a text, counted; keeps those of the row being read, and can give them again."""

    def __init__(self, text: io.TextIOWrapper, *, longest: int) -> None:
        self._text, self.longest = text, longest
        self._again: list[str] = []
        self._fault: tuple[str, str] | None = None
        self.number = 0
        self.current: list[str] = []
        self.ended_inside = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else self._read()
        if not line:
            self.ended_inside = bool(self.current)
            raise StopIteration
        self.number += 1
        self.current.append(line)
        if len(line) > self.longest:
            raise _LineTooLong
        if not line.isascii() and not _is_text(line):
            self._fault = ("not_text", "Some bytes of this row are not of the encoding that the recipe names.")
        elif "\0" in line:
            self._fault = ("nul_byte", "The row has a NUL byte, which no text has.")
        return line

    def _read(self) -> str:
        """The next line; of one too long no more than shows that it is."""
        line = self._text.readline(self.longest + 1)
        if len(line) > self.longest and not line.endswith(_ENDS):
            while (more := self._text.readline(self.longest)) and not more.endswith(_ENDS):
                pass
        return line

    def take_fault(self) -> tuple[str, str] | None:
        fault, self._fault = self._fault, None
        return fault

    def read_again_after_first(self, line: int) -> str:
        """The first line of the row that failed; what follows it comes again."""
        first, *rest = self.current
        self._again += reversed(rest)
        self.current, self.number, self.ended_inside, self._fault = [], line, False, None
        return first


def _is_text(line: str) -> bool:
    try:
        line.encode()
    except UnicodeEncodeError:
        return False
    return True


def _cut_off(held: Row | Refused) -> Refused:
    detail = "The file breaks off in or after this row, so that it may not be whole."
    if isinstance(held, Refused):
        return held
    return Refused(line=held[0], reason="cut_off", detail=detail, original=held[1])
