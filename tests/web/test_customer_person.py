"""Why we believe this is one person, and putting it right: nothing is done before what would change was shown."""

from __future__ import annotations

import html
import re

from django.test import Client

from regard.customers.models import MergeEvent
from regard.customers.public import merge
from regard.foundation import clock
from tests.builders import day
from tests.web.test_customer import Tells, asks, plain, tells
from tests.web.test_hundred import page_of

__all__ = ["tells"]
CYN = (
    asks("email:cyn@mail.lan", "phone:+66865552301", at=day(), channel="chat"),
    asks("phone:+66865552301", at=day(40), channel="phone", kind="call"),
)


def acts(page: str, act: str) -> list[str]:
    """The links of a page that lead to this act."""
    links = [html.unescape(one) for one in re.findall(r'href="([^"]*/change/[^"]*)"', page)]
    return [one for one in links if f"act={act}" in one]


def says_yes(browser: Client, address: str) -> None:
    """Reads what would change, and confirms it as the page would."""
    page = page_of(browser, address)
    kept = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    kept.pop("csrfmiddlewaretoken", None)
    answer = browser.post(address.partition("?")[0], {**kept, "sure": "yes"})
    assert answer.status_code == 302, answer.content.decode()


def test_each_merge_is_told_with_its_evidence_from_either_side_and_how_far_it_is_trusted(
    as_bo: Client, tells: Tells
) -> None:
    first, _ = tells(*CYN)
    words = plain(page_of(as_bo, f"/customers/{first}/person/"))
    assert "2 profiles, held together by 1 identifiers." in words
    assert "Both carry the phone +66 86 555 2301" in words or "Both carry the phone +66865552301" in words
    assert "seldom shared" in words
    assert re.search(r"message, chat, 2 Mar 2026 .* ↔ call, phone, 11 Apr 2026", words)


def test_an_undo_shows_who_and_which_matters_would_change_and_does_nothing_yet(as_bo: Client, tells: Tells) -> None:
    first, second = tells(*CYN)
    (undo,) = acts(page_of(as_bo, f"/customers/{first}/person/"), "undo")
    would = plain(page_of(as_bo, undo))
    assert f"Who moves {second} phone" in would
    assert f"customer {first} → customer {second}" in would
    assert "one matter would be joined again" in would
    tells()
    assert as_bo.get(f"/customers/{second}/").status_code == 301


def test_what_was_confirmed_is_done_told_and_can_be_taken_back(as_bo: Client, tells: Tells) -> None:
    first, second = tells(*CYN)
    says_yes(as_bo, acts(page_of(as_bo, f"/customers/{first}/person/"), "undo")[0])
    tells()
    assert as_bo.get(f"/customers/{second}/").status_code == 200
    page = page_of(as_bo, f"/customers/{first}/person/")
    assert f"bo@example.com said that profile {second} and profile {first} are not the same person." in plain(
        page
    ) or f"bo@example.com said that profile {first} and profile {second} are not the same person." in plain(page)
    says_yes(as_bo, acts(page, "undo")[0])
    tells()
    assert as_bo.get(f"/customers/{second}/").status_code == 301
    assert "taken back by bo@example.com" in plain(page_of(as_bo, f"/customers/{first}/person/"))


def test_two_customers_become_one_by_number_and_part_again(as_bo: Client, tells: Tells) -> None:
    first, second = tells(asks("email:cyn@mail.lan", at=day()), asks("email:eve@mail.lan", at=day(40)))
    says_yes(as_bo, f"/customers/{first}/change/?act=merge&other={second}")
    tells()
    assert as_bo.get(f"/customers/{second}/").status_code == 301
    page = page_of(as_bo, f"/customers/{first}/person/")
    assert f"bo@example.com said that customer {first} and customer {second} are one person." in plain(page)
    says_yes(as_bo, acts(page, "undo")[0])
    tells()
    assert as_bo.get(f"/customers/{second}/").status_code == 200


def test_the_other_customer_is_found_by_what_is_known_of_them(as_bo: Client, tells: Tells) -> None:
    first, second = tells(asks("email:cyn@mail.lan", at=day()), asks("email:eve@mail.lan", at=day(40)))
    found = as_bo.post(f"/customers/{first}/other/", {"q": "eve@mail.lan"}).content.decode()
    assert acts(found, "merge") == [f"/customers/{first}/change/?act=merge&other={second}"]
    itself = as_bo.post(f"/customers/{first}/other/", {"q": "cyn@mail.lan"}).content.decode()
    assert "Nobody else is found by that." in plain(itself)
    assert as_bo.get(f"/customers/{first}/other/?q=eve").status_code == 302


def test_ticked_profiles_become_another_person_or_are_moved(as_bo: Client, tells: Tells) -> None:
    first, second, third = tells(*CYN, asks("email:eve@mail.lan", at=day(50)))
    address = f"/customers/{first}/change/"
    would = plain(page_of(as_bo, f"{address}?act=split&profile={second}"))
    assert f"customer {first} → customer {second}" in would
    says_yes(as_bo, f"{address}?act=move&profile={second}&other={third}")
    tells()
    response = as_bo.get(f"/customers/{second}/")
    survivor = response.headers.get("Location", f"/customers/{second}/")
    assert "eve@mail.lan" in page_of(as_bo, survivor)


def test_an_identifier_can_be_said_to_be_of_several_people(as_bo: Client, tells: Tells) -> None:
    first, second = tells(*CYN)
    (shared,) = acts(page_of(as_bo, f"/customers/{first}/person/"), "shared")
    assert f"customer {first} → nobody in particular" in plain(page_of(as_bo, shared))
    says_yes(as_bo, shared)
    tells()
    assert as_bo.get(f"/customers/{second}/").status_code == 404
    assert "joins nobody" in plain(page_of(as_bo, f"/customers/{first}/person/"))


def test_what_cannot_be_says_what_would_work_and_changes_nothing(as_bo: Client, tells: Tells) -> None:
    first, _ = tells(*CYN)
    for wrong in (
        "act=merge&other=x",
        "act=merge&other=999999",
        f"act=merge&other={first}",
        "act=split",
        "act=undo&no=77",
        "act=shared&key=zz",
        "act=dance",
    ):
        answer = as_bo.get(f"/customers/{first}/change/?{wrong}", follow=True)
        assert answer.status_code == 200
        assert re.search("would work|stands at the top|page of the customer", plain(answer.content.decode()))
    assert not MergeEvent.objects.exclude(rule="identifier").exists()


def test_a_post_without_a_word_changes_nothing(as_bo: Client, tells: Tells) -> None:
    first, second = tells(asks("email:cyn@mail.lan", at=day()), asks("email:eve@mail.lan", at=day(40)))
    as_bo.post(f"/customers/{first}/change/", {"act": "merge", "other": str(second)})
    tells()
    assert as_bo.get(f"/customers/{second}/").status_code == 200


def test_a_customer_is_shown_as_known_on_a_day(as_bo: Client, tells: Tells) -> None:
    first, second = tells(asks("email:cyn@mail.lan", at=day()), asks("email:eve@mail.lan", at=day(40)))
    merge(first, second, by="Bo", at=clock.now())
    tells()
    today = clock.now().date()
    assert "2 interactions" in plain(page_of(as_bo, f"/customers/{first}/?known={today}"))
    answer = as_bo.get(f"/customers/{first}/?known=2020-01-01", follow=True)
    assert "On that day nothing was known of customer" in plain(answer.content.decode())
    assert "2 interactions" in plain(page_of(as_bo, f"/customers/{first}/?known=never"))
