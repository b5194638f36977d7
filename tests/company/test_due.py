"""When an ask is due: by promise, else by the table as it was, else within seven days, marked assumed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from regard.company.public import DueRule, add_due_row, due_of, due_rules
from regard.foundation.errors import RegardError
from tests.builders import START, day

RULES = (
    DueRule(channel="email", source="", valid_from=day(-30), within=timedelta(hours=24)),
    DueRule(channel="email", source="", valid_from=day(10), within=timedelta(hours=8)),
    DueRule(channel="email", source="shop", valid_from=day(-60), within=timedelta(hours=48)),
)


def due(**more: object) -> tuple[timedelta, str]:
    asked_at = more.pop("asked_at", START)
    usual = {"channel": "email", "source": "desk", "promised_at": None}
    found = due_of(RULES, asked_at=asked_at, **(usual | more))  # type: ignore[arg-type]
    return found.at - asked_at, found.basis  # type: ignore[operator]


def test_a_promise_comes_first() -> None:
    assert due(promised_at=day(5)) == (timedelta(days=5), "promised")


def test_the_row_in_force_when_it_was_asked_counts_and_not_a_later_one() -> None:
    assert due() == (timedelta(hours=24), "table")
    assert due(asked_at=day(10)) == (timedelta(hours=8), "table")


def test_a_row_for_the_source_beats_a_newer_one_for_all() -> None:
    assert due(source="shop", asked_at=day(20)) == (timedelta(hours=48), "table")


def test_without_a_row_it_is_seven_days_and_marked_assumed() -> None:
    assert due(channel="chat") == (timedelta(days=7), "assumed")
    assert due(asked_at=day(-31)) == (timedelta(days=7), "assumed")


@pytest.mark.django_db
def test_a_row_never_reaches_back_over_asks_that_have_their_due() -> None:
    told = {"channel": "email", "source": "", "within": timedelta(hours=4), "by": "Ada", "at": day(3)}
    with pytest.raises(RegardError, match="A start after that moment would work"):
        add_due_row(valid_from=day(1), newest_ask=day(2), **told)  # type: ignore[arg-type]
    add_due_row(valid_from=day(2, hours=1), newest_ask=day(2), **told)  # type: ignore[arg-type]
    assert [rule.within for rule in due_rules()] == [timedelta(hours=4)]


@pytest.mark.django_db
def test_within_no_time_is_refused() -> None:
    with pytest.raises(RegardError, match="24 hours"):
        add_due_row(
            channel="email", source="", valid_from=START, within=timedelta(0), by="Ada", at=START, newest_ask=None
        )
