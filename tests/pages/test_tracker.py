"""The tracker script in a real browser, on a page of another origin under a strict policy."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from regard import house
from regard.record.log import at
from regard.record.public import Logged, Sealed, unseal
from tests.collect.sender import a_source
from tests.pages.site import a_door, a_site

PAGE = """<!doctype html><html lang="th"><meta charset="utf-8"><link rel="icon" href="data:,"><title>Bicycles</title>
<main><h1>Bicycles for the night, and many words to paint</h1>
<a id="buy" href="/basket/?mail=cyn@example.com">Buy</a> <section data-regard="hero"><button>Look</button></section>
<form name="contact"><input name="secret" value="hunter2"><button id="send">Send</button></form></main>
<script src="/site.js"></script>
<script async src="{door}/regard.js" data-key="{key}" data-slow="{slow}"{more}></script></html>"""
SITE = "document.addEventListener('submit', event => event.preventDefault());"


class Shop:
    """A site with the tracker on it, and what of its visits came into the record."""

    def __init__(self, address: str, context: BrowserContext) -> None:
        self.address, self.context, self.complaints = address, context, list[str]()

    def opens(self, path: str = "/") -> Page:
        page = self.context.new_page()
        page.on("console", lambda one: self.complaints.append(one.text) if one.type == "error" else None)
        page.goto(self.address + path)
        page.wait_for_function("!!window.regard")
        return page

    def arrived(self, wanted: Callable[[list[Logged]], bool]) -> list[Logged]:
        """What is in the log once it is as wanted; what there is after ten seconds."""
        until = time.monotonic() + 10
        while time.monotonic() < until:
            if wanted(found := at(range(1, 100_000))):
                return found
            # Not by sleeping: what the browser asks of this test is answered meanwhile.
            self.context.pages[-1].wait_for_timeout(50)
        return at(range(1, 100_000))

    def kinds(self, *kinds: str) -> dict[str, Logged]:
        """The last interaction of each kind, once these have come."""
        found = self.arrived(lambda all_: set(kinds) <= {one.kind for one in all_})
        return {one.kind: one for one in found}


def opened(one: Logged) -> Sealed:
    return unseal(house.open_for("mend_record", by="a test"), [one.seq])[one.seq]


@pytest.fixture
def make_shop(browser: Browser, transactional_db: None) -> Iterator[Callable[..., Shop]]:
    """Shops with one door behind them: `slow` in milliseconds, `more` of the script, the browser's `signal`."""
    contexts: list[BrowserContext] = []
    key, pages = a_source(), {"/site.js": SITE}
    with a_door() as door:
        policy = f"default-src 'none'; script-src 'self' {door}; connect-src {door}; img-src data:"
        with a_site(pages, policy=policy) as address:

            def make(*, slow: int = 60_000, more: str = "", signal: str = "") -> Shop:
                pages["/"] = pages["/basket/"] = PAGE.format(door=door, key=key, slow=slow, more=more)
                headers = {"gpc": {"Sec-GPC": "1"}, "dnt": {"DNT": "1"}}.get(signal, {})
                contexts.append(context := browser.new_context(extra_http_headers=headers))
                name, value = {"gpc": ("globalPrivacyControl", "true"), "dnt": ("doNotTrack", "'1'")}.get(
                    signal, ("none", "0")
                )
                context.add_init_script(f"Object.defineProperty(navigator, '{name}', {{get: () => {value}}})")
                return Shop(address, context)

            yield make
            for one in contexts:
                one.close()


def test_pages_clicks_forms_errors_and_events_arrive(make_shop: Callable[..., Shop]) -> None:
    shop = make_shop()
    page = shop.opens("/?utm_campaign=night&token=swordfish")
    page.click("section button")
    page.click("#send")
    page.evaluate("for (let i = 0; i < 3; i++) setTimeout(() => { throw new Error('the lamp is broken') })")
    page.evaluate("regard('event', 'lamp configured', {watts: 3})")
    page.evaluate("regard('identify', 'u-1')")
    found = shop.kinds("page", "click", "form", "error", "lamp configured", "identify")
    places = [one.touchpoint for one in at(range(1, 100_000)) if one.kind == "click"]
    assert (found["page"].touchpoint, found["page"].language) == ("/", "th")
    assert [key.kind for key in found["page"].keys] == ["session", "campaign"]
    assert (places, found["form"].touchpoint) == (["hero", "button#send"], "contact")
    assert opened(found["error"]).facts["detail.message"] == "Uncaught Error: the lamp is broken"
    assert opened(found["lamp configured"]).facts["detail.watts"] in ("3", 3)
    assert {one.kind for one in opened(found["identify"]).identifiers} == {"account", "cookie"}
    everything = json.dumps([repr(opened(one)) + repr(one) for one in at(range(1, 100_000))])
    assert not [word for word in ("hunter2", "token", "swordfish", "secret", "Look") if word in everything]
    assert [one for one in shop.complaints if "lamp" not in one] == []


def test_a_page_within_a_page_is_a_page_and_the_time_on_each_arrives(make_shop: Callable[..., Shop]) -> None:
    shop = make_shop()
    page = shop.opens()
    page.wait_for_timeout(400)
    page.evaluate("history.pushState({}, '', '/bell/')")
    page.wait_for_timeout(400)
    page.go_back()
    page.wait_for_timeout(50)
    page.goto("about:blank")
    found = shop.arrived(lambda all_: sum(one.kind == "page_time" for one in all_) >= 2)
    assert [one.touchpoint for one in found if one.kind == "page"] == ["/", "/bell/", "/"]
    times = [one for one in found if one.kind == "page_time"]
    assert [one.touchpoint for one in times] == ["/", "/bell/"]
    assert all(one.ended_at and 0.2 < (one.ended_at - one.occurred_at).total_seconds() < 10 for one in times)


def test_a_link_that_is_followed_is_told_before_the_page_is_gone(make_shop: Callable[..., Shop]) -> None:
    shop = make_shop()
    page = shop.opens()
    page.click("#buy")
    found = shop.kinds("click")["click"]
    assert found.touchpoint == "a#buy"
    assert opened(found).facts["detail.to"] == "/basket/"
    pages = shop.arrived(lambda all_: sum(one.kind == "page" for one in all_) == 2)
    whose = {one.value for each in pages for one in opened(each).identifiers}
    assert len(whose) == 1


@pytest.mark.parametrize(("slow", "told"), [(0, ["slow_page"]), (60_000, [])])
def test_a_slow_page_is_told_with_its_numbers(make_shop: Callable[..., Shop], slow: int, told: list[str]) -> None:
    shop = make_shop(slow=slow)
    page = shop.opens()
    page.wait_for_function("performance.getEntriesByType('navigation')[0].loadEventEnd > 0")
    page.wait_for_timeout(300)
    page.goto("about:blank")
    found = shop.kinds("page", "page_time", *told)
    assert ("slow_page" in found) == bool(told)
    if told:
        assert int(opened(found["slow_page"]).facts["detail.loaded_ms"]) > 0


@pytest.mark.parametrize("signal", ["gpc", "dnt"])
def test_whoever_asks_not_to_be_tracked_is_counted_as_nobody(make_shop: Callable[..., Shop], signal: str) -> None:
    shop = make_shop(signal=signal, slow=0)
    sent: list[str] = []
    shop.context.on("request", lambda one: sent.append(one.post_data or ""))
    page = shop.opens("/?utm_campaign=night")
    page.evaluate("regard('identify', 'u-1'); regard('event', 'lamp configured', {watts: 3})")
    page.click("section button")
    page.wait_for_timeout(400)
    page.evaluate("history.pushState({}, '', '/bell/')")
    assert page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)") == "{}{}"
    page.goto("about:blank")
    found = shop.arrived(lambda all_: len(all_) == 2)
    assert [(one.kind, one.touchpoint) for one in found] == [("page", "/"), ("page", "/bell/")]
    assert [(one.has_identifiers, one.keys) for one in found] == [(False, ()), (False, ())]
    assert {opened(one).facts["privacy_signal"] for one in found} == {signal}
    assert not [word for word in ("u-1", "cookie", "session", "account", "click", "watts") if word in "".join(sent)]
    assert shop.context.cookies() == []


def test_whoever_wants_none_of_it_sends_nothing_more(make_shop: Callable[..., Shop]) -> None:
    shop = make_shop()
    page = shop.opens()
    shop.kinds("page")
    page.evaluate("regard('forget')")
    page.click("section button")
    page.reload()
    page.wait_for_timeout(800)
    assert json.loads(page.evaluate("localStorage.regard")) == {"off": 1}
    assert len(shop.arrived(lambda _: True)) == 1
    page.evaluate("regard('remember')")
    assert len(shop.arrived(lambda all_: len(all_) == 2)) == 2


def test_a_site_may_ask_first(make_shop: Callable[..., Shop]) -> None:
    shop = make_shop(more=" data-ask")
    page = shop.opens()
    page.wait_for_timeout(800)
    assert page.evaluate("localStorage.length") == 0
    assert shop.arrived(lambda _: True) == []
    page.evaluate("regard('remember')")
    assert shop.kinds("page")["page"].has_identifiers


def test_what_did_not_arrive_comes_again_once(make_shop: Callable[..., Shop]) -> None:
    shop = make_shop()
    answers = [503, 429]

    def busy(route: object) -> None:
        if answers:
            route.fulfill(status=answers.pop(), headers={"Access-Control-Allow-Origin": "*"})  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    shop.context.route("**/v1/tracker", busy)
    shop.opens()
    assert [one.kind for one in shop.arrived(lambda all_: len(all_) > 0)] == ["page"]
    assert answers == []
