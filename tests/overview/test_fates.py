"""What becomes of requests: the same one by one and many at once, and what always holds."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regard.overview.fates import Fate, Span, fate_of
from regard.overview.funnel import fates_of, funnel
from regard.overview.matter import Matter
from regard.overview.request import Request
from regard.overview.requests import request_of
from regard.overview.then import until
from tests.builders import day, in_order
from tests.overview.lake import SmallLake, numbered
from tests.overview.random_matters import matters_by_chance
from tests.overview.story import EVERYWHERE, RULES, SOURCES

UTC_ZONE = ZoneInfo("UTC")
SEEDS = st.integers(0, 2**32)
AFTER = st.sampled_from([0, 1, 23, 24, 25, 167, 168, 169, 192, 720, 721]).map(lambda hours: timedelta(hours=hours))


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallLake]:
    small = SmallLake(Path(tmp_path_factory.mktemp("lake")))
    yield small
    small.close()


def requests_from(told: list[Matter]) -> list[Request]:
    found = (request_of(one, rules=RULES, sources=SOURCES) for one in told)
    return numbered(one for one in found if one is not None)


def spans_of(told: list[Matter], ends: Mapping[str, datetime]) -> dict[str, Span]:
    """From when until when each channel is recorded."""
    spans: dict[str, Span] = {}
    for one in (one for matter in told for one in matter.interactions):
        held = spans.get(one.channel, Span(since=one.occurred_at, until=ends[one.source]))
        spans[one.channel] = Span(since=min(held.since, one.occurred_at), until=max(held.until, ends[one.source]))
    return spans


@settings(max_examples=10)
@given(seed=SEEDS, after=AFTER)
def test_many_at_once_become_what_each_becomes(lake: SmallLake, seed: int, after: timedelta) -> None:
    told = matters_by_chance(seed, most=300)
    requests = requests_from(told)
    newest = max(one.occurred_at for matter in told for one in matter.interactions)
    ends = {"desk": newest + after, "ledger": newest}
    lake.holds(requests, [one for matter in told for one in matter.interactions])
    found = lake.rows(fates_of(lake.reading(), ends=ends, now=newest).order_by("episode_id"))
    spans = spans_of(told, ends)
    expected = [
        fate_of(one, as_of=ends[one.source], recorded=spans) for one in requests if one.asked_at <= ends[one.source]
    ]
    assert [{name: row[name] for name in Fate.__struct_fields__} for row in found] == [
        msgspec.structs.asdict(one) for one in expected
    ]


def assert_identities(row: Mapping[str, Any]) -> None:
    assert row["requests"] == sum(row[one] for one in ("answered_here", "passed", "ignored", "open", "time_fault"))
    assert row["answered_here"] == sum(row[f"answered_{basis}"] for basis in ("reply", "spoken", "machine", "closure"))
    assert row["matured"] == row["requests"] - row["open"] - row["pending"] - row["not_measurable"]
    parts = {
        "answered_here": ("late",), "late": ("late_promised",), "ignored": ("driven_away", "answered_elsewhere"),
        "answered_elsewhere": ("answered_elsewhere_in_time",), "matured": ("finished",),
        "finished": ("confirmed", "dealt_with_in_place", "first_contact"), "followups": ("followups_ignored",),
        "changed_channel": ("returned", "returned_usual", "return_completed"),
    }  # fmt: skip
    for whole, names in parts.items():
        for name in names:
            assert row[name] <= row[whole], f"{name} of {whole}"
    assert row["arrived"] + row["asked_again_here"] + row["gave_up"] <= row["passed"]
    assert row["open"] <= row["waiting_now"] <= row["open"] + row["ignored"]


@settings(max_examples=10)
@given(
    seed=SEEDS,
    by=st.sampled_from(["channel", "touchpoint", "source", "month", "asked_by", "total"]),
    after=AFTER,
)
def test_the_figures_always_add_up(lake: SmallLake, seed: int, by: str, after: timedelta) -> None:
    told = matters_by_chance(seed, most=300)
    requests = requests_from(told)
    lake.holds(requests, [one for matter in told for one in matter.interactions])
    end = max(one.occurred_at for matter in told for one in matter.interactions) + timedelta(hours=2) + after
    rows = lake.rows(funnel(lake.reading(), by=by, ends={}, zone=UTC_ZONE, now=end))
    for row in rows:
        assert_identities(row)
    assert sum(int(str(row["requests"])) for row in rows) == len(requests)


@settings(max_examples=5)
@given(seed=SEEDS)
def test_random_matters_meet_every_fate(seed: int) -> None:
    told = matters_by_chance(seed, most=2000)
    met: set[str] = set()
    for one in requests_from(told):
        for hours in (0, 25, 169):
            fate = fate_of(one, as_of=one.last_at + timedelta(hours=hours), recorded=EVERYWHERE)
            met |= {name for name in Fate.__struct_fields__ if getattr(fate, name)}
    assert set(Fate.__struct_fields__) - met == set()


@given(seed=SEEDS, seconds=st.integers(0, 40 * 86_400))
def test_what_had_happened_by_then_is_all_that_counts(seed: int, seconds: int) -> None:
    told = matters_by_chance(seed, most=1)
    as_of = day(seconds=seconds)
    before = msgspec.structs.replace(told[0], interactions=until(told[0].interactions, as_of))
    request = request_of(before, rules=RULES, sources=SOURCES)
    if request is not None:
        assert request.last_at <= as_of


@given(seed=SEEDS, hours=st.integers(0, 960))
@settings(max_examples=5)
def test_what_decided_it_then_still_decides_it_later(seed: int, hours: int) -> None:
    as_of = day(hours=hours)
    for one in matters_by_chance(seed, most=1_000):
        known = until(one.interactions, as_of)
        then = request_of(msgspec.structs.replace(one, interactions=known), rules=RULES, sources=SOURCES)
        now = request_of(one, rules=RULES, sources=SOURCES)
        is_ringing = any(call is not kept for call, kept in zip(one.interactions, known, strict=False))
        if then is None or now is None or is_ringing or then.answer_basis == "machine":
            continue  # Whether somebody takes the call, and whether a machine's answer stands, is not known yet.
        if then.passed_at or then.answered_at:
            assert (then.passed_at, then.answered_at, then.due_at) == (now.passed_at, now.answered_at, now.due_at)


@given(seed=SEEDS, data=st.data())
def test_the_order_of_arrival_does_not_matter(seed: int, data: st.DataObject) -> None:
    told = matters_by_chance(seed, most=1)
    arrived = data.draw(st.permutations(list(told[0].interactions)))
    again = msgspec.structs.replace(told[0], interactions=in_order(arrived))
    assert request_of(again, rules=RULES, sources=SOURCES) == request_of(told[0], rules=RULES, sources=SOURCES)
