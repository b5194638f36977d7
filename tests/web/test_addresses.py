"""Numbers in addresses, forms and bodies that nobody has: said to be none, never a broken page."""

from __future__ import annotations

import pytest
from django.test import Client

from regard.company.models import StaffMember
from regard.foundation import clock
from regard.foundation.databases import read
from regard.groups.public import read_definition, save_group
from tests.web.test_api_customers import Program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_lake")]

BEYOND = "9" * 25
"""More than a database counts."""
ENDLESS = "9" * 5_000
"""More than Python turns into a number."""
LIKE_A_DIGIT = "²"
NO_NUMBERS = (BEYOND, ENDLESS, LIKE_A_DIGIT)


def somebody() -> int:
    """The number of a customer."""
    return int(read("SELECT min(profile_id) FROM recognised")[0][0])


@pytest.mark.parametrize("told", NO_NUMBERS)
@pytest.mark.parametrize(
    "address",
    ["customers/{}", "customers/{}/person", "matters/{}", "groups/{}", "sources/imports/{}", "live/refusals/{}"],
)
def test_a_page_of_no_number_is_not_there(as_bo: Client, address: str, told: str) -> None:
    assert as_bo.get(f"/{address.format(told)}/").status_code == 404


@pytest.mark.parametrize("told", NO_NUMBERS)
def test_whoever_goes_on_after_no_number_is_told_what_would_work(as_bo: Client, bo: StaffMember, told: str) -> None:
    desk = Program(bo, "customers", "decide")
    for address in ("doubts", "changes", "doubts?later=1&"):
        answer = desk.gets(f"{address}{'&' if '?' in address else '?'}after={told}")
        assert answer.status_code == 400
        assert "A whole number would work" in answer.json()["error"]["message"]
    assert as_bo.get("/sources/refusals/", {"after": told}).status_code == 400
    assert as_bo.get("/review/", {"after": told}).status_code == 200


def test_a_body_that_names_no_number_is_told_what_would_work(bo: StaffMember) -> None:
    desk = Program(bo, "customers", "decide")
    for other in (int(BEYOND), -1, True, 1.5, "12", None):
        assert desk.posts("customers/1/merge", other=other).status_code == 400
        assert desk.posts("matters/1/join", other=other).status_code == 400
    for profiles in ([], [int(BEYOND)], [True], 12):
        assert "[12, 17]} would work" in desk.posts("customers/1/part", profiles=profiles).json()["error"]["message"]
        assert desk.posts("customers/1/part", profiles=profiles).status_code == 400


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00", "9999-12-31T23:59", "0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00"]
)
def test_a_moment_beyond_all_records_breaks_nothing(company: None, as_bo: Client, bo: StaffMember, at: str) -> None:
    desk, number = Program(bo, "customers"), somebody()
    asked = {
        "/": {"as_of": at},
        "/reports/funnel/": {"as_of": at},
        "/people/": {"as_of": at, "after": f"{at}~1"},
        f"/customers/{number}/": {"known": at[:10], "after": f"{at}~1"},
        f"/customers/{number}/mirror/": {"from": at[:10], "until": at[:10]},
        "/api/v1/export": {"format": "ocel-json", "since": at},
        "/api/v1/reports/funnel": {"as_of": at},
    }
    for address, given in asked.items():
        for name, value in given.items():
            assert as_bo.get(address, {name: value}).status_code in {200, 302, 400}, (address, name)
    sent = at.replace("+", "%2B")
    for told in (
        f"customers/{number}?known={sent}",
        f"customers/{number}/interactions?known={sent}",
        f"customers/{number}/matters?after={sent}~1",
    ):
        assert desk.gets(told).status_code == 400


@pytest.mark.parametrize("limit", ["0", "1"])
def test_a_page_holds_one_at_least(company: None, bo: StaffMember, limit: str) -> None:
    desk = Program(bo, "customers")
    found = desk.gets(f"customers/{somebody()}/interactions?limit={limit}").json()
    assert len(found["interactions"]) == 1
    assert found["after"] in {None, found["interactions"][0]["seq"]}


def test_a_group_is_given_numbers_only(company: None, as_bo: Client, bo: StaffMember) -> None:
    known = read_definition({"conditions": [{"type": "by_hand"}]})
    group = save_group("Some", known, by="bo@example.com", at=clock.now()).number
    for told in NO_NUMBERS:
        assert as_bo.get(f"/groups/{group}/", {"after": told}).status_code == 400
        assert as_bo.post(f"/groups/{group}/customers/", {"customer": told}).status_code == 400
        assert as_bo.post("/groups/make/", {"act": f"remove:{told}", "into": told}).status_code == 200
    told_by_hand = {"name": "More", "definition": {"conditions": [{"type": "by_hand"}]}, "by_hand": [int(BEYOND)]}
    assert Program(bo, "decide").posts("groups", **told_by_hand).status_code == 400
    assert Program(bo, "customers").gets(f"groups/{group}/members?after={LIKE_A_DIGIT}").status_code == 400
