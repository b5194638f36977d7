"""Guesses what a column holds from its name and a sample of its values."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from regard.record.import_.moments import compiled_format
from regard.record.import_.pattern import Pattern
from regard.record.import_.recipe import Values
from regard.record.import_.scalar import number_reader, yes_no_reader

ColumnType = Literal["empty", "moment", "yes_no", "email", "phone", "number", "id", "category", "text"]

_DAYS = (
    "%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%d/%m/%y", "%m/%d/%y",
    "%d %b %Y", "%b %d, %Y", "%d-%b-%Y",
)  # fmt: skip
_CLOCKS = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", " %H:%M:%S.%f", " %H:%M:%S %z", " %H:%M:%S%z")
_PATTERNS = tuple(compiled_format(day + clock, calendar="gregorian") for day, clock in product(_DAYS, _CLOCKS))
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}(:?\d{2}){0,2}([.,]\d+)?(Z|[+-]\d{2}:?\d{2})?)?")
_EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]{2,}")
_PHONE = re.compile(r"(\+|00?)?[\d(][\d\s().-]{6,18}\d")
_MASKED = re.compile(rf"{_EMAIL.pattern}|(?<![\w.,:/-])(\+\d|0\d|\(\d)[\d\s().-]{{6,16}}\d(?![\w:/])")
_PHONE_NAME = re.compile(r"phone|tel|mobile|fax|โทร|เบอร์|มือถือ|电话|手机", re.IGNORECASE)
_ID_NAME = re.compile(r"(^|_|\b)(id|no|nr|number|key|ref|code|uuid|guid)$|Id$|ID$|รหัส|编号|号$", re.IGNORECASE)
_TIME_NAME = re.compile(r"(_|\b)(at|on|time|date|ts|timestamp)$|time|วัน|เวลา|时间|日期", re.IGNORECASE)
_ROUNDED = re.compile(r"\d(\.\d+)?E\+\d{2}")
_MOST = 0.98  # Of the sample that must fit: a few odd values do not make a column of dates into text.


@dataclass(frozen=True)
class Guess:
    """What a column seems to hold; `formats` are the ways its moments can be read, the first being the likelier."""

    type: ColumnType
    formats: tuple[str, ...] = ()
    buddhist: bool = False

    @property
    def is_ambiguous(self) -> bool:
        """Day and month could be exchanged: no value of the sample tells."""
        return len(self.formats) > 1


def guess(name: str, sample: Sequence[str], *, filled: int, distinct: int) -> Guess:
    """What the column of that name holds; the sample has distinct values, without missing ones."""
    if not sample:
        return Guess("empty")
    if moment := _moment(name, sample):
        return moment
    for column_type, holds in _TESTS:
        if holds(name, sample, filled, distinct):
            return Guess(column_type)
    return Guess("text" if distinct > 50 and distinct > filled * 0.2 else "category")


def masked(text: str) -> str:
    """The text with what looks like an e-mail address or a phone number made unreadable."""
    return _MASKED.sub(lambda found: found[0][0] + "…" + found[0][-1], text)


def is_damaged(sample: Sequence[str]) -> bool:
    """A spreadsheet has rounded what were long numbers: "5.69667E+17"."""
    return _share(sample, lambda text: _ROUNDED.fullmatch(text) is not None) >= 0.5


def _moment(name: str, sample: Sequence[str]) -> Guess | None:
    if _share(sample, lambda text: _ISO.fullmatch(text) is not None) >= _MOST:
        return Guess("moment", ("iso",), buddhist=_years_are_buddhist(sample))
    if _TIME_NAME.search(name):
        for digits, word in ((10, "epoch_seconds"), (13, "epoch_ms")):
            if _share(sample, lambda text, digits=digits: text.isdecimal() and len(text) == digits) >= _MOST:  # type: ignore[misc]
                return Guess("moment", (word,))
    first = sample[0]
    fitting = [one for one in _PATTERNS if isinstance(one, Pattern) and _reads(one, first)]
    shares = {one.text: _share(sample, lambda text, one=one: _reads(one, text)) for one in fitting}  # type: ignore[misc]
    best = max(shares.values(), default=0)
    if best < _MOST:
        return None
    return Guess("moment", tuple(text for text, share in shares.items() if share == best), _years_are_buddhist(sample))


def _reads(pattern: Pattern, text: str) -> bool:
    return pattern.regex.fullmatch(text) is not None and (pattern.read(text) is not None or _is_leap_day(pattern, text))


def _is_leap_day(pattern: Pattern, text: str) -> bool:
    """29 February of a Thai leap year, which the same Gregorian number is not."""
    return compiled_format(pattern.text, calendar="buddhist").read(text) is not None  # type: ignore[union-attr]


def _years_are_buddhist(sample: Sequence[str]) -> bool:
    years = [int(year) for text in sample for year in re.findall(r"(?<!\d)\d{4}(?!\d)", text)]
    return bool(years) and all(2450 <= year <= 2650 for year in years)


def _is_yes_no(name: str, sample: Sequence[str], filled: int, distinct: int) -> bool:
    read = yes_no_reader(Values())
    return distinct <= 4 and all(read(text) is not None for text in sample)


def _is_email(name: str, sample: Sequence[str], filled: int, distinct: int) -> bool:
    return _share(sample, lambda text: _EMAIL.fullmatch(text) is not None) >= _MOST


def _is_phone(name: str, sample: Sequence[str], filled: int, distinct: int) -> bool:
    looks = _share(sample, lambda text: _PHONE.fullmatch(text) is not None and 7 <= _digits(text) <= 15)
    marked = _share(sample, lambda text: text[0] in "+0(" and not text.startswith("0."))
    return looks >= 0.9 and (bool(_PHONE_NAME.search(name)) or (marked >= 0.9 and distinct > 20))


def _is_id(name: str, sample: Sequence[str], filled: int, distinct: int) -> bool:
    """One word per row, or a name that says so."""
    is_word = _share(sample, lambda text: len(text) <= 64 and not re.search(r"\s", text)) >= _MOST
    is_whole = _share(sample, lambda text: "." not in text or not _is_plain_number(text)) >= _MOST
    is_unique = distinct > 20 and distinct >= 0.95 * filled
    is_named = bool(_ID_NAME.search(name)) and (distinct > 20 or distinct == filled)
    return is_word and is_whole and not is_damaged(sample) and (is_named or is_unique)


def _is_number(name: str, sample: Sequence[str], filled: int, distinct: int) -> bool:
    return _share(sample, _is_plain_number) >= _MOST


def _is_text(name: str, sample: Sequence[str], filled: int, distinct: int) -> bool:
    average = sum(map(len, sample)) / len(sample)
    return average > 25 and distinct > 50


_TESTS: tuple[tuple[ColumnType, Callable[[str, Sequence[str], int, int], bool]], ...] = (
    ("yes_no", _is_yes_no),
    ("email", _is_email),
    ("phone", _is_phone),
    ("id", _is_id),
    ("number", _is_number),
    ("text", _is_text),
)


def _is_plain_number(text: str) -> bool:
    return _read_number(text) is not None


def _digits(text: str) -> int:
    return sum(letter.isdigit() for letter in text)


def _share(sample: Sequence[str], holds: Callable[[str], bool]) -> float:
    return sum(map(holds, sample)) / len(sample)


_read_number = number_reader(Values())
