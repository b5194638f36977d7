"""The mirror over the API: what the page shows, page by page; never what they did not see."""

from __future__ import annotations

from typing import Any

import pytest

from regard.company.models import StaffMember
from regard.web.api.openapi import described
from tests.builders import day
from tests.customers.people import by
from tests.web.test_api_customers import Program
from tests.web.test_customer import Tells, asks, tells
from tests.web.test_mirror import WHO, a_passed_matter

__all__ = ["tells"]

pytestmark = pytest.mark.usefixtures("own_lake")
HOUR, MINUTE = 3600, 60


@pytest.fixture
def desk(bo: StaffMember) -> Program:
    """May read customers."""
    return Program(bo, "customers", "decide")


@pytest.fixture
def passed(tells: Tells) -> int:
    """Asked on social, sent to the phone, told again there; one note among us."""
    return tells(*a_passed_matter())[0]


def pages(desk: Program, address: str, *, limit: int) -> list[dict[str, Any]]:
    """Every page, by where each says that the next begins."""
    found = list[dict[str, Any]]()
    after: int | None = 0
    while after is not None:
        answered = desk.gets(f"{address}?limit={limit}&after={after}")
        assert answered.status_code == 200, answered.content
        found.append(answered.json())
        after = found[-1]["after"]
    return found


def test_each_step_says_what_they_saw_how_long_they_waited_and_what_they_had_to_say_again(
    desk: Program, passed: int
) -> None:
    found = desk.gets(f"matters/{passed}/mirror").json()
    asked, sent, called = found["steps"]
    assert (found["matter"], found["count"], asked["seq"]) == (passed, 3, passed)
    assert (asked["side"], asked["drawn_as"], asked["text"]) == ("customer", "public", "Where is order MO-434998963?")
    assert (sent["side"], sent["waited"], sent["passes_to"]) == ("company", 5 * HOUR, "phone")
    assert (called["in_line"], called["talked"], called["left_unheard"]) == (9 * MINUTE, 3 * MINUTE, False)
    (again,) = called["again"]
    assert (again["kind"], again["value"], again["asked"]) == ("order", "MO-434998963", True)
    assert again["first"]["seq"] == passed
    end = found["end"]
    assert (end["right"], end["known"], end["cared_for"], end["unseen"]) == (None, False, True, 1)


def test_what_only_we_wrote_down_is_not_in_it(desk: Program, passed: int) -> None:
    answered = desk.gets(f"matters/{passed}/mirror").content.decode()
    assert "grumbler" not in answered
    assert "will look" not in answered


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_pages_of_any_size_are_the_whole_journey_and_the_end_comes_with_the_last(
    desk: Program, passed: int, limit: int
) -> None:
    for address in (f"matters/{passed}/mirror", f"customers/{passed}/mirror"):
        whole = desk.gets(address).json()
        found = pages(desk, address, limit=limit)
        assert [one for page in found for one in page["steps"]] == whole["steps"]
        assert [page["end"] for page in found] == [None] * (len(found) - 1) + [whole["end"]]


def test_days_of_a_customer_are_mirrored_over_their_matters(desk: Program, tells: Tells) -> None:
    long_ago, lamp, bell = tells(
        asks(WHO, at=day(-200), text="long ago"),
        asks(WHO, at=day(), text="the lamp"),
        asks(WHO, at=day(80), text="the bell"),
    )
    address = f"customers/{long_ago}/mirror"
    usual = desk.gets(address).json()
    assert [(one["text"], one["matter"]) for one in usual["steps"]] == [("the lamp", lamp), ("the bell", bell)]
    assert usual["until"] == day(80).date().isoformat()
    early = desk.gets(f"{address}?from={day(-201).date()}&until={day(-199).date()}").json()
    assert [one["text"] for one in early["steps"]] == ["long ago"]
    empty = desk.gets(f"{address}?from={day(-20).date()}&until={day(-10).date()}").json()
    assert (empty["steps"], empty["after"], empty["count"]) == ([], None, 0)


def test_a_number_that_leads_elsewhere_says_where_and_keeps_what_was_asked(desk: Program, tells: Tells) -> None:
    one, other = tells(asks(WHO, at=day()), asks("email:eve@mail.lan", at=day(1)))
    desk.posts(f"customers/{other}/merge", other=one)
    moved = desk.gets(f"customers/{other}/mirror?limit=1")
    assert (moved.status_code, moved["Location"]) == (301, f"/api/v1/customers/{one}/mirror?limit=1")
    assert moved["Cache-Control"] == "no-store"


def test_only_who_may_read_what_they_said_sees_it(desk: Program, bo: StaffMember, passed: int) -> None:
    for address in (f"matters/{passed}/mirror", f"customers/{passed}/mirror"):
        assert Program(bo).gets(address).status_code == 403
        refused = desk.gets(f"{address}?purpose=report_service")
        assert refused.status_code == 403
        assert "serve_customer" in refused.json()["error"]["message"]


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ("?after=999999", 400, "begins anew"),
        ("?after=x", 400, "whole number"),
        ("?from=yesterday", 400, "2026-01-31"),
        ("?until=9999-12-31", 400, "2026-01-31"),
        ("?purpose=sell", 404, "serve_customer"),
    ],
)
def test_what_cannot_be_meant_says_what_would_work(
    desk: Program, passed: int, query: str, status: int, says: str
) -> None:
    refused = desk.gets(f"customers/{passed}/mirror{query}")
    assert (refused.status_code, says in refused.json()["error"]["message"]) == (status, True)


def test_a_mirror_of_nothing_is_not_found(desk: Program, tells: Tells) -> None:
    tells(by(WHO, at=day()))
    assert desk.gets("matters/999999/mirror").status_code == 404
    assert desk.gets("customers/999999/mirror").status_code == 404


def test_the_description_names_all_that_is_answered(desk: Program, passed: int) -> None:
    schemas = described(())["components"]["schemas"]
    of_days, of_matter = (desk.gets(f"{kind}/{passed}/mirror").json() for kind in ("customers", "matters"))
    assert of_days.keys() | of_matter.keys() == schemas["Mirror"]["properties"].keys()
    assert of_days.keys() & of_matter.keys() == set(schemas["Mirror"]["required"])
    named = {
        "MirrorStep": of_matter["steps"][2],
        "MirrorEnd": of_matter["end"],
        "MirrorRepeat": of_matter["steps"][2]["again"][0],
    }
    for name, answered in named.items():
        assert answered.keys() == schemas[name]["properties"].keys()
