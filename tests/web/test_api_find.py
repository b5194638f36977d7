"""Finding customers over the API: words in the body, only for who may, and page by page."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from regard import finding, house
from regard.company.models import StaffMember
from tests.customers.people import by
from tests.desk import follow, record
from tests.web.test_api_customers import Program

pytestmark = pytest.mark.django_db


@pytest.fixture
def whitakers(own_lake: None, tmp_path: Path) -> list[int]:
    """Five customers of one family, indexed."""
    finding._candidates.cache_clear()
    told = (by(f"account:A{number}", "name:Charlotte Whitaker", text="My bell is broken. Help.") for number in range(5))
    numbers = [one.seq for one in record(*told).placed]
    follow()
    while house.index_customers():
        pass
    return numbers


def test_a_customer_is_found_with_the_value_that_says_so(bo: StaffMember, whitakers: list[int]) -> None:
    (found,) = Program(bo, "customers").posts("customers", q="A3").json()["customers"][:1]
    assert (found["customer"], found["exact"], found["name"]) == (whitakers[3], True, "Charlotte Whitaker")
    assert found["found_by"] == [{"kind": "account", "value": "A3", "marks": [[0, 2]], "shared": False}]
    assert (found["first_sentence"], found["sources"]) == ("My bell is broken.", ["desk"])


def test_pages_hold_everybody_once(bo: StaffMember, whitakers: list[int]) -> None:
    program, seen, after = Program(bo, "customers"), list[int](), ""
    while after is not None:
        page = program.posts("customers", q="whitaker", limit=2, after=after).json()
        seen += [one["customer"] for one in page["customers"]]
        after = page["after"]
    assert sorted(seen) == sorted(whitakers)


def test_a_token_for_reports_finds_nobody(bo: StaffMember, whitakers: list[int]) -> None:
    assert Program(bo).posts("customers", q="whitaker").status_code == 403


def test_who_sends_no_token_finds_nobody_even_with_a_session(as_bo: Client, whitakers: list[int]) -> None:
    response = as_bo.post("/api/v1/customers", {"q": "whitaker"}, content_type="application/json")
    assert response.status_code == 401


def test_words_in_an_address_are_refused(bo: StaffMember) -> None:
    refused = Program(bo, "customers").gets("customers?q=whitaker")
    assert (refused.status_code, refused["Allow"]) == (405, "POST")
    assert "stands in the body" in refused.json()["error"]["message"]


@pytest.mark.parametrize(
    "told", [{}, {"q": 3}, {"q": "a", "limit": 0}, {"q": "a", "limit": True}, {"q": "a", "after": "x"}, {"w": "a"}]
)
def test_what_cannot_be_meant_says_what_would_work(bo: StaffMember, told: dict[str, object]) -> None:
    refused = Program(bo, "customers").posts("customers", **told)
    assert refused.status_code == 400
    assert refused.json()["error"]["message"]
