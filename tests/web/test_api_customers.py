"""Customers over the API: read with evidence, put right with a preview, and only by who may."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from regard.company.models import StaffMember
from regard.company.public import make_token
from regard.customers.public import RECOGNISE
from regard.foundation import clock
from tests.builders import day
from tests.customers.people import by
from tests.desk import follow, record

pytestmark = pytest.mark.django_db


class Program:
    """A program with a token."""

    def __init__(self, member: StaffMember, *scopes: str) -> None:
        self._client = Client()
        self._sent = {"Authorization": f"Bearer {make_token(member, name='a test', at=clock.now(), scopes=scopes)}"}

    def gets(self, address: str) -> Any:
        """What is answered to GET."""
        return self._client.get(f"/api/v1/{address}", headers=self._sent)

    def posts(self, address: str, **told: Any) -> Any:
        """What is answered to POST."""
        return self._client.post(f"/api/v1/{address}", told, content_type="application/json", headers=self._sent)


@pytest.fixture
def desk(bo: StaffMember) -> Program:
    """May read customers and decide who they are."""
    return Program(bo, "customers", "decide")


@pytest.fixture
def cyn() -> list[int]:
    """Cyn writes from two addresses, one of them in a shop, too; Dov has an account."""
    told = (
        by("email:c@riders.co.th", text="My bell is broken.", at=day(1)),
        by("email:c@riders.co.th", "handle:cyn", at=day(2)),
        by("email:cyn@bells.co.th", at=day(3)),
        by("account:9", at=day(4)),
    )
    numbers = [one.seq for one in record(*told).placed]
    follow()
    return numbers


def test_a_customer_comes_with_the_reason_why_it_is_one(desk: Program, cyn: list[int]) -> None:
    found = desk.gets(f"customers/{cyn[0]}").json()
    assert found["profiles"] == cyn[:2]
    assert {one["value"] for one in found["identifiers"]} == {"c@riders.co.th", "cyn"}
    (merge,) = found["merges"]
    assert (merge["rule"], merge["identifier"]["value"], merge["brought_by"]) == (
        "identifier",
        "c@riders.co.th",
        cyn[1],
    )
    assert found["matters"]


def test_a_purpose_that_may_not_read_identities_gets_none(desk: Program, cyn: list[int]) -> None:
    found = desk.gets(f"customers/{cyn[0]}?purpose=keep_record")
    assert found.json()["identifiers"] is None
    assert "riders" not in found.content.decode()
    rows = desk.gets(f"customers/{cyn[0]}/interactions?purpose=keep_record").json()["interactions"]
    assert [one["text"] for one in rows] == [None, None]
    assert desk.gets(f"customers/{cyn[0]}?purpose=sell").status_code == 404


def test_what_they_said_comes_page_by_page(desk: Program, cyn: list[int]) -> None:
    first = desk.gets(f"customers/{cyn[0]}/interactions?limit=1").json()
    assert [one["text"] for one in first["interactions"]] == ["My bell is broken."]
    rest = desk.gets(f"customers/{cyn[0]}/interactions?after={first['after']}").json()
    assert ([one["seq"] for one in rest["interactions"]], rest["after"]) == ([cyn[1]], None)


def test_our_answers_that_name_nobody_come_with_what_they_said(desk: Program) -> None:
    told = (
        by("email:c@riders.co.th", case="K-1", channel="chat", text="Where is it?", at=day(1)),
        by("email:eve@riders.co.th", case="K-9", channel="chat", text="My bell!", at=day(1)),
        by(case="K-9", channel="chat", direction="out", role="answers", text="To Eve.", at=day(2)),
        by(case="K-1", channel="chat", direction="out", role="answers", text="On its way.", at=day(2)),
        by("email:eve@riders.co.th", case="K-1", channel="chat", text="Mine as well?", at=day(3)),
        by("email:c@riders.co.th", case="K-1", channel="chat", text="Thanks.", at=day(3)),
    )
    numbers = [one.seq for one in record(*told).placed]
    follow()
    address = f"customers/{numbers[0]}/interactions"
    rows = desk.gets(address).json()["interactions"]
    said = [(one["seq"], one["text"], one["named"]) for one in rows]
    ours = (numbers[3], "On its way.", False)
    assert said == [(numbers[0], "Where is it?", True), ours, (numbers[5], "Thanks.", True)]
    for end in range(3):
        first = desk.gets(f"{address}?limit={end + 1}").json()
        rest = desk.gets(f"{address}?after={first['after']}").json()["interactions"] if first["after"] else []
        assert [*first["interactions"], *rest] == rows, "a page may end with what names nobody, or before it"
    begun = desk.gets(f"{address}?known={day().isoformat()}").json()
    assert not begun.get("interactions")


def test_a_merge_is_previewed_done_and_taken_back(desk: Program, cyn: list[int]) -> None:
    would = desk.posts(f"customers/{cyn[2]}/merge?preview=1", other=cyn[0]).json()
    assert [one["customer"] for one in would["customers"]] == [cyn[0]]
    assert would["interactions"] == 1
    assert desk.gets(f"customers/{cyn[2]}").status_code == 200
    done = desk.posts(f"customers/{cyn[2]}/merge", other=cyn[0]).json()
    moved = desk.gets(f"customers/{cyn[2]}?known=")
    assert (moved.status_code, moved["Location"]) == (301, f"/api/v1/customers/{cyn[0]}?known=")
    assert moved["Cache-Control"] == "no-store", "After an undo it must not be remembered."
    assert desk.posts(f"merges/{done['no']}/undo").status_code == 200
    assert desk.gets(f"customers/{cyn[2]}").json()["customer"] == cyn[2]


def test_a_customer_is_shown_as_known_then(desk: Program, cyn: list[int]) -> None:
    begun, before = day(4).isoformat(), clock.now().isoformat()
    stood = {number: desk.gets(f"customers/{number}").json() for number in (cyn[0], cyn[2])}
    desk.posts(f"customers/{cyn[0]}/merge", other=cyn[2])
    record(by("email:c@riders.co.th", "device:d", text="I wrote later.", at=day(5)))
    follow()
    assert desk.gets(f"customers/{cyn[0]}").json()["profiles"] == [*cyn[:3], cyn[3] + 1]
    for number, was in stood.items():
        then = desk.gets(f"customers/{number}?known={before}").json()
        # Which matter something is part of is as known now.
        names = ("customer", "profiles", "identifiers", "merges")
        assert [then[name] for name in names] == [was[name] for name in names]
    assert desk.gets(f"customers/{cyn[0]}?known={begun}").status_code == 404


def test_profiles_are_parted_moved_and_a_value_declared_shared(desk: Program, cyn: list[int]) -> None:
    number = desk.posts(f"customers/{cyn[0]}/part", profiles=[cyn[1]]).json()["no"]
    assert desk.gets(f"customers/{cyn[1]}").status_code == 200
    desk.posts(f"merges/{number}/undo")
    desk.posts(f"customers/{cyn[0]}/move", profile=cyn[1], to=cyn[3])
    assert desk.gets(f"customers/{cyn[1]}").json()["profiles"] == [cyn[1], cyn[3]]
    told = desk.posts(f"customers/{cyn[0]}/shared", identifier="email:c@riders.co.th").json()
    assert told["moves"] == [{"profile": cyn[0], "was": cyn[0], "customer": None}]
    assert desk.gets(f"customers/{cyn[0]}").status_code == 404
    assert desk.posts(f"customers/{cyn[2]}/part", other=cyn[3]).status_code == 200
    refused = desk.posts(f"customers/{cyn[2]}/merge", other=cyn[3])
    assert (refused.status_code, "undo" in refused.json()["error"]["message"]) == (400, True)


def test_the_review_queue_is_read_page_by_page_and_decided(desk: Program, bo: StaffMember) -> None:
    told = [by(f"account:shop:{number}", f"email:home{number // 2}@riders.co.th") for number in (2, 3, 4, 5)]
    one, other, *_ = (placed.seq for placed in record(*told).placed)
    follow()
    page = desk.gets("doubts?limit=1").json()
    (first,) = page["doubts"]
    assert (first["customers"], first["reason"]) == ([one, other], "two_accounts")
    assert first["identifier"]["value"] == "home1@riders.co.th"
    (second,) = desk.gets(f"doubts?after={page['after']}").json()["doubts"]
    assert desk.posts(f"doubts/{second['no']}/later").status_code == 200
    assert [one["no"] for one in desk.gets("doubts?later=1").json()["doubts"]] == [second["no"]]
    assert desk.posts(f"doubts/{first['no']}/decide?preview=1", **{"as": "same"}).json()["preview"]
    done = desk.posts(f"doubts/{first['no']}/decide", **{"as": "same"}).json()
    assert desk.gets(f"customers/{other}").status_code == 301
    assert desk.gets("doubts").json() == {"doubts": [], "after": None, "waiting": 0, "left_for_later": 1}
    desk.posts(f"merges/{done['no']}/undo")
    desk.posts(f"doubts/{second['no']}/again")
    assert desk.gets("doubts").json()["waiting"] == 2
    assert "Known: same, shared, two" in desk.posts(f"doubts/{second['no']}/decide").content.decode()
    assert Program(bo).gets("doubts").status_code == 403
    assert desk.gets("doubts?purpose=keep_record").status_code == 403
    assert Program(bo, "customers").posts(f"doubts/{second['no']}/later").status_code == 403


@pytest.mark.parametrize(
    ("address", "told", "says"),
    [
        ("merge", {}, "other"),
        ("merge", {"other": "Dov"}, "number"),
        ("merge", {"other": 999_999}, "no customer"),
        ("part", {"profiles": []}, "numbers"),
        ("move", {"profile": 999_999, "to": 1}, "Its profiles"),
        ("shared", {"identifier": "phone:+66"}, "Known"),
    ],
)
def test_what_cannot_be_meant_says_what_would_work(
    desk: Program, cyn: list[int], address: str, told: dict[str, Any], says: str
) -> None:
    answered = desk.posts(f"customers/{cyn[0]}/{address}", **told)
    assert answered.status_code in {400, 404}
    assert says in answered.json()["error"]["message"]


def test_only_a_token_that_may_decides_and_only_one_that_may_sees_customers(
    bo: StaffMember, as_bo: Client, cyn: list[int]
) -> None:
    reports, reader = Program(bo), Program(bo, "customers")
    assert reports.gets(f"customers/{cyn[0]}").status_code == 403
    assert reader.gets(f"customers/{cyn[0]}").status_code == 200
    assert reader.posts(f"customers/{cyn[0]}/merge", other=cyn[2]).status_code == 403
    assert Client().get(f"/api/v1/customers/{cyn[0]}").status_code == 401
    assert as_bo.get(f"/api/v1/customers/{cyn[0]}").status_code == 200
    sent = as_bo.post(f"/api/v1/customers/{cyn[0]}/merge", {"other": cyn[2]}, content_type="application/json")
    assert sent.status_code == 401, "A session does not decide here: another site could send with it."
    assert reader.gets(f"customers/{cyn[0]}/merge").status_code == 405


def test_the_feed_names_each_number_that_leads_elsewhere_once(desk: Program, cyn: list[int]) -> None:
    number = desk.posts(f"customers/{cyn[0]}/merge", other=cyn[2]).json()["no"]
    desk.posts(f"merges/{number}/undo")
    follow((RECOGNISE,))
    first = desk.gets("changes?limit=1").json()
    assert [(one["type"], one["data"]) for one in first["changes"]] == [
        ("customer.merged", {"id": cyn[2], "customer": cyn[0], "was": cyn[2]})
    ]
    rest = desk.gets(f"changes?after={first['after']}").json()
    assert [one["type"] for one in rest["changes"]] == ["customer.split"]
    assert desk.gets(f"changes?after={rest['after']}").json() == {"changes": [], "after": rest["after"]}
