"""The calls of Segment's tracking API become interactions."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from regard.record.log import at
from regard.record.public import Logged
from tests.collect.sender import Sender

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def logged() -> list[Logged]:
    """What the log holds, in order."""
    return at(range(1, 10_000))


def track(**more: Any) -> dict[str, Any]:
    return {
        "type": "track", "event": "Order Completed", "userId": "u1", "messageId": "m1",
        "timestamp": MONDAY.isoformat(), "properties": {"order_id": "o1", "revenue": 12.5, "currency": "THB"}, **more,
    }  # fmt: skip


def test_an_event_of_the_commerce_specification_is_a_purchase(sender: Sender) -> None:
    assert sender.post("/v1/track", track()).body == {"success": True}
    (one,) = logged()
    assert (one.channel, one.kind, one.value, one.currency) == ("order", "purchase", 12.5, "THB")
    assert [key.kind for key in one.keys] == ["order"]


def test_the_same_message_again_is_known_whatever_the_clocks_say(sender: Sender) -> None:
    sender.now = MONDAY + timedelta(hours=2)
    for seconds in (0, 7):
        sent_at = MONDAY + timedelta(seconds=seconds)
        assert sender.post("/v1/batch", {"batch": [track()], "sentAt": sent_at.isoformat()}).status == 200
    (one,) = logged()
    # The sender's clock is two hours behind ours.
    assert one.occurred_at == MONDAY + timedelta(hours=2)
    assert sender.ring.events == {"appended": 1, "known": 1, "refused": 0}


def test_one_bad_event_fails_alone_and_is_kept(sender: Sender) -> None:
    good, bad = track(), track(messageId="m2", timestamp="soon")
    body = gzip.compress(json.dumps({"batch": [bad, good, 3], "writeKey": sender.key}).encode())
    reply = sender.post("/v1/batch", body, key="", content_type="text/plain", content_encoding="gzip")
    assert reply.body == {"success": True, "refused": 2}
    assert len(logged()) == 1
