"""Each condition finds the customers of whom it is true, and nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from regard.record.public import ObjectRef
from tests.builders import an_interaction, day
from tests.customers.people import by
from tests.groups.crowd import Company

pytestmark = pytest.mark.django_db(transaction=True)

CYN, DOV, EVE = "account:cyn", "account:dov", "account:eve"


def test_customers_are_found_by_what_they_did(company: Company) -> None:
    company.takes(
        by(CYN, channel="phone", role="asks"),
        by(CYN, channel="phone", at=day(1)),
        by(DOV, channel="phone"),
        by(EVE, channel="email", touchpoint="help desk"),
        by(EVE, channel="phone", direction="out"),
    )
    cyn, dov, eve = 1, 3, 4
    assert company.members({"type": "did", "channel": "phone"}) == {cyn, dov}
    assert company.members({"type": "did", "channel": "phone", "at_least": 2}) == {cyn}
    assert company.members({"type": "did", "channel": "phone", "never": True}) == {eve}
    assert company.members({"type": "did", "channel": "phone", "direction": "out"}) == {eve}
    assert company.members({"type": "did", "role": "asks"}) == {cyn}
    assert company.members({"type": "did", "touchpoint": "help desk"}) == {eve}
    assert company.members({"type": "did", "kind": "call", "source": "desk"}) == {cyn, dov}


def test_what_they_did_may_lie_in_a_time(company: Company) -> None:
    company.takes(by(CYN), by(DOV, at=day(50)), by(EVE, at=day(20)), by(EVE, at=day(55)))
    assert company.members({"type": "did", "last_days": 11}) == {2, 3}
    assert company.members({"type": "did", "since": "2026-03-02", "until": "2026-03-02"}) == {1}
    assert company.members({"type": "seen", "which": "first", "last_days": 30}) == {2}
    assert company.members({"type": "seen", "which": "last", "until": "2026-03-31"}) == {1}
    assert company.members({"type": "seen", "which": "last", "last_days": 11}) == {2, 3}
    assert company.members({"type": "seen", "which": "last", "last_days": 11, "never": True}) == {1}
    assert company.members({"type": "seen", "which": "first", "since": "2026-03-03", "until": "2026-03-31"}) == {3}


def test_what_has_not_happened_yet_counts_for_nobody(company: Company) -> None:
    company.takes(by(CYN))
    company.takes(by(DOV, at=day(59)))
    later = company.view(now=day(10))
    rows = company.engine.run(later.interactions().select("seq"))["seq"].to_pylist()
    assert rows == [company.before() + 1]


def test_customers_are_found_by_what_became_of_their_requests(company: Company) -> None:
    company.takes(
        by(CYN, role="asks", case="K", promised_at=day(1)),
        an_interaction(at=day(0.5), direction="out", case="K"),
        by(DOV, role="asks", promised_at=day(1)),
        by(EVE, channel="web", direction="observed"),
    )
    cyn, dov, eve = 1, 3, 4
    assert company.members({"type": "matter", "became": "answered_here"}) == {cyn}
    assert company.members({"type": "matter", "became": "ignored"}) == {dov}
    assert company.members({"type": "matter", "became": "finished", "never": True}) == {dov, eve}
    assert company.members({"type": "matter", "became": "ignored", "last_days": 5}) == set()
    assert company.members({"type": "matter", "became": "ignored", "channel": "email"}) == {dov}


def test_money_is_summed_in_one_currency(company: Company) -> None:
    def bought(who: str, value: float, currency: str = "EUR") -> Any:
        return by(who, channel="order", direction="observed", value=value, currency=currency)

    company.takes(bought(CYN, 40), bought(CYN, 70), bought(DOV, 90), bought(DOV, 90, "USD"), by(EVE))
    assert company.members({"type": "spent", "currency": "EUR", "at_least": 100}) == {1}
    assert company.members({"type": "spent", "currency": "EUR", "at_most": 100}) == {3}
    assert company.members({"type": "spent", "currency": "USD", "at_least": 1}) == {3}


def test_customers_are_found_by_what_they_are(company: Company) -> None:
    company.takes(
        by("account:cyn", "email:cyn@riders.co.th", language="th"),
        by("account:cyn", channel="phone", language="th"),
        by(DOV, language="zh-Hans"),
        by("cookie:e", direction="observed", language="zh"),
    )
    assert company.members({"type": "known_by", "identifier": "email"}) == {1}
    assert company.members({"type": "known_by", "identifier": "cookie"}) == {4}
    assert company.members({"type": "channels", "at_least": 2}) == {1}
    assert company.members({"type": "writes", "language": "th"}) == {1}
    assert company.members({"type": "writes", "language": "zh"}) == {3}


def test_products_and_organisations_are_found_by_their_keys(company: Company) -> None:
    bicycle = (ObjectRef("product", "desk", "B-17"),)
    firm = (ObjectRef("organisation", "shop", "firm 9"),)
    company.takes(by(CYN, objects=bicycle), by(DOV, objects=firm), by(EVE))
    assert company.members({"type": "did", "product": "B-17"}) == {1}
    assert company.members({"type": "did", "product": "desk:B-17"}) == {1}
    assert company.members({"type": "did", "product": "shop:B-17"}) == set()
    assert company.members({"type": "belongs"}) == {2}
    (key,) = company.engine.sql("SELECT key FROM carried WHERE kind = 'organisation'")["key"].to_pylist()
    assert company.members({"type": "belongs", "organisation": key}) == {2}
    assert company.members({"type": "belongs", "organisation": "0" * 32}) == set()


def test_conditions_are_joined_by_all_or_any_and_nested_once(company: Company) -> None:
    company.takes(by(CYN, channel="phone"), by(CYN), by(DOV, channel="phone"), by(EVE))
    phone, mail = {"type": "did", "channel": "phone"}, {"type": "did", "channel": "email"}
    assert company.members(phone, mail) == {1}
    assert company.members(phone, mail, join="any") == {1, 3, 4}
    either = {"type": "joined", "join": "any", "conditions": [phone, mail]}
    assert company.members(either, {**mail, "never": True}) == {3}


def test_whoever_was_put_in_by_hand_is_the_customer_of_today(company: Company) -> None:
    company.takes(by(CYN), by(DOV))
    assert company.members({"type": "by_hand"}, picked=[2]) == {2}
    company.takes(by("account:dov", "email:d@riders.co.th"), by("account:cyn", "phone:+441632960011"))
    assert company.members({"type": "by_hand"}, picked=[2, 99]) == {2}
