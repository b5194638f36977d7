"""Who is waiting now: the table a follower keeps says what the figures of the lake say."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from regard.foundation.databases import read, write
from regard.overview import waiting as kept
from regard.overview.funnel import funnel
from regard.overview.public import REPORTS
from regard.overview.request import Request
from regard.overview.requests import request_of
from tests.builders import a_call, a_closure, a_pass, a_reply, an_ask, day
from tests.overview.lake import SmallLake, numbered
from tests.overview.random_matters import matters_by_chance
from tests.overview.story import RULES, SOURCES, the_request

WAITING = next(one for one in REPORTS if one.name == "waiting")
UTC_ZONE = ZoneInfo("UTC")


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallLake]:
    small = SmallLake(Path(tmp_path_factory.mktemp("lake")))
    yield small
    small.close()


def keep(requests: Sequence[Request]) -> None:
    """What the follower would write of these."""
    with transaction.atomic():
        write(kept.rows_for([one.episode_id for one in requests], {one.episode_id: one for one in requests}))


def waiting(lake: SmallLake, **given: Any) -> list[dict[str, Any]]:
    usual: dict[str, Any] = {"ends": {"desk": day(2), "ledger": day(2)}, "zone": UTC_ZONE, "now": day(2)}
    rows: list[dict[str, Any]] = WAITING.rows(lake.reading(), **usual | given)
    return rows


@pytest.mark.django_db
def test_who_waits_how_long_and_who_is_past_due(lake: SmallLake) -> None:
    keep(numbered([
        the_request(an_ask(touchpoint="form")),
        the_request(an_ask(touchpoint="form", at=day(1, hours=2))),
        the_request(an_ask(touchpoint="form", promised_at=day(9))),
        the_request(a_call(after=None)),
    ]))  # fmt: skip
    assert waiting(lake) == [
        {"channel": "email", "touchpoint": "form", "waiting_now": 3, "past_due": 1, "due_soon": 1, "oldest": day()},
        {"channel": "phone", "touchpoint": None, "waiting_now": 1, "past_due": 1, "due_soon": 0, "oldest": day()},
    ]


@pytest.mark.django_db
def test_who_was_answered_or_sent_elsewhere_waits_no_more(lake: SmallLake) -> None:
    ask = an_ask()
    keep([the_request(ask)])
    assert len(waiting(lake)) == 1
    keep([the_request(ask, a_reply(at=day(1)))])
    assert waiting(lake) == []
    keep([the_request(ask)])
    keep([the_request(ask, a_pass(at=day(1)))])
    assert waiting(lake) == []
    assert read("SELECT count(*) FROM unanswered") == [(0,)]


@pytest.mark.django_db
def test_a_machines_answer_ends_the_waiting_only_when_it_has_stood(lake: SmallLake) -> None:
    keep([the_request(an_ask(thread="T"), a_reply(at=day(1, hours=1), thread="T", human="no"))])
    assert [row["waiting_now"] for row in waiting(lake)] == [1]
    assert waiting(lake, ends={"desk": day(2, hours=1)}) == []


@pytest.mark.django_db
def test_a_matter_in_which_nobody_asks_any_more_is_taken_out(lake: SmallLake) -> None:
    keep([the_request(an_ask())])
    with transaction.atomic():
        write(kept.rows_for([1], {}))
    assert waiting(lake) == []


@pytest.mark.django_db
def test_each_source_is_seen_as_of_its_own_end(lake: SmallLake) -> None:
    keep(numbered([the_request(an_ask()), the_request(an_ask(source="ledger", channel="web", case="K"))]))
    rows = waiting(lake, ends={"desk": day(40), "ledger": day(0, hours=1)})
    assert [(row["channel"], row["past_due"]) for row in rows] == [("web", 0)]


@pytest.mark.django_db
def test_who_was_ignored_waits_for_thirty_days(lake: SmallLake) -> None:
    keep([the_request(an_ask())])
    assert len(waiting(lake, ends={"desk": day(30)})) == 1
    assert waiting(lake, ends={"desk": day(30) + timedelta(microseconds=1)}) == []


@pytest.mark.django_db
def test_who_was_answered_elsewhere_waits_only_until_due(lake: SmallLake) -> None:
    keep([the_request(an_ask(promised_at=day(3)), a_call(at=day(1)))])
    assert len(waiting(lake, ends={"desk": day(3)})) == 1
    assert waiting(lake, ends={"desk": day(3) + timedelta(microseconds=1)}) == []


@pytest.mark.django_db
def test_only_customers(lake: SmallLake) -> None:
    keep(numbered([the_request(an_ask(asked_by="staff")), the_request(an_ask())]))
    assert [row["waiting_now"] for row in waiting(lake, asked_by="customer")] == [1]
    assert [row["waiting_now"] for row in waiting(lake, asked_by="all")] == [2]


@pytest.mark.django_db
def test_a_closed_case_waits_no_more(lake: SmallLake) -> None:
    keep([the_request(an_ask(case="K", source="ledger"), a_closure(at=day(1), case="K", source="ledger"))])
    assert waiting(lake) == []


class TestAgreement(TestCase):
    """The table and the lake, on random matters."""

    databases = "__all__"

    @pytest.fixture(autouse=True)
    def _with_lake(self, lake: SmallLake) -> None:
        self.lake = lake

    @settings(max_examples=8)
    @given(seed=st.integers(0, 2**32), hours=st.sampled_from([0, 1, 24, 25, 168, 719, 720, 721]))
    def test_the_table_counts_those_the_lake_counts(self, seed: int, hours: int) -> None:
        told = matters_by_chance(seed, most=200)
        found = [request_of(one, rules=RULES, sources=SOURCES) for one in told]
        requests = numbered(one for one in found if one is not None)
        end: datetime = max(one.last_at for one in requests) + timedelta(hours=hours)
        keep(requests)
        self.lake.holds(requests)
        ends = {"desk": end, "ledger": end}
        by_lake = self.lake.rows(funnel(self.lake.reading(), ends=ends, zone=UTC_ZONE, now=end))
        by_table = waiting(self.lake, ends=ends)
        assert {row["channel"]: row["waiting_now"] for row in by_table} == {
            row["channel"]: row["waiting_now"] for row in by_lake if row["waiting_now"]
        }
