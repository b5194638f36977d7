"""The live page in a browser: what is sent appears by itself, then whose it is; paused, it stands still."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from regard import house
from regard.company.public import make_write_key
from regard.foundation import clock
from regard.web.collect import writer
from regard.web.collect.ring import RING
from tests.collect.sender import Sender
from tests.pages.conftest import Visitor


@pytest.fixture
def sender(visitor: Visitor) -> Iterator[Sender]:
    """Sends for the desk, to a door of this very process."""
    key = make_write_key("desk", name="a test", by="Ada", at=clock.now())
    yield Sender(key, ring=RING)
    writer.stop()


def say(sender: Sender, name: str) -> None:
    one = {
        "message_id": name, "occurred_at": clock.now().isoformat(), "channel": "phone", "kind": "call",
        "direction": "in", "role": "asks", "touchpoint": name, "identifiers": [{"kind": "account", "value": name}],
    }  # fmt: skip
    assert sender.post("/v1/interactions", one).status == 200


def test_what_is_sent_appears_by_itself_and_then_whose_it_is(visitor: Visitor, sender: Sender) -> None:
    page = visitor.opens("/live/?source=desk")
    page.evaluate("window.stays = true")
    say(sender, "hotline")
    row = page.locator(".live tbody tr", has_text="hotline")
    expect(row).to_contain_text("not yet followed", timeout=5_000)
    house.follow()
    expect(row.locator("a[href^='/customers/']")).to_be_visible(timeout=5_000)
    assert page.evaluate("window.stays")
    page.click("text=Pause")
    say(sender, "second line")
    page.wait_for_timeout(1_500)
    expect(page.locator(".live")).not_to_contain_text("second line")
    page.click("text=Go on")
    expect(page.locator(".live tbody tr").first).to_contain_text("second line")
    assert visitor.complaints == []
