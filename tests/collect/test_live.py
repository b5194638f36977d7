"""The live page: what arrived, what the door did, and what it became, also when another process took it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from regard import house
from regard.company.models import StaffMember
from regard.foundation import clock
from regard.record.public import LOG, admit
from regard.web.collect.ring import RING, Ring
from regard.web.happenings import cursor, happenings
from tests.builders import an_interaction
from tests.collect.sender import Sender
from tests.web.conftest import own_lake, signed_in
from tests.web.test_hundred import page_of

__all__ = ["own_lake"]

pytestmark = pytest.mark.usefixtures("own_lake")


@pytest.fixture
def bo(sender: Sender) -> Client:
    """Bo watches what the sender of this test sends, in this very process."""
    RING.__init__()  # type: ignore[misc]  # Nothing of the test before.
    sender.ring = RING
    sender.__post_init__()
    return signed_in(StaffMember.objects.create(email="bo@example.com", name="Bo"))


def said(**more: Any) -> dict[str, Any]:
    return {
        "message_id": "m1", "occurred_at": clock.now().isoformat(), "channel": "email", "kind": "message",
        "direction": "in", "role": "asks", "text": "Where is my parcel?",
        "identifiers": [{"kind": "account", "value": "cyn-7"}], **more,
    }  # fmt: skip


def outcomes(ring: Ring) -> list[str]:
    reading = house.open_for("connect_source", by="Bo")
    return [one.outcome for one in happenings(reading, ring=ring)]


def test_each_is_shown_with_what_the_door_did(sender: Sender, bo: Client) -> None:
    one = said()
    for body in (one, one, {**one, "text": "Hello?"}, said(message_id="m2", channel="pigeon"), b"{"):
        sender.post("/v1/interactions", body)
    sender.post("/v1/interactions", one, key="rgw_wrong")
    page = page_of(bo, "/live/")
    for words in ("admitted", "known already", "revision", "refused", "no JSON", "write key not known"):
        assert words in page
    assert sender.key[:10] in page
    assert "Where is my parcel" not in page


def test_what_another_process_took_is_shown_once(sender: Sender, bo: Client) -> None:
    one = said()
    sender.post("/v1/interactions", one)
    sender.post("/v1/interactions", {**one, "text": "Hello?"})
    sender.post("/v1/interactions", said(message_id="m2", channel="pigeon"))
    assert sorted(outcomes(RING)) == ["appended", "refused", "revision"]
    assert sorted(outcomes(Ring())) == ["appended", "refused", "revision"]


def test_of_thousands_at_once_the_last_fifty_are_shown(sender: Sender, bo: Client) -> None:
    sender.post("/v1/interactions", [said(message_id=f"m{number}", channel="pigeon") for number in range(300)])
    sender.post("/v1/interactions", [said(message_id=f"n{number}") for number in range(300)])
    assert outcomes(RING) == outcomes(Ring()) == ["appended"] * 50
    found = happenings(house.open_for("connect_source", by="Bo"), ring=RING)
    assert found[0].number == LOG.head()


def test_what_an_import_brought_is_not_shown(bo: Client) -> None:
    admit([an_interaction()], received_at=clock.now(), import_id=7)
    assert outcomes(RING) == []


def test_it_says_which_customer_and_matter_it_became_once_followed(sender: Sender, bo: Client) -> None:
    sender.post("/v1/interactions", said())
    assert "not yet followed" in page_of(bo, "/live/")
    while house.follow():
        pass
    page = page_of(bo, "/live/")
    assert "not yet followed" not in page
    assert re.search(r'href="/customers/\d+/"', page)
    assert re.search(r'href="/matters/\d+/"', page)


def test_nothing_is_read_while_nothing_is_newer(sender: Sender, bo: Client) -> None:
    sender.post("/v1/interactions", said())
    before = cursor()
    assert bo.get("/live/rows/", {"since": before}).status_code == 204
    sender.post("/v1/interactions", said(message_id="m2"))
    fresh = bo.get("/live/rows/", {"since": before})
    assert fresh.status_code == 200
    assert fresh.content.decode().count('<tr class="appended">') == 2
    assert f"since={cursor()}" in fresh.content.decode()


def test_one_source_at_a_time_and_paused(sender: Sender, bo: Client) -> None:
    sender.post("/v1/interactions", said())
    assert "admitted" in page_of(bo, "/live/?source=shop")
    assert "hx-get" not in page_of(bo, "/live/?source=shop&paused=yes")
    assert bo.get("/live/?source=pigeon").status_code == 404


def test_an_interaction_opens_unsealed(sender: Sender, bo: Client) -> None:
    sender.post("/v1/interactions", said(facts={"shelf": "B7"}))
    page = page_of(bo, f"/live/interactions/{LOG.head()}/")
    for words in ("Where is my parcel?", "cyn-7", "B7", "m1"):
        assert words in page
    assert bo.get("/live/interactions/99999/").status_code == 404


def test_what_the_record_says_of_an_interaction_is_told_in_the_readers_language(sender: Sender, bo: Client) -> None:
    sender.post("/v1/interactions", said(stage="consideration", value=12.5, currency="THB"))
    bo.cookies["django_language"] = "zh-hans"
    page = page_of(bo, f"/live/interactions/{LOG.head()}/")
    assert "<dt>旅程阶段</dt><dd>考虑</dd>" in page
    assert "<dt>金额</dt><dd>12.5 THB</dd>" in page


def test_a_refusal_opens_with_its_original_and_the_way_to_mend_it(sender: Sender, bo: Client) -> None:
    sender.post("/v1/hooks/shop", {"what": "called", "shelf": "B7"})
    page = page_of(bo, "/live/")
    (address,) = {part.split('"')[0] for part in page.split('href="') if part.startswith("/live/refusals/")}
    opened = page_of(bo, address)
    assert "B7" in opened
    assert "/source/shop/mappings/webhook/" in opened


def test_an_empty_page_says_how_to_send_the_first(bo: Client) -> None:
    assert "curl http://testserver/v1/interactions" in page_of(bo, "/live/?source=shop")
