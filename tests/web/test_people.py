"""The requests behind a figure, and the matter behind a request."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from tests.web.test_hundred import page_of

pytestmark = pytest.mark.usefixtures("company")


def matters_on(page: str) -> list[str]:
    """The matters a page lists."""
    return re.findall(r"/matters/(\d+)/", page)


def test_people_are_listed_by_their_first_sentence(as_bo: Client) -> None:
    page = page_of(as_bo, "/people/?channel=social&fate=ignored")
    assert "The brake you sold me squeals in the rain." in page
    assert "Is that safe?" not in page
    assert 'lang="th"' in page


def test_waiting_is_told_as_of_the_end_of_a_finished_source(as_bo: Client) -> None:
    waits = re.findall(r"waits (\d+) d", page_of(as_bo, "/people/?channel=social&fate=ignored"))
    assert waits
    assert all(int(days) <= 95 for days in waits)


def test_who_asked_at_the_very_end_waits_too(as_bo: Client) -> None:
    assert "after –" not in page_of(as_bo, "/people/?fate=open")


def test_the_pages_together_list_everybody_once(as_bo: Client) -> None:
    address, seen = "/people/", []
    while address:
        page = page_of(as_bo, address)
        seen += matters_on(page)
        onward = re.search(r'href="(\?[^"]*)" rel="next"', page)
        address = f"/people/{html.unescape(onward.group(1))}" if onward else ""
    assert len(seen) == 100
    assert len(set(seen)) == 100


def test_a_filter_can_be_taken_away(as_bo: Client) -> None:
    page = page_of(as_bo, "/people/?channel=social&fate=ignored")
    assert 'href="?fate=ignored"' in page


def test_a_fate_nobody_knows_is_explained(as_bo: Client) -> None:
    response = as_bo.get("/people/?fate=happy")
    assert response.status_code == 404
    assert "ignored" in response.content.decode()


def test_a_matter_tells_what_became_of_it_in_words(as_bo: Client) -> None:
    number = matters_on(page_of(as_bo, "/people/?channel=social&fate=passed"))[0]
    page = page_of(as_bo, f"/matters/{number}/")
    assert "Sent elsewhere after 1 h, to: phone." in page
    assert "same case · certain" in page
    assert "Please call our service line." in page


def test_a_late_answer_is_held_against_the_promise(as_bo: Client) -> None:
    found = [
        page_of(as_bo, f"/matters/{one}/") for one in matters_on(page_of(as_bo, "/people/?channel=email&fate=late"))
    ]
    assert found
    assert all("after the promise" in page and "missed" in page for page in found)


def test_moments_of_a_matter_are_in_the_zone_of_its_source(as_bo: Client) -> None:
    number = matters_on(page_of(as_bo, "/people/"))[0]
    assert "Asia/Bangkok" in page_of(as_bo, f"/matters/{number}/")


def test_a_matter_that_is_not_there_is_not_found(as_bo: Client) -> None:
    assert as_bo.get("/matters/999999/").status_code == 404
