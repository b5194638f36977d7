"""A matter put right on its page: previewed, done, listed, taken back; for who is signed in and no one else."""

from __future__ import annotations

import pytest
from django.test import Client

from regard.foundation.databases import read
from regard.web.pages import matter
from tests.builders import day
from tests.desk import matters_by_message
from tests.web.test_customer import Tells, about, asks, plain, tells
from tests.web.test_hundred import page_of

__all__ = ["tells"]

pytestmark = pytest.mark.usefixtures("own_lake")

CYN = "email:c@riders.co.th"


@pytest.fixture
def one_case(tells: Tells) -> list[int]:
    """Three messages of one case, and a later matter of the same customer."""
    return tells(
        asks(CYN, at=day(), text="The bell is broken.", objects=about("case", "K-17")),
        asks(CYN, at=day(1), text="It is still broken.", objects=about("case", "K-17")),
        asks(CYN, at=day(9), text="Now the brakes squeak.", objects=about("case", "K-17")),
        asks(CYN, at=day(60), text="Do you sell lamps?"),
    )


def matter_of(seq: int) -> int:
    return matters_by_message()[seq][0]


def test_each_join_says_by_which_key_who_else_carries_it_and_how_to_undo_it(as_bo: Client, one_case: list[int]) -> None:
    page = page_of(as_bo, f"/matters/{one_case[0]}/")
    words = plain(page)
    assert "same case · 1 d · certain" in words
    assert "case K-17" in words
    assert "Carried also by 2 interactions" in words
    assert f"?act=split&amp;one={one_case[1]}" in page
    assert f"?act=split&amp;one={one_case[0]}" not in page


def test_a_preview_says_what_would_become_of_the_requests_and_writes_nothing(
    as_bo: Client, one_case: list[int]
) -> None:
    before = read("SELECT count(*) FROM change")
    words = plain(page_of(as_bo, f"/matters/{one_case[0]}/change/?act=split&one={one_case[2]}"))
    assert "Another matter from here on?" in words
    assert "Would go elsewhere: one interaction" in words
    assert "Now the brakes squeak." in words
    assert words.count("Nobody answered here.") == 3
    assert read("SELECT count(*) FROM change") == before
    assert read("SELECT count(*) FROM ruling") == [(0,)]


def test_what_was_confirmed_is_done_at_once_listed_with_its_reason_and_taken_back(
    as_bo: Client, one_case: list[int]
) -> None:
    first, *_, third, _ = one_case
    told = {"act": "split", "one": third, "sure": "yes", "reason": "another bell"}
    done = as_bo.post(f"/matters/{first}/change/", told)
    assert (done.status_code, done["Location"]) == (302, f"/matters/{third}/")
    assert matter_of(third) == third
    words = plain(page_of(as_bo, f"/matters/{first}/"))
    assert "Another matter from here on · bo@example.com" in words
    assert "“another bell”" in words
    (number,) = read("SELECT no FROM ruling")[0]
    asked = plain(page_of(as_bo, f"/matters/{first}/change/?act=undo&no={number}"))
    assert "Take it back?" in asked
    as_bo.post(f"/matters/{first}/change/", {"act": "undo", "no": number, "sure": "yes"})
    assert matter_of(third) == first
    assert "taken back by bo@example.com" in plain(page_of(as_bo, f"/matters/{first}/"))


def test_one_interaction_moves_to_a_matter_chosen_from_the_customers(as_bo: Client, one_case: list[int]) -> None:
    page = page_of(as_bo, f"/matters/{one_case[0]}/change/?act=move&one={one_case[2]}")
    assert "Do you sell lamps?" in page
    assert 'value="yes"' not in page
    told = {"act": "move", "one": one_case[2], "chosen": one_case[3]}
    asked = f"/matters/{one_case[0]}/change/?act=move&one={one_case[2]}&chosen={one_case[3]}&other="
    assert "As it would be" in page_of(as_bo, asked)
    as_bo.post(f"/matters/{one_case[0]}/change/", told | {"sure": "yes"})
    assert matter_of(one_case[3]) == matter_of(one_case[2]) == one_case[2]
    assert matter_of(one_case[1]) == one_case[0]


def test_two_matters_are_joined_by_number(as_bo: Client, one_case: list[int]) -> None:
    told = {"act": "join", "one": one_case[0], "other": f"#{one_case[3]}", "sure": "yes"}
    as_bo.post(f"/matters/{one_case[0]}/change/", told)
    assert matter_of(one_case[3]) == one_case[0]
    words = plain(page_of(as_bo, f"/matters/{one_case[0]}/"))
    assert "a person said so" in words
    assert "take it back" in words


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"act": "join", "one": "{0}", "other": "x"}, "x is no number of a matter"),
        ({"act": "join", "one": "{0}", "other": "{1}"}, "in the same matter"),
        ({"act": "split", "one": "{0}"}, "begins with this interaction"),
        ({"act": "undo", "no": "999"}, "No ruling with the number 999"),
        ({"act": "out", "one": "999999"}, "No matter has an interaction 999999"),
        ({"act": "dance"}, "Nothing is named that could be done"),
    ],
)
def test_what_cannot_be_done_leads_back_with_what_would_work(
    as_bo: Client, one_case: list[int], told: dict[str, str], says: str
) -> None:
    named = {name: value.format(*one_case) for name, value in told.items()}
    answer = as_bo.post(f"/matters/{one_case[0]}/change/", named | {"sure": "yes"}, follow=True)
    assert answer.redirect_chain[0][0] == f"/matters/{one_case[0]}/"
    assert says in plain(answer.content.decode())
    assert read("SELECT count(*) FROM ruling") == [(0,)]


def test_who_is_not_signed_in_changes_nothing(one_case: list[int]) -> None:
    answer = Client().post(f"/matters/{one_case[0]}/change/", {"act": "out", "one": one_case[1], "sure": "yes"})
    assert answer.status_code == 302
    assert "/account/login" in answer["Location"]
    assert read("SELECT count(*) FROM ruling") == [(0,)]


def test_a_long_matter_is_shown_a_stretch_at_a_time_and_opens_where_it_is_asked_for(
    as_bo: Client, tells: Tells, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matter, "MOST_STEPS", 3)
    seqs = tells(
        *(asks(CYN, at=day(step), text=f"This is message {step}.", objects=about("case", "K-20")) for step in range(8))
    )
    first = plain(page_of(as_bo, f"/matters/{seqs[0]}/"))
    assert "Of 8 interactions, 1 to 3." in first
    assert ("message 2." in first, "message 3." in first) == (True, False)
    page = page_of(as_bo, f"/matters/{seqs[4]}/")
    assert "Of 8 interactions, 4 to 6." in plain(page)
    assert "This is message 0." in plain(page), "the title is who began it, wherever one reads"
    assert [f'href="/matters/{seqs[place]}/"' in page for place in (2, 6)] == [True, True]
    assert f"?act=split&amp;one={seqs[3]}" in page, "the first of a stretch has a join of its own"
    last = plain(page_of(as_bo, f"/matters/{seqs[7]}/"))
    assert ("message 7." in last, "Later" in last) == (True, False)
