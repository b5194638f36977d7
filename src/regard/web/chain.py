"""A matter as a line of stations that reads like a sentence: where, what joined it, after how long."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from regard.episodes.public import Link
from regard.record.public import Logged
from regard.web import line, words

MOST_STATIONS, MOST_DOTS = 9, 9


@dataclass(frozen=True, kw_only=True)
class Station:
    """What happened on one channel before the matter went on to another."""

    channel: str
    sides: tuple[str, ...]
    more: int
    """How many dots are not drawn."""
    join: str
    """What joins it to what was before: same order · 2 d · certain."""
    kind: str
    """What happened, where it was one thing only."""
    left_out: int = 0
    """Of a long line: how many interactions stand here unshown."""


def chain(interactions: Sequence[Logged], links: Mapping[int, Link]) -> list[Station]:
    """The stations in order; of a long line the first and the last."""
    runs = [list(run) for _, run in groupby(enumerate(interactions), key=lambda item: item[1].channel)]
    stations = [_station(run, interactions, links) for run in runs]
    if len(stations) <= MOST_STATIONS:
        return stations
    half = MOST_STATIONS // 2
    hidden = sum(len(run) for run in runs[half:-half])
    gap = Station(channel="", sides=(), more=0, join="", kind="", left_out=hidden)
    return [*stations[:half], gap, *stations[-half:]]


def _station(
    run: Sequence[tuple[int, Logged]],
    interactions: Sequence[Logged],
    links: Mapping[int, Link],
) -> Station:
    place, first = run[0]
    members = [one for _, one in run]
    gap = line.gap(interactions, place)
    kinds = {one.kind for one in members}
    return Station(
        channel=first.channel,
        sides=tuple(one.direction for one in members[:MOST_DOTS]),
        more=max(len(members) - MOST_DOTS, 0),
        join=line.why(links[first.seq], gap=gap) if place and first.seq in links else gap,
        kind=words.shown(kinds.pop(), "kind") if len(kinds) == 1 and first.direction == "observed" else "",
    )
