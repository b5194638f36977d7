"""Who may come in: write keys, where they stand, from which pages, and until when."""

from __future__ import annotations

import base64
import time
from datetime import timedelta
from typing import Any

import pytest

from regard.company.public import end_write_key, make_write_key, rotate_write_key, write_keys
from regard.foundation import clock
from tests.collect.sender import Sender, a_source, logged

EVENT: dict[str, Any] = {"type": "page", "userId": "u1", "name": "Home"}


def number_of(key: str) -> int:
    return next(one.number for one in write_keys(now=clock.now()) if key.startswith(one.prefix))


def soon(sender: Sender, key: str, status: int) -> bool:
    """Whether the door answers so within a second and a half."""
    until = time.monotonic() + 1.5
    while time.monotonic() < until:
        if sender.post("/v1/page", EVENT, key=key).status == status:
            return True
        time.sleep(0.05)
    return False


def test_the_key_is_the_user_of_basic_auth_or_bearer_or_stands_in_the_body(sender: Sender) -> None:
    basic = base64.b64encode(f"{sender.key}:ignored".encode()).decode()
    for given in (f"Basic {basic}", f"basic {basic}", f"Bearer {sender.key}"):
        assert sender.post("/v1/page", EVENT, key="", authorization=given).status == 200
    assert sender.post("/v1/page", {**EVENT, "writeKey": sender.key}, key="").status == 200
    assert sender.post("/v1/batch", {"batch": [EVENT], "writeKey": sender.key}, key="").status == 200
    assert sender.post("/v1/batch", {"batch": [{**EVENT, "writeKey": sender.key}]}, key="").status == 200
    assert len(logged()) == 6


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("", "no_key"),
        ("Basic !!!", "no_key"),
        ("Basic " + base64.b64encode(b"\xff\xfe:").decode(), "no_key"),
        ("Digest x", "no_key"),
        ("Bearer ", "no_key"),
        ("Bearer rgw_" + "a" * 43, "unknown_key"),
        ("Bearer \xff\xfe", "unknown_key"),
    ],
)
def test_without_a_key_that_opens_nothing_is_kept(sender: Sender, given: str, reason: str) -> None:
    reply = sender.post("/v1/page", EVENT, key="", authorization=given)
    assert (reply.status, reply.body["error"]["reason"]) == (401, reason)
    assert reply.headers["WWW-Authenticate"].startswith("Basic")
    assert logged() == []
    assert sender.kept() == []


def test_the_key_says_whose_it_is(sender: Sender) -> None:
    other = a_source("desk")
    sender.post("/v1/page", {**EVENT, "context": {"source": "shop"}}, key=other)
    assert logged()[0].source == "desk"


def test_a_key_is_kept_as_a_hash_and_shown_by_its_beginning(sender: Sender) -> None:
    (shown,) = write_keys("shop", now=clock.now())
    assert sender.key.startswith(shown.prefix)
    assert len(shown.prefix) < 12


def test_a_key_for_certain_pages_is_good_from_nowhere_else(sender: Sender) -> None:
    key = make_write_key("shop", name="site", by="Ada", at=clock.now(), origins=["https://Shop.example/"])
    assert soon(sender, sender.key, 200)
    door = Sender(key)
    for origin, status in (("https://shop.example", 200), ("https://evil.example", 403), ("http://shop.example", 403)):
        assert door.post("/v1/page", EVENT, origin=origin).status == status
    assert door.post("/v1/page", EVENT).status == 403


def test_a_new_key_opens_and_a_revoked_one_stops_within_a_second(sender: Sender) -> None:
    assert sender.post("/v1/page", EVENT).status == 200
    new = make_write_key("shop", name="new", by="Ada", at=clock.now())
    assert soon(sender, new, 200)
    end_write_key(number_of(sender.key), at=clock.now())
    assert soon(sender, sender.key, 401)
    assert soon(sender, new, 200)


def test_a_key_that_is_changed_goes_on_opening_for_the_overlap(sender: Sender) -> None:
    new = rotate_write_key(number_of(sender.key), overlap=timedelta(seconds=2), by="Ada", at=clock.now())
    assert soon(sender, new, 200)
    assert sender.post("/v1/page", EVENT).status == 200
    time.sleep(1)
    # The overlap ends by the clock, not when keys are read again.
    assert soon(sender, sender.key, 401)


def test_a_key_is_ready_to_write_and_nothing_else(sender: Sender) -> None:
    for method in ("GET", "PUT", "DELETE", "PATCH", "HEAD"):
        reply = sender.post("/v1/page", EVENT, method=method)
        assert (reply.status, reply.headers["Allow"]) == (405, "POST, OPTIONS")
