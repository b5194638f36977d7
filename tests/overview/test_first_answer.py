"""The first answer by our rule and by the rules of others, from the same moments."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from regard.overview.public import REPORTS
from regard.record.public import Logged
from tests.builders import a_call, a_closure, a_logged, a_reply, an_ask, day
from tests.overview.lake import SmallLake, numbered
from tests.overview.story import the_request

REPORT = next(one for one in REPORTS if one.name == "first_answer")
HOUR = 3600


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[SmallLake]:
    small = SmallLake(tmp_path)
    yield small
    small.close()


def said(lake: SmallLake, *matters: Sequence[Logged], **given: Any) -> dict[str, Any]:
    """The one row of all together."""
    lake.holds(numbered(the_request(*matter) for matter in matters))
    usual: dict[str, Any] = {"ends": {}, "zone": ZoneInfo("UTC"), "now": day(60), "by": "total"}
    (row,) = lake.rows(REPORT.rows(lake.reading(), **usual | given))
    return row


def assignment(*, at: float) -> Logged:
    return a_logged(at=day(hours=at), direction="internal", kind="assignment", role="none", team_ref="two")


def test_every_rule_starts_and_ends_its_own_clock(lake: SmallLake) -> None:
    row = said(lake, [
        a_logged(role="thanks"),
        an_ask(at=day(hours=1), case="K"),
        a_reply(at=day(hours=2), case="K", human="no"),
        an_ask(at=day(hours=3), case="K"),
        assignment(at=4),
        a_reply(at=day(hours=6), role="acknowledges"),
        a_reply(at=day(hours=10)),
    ])  # fmt: skip
    assert row["answered_here_median"] == 9 * HOUR
    assert row["zendesk_first_reply_median"] == 5 * HOUR
    assert row["chatwoot_first_response_median"] == 2 * HOUR
    assert row["plain_first_response_median"] == 6 * HOUR
    assert (row["kitsune_asked_24h"], row["kitsune_answered_24h"]) == (1, 1)


def test_chatwoot_starts_again_where_a_closed_case_is_asked_about_again(lake: SmallLake) -> None:
    row = said(lake, [
        an_ask(case="K"), a_closure(at=day(1), case="K", channel="email"), an_ask(at=day(2), case="K"),
        an_ask(at=day(3), case="K"), a_reply(at=day(5), case="K"),
    ])  # fmt: skip
    assert row["chatwoot_first_response_median"] == 3 * 24 * HOUR
    assert row["zendesk_first_reply_median"] == 5 * 24 * HOUR


def test_what_did_not_get_through_or_was_automatic_is_no_reply_to_anybody(lake: SmallLake) -> None:
    row = said(lake, [an_ask(), a_reply(at=day(hours=1), reached=False), a_reply(at=day(hours=2), auto=True)])
    assert [row[name] for name in ("zendesk_first_reply", "plain_first_response", "kitsune_answered_72h")] == [0, 0, 0]
    assert row["zendesk_first_reply_median"] is None


def test_a_reply_on_another_channel_counts_for_others_and_not_for_us(lake: SmallLake) -> None:
    row = said(lake, [an_ask(), a_reply(at=day(hours=2), channel="chat")])
    assert (row["answered_here"], row["zendesk_first_reply"]) == (0, 1)


def test_a_taken_call_is_its_own_reply(lake: SmallLake) -> None:
    row = said(lake, [a_call()])
    assert [row[f"{name}_median"] for name in ("answered_here", "zendesk_first_reply", "plain_first_response")] == [
        60, 60, 60,
    ]  # fmt: skip


def test_only_what_is_old_enough_counts_as_unanswered_in_time(lake: SmallLake) -> None:
    matters = [an_ask()], [an_ask(at=day(2, hours=12))], [an_ask(), a_reply(at=day(2))]
    row = said(lake, *matters, now=day(3))
    assert (row["kitsune_asked_24h"], row["kitsune_answered_24h"]) == (2, 0)
    assert (row["kitsune_asked_72h"], row["kitsune_answered_72h"]) == (2, 1)


def test_nothing_counts_before_it_happened(lake: SmallLake) -> None:
    row = said(lake, [an_ask(), a_reply(at=day(2))], now=day(1))
    assert (row["requests"], row["zendesk_first_reply"], row["plain_first_response"]) == (1, 0, 0)


def test_closed_once_by_one_person_is_intercoms_first_contact(lake: SmallLake) -> None:
    def closed(*people: bytes) -> list[Logged]:
        begun = [an_ask(case="K"), a_reply(at=day(1), case="K", staff_key=b"a")]
        return [*begun, *(a_closure(at=day(2 + at), case="K", staff_key=one) for at, one in enumerate(people))]

    nobody_named = [an_ask(case="K"), a_closure(at=day(1), case="K")]
    row = said(lake, closed(b"a"), closed(b"b"), closed(b"a", b"a"), closed(), nobody_named)
    assert (row["intercom_closed"], row["intercom_first_contact"]) == (3, 1)


@pytest.mark.parametrize("by", ["channel", "touchpoint", "source", "month", "asked_by", "total"])
def test_every_row_has_the_columns_that_are_declared(lake: SmallLake, by: str) -> None:
    row = said(lake, [an_ask()], by=by)
    assert [column.name for column in REPORT.columns if column.name in row] == list(row)
    assert len(row) >= len(REPORT.columns) - 5
