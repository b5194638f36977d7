"""Who of the many does what on which day: drawn at once, in small numbers, so that ten million fit into memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from regard.sample.places import FIRST, LAST, LEEDS, PLACES
from regard.sample.ways import (
    Way,
    answers_survey,
    browses,
    calls,
    calls_in_vain,
    chats,
    comes,
    comes_in_vain,
    gets_newsletter,
    mails,
    orders,
    pays,
    reads_forum,
    receives,
)

BLOCK: tuple[tuple[Way, int], ...] = (
    (calls_in_vain, 2),
    (calls, 38),
    (comes_in_vain, 2),
    (comes, 23),
    (mails, 16),
    (chats, 8),
    (orders, 10),
    (receives, 18),
    (pays, 8),
    (browses, 45),
    (gets_newsletter, 14),
    (reads_forum, 10),
    (answers_survey, 6),
)
"""Matters of one block: 2 of 40 calls and 2 of 25 visits are in vain, whatever the number of blocks."""
MATTERS, PEOPLE = sum(count for _, count in BLOCK), 40
_WAYS = tuple(way for way, _ in BLOCK)
_SHOP = (_WAYS.index(comes), _WAYS.index(comes_in_vain))
_SPAN, _JITTER, _MOST = 60, 10, 11
"""A person has at most one matter in 60 days, at least 50 days from the next, so that no two are taken for one."""
_JOINED_BEFORE = 35
_JOINS = -1


@dataclass(frozen=True)
class Deed:
    """On this day this person (a number) does something; `way` is None for becoming a member."""

    person: int
    number: int
    way: Way | None


@dataclass(frozen=True)
class Schedule:
    """Deeds in order of day, counted from `first` on."""

    days: NDArray[np.int16]
    persons: NDArray[np.int32]
    ways: NDArray[np.int8]
    first: int = 0

    def part(self, since: date, until: date) -> "Schedule":
        """The deeds of some days, `until` not included."""
        start, end = np.searchsorted(self.days, ((since - FIRST).days, (until - FIRST).days))
        return Schedule(self.days[start:end], self.persons[start:end], self.ways[start:end], int(start))

    def by_day(self, since: date, until: date) -> Iterator[tuple[date, list[Deed]]]:
        """Day by day; days on which nothing happens too."""
        for offset in range((since - FIRST).days, (until - FIRST).days):
            start, end = np.searchsorted(self.days, (offset, offset + 1))
            rows = zip(self.persons[start:end].tolist(), self.ways[start:end].tolist(), strict=True)
            deeds = [
                Deed(person, self.first + int(start) + place, None if way == _JOINS else _WAYS[way])
                for place, (person, way) in enumerate(rows)
            ]
            yield FIRST + timedelta(days=offset), deeds


def scheduled(blocks: int, *, seed: int) -> Schedule:
    """As many whole blocks of matters, dealt to people who live in the three places in turn."""
    rng = np.random.default_rng([seed, 20240101])
    people = blocks * PEOPLE
    persons, days = _dealt(rng, people, blocks * MATTERS)
    ways = np.repeat(np.arange(len(BLOCK), dtype=np.int8), [count * blocks for _, count in BLOCK])
    rng.shuffle(ways)
    _leave_no_trace_in_leeds(rng, ways, persons, days)
    joined = np.full(people, np.iinfo(np.int16).max, dtype=np.int16)
    np.minimum.at(joined, persons, days)
    those = np.flatnonzero(joined < np.iinfo(np.int16).max).astype(np.int32)
    all_days = np.concatenate((days, joined[those] - np.int16(_JOINED_BEFORE)))
    all_persons = np.concatenate((persons, those))
    all_ways = np.concatenate((ways, np.full(len(those), _JOINS, dtype=np.int8)))
    order = np.lexsort((all_persons, all_days))
    return Schedule(all_days[order], all_persons[order], all_ways[order])


def _dealt(rng: np.random.Generator, people: int, matters: int) -> tuple[NDArray[np.int32], NDArray[np.int16]]:
    """For each matter whose it is and on which day: so many of the places of everybody, each place once."""
    places = rng.choice(people * _MOST, size=matters, replace=False, shuffle=False)
    persons, spans = (places // _MOST).astype(np.int32), places % _MOST
    own_day = persons % (_SPAN - _JITTER)
    days = _JOINED_BEFORE + 1 + spans * _SPAN + own_day + rng.integers(_JITTER, size=matters)
    return persons, days.astype(np.int16)


def _leave_no_trace_in_leeds(
    rng: np.random.Generator, ways: NDArray[np.int8], persons: NDArray[np.int32], days: NDArray[np.int16]
) -> None:
    """Who would come to the shop in Leeds too early changes places with somebody elsewhere who does something else."""
    is_leeds = persons % len(PLACES) == PLACES.index(LEEDS)
    is_shop = np.isin(ways, _SHOP)
    early = np.flatnonzero(is_leeds & is_shop & (days <= (LEEDS.shop_since - FIRST).days))
    others = rng.choice(np.flatnonzero(~is_leeds & ~is_shop), size=len(early), replace=False)
    ways[early], ways[others] = ways[others].copy(), ways[early].copy()


LAST_DAY = _JOINED_BEFORE + 1 + (_MOST - 1) * _SPAN + _SPAN - 1
if FIRST + timedelta(days=LAST_DAY) > LAST - timedelta(days=20):
    raise ValueError("The last matters would have no time to end.")
