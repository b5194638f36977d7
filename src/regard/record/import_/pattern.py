"""One written form of a moment, in the letters of `strptime`; reads faster than it and knows Thai years."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from regard.foundation.errors import RegardError

BUDDHIST_YEARS = 543  # 2558 of the Buddhist calendar is 2015.

_MONTHS = {
    "en": "january february march april may june july august september october november december",
    "th": "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
}
_SHORT_THAI = "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค."
MONTH_NAMES = {
    **{name[:3]: number for number, name in enumerate(_MONTHS["en"].split(), start=1)},
    **{name: number for words in _MONTHS.values() for number, name in enumerate(words.split(), start=1)},
    **{name: number for number, name in enumerate(_SHORT_THAI.split(), start=1)},
}
_NAMES = "|".join(re.escape(name) for name in sorted(MONTH_NAMES, key=len, reverse=True))
# What a letter stands for; by class of characters alone, see Moments._by_hour.
DIRECTIVES = {
    "Y": r"(?P<Y>\d{4})", "y": r"(?P<y>\d{2})", "m": r"(?P<m>\d{1,2})", "d": r"(?P<d>\d{1,2})",
    "b": rf"(?P<b>{_NAMES})", "B": rf"(?P<b>{_NAMES})", "a": r"\w+\.?", "A": r"\w+\.?",
    "H": r"(?P<H>\d{1,2})", "I": r"(?P<I>\d{1,2})", "p": r"(?P<p>[AaPp]\.?[Mm]\.?)",
    "M": r"(?P<M>\d{1,2})", "S": r"(?P<S>\d{1,2})", "f": r"(?P<f>\d{1,6})",
    "z": r"(?P<z>Z|[+-]\d{2}:?\d{2})", "%": "%",
}  # fmt: skip


class FormatError(RegardError):
    """A pattern that nothing can be read by."""


@dataclass(frozen=True)
class Pattern:
    """A compiled pattern; `read` gives the moment as written: naive, unless it names its offset."""

    text: str
    regex: re.Pattern[str]
    buddhist: bool
    cut: tuple[int, int] | None  # Where minutes begin and end, from the end of the text.
    is_day: bool

    def read(self, text: str) -> datetime | None:
        """The moment that the text names; None if it does not fit."""
        match = self.regex.fullmatch(text)
        if match is None:
            return None
        parts = match.groupdict()
        try:
            moment = datetime(*self._day(parts), *_clock(parts))  # noqa: DTZ001 (a wall clock until its zone is known)
            return moment.replace(tzinfo=_offset(parts["z"])) if "z" in parts else moment
        except ValueError:
            return None

    def _day(self, parts: dict[str, str]) -> tuple[int, int, int]:
        month = MONTH_NAMES[parts["b"].lower()] if "b" in parts else int(parts["m"])
        return self._year(parts), month, int(parts["d"])

    def _year(self, parts: dict[str, str]) -> int:
        if "Y" in parts:
            return int(parts["Y"]) - BUDDHIST_YEARS * self.buddhist
        year = int(parts["y"])
        if self.buddhist:
            return 2500 + year - BUDDHIST_YEARS
        return year + (2000 if year < 69 else 1900)  # As POSIX has it.

    def cuts_cleanly(self, text: str) -> bool:
        """Minutes and seconds of this text have two digits each, and stand where `cut` says."""
        match = self.regex.fullmatch(text)
        if match is None or self.cut is None:
            return False
        last = "S" if "S" in match.re.groupindex else "M"
        return (len(text) - match.start("M"), len(text) - match.end(last)) == self.cut


def compiled(text: str, *, buddhist: bool = False) -> Pattern:
    """The pattern ready to read; raises `FormatError` if it cannot name a day."""
    regex, letters = [], []
    for literal, letter in re.findall(r"([^%]+)|%(.?)", text):
        if literal:
            regex.append(re.sub(r"(\\ )+", r"\\s+", re.escape(literal)))
        elif letter in DIRECTIVES:
            regex.append(DIRECTIVES[letter])
            letters.append(letter)
        else:
            raise FormatError(f"{text!r} has %{letter}. Known: {', '.join('%' + one for one in DIRECTIVES)}.")
    _must_name_a_day(text, letters)
    return Pattern(
        text, re.compile("".join(regex), re.IGNORECASE), buddhist, _cut(text, letters), not {*"HIMSfz"} & {*letters}
    )


def _must_name_a_day(text: str, letters: list[str]) -> None:
    for needed in ("Yy", "mbB", "d"):
        if sum(letter in needed for letter in letters) != 1:
            raise FormatError(f"{text!r} needs exactly one of {', '.join('%' + one for one in needed)}.")
    if len(set(letters)) != len(letters):
        raise FormatError(f"{text!r} names a part twice.")
    if ("I" in letters) != ("p" in letters):
        raise FormatError(f"{text!r}: %I needs %p and %p needs %I; an hour of 24 is %H.")
    if "M" in letters and not {"H", "I"} & set(letters):
        raise FormatError(f"{text!r} has minutes but no hour; write %H, or %I with %p.")


def _cut(text: str, letters: list[str]) -> tuple[int, int] | None:
    """(minutes begin, seconds end), counted from the end, where what follows the minutes has a fixed width."""
    _, has_minutes, after = text.partition("%M")
    if not has_minutes or {"f", "z"} & set(letters) or " " in after.replace(" %p", ""):
        return None
    seconds, has_seconds, rest = after.rpartition("%S")
    rest = rest if has_seconds else after
    if "%" in seconds or "%" in rest.replace("%p", ""):
        return None
    width = len(rest.replace("%p", "xx"))
    return (2 + (len(seconds) + 2 if has_seconds else 0) + width, width)


def _clock(parts: dict[str, str]) -> tuple[int, int, int, int]:
    hour = int(parts.get("H") or 0)
    if "I" in parts:
        if not 1 <= int(parts["I"]) <= 12:
            raise ValueError(parts["I"])
        hour = int(parts["I"]) % 12 + (12 if parts["p"][0] in "Pp" else 0)
    return hour, int(parts.get("M") or 0), int(parts.get("S") or 0), int((parts.get("f") or "0").ljust(6, "0"))


def _offset(text: str) -> timezone:
    if text in "Zz":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    return timezone((-1 if text[0] == "-" else 1) * timedelta(hours=hours, minutes=minutes))
