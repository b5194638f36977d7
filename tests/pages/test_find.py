"""Finding a customer at the keyboard: / leads to the box, and results come as one types."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from regard import finding, house
from regard.foundation import clock
from regard.record.public import Identifier, admit
from tests.builders import an_interaction
from tests.pages.conftest import Visitor


@pytest.fixture
def whitaker(company: None) -> None:
    """Charlotte Whitaker is known to the company, and indexed."""
    finding._candidates.cache_clear()
    named = (Identifier("account", "desk", "A1"), Identifier("name", "desk", "Charlotte Whitaker"))
    admit([an_interaction(identifiers=named, at=clock.now())], received_at=clock.now())
    while house.follow() + house.index_customers():
        pass


def test_by_keyboard_from_any_page(whitaker: None, visitor: Visitor) -> None:
    page = visitor.opens("/reports/")
    page.keyboard.press("/")
    page.keyboard.type("whit")
    page.keyboard.press("Enter")
    expect(page.locator(".hits b")).to_have_text("Charlotte Whitaker")
    page.wait_for_load_state("load")  # What is typed before the script is there waits for Enter.
    page.locator("#seek").fill("whitzzzzq")
    expect(page.locator(".empty h2")).to_have_text("Nobody is found by that")
    page.locator("#seek").fill("charlote")
    expect(page.locator(".hits mark")).to_have_text("Charlotte")
    assert "charlot" not in page.url
    assert visitor.complaints == []


def test_without_scripts_and_on_a_phone(whitaker: None, plain_visitor: Visitor) -> None:
    page = plain_visitor.opens("/reports/", width=400)
    page.locator("#seek").fill("whitaker")
    page.locator("#seek").press("Enter")
    expect(page.locator(".hits b")).to_have_text("Charlotte Whitaker")
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
