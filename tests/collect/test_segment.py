"""The calls of Segment's tracking API become interactions."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.collect.sender import Sender, logged, sealed

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def track(**more: Any) -> dict[str, Any]:
    return {
        "type": "track", "event": "Order Completed", "userId": "u1", "messageId": "m1",
        "timestamp": MONDAY.isoformat(), "properties": {"order_id": "o1", "revenue": 12.5, "currency": "THB"}, **more,
    }  # fmt: skip


def call(kind: str, **more: Any) -> dict[str, Any]:
    return {"userId": "u1", "anonymousId": "a1", "messageId": f"of {kind}", "timestamp": MONDAY.isoformat(), **more}


@pytest.fixture
def sender(sender: Sender) -> Sender:
    """Somebody who sends on that Monday."""
    sender.now = MONDAY + timedelta(minutes=1)
    return sender


def test_an_event_of_the_commerce_specification_is_a_purchase(sender: Sender) -> None:
    assert sender.post("/v1/track", track()).body == {"success": True}
    (one,) = logged()
    assert (one.channel, one.kind, one.value, one.currency) == ("order", "purchase", 12.5, "THB")
    assert [key.kind for key in one.keys] == ["order"]


@pytest.mark.parametrize(
    ("kind", "more", "expected"),
    [
        ("identify", {"traits": {"email": "cyn@example.com"}}, ("web", "identify")),
        ("track", {"event": "Live Chat Conversation Started"}, ("chat", "message")),
        ("track", {"event": "Wheel Spun"}, ("web", "Wheel Spun")),
        ("page", {"name": "Home"}, ("web", "page")),
        ("screen", {"name": "Basket"}, ("app", "page")),
        ("group", {"groupId": "g1"}, ("web", "group")),
        ("alias", {"previousId": "a0"}, ("web", "alias")),
    ],
)
@pytest.mark.parametrize("way", ["long", "short"])
def test_each_call_by_its_long_and_short_path(
    sender: Sender, kind: str, more: dict[str, Any], expected: tuple[str, str], way: str
) -> None:
    assert sender.post(f"/v1/{kind[0] if way == 'short' else kind}", call(kind, **more)).body == {"success": True}
    (one,) = logged()
    assert ((one.channel, one.kind), one.direction) == (expected, "in" if expected[0] == "chat" else "observed")


@pytest.mark.parametrize("path", ["/v1/batch", "/v1/b", "/v1/import", "/v1/batch/"])
def test_a_batch_by_any_of_its_paths(sender: Sender, path: str) -> None:
    assert sender.post(path, {"batch": [track(), track(messageId="m2")]}).body == {"success": True}
    assert len(logged()) == 2


def test_who_it_was(sender: Sender) -> None:
    sender.post("/v1/identify", call("identify", traits={"email": "cyn@example.com", "phone": "+66 2 123 4567"}))
    found = {(one.kind, one.namespace, one.value) for one in sealed(logged()[0]).identifiers}
    assert found == {
        ("account", "shop", "u1"), ("cookie", "shop", "a1"), ("email", "global", "cyn@example.com"),
        ("phone", "global", "+66 2 123 4567"),
    }  # fmt: skip


def test_an_alias_names_the_old_and_the_new_id(sender: Sender) -> None:
    sender.post("/v1/alias", {"userId": "u1", "previousId": "a0", "messageId": "x", "timestamp": MONDAY.isoformat()})
    assert {(one.kind, one.value) for one in sealed(logged()[0]).identifiers} == {("account", "u1"), ("cookie", "a0")}


def test_a_group_is_an_organisation(sender: Sender) -> None:
    sender.post("/v1/group", call("group", groupId="g1", traits={"name": "Meridian"}))
    (one,) = logged()
    assert [(ref.kind, ref.value) for ref in sealed(one).objects] == [("organisation", "g1")]


def test_what_the_mapping_does_not_read_is_kept_sealed(sender: Sender) -> None:
    sender.post("/v1/track", track(properties={"currency": "THB", "colour": "red", "products": [{"sku": 1}]}))
    assert sealed(logged()[0]).facts == {"properties.colour": "red", "properties.products": '[{"sku":1}]'}


def test_the_context_of_a_batch_is_that_of_each_event(sender: Sender) -> None:
    shared = {"locale": "th-TH", "app": {"name": "shop app"}}
    own = track(messageId="m2", context={"locale": "zh-CN"})
    sender.post("/v1/batch", {"batch": [track(), own], "context": shared})
    assert [(one.language, one.touchpoint) for one in logged()] == [("th-TH", "shop app"), ("zh-CN", "shop app")]


def test_the_same_message_again_is_known_whatever_the_clocks_say(sender: Sender) -> None:
    sender.now = MONDAY + timedelta(hours=2)
    for seconds in (0, 7):
        sent_at = MONDAY + timedelta(seconds=seconds)
        assert sender.post("/v1/batch", {"batch": [track()], "sentAt": sent_at.isoformat()}).status == 200
    (one,) = logged()
    # The sender's clock is two hours behind ours.
    assert one.occurred_at == MONDAY + timedelta(hours=2)
    assert sender.ring.events == {"appended": 1, "known": 1, "refused": 0}


def test_a_message_without_a_moment_is_known_when_it_comes_again(sender: Sender) -> None:
    event = {name: value for name, value in track().items() if name != "timestamp"}
    for minutes in (1, 2):
        sender.now = MONDAY + timedelta(minutes=minutes)
        sender.post("/v1/batch", {"batch": [event], "sentAt": sender.now.isoformat()})
    (one,) = logged()
    assert one.occurred_at == MONDAY + timedelta(minutes=1)
    assert sender.ring.events["known"] == 1


@pytest.mark.parametrize(
    ("behind", "moved"), [(4, 0), (-4, 0), (6, 6), (-6, -6), (86_400 * 400, 86_400 * 400), (-3_600, -3_600)]
)
def test_a_wrong_clock_is_corrected_beyond_the_way_through_the_network(
    sender: Sender, behind: float, moved: float
) -> None:
    sender.now = MONDAY
    theirs = MONDAY - timedelta(seconds=behind)
    sender.post("/v1/track", track(timestamp=(theirs - timedelta(minutes=1)).isoformat(), sentAt=theirs.isoformat()))
    said = MONDAY - timedelta(seconds=behind, minutes=1)
    assert logged()[0].occurred_at == said + timedelta(seconds=moved)


def test_one_bad_event_fails_alone_and_is_kept(sender: Sender) -> None:
    good, bad = track(), track(messageId="m2", timestamp="soon")
    body = gzip.compress(json.dumps({"batch": [bad, good, 3], "writeKey": sender.key}).encode())
    reply = sender.post("/v1/batch", body, key="", content_type="text/plain", content_encoding="gzip")
    assert reply.body == {"success": True, "refused": 2}
    assert len(logged()) == 1
    assert sender.kept() == [("not_an_object", 3), ("unreadable_moment", bad)]


def test_a_refused_event_that_comes_again_is_kept_once(sender: Sender) -> None:
    for seconds in (10, 20):
        sender.now = MONDAY + timedelta(seconds=seconds)
        sender.post("/v1/batch", {"batch": [track(timestamp="soon")], "sentAt": MONDAY.isoformat()})
    assert len(sender.kept()) == 1


def test_an_event_larger_than_32_kb_fails_alone(sender: Sender) -> None:
    large = track(messageId="m2", properties={"words": "a" * 33_000})
    assert sender.post("/v1/batch", {"batch": [large, track()]}).body == {"success": True, "refused": 1}
    assert sender.post("/v1/track", large).status == 413
    assert len(logged()) == 1


def test_a_batch_larger_than_500_kb_is_turned_away(sender: Sender) -> None:
    body = {"batch": [track(messageId=str(number), properties={"w": "a" * 30_000}) for number in range(18)]}
    reply = sender.post("/v1/batch", body)
    assert (reply.status, reply.body["error"]["reason"]) == (413, "too_large")
    assert sender.post("/v1/batch", gzip.compress(json.dumps(body).encode()), content_encoding="gzip").status == 413
    assert logged() == []


def test_the_browser_library_is_pointed_back_here(sender: Sender) -> None:
    reply = sender.post("/v1/projects/abc/settings", method="GET", key="", host="cx.example")
    told = reply.body["integrations"]["Segment.io"]
    assert (reply.status, told["apiKey"], told["apiHost"]) == (200, "abc", "cx.example/v1")
    assert sender.post("/v1/m", {"series": []}, key="").status == 200
