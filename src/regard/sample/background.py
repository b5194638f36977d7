"""The many: as many members as are asked for, told day by day and written as they are told, in bounded memory."""

import multiprocessing
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import starmap
from pathlib import Path
from random import Random
from typing import Any

from regard.sample.company import Company, truth_files
from regard.sample.exports import EXPORTS, WEB
from regard.sample.places import FIRST, LAST, PLACES
from regard.sample.schedule import MATTERS, PEOPLE, Deed, Schedule, scheduled
from regard.sample.story import Story
from regard.sample.ways import calls, calls_in_vain, comes, comes_in_vain
from regard.sample.words import Words, about

FOLDER = "background"
_FIRST_SERIAL = 3_000_000
_ROWS_PER_MATTER = 2.1
"""A little more than there are, so that visits by strangers fill up to the number asked for."""
_WORTH_TWO = 200_000
"""From so many interactions on a second process is worth its start."""
_HALVES = ((FIRST, date(2025, 1, 1)), (date(2025, 1, 1), LAST + timedelta(days=1)))
_PHONE, _SHOP = {calls, calls_in_vain}, {comes, comes_in_vain}
_IN_VAIN = {calls_in_vain, comes_in_vain}


@dataclass
class Told:
    """What the checks must know of the many: how many asked by phone and in the shops, and who in vain."""

    rows: int = 0
    requests: dict[str, int] = field(default_factory=lambda: {"phone": 0, "shop": 0})
    ignored: dict[str, list[str]] = field(default_factory=lambda: {"phone": [], "shop": []})

    def add(self, other: "Told") -> None:
        """Both together."""
        self.rows += other.rows
        for channel in self.requests:
            self.requests[channel] += other.requests[channel]
            self.ignored[channel] += other.ignored[channel]


class Stream(Company):
    """A company that keeps nothing: rows wait until their day has passed, and are written."""

    def __init__(self, seed: int, writes: Mapping[str, Callable[[Iterable[Any]], None]], truth: Any) -> None:
        super().__init__(seed)
        self._writes, self._truth = writes, truth
        self.written = 0

    def is_over(self, until: datetime) -> None:
        """Write what happened before this moment, and forget it."""
        for name, rows in self.rows.items():
            rows.sort(key=lambda entry: entry[:2])
            ready = next((place for place, row in enumerate(rows) if row[0] >= until), len(rows))
            self._writes[name](row for _, _, row in rows[:ready])
            del rows[:ready]
            self.written += ready
        self._truth(self.truths)
        self.truths.clear()
        self.forget()
        self.words = Words()


def write_background(folder: Path, *, seed: int, interactions: int) -> Told:
    """Write so many interactions, each year into a part of its own; large ones side by side. The bytes are the same."""
    blocks = int(interactions // ((MATTERS * _ROWS_PER_MATTER) + PEOPLE))
    schedule = scheduled(blocks, seed=seed)
    halves = [(folder, seed, schedule.part(*half), *half) for half in _HALVES]
    del schedule
    told = Told()
    for part in starmap(_write_half, halves) if interactions < _WORTH_TWO else _side_by_side(halves):
        told.add(part)
    if told.rows > interactions:
        raise ValueError(f"{told.rows} interactions are more than the {interactions} asked for.")
    _write_strangers(folder / FOLDER / "strangers", seed=seed, count=interactions - told.rows)
    told.rows = interactions
    return told


def _side_by_side(halves: list[tuple[Path, int, Schedule, date, date]]) -> list[Told]:
    with multiprocessing.get_context("spawn").Pool(len(halves)) as pool:
        return pool.starmap(_write_half, halves)


def _write_half(folder: Path, seed: int, schedule: Schedule, since: date, until: date) -> Told:
    into = folder / FOLDER / str(since.year)
    into.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        writes = {export.name: stack.enter_context(export.opened(into)) for export in EXPORTS}
        truth = stack.enter_context(truth_files(folder, part=f"-{since.year}"))
        stream = Stream(seed, writes, truth)
        told = _tell(stream, schedule, since, until)
        stream.is_over(datetime.max.replace(tzinfo=UTC))
        told.rows = stream.written
    for export in EXPORTS:
        if export.name not in stream.rows:
            (into / export.file).unlink()
    return told


def _tell(stream: Stream, schedule: Schedule, since: date, until: date) -> Told:
    told, rng = Told(), stream.stream(f"background/{since}")
    for day, deeds in schedule.by_day(since, until):
        for deed in deeds:
            number = _does(stream, rng, deed, day)
            channel = "phone" if deed.way in _PHONE else "shop" if deed.way in _SHOP else ""
            if channel:
                told.requests[channel] += 1
            if deed.way in _IN_VAIN:
                told.ignored[channel].append(number)
        stream.is_over(datetime.combine(day, time(), tzinfo=UTC))
    return told


def _does(stream: Stream, rng: Random, deed: Deed, day: date) -> str:
    """One matter of one of the many, or that they become a member."""
    place = PLACES[deed.person % len(PLACES)]
    who = stream.people.one_of_many(_FIRST_SERIAL + deed.person, place=place)
    stream.joined.add(who.key)
    at = place.moment(rng, since=day, until=day)
    story = Story(
        stream, who, matter=f"many-{deed.number}", plant="many", rng=rng, what=about(rng), named=rng.random() < 0.3
    )
    if deed.way is None:
        story.joins(at)
        return ""
    return deed.way(story, at)


def _write_strangers(folder: Path, *, seed: int, count: int) -> None:
    """Single pages, seen by visitors of whom nothing else is known."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = Random(f"{seed}/strangers")
    begin = datetime.combine(FIRST, time(), tzinfo=UTC)
    step = (LAST - FIRST) / max(count, 1)

    def rows() -> Iterable[Mapping[str, Any]]:
        for place in range(count):
            at = begin + step * place
            yield {
                "id": f"x{place:09}",
                "at": WEB.said(at),
                "visitor": f"{rng.getrandbits(64):016x}",
                "session": f"x{place:09}",
                "type": "home",
                "path": rng.choice(("/", "/shop", "/blog", "/workshop")),
                "language": rng.choice(("th-TH", "zh-CN", "en-GB")),
            }

    with WEB.opened(folder) as write:
        write(rows())
