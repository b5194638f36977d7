"""The tracker's way in: what it sends is mapped, signals are honoured by headers alone, the script is small."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from regard import house
from regard.foundation import clock
from regard.record.log import at
from regard.record.public import refusals, unseal
from regard.web.collect.script import Script
from tests.collect.sender import Sender, no_pages


def an_event(**more: Any) -> dict[str, Any]:
    return {
        "id": "e1", "kind": "page", "at": clock.now().isoformat(), "path": "/bicycles/", "language": "en",
        "cookie": "c1", "session": "s1", "account": "u1", "detail": {"from": "https://elsewhere.example"}, **more,
    }  # fmt: skip


def send(sender: Sender, *events: Any, **headers: str) -> int:
    body = json.dumps({"key": sender.key, "sent_at": clock.now().isoformat(), "events": events}).encode()
    return sender.post("/v1/tracker", body, key="", content_type="text/plain;charset=UTF-8", **headers).status


def test_a_page_is_seen_by_a_browser_of_a_customer(sender: Sender) -> None:
    assert send(sender, an_event()) == 200
    (one,) = at(range(1, 10_000))
    assert (one.channel, one.kind, one.direction, one.touchpoint) == ("web", "page", "observed", "/bicycles/")
    sealed = unseal(house.open_for("mend_record", by="a test"), [one.seq])[one.seq]
    assert {(each.kind, each.value) for each in sealed.identifiers} == {("cookie", "c1"), ("account", "u1")}


@pytest.mark.parametrize(("header", "signal"), [("sec_gpc", "gpc"), ("dnt", "dnt")])
def test_a_signal_in_the_header_is_enough(sender: Sender, header: str, signal: str) -> None:
    events = (an_event(), an_event(id="e2", kind="click"), an_event(id="e3", kind="identify"), an_event(kind=3), 7)
    assert send(sender, *events, **{header: "1"}) == 200
    (one,) = at(range(1, 10_000))
    reading = house.open_for("mend_record", by="a test")
    sealed = unseal(reading, [one.seq])[one.seq]
    assert (one.kind, one.keys, sealed.identifiers) == ("page", (), ())
    assert sealed.facts == {"path": "/bicycles/", "privacy_signal": signal}
    assert refusals(reading) == []


def test_a_signal_that_only_the_script_saw_is_enough(sender: Sender) -> None:
    send(sender, an_event(privacy="gpc"), an_event(id="e2", kind="click", privacy="gpc"))
    (one,) = at(range(1, 10_000))
    assert not one.has_identifiers


def test_the_same_event_again_is_known(sender: Sender) -> None:
    one = an_event()
    send(sender, one)
    send(sender, one)
    assert sender.ring.events["known"] == 1


def asked(path: str, **more: str) -> tuple[str, dict[str, str], bytes]:
    said: list[Any] = []
    environ = {"PATH_INFO": path, "REQUEST_METHOD": "GET", **more}
    body = b"".join(Script(no_pages)(environ, lambda status, headers: said.extend((status, dict(headers)))))
    return said[0], said[1], body


def test_the_script_is_small_and_asked_for_once() -> None:
    status, headers, packed = asked("/regard.js", HTTP_ACCEPT_ENCODING="gzip, br")
    assert status == "200 OK"
    assert len(packed) <= 5 * 1024
    assert gzip.decompress(packed) == asked("/regard.js")[2]
    assert "max-age=86400" in headers["Cache-Control"]
    assert asked("/regard.js", HTTP_IF_NONE_MATCH=headers["ETag"])[0] == "304 Not Modified"
    assert asked("/regard.js", REQUEST_METHOD="HEAD")[2] == b""


def test_that_global_privacy_control_is_honoured_is_said() -> None:
    assert json.loads(asked("/.well-known/gpc.json")[2])["gpc"] is True


def test_everything_else_is_a_page() -> None:
    assert asked("/sources/")[2] == b"a page"
    assert asked("/regard.js", REQUEST_METHOD="POST")[2] == b"a page"
