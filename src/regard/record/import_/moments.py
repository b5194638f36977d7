"""Reads moments as a source writes them: pattern, time zone, clocks that change, calendar. Gives UTC."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from regard.foundation.clock import EPOCH
from regard.record.import_.pattern import BUDDHIST_YEARS, FormatError, Pattern, compiled

__all__ = ["FormatError", "Moments", "ambiguous_formats", "compiled_format"]

Calendar = Literal["gregorian", "buddhist"]
Reader = Callable[[str], datetime | None]
_NUMBER = re.compile(r"-?\d{1,17}(\.\d+)?")
_HOUR = timedelta(hours=1)
_LAST = timedelta(hours=1) - timedelta(microseconds=1)
_ROOM = 300_000  # How many hours or days a cache holds before it starts afresh.


class Moments:
    """The reader of one source's moments.

    `read(text)` gives the moment in UTC, or None if no format fits. `noted` counts the moments that fell into the
    hour that clocks skip (`skipped_hour`: moved on by what was skipped) or repeat (`repeated_hour`: taken as `fold`
    says). Set `line` before a row is read: the same text of the same line is noted once.
    """

    def __init__(self, formats: Sequence[str], *, zone: str, fold: str, calendar: Calendar) -> None:
        self.noted: Counter[str] = Counter()
        self.first_noted: dict[str, int] = {}
        self.line = 0
        self._last_noted: tuple[int, str, datetime] | None = None
        self._zone, self._fold = ZoneInfo(zone), int(fold == "later")
        self._offsets: dict[datetime, timedelta | None] = {}
        self._buddhist = calendar == "buddhist"
        readers = [self._reader(compiled_format(one, calendar=calendar)) for one in formats]
        self.read: Reader = readers[0] if len(readers) == 1 else _first_of(readers)

    def _reader(self, pattern: Pattern | str) -> Reader:
        if isinstance(pattern, Pattern):
            return self._by_hour(pattern) if pattern.cut else self._by_text(pattern)
        if pattern == "iso":
            return self._iso
        return _epoch_seconds if pattern == "epoch_seconds" else _epoch_ms

    def _by_hour(self, pattern: Pattern) -> Reader:
        """Minutes and seconds are cut out of the text, so that what is left, an hour, is soon a known one.

        Sound because a pattern matches by the class of characters alone: an hour and minutes that were each read
        once can be put together without reading them again.
        """
        tail, rest = pattern.cut or (0, 0)
        hours: dict[str, datetime] = {}
        minutes: dict[str, timedelta] = {}

        def read(text: str) -> datetime | None:
            hour, minute = (text[:-tail] + text[-rest:], text[-tail:-rest]) if rest else (text[:-tail], text[-tail:])
            try:
                return hours[hour] + minutes[minute]
            except KeyError:
                naive = pattern.read(text)
            moment = None if naive is None else self._instant(naive)
            if naive is None or moment is None:
                return None
            at = naive.replace(minute=0, second=0)
            if pattern.cuts_cleanly(text) and self._offset(at) is not None:
                if len(hours) >= _ROOM:
                    hours.clear()
                hours[hour] = moment - (naive - at)
                minutes[minute] = naive - at
            return moment

        return read

    def _by_text(self, pattern: Pattern) -> Reader:
        """Patterns without minutes (days) or with fractions and offsets; whole texts are remembered for days."""
        known: dict[str, datetime] = {}

        def read(text: str) -> datetime | None:
            if (found := known.get(text)) is not None:
                return found
            naive = pattern.read(text)
            if naive is None:
                return None
            moment = self._instant(naive)
            if pattern.is_day and self._offset(naive) is not None and moment is not None:
                if len(known) >= _ROOM:
                    known.clear()
                known[text] = moment
            return moment

        return read

    def _iso(self, text: str) -> datetime | None:
        try:
            if self._buddhist:
                text = f"{int(text[:4]) - BUDDHIST_YEARS:04}{text[4:]}"
            return self._instant(datetime.fromisoformat(text))
        except ValueError:
            return None

    def _instant(self, moment: datetime) -> datetime | None:
        """The moment in UTC; None outside the years that there are."""
        try:
            if moment.tzinfo is not None:
                return moment.astimezone(UTC)
            offset = self._offset(moment.replace(minute=0, second=0, microsecond=0))
            return _in_utc(moment, self._offset_exactly(moment) if offset is None else offset)
        except OverflowError:
            return None

    def _offset(self, hour: datetime) -> timedelta | None:
        """The offset of that local hour from UTC; None if it changes within, so that each moment needs a look."""
        try:
            return self._offsets[hour]
        except KeyError:
            pass
        ends = [(hour + add).replace(tzinfo=self._zone, fold=fold) for add in (_HOUR * 0, _LAST) for fold in (0, 1)]
        offsets = {end.utcoffset() for end in ends}
        if len(self._offsets) >= _ROOM:
            self._offsets.clear()
        self._offsets[hour] = offsets.pop() if len(offsets) == 1 else None
        return self._offsets[hour]

    def _offset_exactly(self, naive: datetime) -> timedelta:
        first, second = (_offset_of(naive.replace(tzinfo=self._zone, fold=fold)) for fold in (0, 1))
        if first == second:
            return first
        # Skipped: the offset grows, and the one before moves the moment on by what was skipped.
        skipped = first < second
        self._note("skipped_hour" if skipped else "repeated_hour", naive)
        return first if skipped or not self._fold else second

    def _note(self, what: str, naive: datetime) -> None:
        if self._last_noted != (self.line, what, naive):
            self._last_noted = (self.line, what, naive)
            self.noted[what] += 1
            self.first_noted.setdefault(what, self.line)


def compiled_format(text: str, *, calendar: Calendar) -> Pattern | str:
    """A pattern ready to read, or one of the words `iso`, `epoch_seconds`, `epoch_ms`; raises `FormatError`."""
    if text in ("iso", "epoch_seconds", "epoch_ms"):
        return text
    return compiled(text, buddhist=calendar == "buddhist")


def ambiguous_formats(formats: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs of patterns that read one text as two days, as %d/%m and %m/%d do with 03/04."""
    sample = datetime(2015, 3, 4, 5, 6, 7)  # noqa: DTZ001 (a wall clock to be written, not a moment)
    patterns = {text: compiled_format(text, calendar="gregorian") for text in formats}
    found = []
    for number, (first, one) in enumerate(patterns.items()):
        for second, other in list(patterns.items())[number + 1 :]:
            if isinstance(one, Pattern) and isinstance(other, Pattern):
                text = sample.strftime(first)
                if other.read(text) not in (None, one.read(text)):
                    found.append((first, second))
    return found


def _first_of(readers: Sequence[Reader]) -> Reader:
    def read(text: str) -> datetime | None:
        for reader in readers:
            if (moment := reader(text)) is not None:
                return moment
        return None

    return read


def _in_utc(naive: datetime, offset: timedelta) -> datetime:
    return naive.replace(tzinfo=UTC) - offset


def _offset_of(moment: datetime) -> timedelta:
    return moment.utcoffset() or timedelta(0)


def _epoch_seconds(text: str) -> datetime | None:
    return _since_epoch(text, timedelta(seconds=1))


def _epoch_ms(text: str) -> datetime | None:
    return _since_epoch(text, timedelta(milliseconds=1))


def _since_epoch(text: str, unit: timedelta) -> datetime | None:
    if not _NUMBER.fullmatch(text):
        return None
    try:
        return EPOCH + (float(text) if "." in text else int(text)) * unit
    except OverflowError:
        return None
