"""Pictures as geometry: where each mark stands. What they look like is in the templates and the style sheet."""

import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

_LEFT, _RIGHT, _TOP, _LANE, _FOOT = 118, 40, 26, 46, 66
_SHORTEST, _LONGEST = 34.0, 190.0
# About as wide as a character of the labels is drawn; a label that does not fit is left to the list below.
_LETTER = 6.6


@dataclass(frozen=True, kw_only=True)
class Stop:
    """One interaction on the way: its number, moment, channel, side, and what joins it to what was before."""

    seq: int
    at: datetime
    channel: str
    side: str
    gap: str
    why: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A stop with its place."""

    stop: Stop
    x: float
    y: float
    label_x: float
    gap: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Lane:
    """A channel as a line across."""

    channel: str
    y: float


@dataclass(frozen=True, kw_only=True)
class Due:
    """A moment at which something is due, and whether it was missed."""

    at: datetime
    words: str
    is_missed: bool


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """A due moment with its place."""

    words: str
    x: float
    is_missed: bool


@dataclass(frozen=True, kw_only=True)
class Way:
    """The line of a matter over its channels."""

    width: int
    height: int
    lanes: tuple[Lane, ...]
    marks: tuple[Mark, ...]
    deadlines: tuple[Deadline, ...]
    path: str
    axis: float
    left: int = _LEFT


def way(stops: Sequence[Stop], *, deadlines: Sequence[Due]) -> Way:
    """Stops from left to right. A gap is drawn by its logarithm, so that minutes and months both can be seen."""
    channels = list(dict.fromkeys(stop.channel for stop in stops))
    lanes = tuple(Lane(channel=channel, y=_TOP + _LANE * place) for place, channel in enumerate(channels))
    height_of = {lane.channel: lane.y for lane in lanes}
    xs = _places([stop.at for stop in stops])
    marks = tuple(
        _mark(stop, x=xs[place], y=height_of[stop.channel], before=xs[place - 1] if place else None)
        for place, stop in enumerate(stops)
    )
    due = tuple(
        Deadline(
            words=one.words, x=round(_place_of(one.at, [stop.at for stop in stops], xs), 1), is_missed=one.is_missed
        )
        for one in deadlines
    )
    furthest = max([xs[-1], *(one.x + _width(one.words) for one in due)])
    return Way(
        width=int(furthest + _RIGHT),
        height=int(lanes[-1].y + _FOOT),
        lanes=lanes,
        marks=marks,
        deadlines=due,
        path=_path(marks),
        axis=lanes[-1].y + 32,
    )


def _mark(stop: Stop, *, x: float, y: float, before: float | None) -> Mark:
    room = 0.0 if before is None else x - before
    return Mark(
        stop=stop,
        x=x,
        y=y,
        label_x=round(x - room / 2, 1),
        gap=stop.gap if _width(stop.gap) <= room else "",
        why=stop.why if _width(stop.why) <= room else "",
    )


def _width(words: str) -> float:
    # Thai and Chinese letters are wider; Thai marks above and below take no room of their own.
    return sum(
        0.0 if unicodedata.combining(one) or unicodedata.category(one) == "Mn" else _letter(one) for one in words
    )


def _letter(one: str) -> float:
    return _LETTER * 2 if unicodedata.east_asian_width(one) in "WF" else _LETTER


def _step(seconds: float) -> float:
    return min(_LONGEST, _SHORTEST + 20 * math.log2(1 + max(seconds, 0.0) / 1800))


def _places(moments: Sequence[datetime]) -> list[float]:
    places = [float(_LEFT)]
    for before, after in pairwise(moments):
        places.append(round(places[-1] + _step((after - before).total_seconds()), 1))
    return places


def _place_of(at: datetime, moments: Sequence[datetime], places: Sequence[float]) -> float:
    """Where a moment stands between the stops around it; beyond the last one, as far as its gap is long."""
    if at <= moments[0]:
        return places[0]
    for place in range(1, len(moments)):
        if at <= moments[place]:
            whole = _step((moments[place] - moments[place - 1]).total_seconds())
            part = _step((at - moments[place - 1]).total_seconds())
            return places[place - 1] + (places[place] - places[place - 1]) * min(part / whole, 1.0)
    return places[-1] + _step((at - moments[-1]).total_seconds())


def _path(marks: Sequence[Mark]) -> str:
    parts = [f"M{marks[0].x} {marks[0].y}"]
    for before, after in pairwise(marks):
        if before.y == after.y:
            parts.append(f"H{after.x}")
        else:
            middle = round((before.x + after.x) / 2, 1)
            parts.append(f"C{middle} {before.y} {middle} {after.y} {after.x} {after.y}")
    return " ".join(parts)


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar: what it is called by, how much it is, and its share of the longest in percent."""

    names: tuple[Any, ...]
    value: float
    width: float


def bars(rows: Sequence[Mapping[str, Any]], *, by: Sequence[str], value: str) -> tuple[Bar, ...]:
    """Bars in the order of the rows."""
    amounts = [float(row[value] or 0) for row in rows]
    longest = max(amounts, default=0.0) or 1.0
    return tuple(
        Bar(names=tuple(row[name] for name in by), value=amount, width=round(amount / longest * 100, 2))
        for row, amount in zip(rows, amounts, strict=True)
    )


@dataclass(frozen=True, kw_only=True)
class Tick:
    """A line of the grid with its number, or a place below the axis with its label."""

    value: Any
    place: float


@dataclass(frozen=True, kw_only=True)
class Line:
    """One series."""

    names: tuple[Any, ...]
    path: str
    place: int
    end_y: float


@dataclass(frozen=True, kw_only=True)
class Lines:
    """Series over an ordered axis, in a box of 760 by 280."""

    lines: tuple[Line, ...]
    across: tuple[Tick, ...]
    along: tuple[Tick, ...]


_W, _H, _X0, _X1, _Y0, _Y1 = 760, 280, 48, 640, 16, 244
_MOST_LINES, _MOST_LABELS = 5, 8


def lines(rows: Sequence[Mapping[str, Any]], *, x: str, y: str, by: Sequence[str]) -> Lines:
    """The series with the most, at most five; the table has them all."""
    points = sorted({row[x] for row in rows if row[x] is not None})
    by_series: dict[tuple[Any, ...], dict[Any, float]] = {}
    for row in rows:
        if row[x] is not None:
            by_series.setdefault(tuple(row[name] for name in by), {})[row[x]] = float(row[y] or 0)
    chosen = sorted(by_series, key=lambda name: -sum(by_series[name].values()))[:_MOST_LINES]
    top = _round_up(max((value for name in chosen for value in by_series[name].values()), default=1.0))
    step = (_X1 - _X0) / max(len(points) - 1, 1)

    def height(value: float) -> float:
        return round(_Y1 - (_Y1 - _Y0) * value / top, 1)

    drawn = [
        " ".join(
            f"{'L' if place else 'M'}{round(_X0 + step * place, 1)} {height(by_series[name].get(point, 0.0))}"
            for place, point in enumerate(points)
        )
        for name in chosen
    ]
    ends = _apart([height(by_series[name].get(points[-1], 0.0)) for name in chosen] if points else [])
    every = max(1, math.ceil(len(points) / _MOST_LABELS))
    return Lines(
        lines=tuple(
            Line(names=name, path=path, place=place, end_y=end)
            for place, (name, path, end) in enumerate(zip(chosen, drawn, ends, strict=True))
        ),
        across=tuple(Tick(value=top * part / 4, place=height(top * part / 4)) for part in range(5)),
        along=tuple(
            Tick(value=point, place=round(_X0 + step * place, 1))
            for place, point in enumerate(points)
            if place % every == 0
        ),
    )


def _round_up(value: float) -> float:
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(power * step for step in (1, 2, 4, 6, 8, 10) if power * step >= value)


def _apart(heights: Sequence[float], *, least: float = 14.0) -> list[float]:
    """Labels at the ends of lines, moved so that none lies on another."""
    order = sorted(range(len(heights)), key=lambda place: heights[place])
    moved = list(heights)
    for before, after in pairwise(order):
        moved[after] = max(moved[after], moved[before] + least)
    floor = float(_Y1)
    for place in reversed(order):
        moved[place] = min(moved[place], floor)
        floor = moved[place] - least
    return moved
