"""Settled at the first contact, over four windows, and who asked anything again."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from regard.overview.public import REPORTS, request_of
from regard.record.public import Logged
from tests.builders import a_call, a_logged, a_pass, a_reply, an_ask, day
from tests.overview.lake import SmallLake
from tests.overview.story import CYN, RULES, SOURCES, a_matter

REPORT = next(one for one in REPORTS if one.name == "first_contact")
WINDOWS = (1, 3, 7, 30)
INSTANT = timedelta(microseconds=1)


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[SmallLake]:
    small = SmallLake(tmp_path)
    yield small
    small.close()


def told(lake: SmallLake, *matters: tuple[Logged, ...], customers: dict[int, int] | None = None, **merged: Any) -> None:
    """The lake holds these matters; all are Cyn's unless said."""
    everything = [one for matter in matters for one in matter]
    known = {one.seq: CYN for one in everything} if customers is None else customers
    requests = []
    for number, matter in enumerate(matters, start=1):
        own = {one.seq: known[one.seq] for one in matter if one.seq in known}
        request = request_of(a_matter(*matter, customers=own), rules=RULES, sources=SOURCES)
        if request is not None:
            requests.append(msgspec.structs.replace(request, episode_id=number))
    lake.holds(requests, everything)
    lake.knows(known, **merged)


def said(lake: SmallLake, **given: Any) -> list[dict[str, Any]]:
    usual: dict[str, Any] = {"ends": {}, "zone": ZoneInfo("UTC"), "now": day(60), "by": "channel"}
    return lake.rows(REPORT.rows(lake.reading(), **usual | given))


def over_windows(row: dict[str, Any], name: str) -> list[int]:
    return [row[f"{name}_{days}d"] for days in WINDOWS]


def test_one_ask_and_its_answer_are_settled_over_every_window_that_is_over(lake: SmallLake) -> None:
    told(lake, (an_ask(), a_reply(at=day(1))))
    (row,) = said(lake)
    assert over_windows(row, "settled") == over_windows(row, "decided") == [1, 1, 1, 1]
    (row,) = said(lake, now=day(4))
    assert over_windows(row, "settled") == over_windows(row, "decided") == [1, 1, 0, 0]
    (row,) = said(lake, now=day(2) - INSTANT)
    assert over_windows(row, "decided") == [0, 0, 0, 0]


def test_asking_again_spoils_only_the_windows_it_falls_into(lake: SmallLake) -> None:
    told(lake, (an_ask(case="K"), a_reply(at=day(1), case="K"), an_ask(at=day(6), case="K"), a_reply(at=day(7))))
    (row,) = said(lake)
    assert over_windows(row, "decided") == [1, 1, 1, 1]
    assert over_windows(row, "settled") == [1, 1, 0, 0]
    assert over_windows(row, "asked_anything") == [0, 0, 1, 1]


def test_15b_a_matter_reopened_after_weeks_is_not_settled_over_thirty_days(lake: SmallLake) -> None:
    told(lake, (an_ask(case="K"), a_reply(at=day(hours=1), case="K"), an_ask(at=day(20), case="K")))
    (row,) = said(lake)
    assert over_windows(row, "settled") == [1, 1, 1, 0]


@pytest.mark.parametrize("more", [
    (an_ask(at=day(hours=1)),),
    (a_pass(at=day(3), channel="chat"),),
    (a_reply(at=day(hours=2), team_ref="one"), a_reply(at=day(hours=12), team_ref="two")),
], ids=["second ask before the answer", "sent elsewhere", "handed over"])  # fmt: skip
def test_what_a_first_contact_does_not_need_spoils_it(lake: SmallLake, more: tuple[Logged, ...]) -> None:
    told(lake, (an_ask(), a_reply(at=day(hours=3), team_ref=more[-1].team_ref), *more))
    (row,) = said(lake)
    assert row["decided_30d"] == 1
    assert row["settled_30d"] == 0


def test_ignored_and_sent_elsewhere_are_decided_and_not_settled(lake: SmallLake) -> None:
    told(lake, (an_ask(),), (an_ask(at=day(1)), a_pass(at=day(2))), (an_ask(at=day(59, hours=12)),))
    (row,) = said(lake)
    assert row["requests"] == 3
    assert over_windows(row, "decided") == [2, 2, 2, 2]
    assert over_windows(row, "settled") == over_windows(row, "answered") == [0, 0, 0, 0]


def test_without_a_customer_it_cannot_be_measured(lake: SmallLake) -> None:
    told(lake, (an_ask(), a_reply(at=day(1))), customers={})
    (row,) = said(lake)
    assert (row["requests"], row["not_measurable"]) == (1, 1)
    assert over_windows(row, "decided") == over_windows(row, "answered") == [0, 0, 0, 0]


def test_a_new_matter_for_the_same_need_does_not_hide_that_they_asked_again(lake: SmallLake) -> None:
    first, second = (an_ask(case="K"), a_reply(at=day(1), case="K")), (a_call(at=day(3), case="L"),)
    told(lake, first, second)
    rows = {row["channel"]: row for row in said(lake)}
    assert over_windows(rows["email"], "settled") == [1, 1, 1, 1]
    assert over_windows(rows["email"], "asked_anything") == [0, 1, 1, 1]
    assert over_windows(rows["phone"], "asked_anything") == [0, 0, 0, 0]
    (row,) = said(lake, channel="email")
    assert over_windows(row, "asked_anything") == [0, 1, 1, 1]


def test_a_visit_served_at_once_is_not_its_own_repeat(lake: SmallLake) -> None:
    told(lake, (a_logged(channel="shop", answered_at=day()),))
    (row,) = said(lake)
    assert over_windows(row, "asked_anything") == [0, 0, 0, 0]
    assert over_windows(row, "answered") == [1, 1, 1, 1]


def test_only_the_same_customer_asks_again_and_two_profiles_may_be_one(lake: SmallLake) -> None:
    first, again = (an_ask(), a_reply(at=day(1))), (an_ask(at=day(2)),)
    customers = {first[0].seq: 7, first[1].seq: 7, again[0].seq: 8}
    for merged, expected in (({}, 0), ({8: 7}, 1), ({8: None}, 0)):
        told(lake, first, again, customers=customers, merged=merged)
        (row,) = said(lake)
        assert row["asked_anything_30d"] == expected


def test_matters_count_in_the_month_of_the_ask(lake: SmallLake) -> None:
    told(lake, (an_ask(at=day(29)), a_reply(at=day(31))))
    assert [(row["month"], row["settled_7d"]) for row in said(lake, by="month")] == [("2026-03", 1)]
