"""Matters over the API: each link with its evidence; put right with a preview, taken back whole, by who may."""

from __future__ import annotations

import pytest

from regard.company.models import StaffMember
from regard.foundation.databases import read
from tests.builders import day
from tests.desk import matters_by_message
from tests.web.test_api_customers import Program
from tests.web.test_customer import Tells, about, asks, tells

__all__ = ["tells"]

pytestmark = pytest.mark.usefixtures("own_lake")

CYN = "email:c@riders.co.th"


@pytest.fixture
def desk(bo: StaffMember) -> Program:
    """May read customers and decide."""
    return Program(bo, "customers", "decide")


@pytest.fixture
def one_case(tells: Tells) -> list[int]:
    """Three messages of one case, and a later matter of the same customer."""
    return tells(
        asks(CYN, at=day(), text="The bell is broken.", objects=about("case", "K-17")),
        asks(CYN, at=day(1), objects=about("case", "K-17")),
        asks(CYN, at=day(9), text="Now the brakes squeak.", objects=about("case", "K-17")),
        asks(CYN, at=day(60), text="Do you sell lamps?"),
    )


def test_a_matter_comes_by_any_number_in_it_with_the_evidence_of_each_link(desk: Program, one_case: list[int]) -> None:
    found = desk.gets(f"matters/{one_case[1]}").json()
    assert (found["matter"], found["customers"]) == (one_case[0], [one_case[0]])
    assert [one["seq"] for one in found["interactions"]] == one_case[:3]
    assert found["interactions"][0]["link"]["how"] == "begins"
    assert found["interactions"][2]["link"] == {
        "how": "key", "by": "case", "sure": "certain", "keys": [{"kind": "case", "value": "K-17"}],
        "carried_by": one_case[:2], "ruling": None,
    }  # fmt: skip
    assert found["interactions"][0]["text"] == "The bell is broken."


def test_words_and_values_come_only_for_a_purpose_that_may_read_identities(desk: Program, one_case: list[int]) -> None:
    found = desk.gets(f"matters/{one_case[0]}?purpose=report_service").json()
    assert {one["text"] for one in found["interactions"]} == {None}
    assert found["interactions"][1]["link"]["keys"] == [{"kind": "case", "value": None}]


def test_a_preview_changes_nothing_and_says_what_a_split_then_does(desk: Program, one_case: list[int]) -> None:
    first, _, third, _ = one_case
    would = desk.posts(f"matters/{first}/split?preview=1", at=third).json()
    assert read("SELECT count(*) FROM ruling") == [(0,)]
    done = desk.posts(f"matters/{first}/split", at=third, reason="the brakes").json()
    assert would.pop("preview") is True
    assert {**would, "preview": False, "no": done["no"]} == done
    assert done["moved"] == [{"interaction": third, "from": first, "to": third}]
    assert {one["matter"]: one["asked"] for one in done["after"]} == {first: first, third: third}
    (ruling,) = desk.gets(f"matters/{third}").json()["rulings"]
    assert (ruling["no"], ruling["kind"], ruling["by"], ruling["reason"]) == (
        done["no"], "split", "bo@example.com", "the brakes",
    )  # fmt: skip
    undone = desk.posts(f"rulings/{done['no']}/undo").json()
    assert undone["moved"] == [{"interaction": third, "from": third, "to": first}]
    assert matters_by_message()[third][0] == first


def test_a_matter_that_ended_up_in_another_leads_there_until_that_is_undone(desk: Program, one_case: list[int]) -> None:
    first, *_, later = one_case
    done = desk.posts(f"matters/{later}/join", other=first).json()
    answer = desk.gets(f"matters/{later}")
    assert (answer.status_code, answer["Location"]) == (301, f"/api/v1/matters/{first}")
    assert answer["Cache-Control"] == "no-store"
    desk.posts(f"rulings/{done['no']}/undo")
    assert desk.gets(f"matters/{later}").status_code == 200


def test_an_interaction_moves_to_another_matter_or_to_one_of_its_own(desk: Program, one_case: list[int]) -> None:
    first, second, third, later = one_case
    desk.posts(f"matters/{first}/move", interaction=third, to=later)
    assert matters_by_message()[later][0] == third
    desk.posts(f"matters/{first}/move", interaction=second)
    assert matters_by_message()[second][0] == second


def test_the_matters_of_a_customer_come_page_by_page_newest_first(desk: Program, one_case: list[int]) -> None:
    first = desk.gets(f"customers/{one_case[0]}/matters?limit=1").json()
    assert [one["matter"] for one in first["matters"]] == [one_case[3]]
    second = desk.gets(f"customers/{one_case[0]}/matters?limit=1&after={first['after'].replace('+', '%2B')}").json()
    assert ([one["matter"] for one in second["matters"]], second["after"]) == ([one_case[0]], None)


def test_who_may_not_is_told_what_would_work(bo: StaffMember, one_case: list[int]) -> None:
    reader = Program(bo, "customers")
    refused = reader.posts(f"matters/{one_case[0]}/split", at=one_case[1])
    assert refused.status_code == 403
    assert "'decide'" in refused.json()["error"]["message"]
    assert Program(bo).gets(f"matters/{one_case[0]}").status_code == 403
    assert read("SELECT count(*) FROM ruling") == [(0,)]


@pytest.mark.parametrize(
    ("address", "told", "status", "says"),
    [
        ("matters/{0}/split", {"at": 0}, 400, "begins with this interaction"),
        ("matters/{0}/split", {"at": 3}, 400, "is not of matter"),
        ("matters/{0}/split", {}, 400, "names no at"),
        ("matters/{0}/join", {"other": 1}, 400, "in the same matter"),
        ("rulings/999/undo", {}, 400, "No ruling with the number 999"),
        ("matters/999999/split", {"at": 0}, 404, "No matter named '999999'"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    desk: Program, one_case: list[int], address: str, told: dict[str, int], status: int, says: str
) -> None:
    answer = desk.posts(address.format(*one_case), **{name: one_case[place] for name, place in told.items()})
    assert (answer.status_code, says in answer.json()["error"]["message"]) == (status, True)
