"""Whatever is sent: no 5xx, a clear answer, neighbours unharmed, and followers digest all that was admitted."""

from __future__ import annotations

import gzip
import json
import socket
import time
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from regard import house
from regard.web.collect.limits import Limits
from tests.collect.live import LiveDoor
from tests.collect.sender import Sender, logged

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
GOOD = {"type": "page", "userId": "good", "messageId": "good", "name": "Home"}


def mine(**more: Any) -> dict[str, Any]:
    usual = {"message_id": "m", "occurred_at": NOW.isoformat(), "channel": "chat", "kind": "message", "direction": "in"}
    return usual | more


def track(**more: Any) -> dict[str, Any]:
    return {"type": "track", "event": "x", "userId": "u", "messageId": "m", "timestamp": NOW.isoformat(), **more}


def dumped(value: Any) -> bytes:
    return json.dumps(value).encode()


BATCHES: dict[str, bytes] = {
    "deep": b'{"batch": [{"type": "track", "a": ' + b"[" * 10_000 + b"]" * 10_000 + b"}]}",
    "deep objects": b'{"batch": [' + b'{"a":' * 5_000 + b"1" + b"}" * 5_000 + b"]}",
    "deep context": b'{"batch": [], "context": ' + b'{"a":' * 50_000 + b"1" + b"}" * 50_000 + b"}",
    "deeper than any": b"[" * 100_000 + b"]" * 100_000,
    "not a list": dumped({"batch": {"a": 1}}),
    "a list of lists": dumped({"batch": [[1], [[2]]]}),
    "no batch": dumped({"events": []}),
    "5,001 events": dumped({"batch": [{}] * 5_001}),
    "empty objects": dumped({"batch": [{}] * 50}),
    "nulls": dumped({"batch": [None, None], "sentAt": None, "writeKey": None, "context": None}),
    "keys that are none": dumped({"batch": [], "sentAt": 7, "writeKey": ["a"], "context": [1]}),
    "10**400": b'{"batch": [{"type": "track", "properties": {"n": 1' + b"0" * 400 + b"}}]}",
    "10**5000": b'{"batch": [{"type": "track", "properties": {"n": 1' + b"0" * 5_000 + b"}}]}",
    "1e999": b'{"batch": [{"type": "track", "properties": {"revenue": 1e999}}]}',
    "NaN": b'{"batch": [{"type": "track", "properties": {"revenue": NaN}}]}',
    "bad UTF-8": b'{"batch": [{"type": "track", "event": "\xff\xfe"}]}',
    "surrogate as UTF-8": b'{"batch": [{"type": "track", "event": "\xed\xa0\x80"}]}',
    "lone surrogate": rb'{"batch": [{"type": "track", "event": "\ud800"}]}',
    "a NUL": rb'{"batch": [{"type": "track", "event": "a\u0000b", "messageId": "\u0000"}]}',
    "a raw NUL": b'{"batch": [{"type": "track", "event": "a\x00b"}]}',
    "twice the key": b'{"batch": [{"type": "page", "type": "track", "event": "x", "event": "y"}], "batch": []}',
    "10,000 properties": dumped({"batch": [track(properties={f"p{n}": n for n in range(3_000)})]}),
    "a name of 10 KB": dumped({"batch": [track(properties={"n" * 10_000: 1})]}),
    "an event of 10 KB": dumped({"batch": [track(event="n" * 10_000)]}),
    "an id of 10 KB": dumped({"batch": [track(messageId="n" * 10_000)]}),
    "numbers for words": dumped({"batch": [{"type": 1, "event": 2, "userId": 3, "messageId": 4, "timestamp": 5}]}),
    "objects for words": dumped({"batch": [track(event={"a": 1}, userId=[1], timestamp={"b": 2}, messageId={"c": 3})]}),
    "dotted names": dumped({"batch": [track(**{"properties.revenue": "x", "context": {"page.url": {"a": 1}}, "": 1})]}),
    "sent in the year 1": dumped({"batch": [track()], "sentAt": "0001-01-01T00:00:00+23:59"}),
    "sent in the year 9999": dumped({"batch": [track()], "sentAt": "9999-12-31T23:59:59-23:59"}),
    "sent by no clock": dumped({"batch": [track()], "sentAt": "0000-00-00T99:99:99Z"}),
    "not gzip in the name": gzip.compress(b"{}"),
    "nothing": b"",
    "white": b" \t\r\n" * 1_000,
    "half a mark": b"\xef\xbb",
}
MOMENTS = [
    "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "1899-12-31T23:59:59Z", "10000-01-01T00:00:00Z", "2026-11-16",
    "9999-12-31T23:59:59.999999-12:00", "2026-11-16T09:00:00+24:00", "2026-11-16T09:00:00-23:59", "now", "", "1" * 400,
    "2026-02-30T00:00:00Z", "2026-11-16T09:00:60Z", "2569-11-16T09:00:00+07:00",
]  # fmt: skip
OWN: dict[str, Any] = {
    "source_order beyond 64 bits": mine(source_order=2**64),
    "a fact beyond 64 bits": mine(facts={"n": 10**400}),
    "the least": mine(source_order=-(2**63) - 1, value=-1.7e308, currency="THB"),
    "201 facts": mine(facts={f"f{n}": n for n in range(201)}),
    "a nameless fact": mine(facts={"": 1}),
    "1,000,001 characters": mine(text="a" * 1_000_001),
    "300,000 characters": mine(text="ก" * 300_000),
    "a promise in the year 9999": mine(promised_at="9999-12-31T23:59:59-23:59"),
    "an end before the beginning": mine(ended_at="1900-01-01T00:00:00Z"),
    "objects that are none": mine(
        objects=[1, "a", {}, [], {"kind": "case"}, ["case", "a"], {"kind": "x", "value": {}}]
    ),
    "identifiers that are none": mine(identifiers={"kind": "email"}),
    "names for everything": mine(kind="\u202e", touchpoint="\ufeff", language="\U0001f600" * 50),
    "corrects itself": mine(corrects="m"),
}


@pytest.fixture
def sender(sender: Sender) -> Sender:
    """One that is not held for a guesser of keys."""
    sender = Sender(sender.key, limits=Limits())
    sender.now = NOW + timedelta(minutes=1)
    return sender


@pytest.mark.parametrize("name", BATCHES)
def test_a_hostile_batch_is_answered_clearly_and_harms_nobody(sender: Sender, name: str) -> None:
    reply = sender.post("/v1/batch", BATCHES[name])
    assert reply.status == 200 or reply.body["error"]["message"]
    assert reply.status in (200, 400, 413)
    assert sender.post("/v1/page", GOOD).status == 200
    assert [one for one in logged() if one.kind == "page"]


def test_hostile_events_do_not_harm_their_neighbours_in_one_batch(sender: Sender) -> None:
    events = []
    for body in BATCHES.values():
        try:
            events += json.loads(body)["batch"]
        except (ValueError, KeyError, TypeError, RecursionError):
            continue
    hostile = [one for one in events if len(json.dumps(one)) < 4_000][:200]
    numbered = [{**GOOD, "messageId": f"good {number}"} for number in range(len(hostile))]
    mixed = [one for pair in zip(hostile, numbered, strict=True) for one in pair]
    assert len(hostile) > 50
    assert sender.post("/v1/batch", dumped({"batch": mixed})).status == 200
    assert len([one for one in logged() if one.kind == "page"]) == len(numbered)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_moment_that_is_none_refuses_its_event_alone(sender: Sender, moment: str) -> None:
    events = [mine(message_id="a", occurred_at=moment), mine(message_id="b", ended_at=moment), mine(message_id="c")]
    reply = sender.post("/v1/interactions", events)
    assert (reply.status, reply.body["appended"]) == (200, 3 - len(reply.body["refused"]))
    assert sender.post("/v1/batch", {"batch": [track(timestamp=moment)], "sentAt": moment}).status == 200
    house.follow()


@pytest.mark.parametrize("name", OWN)
def test_a_hostile_interaction_is_admitted_or_refused_and_kept(sender: Sender, name: str) -> None:
    reply = sender.post("/v1/interactions", OWN[name])
    assert reply.status in (200, 422)
    assert reply.body["appended"] + len(sender.kept()) == 1


def test_followers_digest_all_that_was_admitted(sender: Sender) -> None:
    for body in BATCHES.values():
        sender.post("/v1/batch", body)
    for number, one in enumerate(OWN.values()):
        sender.post("/v1/interactions", {**one, "message_id": str(number)})
    for hours in (-23, 14):
        at = NOW.astimezone(timezone(timedelta(hours=hours))).isoformat()
        sender.post("/v1/interactions", mine(message_id=f"at {hours}", occurred_at=at, promised_at=at))
    assert logged()
    while house.follow():
        pass
    with house.open_lake() as lake:
        while house.copy_lake(lake):
            pass
    while house.index_customers():
        pass
    assert {lag.behind for lag in house.lags()} == {0}


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "TRACE", "CONNECT", "PROPFIND", "", "post"])
def test_any_other_method_is_turned_away(sender: Sender, method: str) -> None:
    assert sender.post("/v1/batch", {}, method=method).status == 405


# The same against a real server, byte by byte.


def talk(door: LiveDoor, *parts: bytes, wait: float = 0.0) -> bytes:
    """Send these bytes, and what comes back until the server hangs up or is silent for long enough."""
    with socket.create_connection(("127.0.0.1", door.port), timeout=5) as one:
        for part in parts:
            try:
                one.sendall(part)
            except OSError:
                break
            time.sleep(wait)
        answer = b""
        one.settimeout(2)
        try:
            while more := one.recv(65_536):
                answer += more
                if b"}" in answer:
                    break
        except OSError:
            pass
        return answer


def request(door: LiveDoor, *headers: str, path: str = "/v1/batch") -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: x", f"Authorization: Bearer {door.key}", *headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


BODY = b'{"batch": []}'
TRICKS: dict[str, tuple[list[str], bytes]] = {
    "two lengths": (["Content-Length: 13", "Content-Length: 5"], BODY),
    "length and chunks": (["Content-Length: 13", "Transfer-Encoding: chunked"], b"d\r\n" + BODY + b"\r\n0\r\n\r\n"),
    "a negative length": (["Content-Length: -1"], BODY),
    "a length that is no number": (["Content-Length: 0x0d"], BODY),
    "10 GB": (["Content-Length: 10737418240"], BODY),
    "more than 64 bits": (["Content-Length: 99999999999999999999999"], BODY),
    "a chunk of no size": (["Transfer-Encoding: chunked"], b"zz\r\n" + BODY),
    "a negative chunk": (["Transfer-Encoding: chunked"], b"-1\r\n" + BODY),
    "a chunk beyond 64 bits": (["Transfer-Encoding: chunked"], b"f" * 30 + b"\r\n" + BODY),
    "chunks of chunks": (["Transfer-Encoding: chunked, chunked"], b"d\r\n" + BODY + b"\r\n0\r\n\r\n"),
    "chunks for ever": (["Transfer-Encoding: chunked"], (b"1000\r\n" + b"a" * 4_096 + b"\r\n") * 300),
    "a header of 100 KB": (["X-Large: " + "a" * 100_000, "Content-Length: 13"], BODY),
    "1,000 headers": ([f"X-{n}: a" for n in range(1_000)], b""),
    "a header that is none": (["no colon", "Content-Length: 13"], BODY),
    "a folded header": (["X-A: b\r\n c", "Content-Length: 13"], BODY),
    "bytes in headers": (["Webhook-Signature: v1,\xff\xfe", "Webhook-Id: \xe9", "Content-Length: 13"], BODY),
}


# The server reads these as they are meant; where the body ends is never in doubt.
HARMLESS = {"bytes in headers", "length and chunks", "chunks of chunks", "a header of 100 KB"}


@pytest.mark.parametrize("name", TRICKS)
def test_a_trick_on_the_wire_is_turned_away_and_the_server_lives(live_door: LiveDoor, name: str) -> None:
    headers, body = TRICKS[name]
    answer = talk(live_door, request(live_door, *headers), body)
    assert b"HTTP/1.1 5" not in answer
    assert b"HTTP/1.1 200" not in answer or name in HARMLESS
    fine = talk(live_door, request(live_door, "Content-Length: 13"), BODY)
    assert fine.startswith(b"HTTP/1.1 200")


def test_chunks_are_a_body_like_any_other(live_door: LiveDoor) -> None:
    chunks = b"5\r\n" + BODY[:5] + b"\r\n", b"8\r\n" + BODY[5:] + b"\r\n", b"0\r\n\r\n"
    assert talk(live_door, request(live_door, "Transfer-Encoding: chunked"), *chunks, wait=0.1).startswith(
        b"HTTP/1.1 200"
    )


def test_a_sender_that_goes_away_in_the_middle_leaves_nothing(live_door: LiveDoor) -> None:
    event = dumped({"batch": [GOOD]})
    before = live_door.count()
    with socket.create_connection(("127.0.0.1", live_door.port)) as one:
        one.sendall(request(live_door, f"Content-Length: {len(event)}") + event[:-2])
    with socket.create_connection(("127.0.0.1", live_door.port)) as one:
        one.sendall(request(live_door, f"Content-Length: {len(event)}") + event[:-2])
        one.shutdown(socket.SHUT_WR)
        assert not one.recv(65_536).startswith(b"HTTP/1.1 200")
    assert talk(live_door, request(live_door, "Content-Length: 13"), BODY).startswith(b"HTTP/1.1 200")
    assert live_door.count() == before
