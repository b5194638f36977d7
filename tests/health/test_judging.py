"""Judging is pure: from facts and limits to what is well, what is not, and what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.foundation.beats import behind_since
from regard.health.checks import WATCHES, at_the_door, judge, state_of
from regard.health.facts import Behind, Clocks, Day, Disk, Facts, Queue, Record, TableShape, Worker
from regard.health.growth import days_until_full, growth_per_day
from regard.health.limits import Limits
from regard.health.telling import told
from regard.health.verdict import Quantity

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
GB = 2**30


def a_worker(**differs: Any) -> Worker:
    well = Worker(who="w 1", seconds_ago=2, version="1", memory_bytes=1, clock_drift=0.0, failing="")
    return replace(well, **differs)


RECORD = Record(
    behind=(Behind(name="episodes.assign", items=7, seconds=3.0),),
    imports=Queue(name="imports", waiting=0),
    workers=(a_worker(),),
    days=tuple(Day(day=date(2026, 2, number + 1), home_bytes=GB) for number in range(5)),
    refusals=3,
    bytes=GB,
    waiting_bytes=0,
    clocks=Clocks(drift=0.0, database=0.0, future_rows=0),
    unmigrated=0,
    admitted={},
)
FACTS = Facts(
    at=NOW,
    program="1",
    home_version="1",
    disk=Disk(free_bytes=50 * GB, whole_bytes=100 * GB, home_bytes=GB, writable=True),
    lake=(TableShape(name="interactions", files=3, small_files=3, bytes=1, versions=3),),
    queues=(Queue(name="collector", waiting=1, most=1_000),),
    last_backup=NOW - timedelta(hours=8),
    failed_backup=None,
    record=RECORD,
)


def facts(**differs: Any) -> Facts:
    """A well installation, but for this: of the whole, or of the record."""
    ours = {name: value for name, value in differs.items() if name in Facts.__dataclass_fields__}
    theirs = {name: value for name, value in differs.items() if name not in ours}
    return replace(FACTS, **{"record": replace(RECORD, **theirs), **ours})


def ailing(found: Facts, limits: Limits | None = None) -> dict[str, str]:
    """The checks that are not well, with their state."""
    return {one.watch.name: one.verdict.state for one in judge(found, limits or Limits()) if not one.is_well}


def test_a_well_installation_is_well() -> None:
    assert ailing(FACTS) == {}
    assert state_of(judge(FACTS, Limits())) == "well"


def test_every_check_says_in_one_sentence_what_to_do() -> None:
    assert all(one.todo.endswith(".") and one.todo.count(". ") == 0 for one in WATCHES)
    assert len({one.name for one in WATCHES}) == len(WATCHES)


FULL = Disk(free_bytes=GB, whole_bytes=100 * GB, home_bytes=GB, writable=True)


@pytest.mark.parametrize(
    ("differs", "found"),
    [
        ({"disk": replace(FULL, free_bytes=9 * GB)}, {"disk": "warns"}),
        ({"disk": FULL}, {"disk": "unwell"}),
        ({"disk": Disk(free_bytes=GB // 8, whole_bytes=GB, home_bytes=1, writable=True)}, {"disk": "unwell"}),
        ({"disk": replace(FACTS.disk, writable=False)}, {"disk": "unwell"}),
        ({"workers": ()}, {"worker": "unwell"}),
        ({"workers": (a_worker(seconds_ago=31),)}, {"worker": "warns"}),
        ({"workers": (a_worker(seconds_ago=500), a_worker())}, {}),
        ({"workers": (a_worker(failing="R-7F3K-29"),)}, {"steps": "unwell"}),
        ({"workers": (a_worker(version="0.9"),)}, {"versions": "warns"}),
        ({"workers": (a_worker(clock_drift=-6.0),)}, {"clock": "warns"}),
        ({"unmigrated": 2}, {"versions": "unwell"}),
        ({"behind": (Behind(name="x", items=1, seconds=301.0),)}, {"behind": "warns"}),
        ({"behind": (Behind(name="x", items=1, seconds=3_601.0),)}, {"behind": "unwell"}),
        ({"behind": (Behind(name="x", items=1_000_000, seconds=20.0),)}, {}),
        ({"imports": Queue(name="imports", waiting=2)}, {}),
        ({"imports": Queue(name="imports", waiting=2), "workers": ()}, {"imports": "warns", "worker": "unwell"}),
        ({"queues": (Queue(name="collector", waiting=501, most=1_000),)}, {"queues": "warns"}),
        ({"queues": (Queue(name="collector", waiting=999, most=1_000),)}, {"queues": "unwell"}),
        ({"last_backup": None}, {"backup": "warns"}),
        ({"last_backup": NOW - timedelta(hours=27)}, {"backup": "warns"}),
        ({"last_backup": NOW - timedelta(days=8)}, {"backup": "unwell"}),
        ({"last_backup": NOW + timedelta(days=8)}, {"backup": "unwell"}),
        ({"failed_backup": NOW}, {"backup": "warns"}),
        ({"refusals": 1_000}, {"refusals": "warns"}),
        ({"waiting_bytes": 2 * GB}, {"wal": "warns"}),
        ({"clocks": Clocks(drift=0.0, database=-70.0, future_rows=0)}, {"clock": "unwell"}),
        ({"clocks": Clocks(drift=0.0, database=0.0, future_rows=1)}, {"clock": "warns"}),
        ({"record": None}, {"database": "unwell"}),
    ],
)
def test_what_is_not_well_is_said(differs: dict[str, Any], found: dict[str, str]) -> None:
    assert ailing(facts(**differs)) == found


def test_small_files_warn() -> None:
    many = TableShape(name="interactions", files=300, small_files=250, bytes=1, versions=3)
    assert ailing(facts(lake=(many,))) == {"lake": "warns"}


def test_a_limit_that_is_changed_counts() -> None:
    assert ailing(FACTS, Limits(refusals=3)) == {"refusals": "warns"}


def test_the_door_is_shut_only_by_what_keeps_from_keeping() -> None:
    assert at_the_door(judge(facts(workers=(), last_backup=None), Limits())) == "well"
    assert at_the_door(judge(facts(record=None), Limits())) == "unwell"
    assert at_the_door(judge(facts(disk=FULL), Limits())) == "unwell"


# The forecast


def grown(*sizes: float) -> tuple[Day, ...]:
    return tuple(
        Day(day=date(2026, 2, 1) + timedelta(days=place), home_bytes=int(size)) for place, size in enumerate(sizes)
    )


def test_a_steady_growth_says_when_the_disk_is_full() -> None:
    days = grown(1 * GB, 2 * GB, 3 * GB, 4 * GB)
    assert days_until_full(days, free_bytes=20 * GB) == pytest.approx(20)
    assert ailing(facts(days=days)) == {}
    assert ailing(facts(days=days), Limits(days_until_full=60)) == {"full": "warns"}


def test_one_large_import_does_not_move_the_forecast() -> None:
    usual = [GB + day * 2**20 for day in range(30)]
    jump = [*usual[:15], *(size + 40 * GB for size in usual[15:])]
    jumped = growth_per_day(grown(*jump[:22]))
    assert growth_per_day(grown(*usual)) == pytest.approx(2**20)
    assert jumped is not None
    assert jumped < 4 * GB


def test_two_days_cannot_say() -> None:
    (found,) = [one for one in judge(facts(days=grown(1, 2)), Limits()) if one.watch.name == "full"]
    assert found.verdict.state == "unknown"
    assert found.is_well


def test_what_does_not_grow_is_never_full() -> None:
    (found,) = [one for one in judge(facts(days=grown(9, 8, 7)), Limits()) if one.watch.name == "full"]
    assert told(found.verdict.measured) == "never"


@given(st.integers(1, 10**9), st.integers(3, 40), st.integers(1, 10**12))
def test_the_forecast_is_exact_for_a_straight_line(slope: int, days: int, free: int) -> None:
    line = grown(*(slope * day for day in range(days)))
    assert days_until_full(line, free_bytes=free) == pytest.approx(free / slope)


# How old what is still to come is


TIDES = [(NOW + timedelta(seconds=5 * number), {"log": 10 * number}) for number in range(4)]


@pytest.mark.parametrize(("reached", "since"), [(0, 5), (9, 5), (10, 10), (29, 15), (30, 15)])
def test_a_follower_is_behind_since_the_stream_held_more_than_it_took(reached: int, since: int) -> None:
    assert behind_since("log", reached, TIDES) == NOW + timedelta(seconds=since)


def test_without_a_note_nobody_can_say_since_when() -> None:
    assert behind_since("log", 3, []) is None


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        (Quantity(value=None, unit="items"), "–"),
        (Quantity(value=0.267, unit="share"), "26.7%"),
        (Quantity(value=90, unit="seconds"), "1.5 min"),
        (Quantity(value=30, unit="days"), "30.0 d"),
        (Quantity(value=72_500_000_000, unit="bytes"), "72.5 GB"),
        (Quantity(value=1_234, unit="items"), "1,234"),
        (Quantity(value=NOW, unit="moment"), "2026-03-02 08:00 UTC"),
    ],
)
def test_a_quantity_is_told_with_its_unit(quantity: Quantity, words: str) -> None:
    assert told(quantity) == words


def test_the_documentation_knows_every_check() -> None:
    documented = (ROOT / "docs" / "keeping.md").read_text(encoding="utf-8")
    assert [one.title for one in WATCHES if f"| {one.title} |" not in documented] == []
