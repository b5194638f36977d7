"""The pages in a real browser: they keep their own rules, work by keyboard and without scripts, and move."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from regard import house
from regard.episodes.public import EPISODES
from regard.foundation import clock
from regard.record.models import Import
from regard.record.public import admit
from tests.builders import an_interaction
from tests.pages.conftest import Visitor
from tests.web.lantern import END

PAGES = (
    "/",
    "/?by=month&asked_by=all",
    "/people/?channel=social&fate=ignored",
    "/reports/",
    *(f"/reports/{report.name}/" for report in house.REPORTS),
    "/sources/",
    "/sources/never/",
    "/sources/refusals/",
    "/source/desk/",
    "/source/desk/mappings/webhook/",
    "/live/",
    "/live/?source=desk&paused=yes",
    "/settings/",
    "/welcome/",
    "/account/mfa/",
    "/account/mfa/totp/activate/",
    "/account/mfa/webauthn/add/",
    "/account/password/change/",
    "/account/logout/",
)


def every_page() -> list[str]:
    """The addresses, with a matter that there is, and whose it is."""
    matters, _upto = EPISODES.read(after=0, upto=EPISODES.head(), limit=1)
    first = matters[0].episode_id
    return [*PAGES, f"/matters/{first}/", f"/customers/{first}/"]


def overhang(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    wider: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return wider


@pytest.mark.parametrize(
    ("language", "theme", "width"), [("en", "light", 1600), ("th", "dark", 360), ("zh-hans", "auto", 360)]
)
def test_no_page_breaks_its_own_rules(visitor: Visitor, language: str, theme: str, width: int) -> None:
    visitor.chooses(language=language, theme=theme)
    visitor.confirms()
    page = visitor.opens(width=width)
    for path in every_page():
        page.goto(visitor.address + path)
        assert page.locator("h1").count() == 1, path
        assert overhang(page) <= 0, path
    assert visitor.complaints == []


def test_a_rule_that_is_broken_would_be_heard(visitor: Visitor) -> None:
    page = visitor.opens("/settings/")
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.evaluate("document.body.append(Object.assign(document.createElement('img'), {src: 'http://127.0.0.1:9/x'}))")
    page.wait_for_timeout(200)
    assert any("CSP img-src" in complaint for complaint in visitor.complaints)


def test_from_a_small_person_to_the_whole_matter_by_keyboard(visitor: Visitor) -> None:
    page = visitor.opens("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.locator("li.hundred", has_text="social").locator(".people a.is-ignored").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Nobody answered there")
    expect(page.locator(".asks > li")).to_have_count(10)
    page.locator(".asks a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".verdict")).to_contain_text("Nobody answered here.")


def test_a_definition_opens_by_keyboard_and_closes_by_escape(visitor: Visitor) -> None:
    page = visitor.opens("/")
    page.locator(".key .term").first.focus()
    page.keyboard.press("Enter")
    card = page.locator("#key-ignored")
    expect(card).to_be_visible()
    expect(card).to_contain_text("Due has passed")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_a_hundred_people_stand_in_lines_of_equal_length(visitor: Visitor) -> None:
    for width, across in ((1280, 100), (800, 50), (360, 25)):
        page = visitor.opens("/", width=width)
        tops = (
            page.locator("li.hundred")
            .first.locator(".person")
            .evaluate_all("people => people.map(one => Math.round(one.getBoundingClientRect().top))")
        )
        assert [tops.count(top) for top in sorted(set(tops))] == [across] * (100 // across)
        page.close()


def test_on_a_phone_a_curve_is_seen_from_its_newest_end(visitor: Visitor) -> None:
    page = visitor.opens("/reports/volume/", width=400)
    places = page.locator(".lines text[y='266']").evaluate_all("all => all.map(one => one.getBoundingClientRect().x)")
    assert len(places) > 1
    assert places[0] < 0 < places[-1] < 400, "the oldest is scrolled to, the newest is there"
    assert overhang(page) == 0


def test_everything_is_there_without_scripts(plain_visitor: Visitor) -> None:
    page = plain_visitor.opens("/")
    page.click("text=/^month$/")
    expect(page.locator("li.hundred h2").first).to_contain_text("2026")
    page.click("button[lang=th]")
    expect(page.locator("h1")).to_have_text("จาก 100 คนที่ถาม")
    page.locator(".people a").first.click()
    page.locator(".asks a").first.click()
    expect(page.locator(".steps li").first).to_be_visible()
    page.locator("form[action='/theme/'] button").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


def test_who_waits_appears_without_a_reload(visitor: Visitor) -> None:
    page = visitor.opens("/reports/waiting/")
    before = page.locator(".bars .num").first.inner_text()
    page.evaluate("window.stays = true")
    asks = [
        an_interaction(channel="social", role="asks", at=END - timedelta(minutes=one), case=f"new-{one}")
        for one in range(1, 31)
    ]
    admit(asks, received_at=clock.now())
    house.follow()
    expect(page.locator(".bars .num").first).not_to_have_text(before, timeout=15_000)
    assert page.evaluate("window.stays")


def test_an_import_is_seen_to_come_in(visitor: Visitor) -> None:
    started = Import.objects.create(
        recipe_name="boston311",
        recipe_text="",
        source="boston311",
        file_name="cases.csv",
        file_hash="",
        file_bytes=1000,
        at_byte=100,
        state="running",
        started_at=clock.now(),
        by="ada@example.com",
    )
    page = visitor.opens("/sources/")
    expect(page.locator("progress")).to_have_attribute("value", "10")
    Import.objects.filter(pk=started.pk).update(at_byte=900)
    expect(page.locator("progress")).to_have_attribute("value", "90", timeout=10_000)
    Import.objects.filter(pk=started.pk).update(state="done", at_byte=1000)
    expect(page.locator("progress")).to_have_count(0, timeout=10_000)
    expect(page.locator("#imports")).not_to_have_attribute("hx-trigger", re.compile("."))
    assert visitor.complaints == []
