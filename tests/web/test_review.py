"""The review queue: what guards kept apart is asked one after another, decided by a key, and taken back."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from regard import house
from regard.customers.public import customers_of, queue_lengths
from tests.builders import day
from tests.desk import reading_for
from tests.web.test_customer import Tells, asks, plain
from tests.web.test_customer import tells as tells
from tests.web.test_hundred import page_of

pytestmark = pytest.mark.usefixtures("own_lake")


def follow() -> None:
    """The worker has come round."""
    while house.follow():
        pass


def two_accounts(tells: Tells) -> list[int]:
    """each has an account of their own give the same address: a rule would join them, a guard does not."""
    return tells(
        asks("account:shop:1", "email:cyn@riders.co.th", at=day(1), text="Where is my helmet?", language="en"),
        asks("account:shop:2", "email:cyn@riders.co.th", at=day(2), text="My lamp is broken.", language="en"),
    )


def first(page: str) -> int:
    """The number of the doubt in hand."""
    found = re.search(r'class="choosing" method="post" action="/review/(\d+)/"', page)
    assert found, plain(page)
    return int(found[1])


def test_both_sides_of_a_doubt_stand_side_by_side(as_bo: Client, tells: Tells) -> None:
    two_accounts(tells)
    page = page_of(as_bo, "/review/")
    words = plain(page)
    assert "each has an account of their own" in words
    assert "e-mail cyn@riders.co.th is with both." in words
    assert "Where is my helmet?" in words
    assert "My lamp is broken." in words
    assert words.count("both") >= 2
    assert "1 to decide" in words


def test_the_page_of_a_customer_in_doubt_leads_to_the_queue(as_bo: Client, tells: Tells) -> None:
    one, _ = two_accounts(tells)
    page = page_of(as_bo, f"/customers/{customers_of(reading_for('serve_customer'), [one])[one]}/person/")
    in_doubt = page.partition('<section class="doubts">')[2].partition("</section>")[0]
    assert 'href="/review/"' in in_doubt


def test_a_decision_is_one_press_and_one_press_takes_it_back(as_bo: Client, tells: Tells) -> None:
    one, other = two_accounts(tells)
    number = first(page_of(as_bo, "/review/"))
    after = as_bo.post(f"/review/{number}/", {"act": "same"}, follow=True).content.decode()
    # At once, before recognition has looked at it, it is asked no more.
    assert "They are one person now." in plain(after)
    assert "No doubts" in plain(after)
    follow()
    assert len(set(customers_of(reading_for(), [one, other]).values())) == 1
    undo = re.search(r'action="(/review/undo/\d+/)"', after)
    assert undo
    as_bo.post(undo[1])
    follow()
    assert len(set(customers_of(reading_for(), [one, other]).values())) == 2
    assert "each has an account of their own" in plain(page_of(as_bo, "/review/"))


def test_two_people_are_not_asked_about_again(as_bo: Client, tells: Tells) -> None:
    two_accounts(tells)
    as_bo.post(f"/review/{first(page_of(as_bo, '/review/'))}/", {"act": "two"})
    assert queue_lengths() == (0, 0)
    follow()
    assert queue_lengths() == (0, 0)


def test_an_identifier_of_several_people_joins_nobody_any_more(as_bo: Client, tells: Tells) -> None:
    two_accounts(tells)
    as_bo.post(f"/review/{first(page_of(as_bo, '/review/'))}/", {"act": "shared"})
    follow()
    assert queue_lengths() == (0, 0)
    (seq,) = tells(asks("email:cyn@riders.co.th", at=day(3)))
    assert customers_of(reading_for(), [seq]) == {}


def test_what_is_left_for_later_leaves_the_queue_and_comes_back(as_bo: Client, tells: Tells) -> None:
    two_accounts(tells)
    number = first(page_of(as_bo, "/review/"))
    as_bo.post(f"/review/{number}/", {"act": "later"})
    assert queue_lengths() == (0, 1)
    assert first(page_of(as_bo, "/review/?aside=yes")) == number
    as_bo.post(f"/review/{number}/", {"act": "again", "aside": "yes"})
    assert queue_lengths() == (1, 0)


def test_a_doubt_that_has_gone_says_so(as_bo: Client, tells: Tells) -> None:
    two_accounts(tells)
    said = as_bo.post("/review/4711/", {"act": "same"}, follow=True).content.decode()
    assert "Doubt 4711 stands no more" in html.unescape(said)


def test_every_decision_has_its_key(as_bo: Client, tells: Tells) -> None:
    two_accounts(tells)
    keys = re.findall(r'<button[^>]*value="(\w+)" data-key="(\w)" accesskey="(\w)"', page_of(as_bo, "/review/"))
    assert keys == [("same", "s", "s"), ("two", "t", "t"), ("shared", "i", "i"), ("later", "l", "l")]


def test_without_doubts_the_page_says_what_would_be_asked(as_bo: Client, db: None) -> None:
    assert "it is asked here" in plain(page_of(as_bo, "/review/"))
