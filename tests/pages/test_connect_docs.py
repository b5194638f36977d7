"""The code of docs/connect.md runs as it stands, against a real door: what stands in web pages."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Browser, Page

from regard.record.log import at
from tests.collect.sender import a_source
from tests.connect_docs import block
from tests.pages.site import a_door, a_site
from tools import analytics_next

HEAD = '<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Bicycles</title><h1>Bicycles</h1>'


def arrived(page: Page, *wanted: str) -> dict[str, str | None]:
    """Where each kind was seen, once these have come."""
    until = time.monotonic() + 15
    while time.monotonic() < until:
        found = {one.kind: one.touchpoint for one in at(range(1, 100_000))}
        if set(wanted) <= set(found):
            break
        page.wait_for_timeout(50)
    return found


def test_web_pages_with_the_tracker(browser: Browser, transactional_db: None) -> None:
    with a_door() as door:
        script = block("html", with_="regard.js", REGARD=door, WRITE_KEY=a_source())
        with a_site({"/": HEAD + block("html", with_="data-regard=") + script}) as address:
            page = browser.new_page()
            page.goto(address)
            page.wait_for_function("!!window.regard")
            page.evaluate(block("javascript", with_="regard(").partition('regard("forget")')[0])
            page.click("section a")
            found = arrived(page, "page", "trial started", "identify", "click")
            page.close()
    assert (found["page"], found["click"]) == ("/", "offer of the week")


def test_web_pages_with_segments_library(browser: Browser, transactional_db: None) -> None:
    try:
        library = analytics_next.scripts()
    except analytics_next.NotHad as why:
        pytest.skip(f"left out, the library cannot be had: {why}")
    with a_door() as door:
        start = block("javascript", with_="AnalyticsNext", REGARD=door, WRITE_KEY=a_source())
        pages = {f"/{name}": text for name, text in library.items()}
        pages |= {"/": f'{HEAD}<script src="/index.js"></script><script src="/start.js"></script>', "/start.js": start}
        with a_site(pages) as address:
            page = browser.new_page()
            page.goto(address)
            found = arrived(page, "page", "identify", "basket")
            page.close()
    assert found["page"] == "Basket"
