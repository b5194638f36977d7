"""A customer and their mirror in a real browser: by keys, without scripts, in three languages; nothing overhangs."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from regard import house
from regard.foundation import clock
from regard.record.public import admit
from tests.builders import day
from tests.customers.people import by
from tests.pages.conftest import Visitor
from tests.pages.test_pages import overhang


def a_journey() -> int:
    """Asked on social, sent to the phone, called; beside it a page and a chat. The number of the customer."""
    who = ("email:cyn@mail.lan", "phone:+66865552301")
    told = (
        by(*who, at=day(), channel="social", case="J", role="asks", text="เบรกดังมาก MO-434998963", language="th"),
        by(*who, at=day(hours=5), channel="social", direction="out", role="passes", passes_to="phone", case="J"),
        by("phone:+66865552301", at=day(1), channel="phone", kind="call", role="asks", case="J", answered_at=day(1.01)),
        by(*who, at=day(2), channel="web", kind="search", direction="observed", text="brake squeal"),
        by(*who, at=day(40), channel="chat", role="asks", text="刹车还是响，订单MO-434998963。", language="zh"),
    )
    receipt = admit(told, received_at=clock.now())
    with house.open_lake() as lake:
        house.catch_up(lake)
    return receipt.placed[0].seq


@pytest.mark.parametrize(
    ("language", "theme", "width"), [("en", "light", 1280), ("th", "dark", 400), ("zh-hans", "light", 400)]
)
def test_no_page_of_a_customer_breaks_its_own_rules(visitor: Visitor, language: str, theme: str, width: int) -> None:
    number = a_journey()
    visitor.chooses(language=language, theme=theme)
    page = visitor.opens(width=width)
    for path in (
        f"/customers/{number}/",
        f"/customers/{number}/words/",
        f"/customers/{number}/person/",
        f"/customers/{number}/mirror/",
        f"/customers/{number}/mirror/?step=end&both=yes",
        f"/matters/{number}/mirror/?step=2",
    ):
        page.goto(visitor.address + path)
        assert page.locator("h1").count() == 1, path
        assert overhang(page) <= 0, path
    assert visitor.complaints == []


def test_arrow_keys_turn_the_pages_of_the_mirror_and_stop_at_its_ends(visitor: Visitor) -> None:
    page = visitor.opens(f"/matters/{a_journey()}/mirror/")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("Step 1 of 4", exact=False)).to_be_visible()
    for heading in ("sends you elsewhere", "You call", "You search", "Right? Known? Cared for?"):
        page.keyboard.press("ArrowRight")
        expect(page.locator("h1")).to_contain_text(heading)
    page.keyboard.press("ArrowLeft")
    expect(page.locator("h1")).to_contain_text("You search")


def test_the_mirror_turns_without_scripts(plain_visitor: Visitor) -> None:
    page = plain_visitor.opens(f"/matters/{a_journey()}/mirror/")
    page.get_by_role("link", name="The next step").click()
    expect(page.locator("h1")).to_contain_text("sends you elsewhere")


def test_a_merge_is_undone_by_hand_after_its_preview(visitor: Visitor) -> None:
    number = a_journey()
    page = visitor.opens(f"/customers/{number}/person/")
    page.get_by_role("link", name="Not the same? Undo").first.click()
    expect(page.get_by_role("heading", name="Who moves")).to_be_visible()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("status")).to_contain_text("Done, as number")
    house.follow()
    page.reload()
    expect(page.get_by_role("heading", name="What people said")).to_be_visible()
    assert visitor.complaints == []


def test_from_the_picture_to_the_matter(visitor: Visitor) -> None:
    page = visitor.opens(f"/customers/{a_journey()}/")
    page.locator(".years svg a").first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/matters/\d+/$"))
