"""Every report is a page; what is true within seconds asks again by itself."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from regard import house
from tests.web.test_hundred import page_of

pytestmark = pytest.mark.usefixtures("company")


@pytest.mark.parametrize("name", [report.name for report in house.REPORTS])
def test_every_report_is_a_page_with_its_definition(as_bo: Client, name: str) -> None:
    report = next(one for one in house.REPORTS if one.name == name)
    page = page_of(as_bo, f"/reports/{name}/")
    assert report.definition in page
    assert f"/api/v1/reports/{name}" in page or "Nothing yet" in page


def test_the_list_asks_the_questions(as_bo: Client) -> None:
    page = page_of(as_bo, "/reports/")
    assert all(report.question in page for report in house.REPORTS)


def test_waiting_refreshes_itself_and_only_its_figures(as_bo: Client) -> None:
    assert 'hx-trigger="every 5s"' in page_of(as_bo, "/reports/waiting/")
    fragment = as_bo.get("/reports/waiting/", headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith('<div id="figures"')
    assert "<html" not in fragment


def test_a_bar_leads_to_who_waits(as_bo: Client) -> None:
    page = page_of(as_bo, "/reports/waiting/")
    address = html.unescape(re.search(r'href="(/people/\?[^"]*channel=social[^"]*)"', page).group(1))  # type: ignore[union-attr]
    assert "fate=waiting_now" in address
    assert page_of(as_bo, address).count("/matters/") > 0


def test_a_finished_report_does_not_ask_again(as_bo: Client) -> None:
    assert "hx-" not in page_of(as_bo, "/reports/funnel/")


def test_a_report_that_is_not_there_names_those_that_are(as_bo: Client) -> None:
    response = as_bo.get("/reports/happiness/")
    assert response.status_code == 404
    assert "funnel" in response.content.decode()
