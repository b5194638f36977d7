"""Segment's own Python library, unchanged, against a real server."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from segment.analytics.client import Client  # type: ignore[import-untyped]

from tests.collect.live import LiveDoor

THEN = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


def a_client(door: LiveDoor, **more: Any) -> Client:
    errors: list[Exception] = []
    client = Client(
        door.key, host=door.address, on_error=lambda error, _: errors.append(error), max_retries=3, timeout=20, **more
    )
    client.errors = errors
    return client


def flushed(client: Client) -> None:
    client.flush()
    client.join()
    assert client.errors == []


@pytest.mark.parametrize("gzip", [False, True], ids=["plain", "gzip"])
def test_every_call_arrives_as_what_it_means(live_door: LiveDoor, gzip: Any) -> None:
    who = f"u-{'gzip' if gzip else 'plain'}"
    client = a_client(live_door, gzip=gzip)
    client.identify(who, {"email": f"{who}@example.com"}, timestamp=THEN)
    client.track(who, "Order Completed", {"order_id": "o1", "revenue": 9.5, "currency": "THB", "gift": True})
    client.page(who, "Shop", "Home", {"path": "/"})
    client.screen(who, "App", "Basket")
    client.group(who, "g1", {"name": "Meridian"})
    client.alias(f"old-{who}", who)
    client.track(anonymous_id=who, event="สั่งซื้อ 订单", properties={"deep": {"list": [1, {"a": None}]}})
    flushed(client)
    ours = [one for one in live_door.logged() if who in json.dumps(one["identifiers"])]
    assert [(one["channel"], one["kind"]) for one in ours] == [
        ("web", "identify"), ("order", "purchase"), ("web", "page"), ("app", "page"), ("web", "group"),
        ("web", "alias"), ("web", "สั่งซื้อ 订单"),
    ]  # fmt: skip
    assert ours[0]["identifiers"] == {"account": who, "email": f"{who}@example.com"}
    assert ours[1]["objects"] == {"order": "o1"}
    assert ours[1]["facts"]["properties.gift"] == "true"
    assert ours[4]["objects"] == {"organisation": "g1"}
    assert ours[5]["identifiers"] == {"account": who, "cookie": f"old-{who}"}


def test_what_it_sends_again_because_no_answer_came_is_known(
    live_door: LiveDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = live_door.count()
    lost: list[int] = []
    post = requests.Session.post

    def lose_the_first_answer(self: Any, url: str, **more: Any) -> Any:
        reply = post(self, url, **more)
        if not lost:
            lost.append(reply.status_code)
            raise requests.ConnectionError("the answer was lost on the way")
        return reply

    monkeypatch.setattr(requests.Session, "post", lose_the_first_answer)
    client = a_client(live_door)
    for number in range(20):
        client.track("u-again", "Wheel Spun", {"number": number})
    flushed(client)
    assert lost == [200]
    assert live_door.count() == before + 20


def test_a_wrong_key_is_told_and_nothing_is_kept(live_door: LiveDoor) -> None:
    before = live_door.count()
    client = a_client(live_door)
    client.write_key = client.consumers[0].write_key = "rgw_wrong"
    client.track("u-wrong", "Wheel Spun")
    client.flush()
    client.join()
    assert [getattr(error, "status", error) for error in client.errors] == [401]
    assert live_door.count() == before
