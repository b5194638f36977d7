"""How a group grew: each month says what the group would have held then, from what had happened by then."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from regard.groups import public as groups
from regard.record.public import Identifier, Interaction
from tests.builders import an_interaction, day
from tests.groups.crowd import Company

pytestmark = pytest.mark.django_db(transaction=True)

MARCH, APRIL, MAY = "2026-03", "2026-04", "2026-05"
THIRTIETH = day(59.5)
"""Of April."""
NOVEMBER = datetime(2026, 11, 2, tzinfo=UTC)


def of(who: str, days: float, **more: Any) -> Interaction:
    """Something of one who is known by an address, so many days after the second of March."""
    return an_interaction(at=day(days), identifiers=(Identifier("email", "global", f"{who}@mail.lan"),), **more)


def held(company: Company, *conditions: dict[str, Any], now: datetime = THIRTIETH) -> dict[str, tuple[int, int]]:
    """By month: how many a group held, of how many."""
    crowd = groups.Crowd(kind="group", name="these", definition=groups.read_definition({"conditions": [*conditions]}))
    months = groups.months_of(crowd, company.view(now=now), run=company.engine.run)
    return {one.month: (one.customers, one.of) for one in months}


def test_each_month_counts_who_was_in_it_at_its_end(company: Company) -> None:
    company.takes(
        of("ann", 1, channel="phone"), of("bob", 2), of("bob", 35, channel="phone"), of("cyn", 58, channel="phone")
    )
    assert held(company, {"type": "did", "channel": "phone"}) == {MARCH: (1, 2), APRIL: (3, 3)}


def test_the_month_that_is_not_over_is_what_the_group_holds_now(company: Company) -> None:
    company.takes(of("ann", 1), of("bob", 59.5))
    crowd = groups.Crowd(kind="group", name="all", definition=groups.read_definition({"conditions": [{"type": "did"}]}))
    months = groups.months_of(crowd, company.view(), run=company.engine.run)
    assert [(one.month, one.is_over) for one in months] == [(MARCH, True), (APRIL, True), (MAY, False)]
    assert months[-1].customers == len(company.members({"type": "did"}))


def test_who_never_did_it_is_counted_from_when_they_were_first_heard_of(company: Company) -> None:
    company.takes(of("ann", 1, channel="phone"), of("bob", 2), of("cyn", 40))
    assert held(company, {"type": "did", "channel": "phone", "never": True}) == {MARCH: (1, 2), APRIL: (2, 3)}


def test_so_many_days_back_are_counted_from_the_end_of_each_month(company: Company) -> None:
    company.takes(of("ann", 1, channel="phone"), of("bob", 27, channel="phone"), of("bob", 40))
    recently = {"type": "did", "channel": "phone", "last_days": 14}
    assert {month: n for month, (n, _) in held(company, recently).items()} == {MARCH: 1, APRIL: 0}


def test_what_became_of_a_request_is_as_it_stood_then(company: Company) -> None:
    """Nobody had answered by the end of March; in April somebody did."""
    company.takes(
        of("ann", 1, role="asks", case="K-1"),
        of("ann", 40, direction="out", role="answers", case="K-1"),
        of("bob", 45, role="asks", case="K-2"),
    )
    ignored = {"type": "matter", "became": "ignored"}
    assert {month: n for month, (n, _) in held(company, ignored).items()} == {MARCH: 1, APRIL: 1}
    answered = {"type": "matter", "became": "answered_here"}
    assert {month: n for month, (n, _) in held(company, answered).items()} == {MARCH: 0, APRIL: 1}


def test_who_is_one_person_is_as_known_now(company: Company) -> None:
    company.takes(
        of("ann", 1, channel="phone"),
        of("bob", 2, channel="phone"),
        an_interaction(
            at=day(45),
            identifiers=(Identifier("email", "global", "ann@mail.lan"), Identifier("email", "global", "bob@mail.lan")),
        ),
    )
    assert held(company, {"type": "did", "channel": "phone"})[MARCH] == (1, 1)


def test_no_more_than_a_year_and_a_month_are_told(company: Company) -> None:
    company.takes(of("ann", -1500), of("ann", 1))
    found = held(company, {"type": "did"}, now=NOVEMBER)
    assert len(found) == groups.MOST_MONTHS
    assert set(found.values()) == {(1, 1)}


def test_a_record_of_nothing_has_no_months(company: Company) -> None:
    assert held(company, {"type": "did"}) == {}
