"""The first page: a hundred people per channel, and everything a reader must know to believe them."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from regard.company.public import choose
from regard.overview.public import WHAT_BECAME
from regard.web.pages.hundred import ORDER

pytestmark = pytest.mark.usefixtures("company")


def rows_of(page: str) -> dict[str, str]:
    """The page's rows by their title."""
    parts = page.split('<li class="hundred">')[1:]
    return {re.search(r"<h2>(.*?)</h2>", part).group(1): part for part in parts}  # type: ignore[union-attr]


def page_of(client: Client, address: str = "/") -> str:
    """A page as text."""
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_each_channel_is_a_row_of_a_hundred(as_bo: Client) -> None:
    rows = rows_of(page_of(as_bo))
    assert set(rows) == {"social", "e-mail", "phone", "shop", "chat"}
    assert {name: row.count('class="person"') for name, row in rows.items()} == dict.fromkeys(rows, 100)


def test_the_sentence_says_what_the_row_shows(as_bo: Client) -> None:
    social = re.sub(r"<.*?>", "", rows_of(page_of(as_bo))["social"])
    assert "50 nobody answered·35 sent elsewhere·10 answered here·5 open, not yet due" in social


def test_every_fate_has_a_shape_and_a_place_in_the_row() -> None:
    assert set(ORDER) == set(WHAT_BECAME)


def test_those_behind_a_group_are_one_click_away_with_the_filter_carried_over(as_bo: Client) -> None:
    row = rows_of(page_of(as_bo))["social"]
    address = html.unescape(re.search(r'class="is-ignored" href="(.*?)"', row).group(1))  # type: ignore[union-attr]
    assert "asked_by=customer" in address
    people = page_of(as_bo, address)
    assert people.count("/matters/") == 10


def test_it_shows_customers_and_says_so(as_bo: Client) -> None:
    assert re.search(r'aria-current="true">customers</a>', page_of(as_bo))


def test_it_says_n_freshness_definition_and_what_is_assumed(as_bo: Client) -> None:
    page = re.sub(r"<div popover.*?</div>|<.*?>", "", page_of(as_bo), flags=re.DOTALL)
    for words in ("100 cases", "just now", "funnel@1", "Due assumed: 80%", "Lantern Bicycles: ends on 31 Mar 2026"):
        assert words in page


def test_every_figure_is_in_the_table_with_its_meaning(as_bo: Client) -> None:
    page = page_of(as_bo)
    assert "Settled at the first contact" in page
    assert "Neither a promise nor a row of the table says when it was due" in page


@pytest.mark.parametrize("by", ["channel", "touchpoint", "source", "month", "asked_by", "total"])
def test_it_can_be_told_apart_otherwise(as_bo: Client, by: str) -> None:
    assert rows_of(page_of(as_bo, f"/?by={by}"))


def test_it_can_be_seen_as_of_a_past_moment(as_bo: Client) -> None:
    page = page_of(as_bo, "/?as_of=2026-02-01T00:00:00%2B00:00")
    assert "As of <time" in page


def test_a_moment_from_the_field_is_meant_in_the_report_zone(as_bo: Client) -> None:
    choose("report_zone", "Asia/Bangkok")
    page = page_of(as_bo, "/?as_of=2026-02-01T07:00")
    assert 'As of <time datetime="2026-02-01T00:00:00+00:00">' in page
    assert 'value="2026-02-01T07:00" type="datetime-local"' in page


@pytest.mark.parametrize(("query", "status"), [("by=colour", 400), ("colour=red", 404), ("as_of=yesterday", 400)])
def test_what_cannot_be_is_explained(as_bo: Client, query: str, status: int) -> None:
    response = as_bo.get(f"/?{query}")
    assert response.status_code == status
    assert "channel" in response.content.decode() or "2016-01-12" in response.content.decode()


def test_no_page_has_a_style_of_its_own(as_bo: Client) -> None:
    page = page_of(as_bo)
    assert " style=" not in page
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]*src=)", page)
