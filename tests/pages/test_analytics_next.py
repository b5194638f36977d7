"""Segment's own browser library, pointed at the door from a page of another origin, loses nothing.

Left out by name where the library cannot be had: it comes from npm, and nothing of it is in the repository.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from regard import house
from regard.record.log import at
from regard.record.public import Logged, Sealed, unseal
from tests.collect.sender import a_source
from tests.pages.site import a_door, a_site
from tools import analytics_next

PAGE = (
    '<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Bicycles</title><h1>Bicycles</h1>'
    '<script src="/index.js"></script><script src="/start.js"></script>'
)
START = "window.shop = AnalyticsNext.AnalyticsBrowser.load({writeKey: '%s', cdnURL: '%s'})"


@pytest.fixture(scope="module")
def library() -> dict[str, str]:
    """The scripts of the library, by file name."""
    try:
        return analytics_next.scripts()
    except analytics_next.NotHad as why:
        pytest.skip(f"left out, the library cannot be had: {why}")


@pytest.fixture
def page(browser: Browser, transactional_db: None, library: dict[str, str]) -> Iterator[Page]:
    """A page of the shop with the library started; it heard no complaint at the end."""
    complaints: list[str] = []
    with a_door() as door:
        pages = {f"/{name}": text for name, text in library.items()}
        pages |= {"/": PAGE, "/start.js": START % (a_source(), door)}
        with a_site(pages) as address:
            context = browser.new_context()
            opened = context.new_page()
            opened.on("console", lambda one: complaints.append(one.text) if one.type == "error" else None)
            opened.goto(address)
            yield opened
            context.close()
    assert complaints == []


def arrived(page: Page, wanted: Callable[[list[Logged]], bool]) -> dict[str, Logged]:
    """What is in the log by kind, once it is as wanted."""
    until = time.monotonic() + 15
    while not wanted(found := at(range(1, 100_000))) and time.monotonic() < until:
        page.wait_for_timeout(50)
    return {one.kind: one for one in found}


def opened(one: Logged) -> Sealed:
    return unseal(house.open_for("mend_record", by="a test"), [one.seq])[one.seq]


def test_every_call_of_the_library_arrives(page: Page) -> None:
    sent: list[tuple[str, str]] = []
    page.on("request", lambda one: sent.append((one.method, one.headers.get("content-type", ""))))
    page.evaluate(
        """async () => {
            // Before identify: afterwards the library itself puts the known id in place of the new one.
            await shop.alias('u-2');
            await shop.page('Basket');
            await shop.identify('u-1', {email: 'cyn@riders.co.th'});
            await shop.track('Order Completed', {order_id: 'o-1', revenue: 12.5, currency: 'THB'});
            await shop.group('g-1', {name: 'Riders'});
        }"""
    )
    wanted = {"page", "identify", "purchase", "group", "alias"}
    found = arrived(page, lambda all_: wanted <= {one.kind for one in all_})
    assert set(found) == wanted
    assert found["page"].touchpoint == "Basket"
    assert (found["purchase"].value, found["purchase"].currency) == (12.5, "THB")
    assert ("email", "cyn@riders.co.th") in {(one.kind, one.value) for one in opened(found["identify"]).identifiers}
    assert ("organisation", "g-1") in {(one.kind, one.value) for one in opened(found["group"]).objects}
    assert ("account", "u-2") in {(one.kind, one.value) for one in opened(found["alias"]).identifiers}
    assert {method for method, _ in sent} <= {"POST", "GET"}
    assert any(kind.startswith("text/plain") for method, kind in sent if method == "POST")


def test_a_batch_is_sent_at_once_and_somebody_new_after_a_reset(page: Page) -> None:
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url))
    page.evaluate(
        """async () => {
            await shop.identify('u-1');
            for (let i = 0; i < 25; i++) shop.track('Looked', {i});
            await shop.reset();
            await shop.track('Came back');
        }"""
    )
    found = arrived(page, lambda all_: len(all_) == 27)
    assert len(at(range(1, 100_000))) == 27
    assert "account" not in {one.kind for one in opened(found["Came back"]).identifiers}
    assert len([url for url in sent if "/v1/" in url and "/v1/m" not in url]) < 27
