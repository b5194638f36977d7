"""A customer's whole history as one picture: time from left to right, channels below each other, a thread a matter."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise, zip_longest

from regard.record.public import Logged
from regard.web import telling, words
from regard.web.whole import Part

_LEFT, _RIGHT, _TOP, _LANE, _FOOT, _WIDTH = 104, 14, 12, 22, 30, 1160
# Dots closer than this lie on each other: of thousands of interactions no more are drawn than can be seen.
_COLUMN = 4
# Beyond this many matters none can be hit with a pointer: they become dots without lines and links.
MOST_LINKED = 120
_SHORTEST = timedelta(days=2)
_LABEL = 70
"""So wide are the words below a tick, at most."""
_ROOM = _WIDTH - _LEFT - _RIGHT - 8
_FIRST_COLUMN = (_LEFT + 8) / _COLUMN + 0.5
_SIDES = ("observed", "out", "in")


@dataclass(frozen=True, kw_only=True)
class Lane:
    """A channel as a line across."""

    channel: str
    y: float


@dataclass(frozen=True, kw_only=True)
class Thread:
    """A matter (or all of them together, without a line): its way over the channels, and its dots as a path a side."""

    number: int | None
    title: str
    path: str
    dots: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Tick:
    """A year, month or day below the picture."""

    words: str
    x: float
    link: str
    """Where the page begins that shows what came before its end."""


@dataclass(frozen=True, kw_only=True)
class Years:
    """The picture."""

    width: float
    height: float
    left: float
    axis: float
    lanes: tuple[Lane, ...]
    threads: tuple[Thread, ...]
    ticks: tuple[Tick, ...]
    shown: tuple[float, float]
    """From where to where the page below goes."""

    @property
    def shown_width(self) -> float:
        """How wide that is."""
        return round(self.shown[1] - self.shown[0], 1)


class _Scale:
    """Where a moment and a channel stand."""

    def __init__(self, first: datetime, last: datetime, channels: Sequence[str]) -> None:
        short = max(_SHORTEST - (last - first), timedelta()) / 2
        self.first, self.last = first - short, last + short
        self._span = self.last - self.first
        self._columns_a_second = _ROOM / _COLUMN / self._span.total_seconds()
        self.y_of = {channel: _TOP + _LANE * place for place, channel in enumerate(channels)}

    def x(self, at: datetime) -> float:
        return round(_LEFT + 8 + (at - self.first) / self._span * _ROOM, 1)

    def place(self, one: Logged) -> tuple[int, int]:
        """Moved to its column, so that what lies on each other is drawn once."""
        since = one.occurred_at - self.first
        # To the second, and not by dividing spans: thousands are placed a picture.
        column = int(_FIRST_COLUMN + (since.days * 86_400 + since.seconds) * self._columns_a_second)
        return column * _COLUMN, self.y_of[one.channel]


def years(parts: Sequence[Part], channels: Iterable[str], *, shown: Collection[int], zone: tzinfo) -> Years:
    """All matters on one scale, with those of the page, by number, marked; channels that are not named come last."""
    marked = [part for part in parts if part.number in shown]
    channels = tuple(dict.fromkeys((*channels, *(one.channel for part in parts for one in part.interactions))))
    scale = _Scale(min(part.at for part in parts), max(part.last_at for part in parts), channels)
    bottom = _TOP + _LANE * (len(channels) - 1)
    threads = [_thread(part, scale) for part in parts] if len(parts) <= MOST_LINKED else [_together(parts, scale)]
    return Years(
        width=_WIDTH,
        height=bottom + _FOOT,
        left=_LEFT,
        axis=bottom + 12,
        lanes=tuple(Lane(channel=channel, y=y) for channel, y in scale.y_of.items()),
        threads=tuple(threads),
        ticks=tuple(_legible(_ticks(scale, zone))),
        shown=(scale.x(min(part.at for part in marked)) - 6, scale.x(max(part.last_at for part in marked)) + 6),
    )


def _ticks(scale: _Scale, zone: tzinfo) -> list[Tick]:
    return [
        Tick(words=told, x=scale.x(max(at, scale.first)), link=place_of(until))
        for told, at, until in _calendar(scale.first, scale.last, zone)
    ]


def _legible(ticks: Sequence[Tick]) -> Iterator[Tick]:
    """Without those whose words would run into the next one's, or out of the picture."""
    for one, after in zip_longest(ticks, ticks[1:]):
        if len(ticks) == 1 or (after.x if after else _WIDTH) - one.x >= _LABEL:
            yield one


def _thread(part: Part, scale: _Scale) -> Thread:
    places = [scale.place(one) for one in part.interactions]
    return Thread(
        number=part.number,
        title=_title(part),
        path=_line(list(dict.fromkeys(places))),
        dots=_dots(zip(part.interactions, places, strict=True)),
    )


def _together(parts: Iterable[Part], scale: _Scale) -> Thread:
    """All of them as dots: so many lines would only hide each other."""
    every = ((one, scale.place(one)) for part in parts for one in part.interactions)
    return Thread(number=None, title="", path="", dots=_dots(every))


def _dots(placed: Iterable[tuple[Logged, tuple[int, int]]]) -> tuple[tuple[str, str], ...]:
    by_side: dict[str, dict[tuple[int, int], None]] = {side: {} for side in _SIDES}
    other = by_side["observed"]
    for one, place in placed:
        by_side.get(one.direction, other)[place] = None
    # An answer that lies on its question is seen behind it.
    by_side["out"] = {(x + _COLUMN, y) if (x, y) in by_side["in"] else (x, y): None for x, y in by_side["out"]}
    return tuple((side, "".join([f"M{x} {y}h0" for x, y in places])) for side, places in by_side.items() if places)


def _title(part: Part) -> str:
    used = dict.fromkeys(one.channel for one in part.interactions)
    channels = words.listed(words.shown(one, "channel") for one in used)
    return f"{telling.day(part.at)} · {channels}"


def _line(places: Sequence[tuple[int, int]]) -> str:
    """From place to place; a change of channel is a curve, however short."""
    if len(places) < 2:
        return ""
    parts = [f"M{places[0][0]} {places[0][1]}"]
    for (x, y), (next_x, next_y) in pairwise(places):
        if y == next_y:
            parts.append(f"H{next_x}")
        else:
            middle = (x + next_x) / 2
            parts.append(f"C{middle:g} {y} {middle:g} {next_y} {next_x} {next_y}")
    return "".join(parts)


_MOST_TICKS = 14


def _calendar(first: datetime, last: datetime, zone: tzinfo) -> list[tuple[str, datetime, datetime]]:
    """Years, quarters, months or days: the finest of which there are few enough. Words, beginning and end of each."""
    first, last = first.astimezone(zone), last.astimezone(zone)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if (last - first).days < _MOST_TICKS:
        days = [first.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=one) for one in range(16)]
        return [(telling.day(at, zone), at, at + timedelta(days=1)) for at in days if at <= last][::2]
    for step in (1, 3, 12):
        if months / step <= _MOST_TICKS or step == 12:
            return _months(first, last, step)
    raise AssertionError("unreachable")


def _months(first: datetime, last: datetime, step: int) -> list[tuple[str, datetime, datetime]]:
    found, at = [], _month(first, first.year, 1 + (first.month - 1) // step * step)
    while at <= last:
        until = _month(at, at.year + (at.month - 1 + step) // 12, (at.month - 1 + step) % 12 + 1)
        told = telling.year(at.year) if step == 12 else telling.month(f"{at.year:04}-{at.month:02}")
        found.append((told, at, until))
        at = until
    every = -(-len(found) // _MOST_TICKS)
    return found[::every]


def _month(like: datetime, year: int, month: int) -> datetime:
    return like.replace(year=year, month=month, day=1, hour=0, minute=0, second=0, microsecond=0)


def place_of(until: datetime) -> str:
    """The link to the page that begins with what came before this moment."""
    return f"{until.astimezone(UTC).isoformat()}~0"
