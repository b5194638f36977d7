"""What the report says of those who asked, and whom it lists."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from regard.data_use.public import Permit, Refused, open_reading, purposes
from regard.foundation.errors import NotKnown
from regard.overview.public import REPORTS, Place, request_of, requests_in, requests_table
from regard.overview.request import Request
from tests.builders import START, a_call, a_closure, a_pass, a_reply, an_ask, day
from tests.overview.lake import SmallLake, ends, numbered
from tests.overview.story import RULES, SOURCES, a_matter, the_request

UTC_ZONE = ZoneInfo("UTC")
FUNNEL = next(one for one in REPORTS if one.name == "funnel")


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[SmallLake]:
    small = SmallLake(tmp_path)
    yield small
    small.close()


def asked(lake: SmallLake, **given: Any) -> list[dict[str, Any]]:
    """The rows of the funnel."""
    usual: dict[str, Any] = {"ends": {}, "zone": UTC_ZONE, "now": day(20)}
    return lake.rows(FUNNEL.rows(lake.reading(), **usual | given))


def test_an_ask_nobody_answered_is_ignored_once_due_has_passed(lake: SmallLake) -> None:
    lake.holds([the_request(an_ask(channel="social", promised_at=day(1)))])
    assert [row["open"] for row in asked(lake, now=day(1))] == [1]
    assert [row["ignored"] for row in asked(lake, now=day(1) + timedelta(microseconds=1))] == [1]


def test_nothing_was_asked_before_it_was_asked(lake: SmallLake) -> None:
    lake.holds([the_request(an_ask(at=day(2)))])
    assert asked(lake, now=day(1)) == []


def test_each_source_is_seen_as_of_its_own_end(lake: SmallLake) -> None:
    lake.holds(numbered([the_request(an_ask(source="desk")), the_request(an_ask(source="ledger"))]))
    rows = asked(lake, by="source", ends={"desk": day(5), "ledger": day(0, hours=1)})
    assert {row["source"]: (row["ignored"], row["open"]) for row in rows} == {"desk": (1, 0), "ledger": (0, 1)}


def test_a_destination_is_recorded_if_its_channel_reaches_over_the_seven_days(lake: SmallLake) -> None:
    sent = the_request(an_ask(), a_pass(at=day(hours=1)))
    lake.holds([sent])
    assert [row["not_measurable"] for row in asked(lake)] == [1]
    lake.holds([sent], [a_call(at=day(-3))])
    assert [row["gave_up"] for row in asked(lake)] == [1]
    assert [row["gave_up"] for row in asked(lake, ends=ends("desk", at=day(7)))] == [0]


def test_the_median_and_the_ninth_tenth_are_exact(lake: SmallLake) -> None:
    lake.holds(numbered(the_request(an_ask(), a_reply(at=day(seconds=one))) for one in (10, 20, 40, 100)))
    (row,) = asked(lake)
    assert row["first_answer_seconds_median"] == 30
    assert row["first_answer_seconds_p90"] == pytest.approx(82)


@pytest.mark.parametrize("by", ["channel", "touchpoint", "source", "month", "asked_by", "total"])
def test_the_columns_are_those_the_report_declares(lake: SmallLake, by: str) -> None:
    lake.holds([the_request(an_ask(touchpoint="desk"))])
    (row,) = asked(lake, by=by)
    declared = [column.name for column in FUNNEL.columns]
    assert [name for name in declared if name in row] == list(row)
    assert by in row


def test_only_those_meant_are_counted(lake: SmallLake) -> None:
    lake.holds(
        numbered([the_request(an_ask(asked_by="staff")), the_request(an_ask()), the_request(an_ask(channel="chat"))])
    )
    assert sum(row["requests"] for row in asked(lake, asked_by="customer")) == 2
    assert sum(row["requests"] for row in asked(lake, asked_by="all")) == 3
    assert sum(row["requests"] for row in asked(lake, channel="chat")) == 1
    assert asked(lake, source="ledger") == []


def test_a_past_moment_replaces_matters_that_went_on_after_it(lake: SmallLake) -> None:
    ask, reply = an_ask(), a_reply(at=day(3))
    lake.holds([the_request(ask, reply)])
    then = request_of(a_matter(ask), rules=RULES, sources=SOURCES)
    assert then is not None
    (row,) = asked(lake, as_of=day(2), past=requests_table([then]))
    assert (row["requests"], row["ignored"]) == (1, 1)


def test_who_may_not_see_what_customers_did_sees_no_figure(lake: SmallLake) -> None:
    lake.holds([])
    blind = msgspec.structs.replace(purposes()["report_service"], name="look_away", kinds=("technical",))
    reading = open_reading(Permit(purpose=blind, by="Dov", given_at=START))
    with pytest.raises(Refused, match="behavioural"):
        FUNNEL.rows(reading, ends={}, zone=UTC_ZONE, now=day(20))


class TestTheList:
    """The people behind a figure."""

    def listed(self, lake: SmallLake, **given: Any) -> list[int]:
        """The matters listed."""
        usual: dict[str, Any] = {"ends": {}, "zone": UTC_ZONE, "now": day(20)}
        return [row["episode_id"] for row in lake.rows(requests_in(lake.reading(), **usual | given))]

    def some(self) -> list[Request]:
        """An email without an answer each day of the first three, and a late closure on the web."""
        web: dict[str, Any] = {"channel": "web", "case": "K", "source": "ledger"}
        closed = the_request(an_ask(**web), a_closure(at=day(2), case="K", source="ledger"))
        return numbered([*(the_request(an_ask(at=day(one))) for one in range(3)), closed])

    def test_newest_first_and_only_that_fate(self, lake: SmallLake) -> None:
        lake.holds(self.some())
        assert self.listed(lake, fate="ignored") == [3, 2, 1]
        assert self.listed(lake, fate="late") == [4]
        assert self.listed(lake, where={"channel": "web"}) == [4]
        assert self.listed(lake, where={"touchpoint": None, "month": "2026-03", "source": "desk"}) == [3, 2, 1]

    def test_a_page_goes_on_where_the_last_ended(self, lake: SmallLake) -> None:
        lake.holds(self.some())
        assert self.listed(lake, limit=2) == [3, 2]
        assert self.listed(lake, limit=2, after=Place(asked_at=day(1), episode_id=2)) == [4, 1]

    def test_what_cannot_be_listed_is_said(self, lake: SmallLake) -> None:
        lake.holds([])
        with pytest.raises(NotKnown, match="Known: answered_closure"):
            self.listed(lake, fate="lost")
        with pytest.raises(NotKnown, match="Known: asked_by"):
            self.listed(lake, where={"colour": "red"})


def test_months_are_local(lake: SmallLake) -> None:
    lake.holds([the_request(an_ask(at=datetime(2015, 2, 1, 3, tzinfo=UTC)))])
    assert [row["month"] for row in asked(lake, by="month", zone=ZoneInfo("America/New_York"))] == ["2015-01"]
    assert [row["month"] for row in asked(lake, by="month")] == ["2015-02"]
