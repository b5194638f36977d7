"""Who asked in public and was answered before others who had asked in private, and earlier."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from regard.overview.public import REPORTS
from regard.record.public import Logged
from tests.builders import a_pass, a_reply, an_ask, day
from tests.overview.lake import SmallLake, numbered
from tests.overview.story import states, the_request

REPORT = next(one for one in REPORTS if one.name == "overtaking")
TEAM: dict[str, Any] = {"team_ref": "help"}


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[SmallLake]:
    small = SmallLake(tmp_path)
    yield small
    small.close()


def said(lake: SmallLake, *matters: Sequence[Logged], **given: Any) -> list[dict[str, Any]]:
    lake.holds(numbered(the_request(*matter) for matter in matters))
    usual: dict[str, Any] = {"ends": {}, "zone": ZoneInfo("UTC"), "now": day(60)}
    return lake.rows(REPORT.rows(lake.reading(), **usual | given))


def overtook(lake: SmallLake, *matters: Sequence[Logged], **given: Any) -> int:
    return sum(row["overtaking"] for row in said(lake, *matters, **given))


def in_public(*, at: float = 1, until: float = 2, **more: Any) -> list[Logged]:
    """Asked on social and answered, at these hours."""
    answer = a_reply(at=day(hours=until), channel="social", **TEAM | more)
    return [an_ask(at=day(hours=at), channel="social"), answer]


def in_private(*, at: float = 0, until: float | None = 6, **more: Any) -> list[Logged]:
    """Asked by mail and answered, at these hours."""
    ask = an_ask(at=day(hours=at), **TEAM | more)
    return [ask] if until is None else [ask, a_reply(at=day(hours=until), **TEAM | more)]


def test_23_a_public_ask_answered_before_an_older_mail_overtook_it(lake: SmallLake) -> None:
    mail, public = [an_ask(), a_reply(at=day(hours=6), **TEAM)], in_public()
    for matter in (mail, public):
        assert "answered_here" in states(the_request(*matter), as_of=day(9))
    assert said(lake, mail, public, now=day(9)) == [
        {"channel": "social", "public_answered": 1, "overtaking": 1, "not_measurable": 0}
    ]


def test_each_public_ask_counts_once_however_many_it_overtook(lake: SmallLake) -> None:
    assert overtook(lake, in_private(), in_private(until=None), in_private(until=30), in_public()) == 1


@pytest.mark.parametrize("other", [
    in_private(at=1),
    in_private(at=1.5),
    in_private(until=1.5),
    in_private(until=2),
    in_private(team_ref="sales"),
    in_private(at=-24 * 30),
    [an_ask(), a_pass(at=day(hours=1.5), **TEAM), a_reply(at=day(hours=6), **TEAM)],
    [an_ask(), a_reply(at=day(hours=1.5), channel="chat", **TEAM), a_reply(at=day(hours=6), **TEAM)],
    in_public(at=0, until=6),
], ids=["as old", "younger", "answered before", "answered at once", "another team", "31 days old", "sent elsewhere",
        "answered elsewhere", "public too"])  # fmt: skip
def test_who_was_not_waiting_before_in_private_was_not_overtaken(lake: SmallLake, other: list[Logged]) -> None:
    assert overtook(lake, other, in_public()) == 0


def test_a_machine_does_not_overtake(lake: SmallLake) -> None:
    thread: dict[str, Any] = {"channel": "social", "thread": "T"}
    bot = [an_ask(at=day(hours=1), **thread), a_reply(at=day(hours=2), human="no", **thread, **TEAM)]
    assert overtook(lake, in_private(), bot) == 0


def test_without_a_team_it_cannot_be_measured(lake: SmallLake) -> None:
    (row,) = said(lake, in_private(), in_public(team_ref=None))
    assert (row["public_answered"], row["overtaking"], row["not_measurable"]) == (1, 0, 1)


def test_nobody_has_overtaken_before_the_answer(lake: SmallLake) -> None:
    assert overtook(lake, in_private(), in_public(), now=day(hours=2) - timedelta(seconds=1)) == 0
    assert overtook(lake, in_private(), in_public(), now=day(hours=2), channel="social") == 1
