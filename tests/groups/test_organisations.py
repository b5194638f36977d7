"""Organisations are several customers of one company: named by what a group call says, and evidence of nothing."""

from __future__ import annotations

from typing import Any

import pytest

from regard.customers import public as customers
from regard.foundation.databases import read
from regard.foundation.errors import NotKnown
from regard.foundation.followers import rewind
from regard.groups import public as groups
from regard.record import public as record
from tests.builders import day
from tests.customers.people import by
from tests.groups.crowd import NOW, Company

pytestmark = pytest.mark.django_db(transaction=True)
CYN, DOV, EVE = "account:cyn", "account:dov", "account:eve"


def of(firm: str) -> tuple[record.ObjectRef, ...]:
    """What an interaction carries of an organisation."""
    return (record.ObjectRef("organisation", "desk", firm),)


def a_group_call(who: str, firm: str, *, name: str = "", **more: Any) -> record.Interaction:
    """The customer belongs to it, and it is called so."""
    facts = {"traits.name": name, "traits.plan": "fleet"} if name else {}
    return by(who, channel="web", direction="observed", kind="group", objects=of(firm), facts=facts, **more)


def known(company: Company, search: str = "") -> dict[str, list[int]]:
    """The organisations, each with the customers it has today, as the how manieth interaction named them first."""
    found = groups.organisations(company.reading("serve_customer"), search=search)
    return {one.name: [each - company.before() for each in one.customers] for one in found}


def rows() -> list[tuple[Any, ...]]:
    """What the follower keeps."""
    return sorted(read("SELECT value_key, seq, profile_id, occurred_at, tells FROM organisation_ref"))


def test_an_organisation_has_the_customers_whose_interactions_carry_it(company: Company) -> None:
    company.takes(
        a_group_call(CYN, "f1", name="Lanna Couriers"),
        by(DOV, objects=of("f1"), at=day(1)),
        a_group_call(EVE, "f2", name="สหกรณ์จักรยาน"),
        by("account:fay"),
    )
    assert known(company) == {"Lanna Couriers": [1, 2], "สหกรณ์จักรยาน": [3]}
    assert known(company, "lanna") == {"Lanna Couriers": [1, 2]}
    assert known(company, "จักรยาน") == {"สหกรณ์จักรยาน": [3]}
    assert known(company, "f2") == {"สหกรณ์จักรยาน": [3]}
    assert known(company, "nobody") == {}
    (lanna,) = groups.organisations(company.reading("serve_customer"), search="Lanna")
    assert (lanna.value, lanna.traits, lanna.interactions) == ("f1", (("name", "Lanna Couriers"), ("plan", "fleet")), 2)
    assert company.members({"type": "belongs", "organisation": lanna.key}) == {1, 2}


def test_the_newest_group_call_says_what_it_is_called_in_whatever_order_they_arrive(company: Company) -> None:
    company.takes(a_group_call(CYN, "f1", name="New Name", at=day(9)))
    company.takes(a_group_call(CYN, "f1", name="Old Name", at=day(1)))
    assert list(known(company)) == ["New Name"]


def test_an_organisation_never_makes_two_customers_one(company: Company) -> None:
    company.takes(*[a_group_call(f"account:{number}", "f1", name="Lanna Couriers") for number in range(1, 6)])
    assert known(company) == {"Lanna Couriers": [1, 2, 3, 4, 5]}
    assert read("SELECT count(*) FROM merge_event") == [(0,)]


def test_its_customers_follow_merge_and_undo_without_a_row_of_its_own_changing(company: Company) -> None:
    company.takes(a_group_call(CYN, "f1", name="Lanna Couriers"), by(DOV, objects=of("f1")))
    kept, first = rows(), company.before() + 1
    number = customers.merge(first, first + 1, by="Ada", at=NOW)
    company.follows()
    assert known(company) == {"Lanna Couriers": [1]}
    assert company.members({"type": "belongs"}) == {1}
    customers.undo(number, by="Ada", at=NOW)
    company.follows()
    assert known(company) == {"Lanna Couriers": [1, 2]}
    assert rows() == kept


def test_what_is_erased_leaves_the_organisation_its_name_and_the_list(company: Company) -> None:
    company.takes(a_group_call(CYN, "f1", name="Lanna Couriers"), a_group_call(DOV, "f1", name="Lanna", at=day(1)))
    record.erase([company.before() + 2], why="asked", by="Ada", at=NOW)
    company.follows()
    assert known(company) == {"Lanna Couriers": [1]}
    record.erase([company.before() + 1], why="asked", by="Ada", at=NOW)
    company.follows()
    assert known(company) == {}
    assert rows() == []
    assert company.engine.run(company.reading().table("carried")).num_rows == 0


def test_rewinding_writes_the_same_rows(company: Company) -> None:
    company.takes(a_group_call(CYN, "f1", name="Lanna Couriers"), by(DOV, objects=of("f1")), by(EVE))
    kept = rows()
    assert len(kept) == 2
    rewind(groups.ORGANISE)
    company.follows()
    assert rows() == kept


def test_whoever_was_put_in_by_hand_and_is_erased_is_in_no_group(company: Company) -> None:
    by_hand = groups.read_definition({"conditions": [{"type": "by_hand"}]})
    company.takes(by(CYN), by(DOV))
    group = groups.save_group("Ours", by_hand, by="Ada", at=NOW)
    for customer in (company.before() + 1, company.before() + 2):
        groups.put_in(group.number, customer, by="Ada", at=NOW)
    left = company.before() + 2
    record.erase([company.before() + 1], why="asked", by="Ada", at=NOW)
    company.follows()
    assert groups.find_group(group.number).picked == (left,)


def test_names_are_opened_only_for_a_purpose_that_may_read_identities(company: Company) -> None:
    with pytest.raises(Exception, match="identity data"):
        groups.organisations(company.reading("report_service"))


def test_an_organisation_that_is_not_there_is_not_known(company: Company) -> None:
    with pytest.raises(NotKnown):
        groups.organisation(company.reading("serve_customer"), "0" * 32)
