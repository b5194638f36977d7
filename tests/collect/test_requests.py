"""What a request may be: how large, how packed, from where; and what the door answers when it cannot."""

from __future__ import annotations

import gzip
import io
import json
import threading
from typing import Any

import pytest

from regard.record.log import close_connection
from regard.record.public import Appender
from regard.web.collect import writer
from regard.web.collect.limits import Limits, address_of
from tests.collect.sender import Sender, logged

EVENT: dict[str, Any] = {"type": "page", "userId": "u1", "messageId": "m1", "name": "Home"}
RAW = json.dumps(EVENT).encode()


def test_what_is_not_for_the_door_is_handed_on(sender: Sender) -> None:
    for path in ("/", "/v1", "/v2/track", "/settings/v1/track"):
        assert sender.post(path, method="GET").body == b"a page"


def test_a_body_may_be_gzip_and_called_anything(sender: Sender) -> None:
    assert sender.post("/v1/page", gzip.compress(RAW), content_encoding="gzip").status == 200
    assert sender.post("/v1/page", gzip.compress(RAW), content_encoding="GZIP").status == 200
    assert sender.post("/v1/page", RAW, content_type="text/plain;charset=UTF-8").status == 200
    assert sender.post("/v1/page", b"\xef\xbb\xbf" + RAW, content_encoding="identity").status == 200
    assert sender.ring.events == {"appended": 1, "known": 3, "refused": 0}


ZIPPED = {"content_encoding": "gzip"}
UNREADABLE: dict[str, tuple[bytes, dict[str, str], int, str]] = {
    "gzip, cut": (gzip.compress(RAW)[:-9], ZIPPED, 400, "cut_off"),
    "no gzip": (RAW, ZIPPED, 400, "not_gzip"),
    "too large unpacked": (gzip.compress(b"a" * 40_000), ZIPPED, 413, "too_large"),
    "a bomb": (gzip.compress(b"\0" * 50_000_000), ZIPPED, 413, "too_large"),
    "brotli": (RAW, {"content_encoding": "br"}, 415, "encoding"),
    "gzip twice": (RAW, {"content_encoding": "gzip, gzip"}, 415, "encoding"),
    "half a brace": (b"{", {}, 400, "not_json"),
    "nothing": (b"", {}, 400, "not_json"),
    "a word": (b'"x"', {}, 400, "not_an_object"),
    "a list": (b"[]", {}, 400, "not_an_object"),
    "too large": (b"a" * 33_000, {}, 413, "too_large"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_turned_away_with_words(sender: Sender, name: str) -> None:
    body, headers, status, reason = UNREADABLE[name]
    reply = sender.post("/v1/page", body, **headers)
    assert (reply.status, reply.body["error"]["reason"]) == (status, reason)
    assert reply.body["error"]["message"]
    assert b"aaaa" not in json.dumps(reply.body).encode(), "nothing of the body is said back"


@pytest.mark.parametrize(
    ("length", "reason"), [("-1", "length"), ("1e9", "length"), ("９", "length"), ("99", "cut_off")]
)
def test_a_length_that_is_not_true(sender: Sender, length: str, reason: str) -> None:
    said: list[Any] = []
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/v1/page",
        "CONTENT_LENGTH": length,
        "wsgi.input": io.BytesIO(b"{}"),
    }
    body = b"".join(sender.door(environ, lambda status, _: said.append(status)))
    assert said == ["400 Bad Request"]
    assert json.loads(body)["error"]["reason"] == reason


def test_a_page_anywhere_may_ask_first(sender: Sender) -> None:
    reply = sender.post("/v1/batch", method="OPTIONS", key="", origin="https://shop.example")
    assert (reply.status, reply.headers["Access-Control-Allow-Origin"]) == (204, "*")
    assert "POST" in reply.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in reply.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in reply.headers
    assert sender.post("/v1/page", EVENT, origin="https://shop.example").headers["Access-Control-Allow-Origin"] == "*"
    refused = sender.post("/v1/page", b"{", origin="https://shop.example")
    assert refused.headers["Access-Control-Allow-Origin"] == "*", "else the page cannot read why"


def test_no_such_call(sender: Sender) -> None:
    for path in ("/v1/", "/v1/tracks", "/v1/hooks/", "/v1/hooks/a/b", "/v1/../v1/x"):
        reply = sender.post(path, EVENT)
        assert (reply.status, reply.body["error"]["reason"]) == (404, "no_such_call")


def test_an_address_may_send_so_much_and_is_told_when_to_come_again(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REGARD_COLLECT_REQUESTS", "2")
    sender = Sender(sender.key, limits=Limits())
    replies = [sender.post("/v1/page", EVENT) for _ in range(5)]
    assert [one.status for one in replies] == [200] * 4 + [429]
    assert int(replies[-1].headers["Retry-After"]) >= 1
    sender.address = "127.0.0.2"
    assert sender.post("/v1/page", EVENT).status == 200


def test_a_key_may_send_so_many_events(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGARD_COLLECT_EVENTS", "5")
    sender = Sender(sender.key, limits=Limits())
    assert sender.post("/v1/batch", {"batch": [EVENT] * 10}).status == 200
    assert sender.post("/v1/batch", {"batch": [EVENT] * 10}).status == 429


def test_who_guesses_keys_must_guess_slowly(sender: Sender) -> None:
    found = [sender.post("/v1/page", EVENT, key=f"rgw_{number}").status for number in range(110)]
    assert set(found[:100]) == {401}
    assert found[-1] == 429


def test_behind_our_proxies_the_address_is_the_one_they_name(monkeypatch: pytest.MonkeyPatch) -> None:
    environ = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "6.6.6.6, 1.2.3.4"}
    assert address_of(environ) == "10.0.0.1", "anybody can write a header"
    monkeypatch.setenv("REGARD_PROXIES", "1")
    assert address_of(environ) == "1.2.3.4"
    assert address_of({"REMOTE_ADDR": "2001:db8:0:1:ffff::9"}) == "2001:db8:0:1::/64"


def test_a_full_queue_keeps_nothing_and_says_when_to_come_again(
    real_sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    free, begun = threading.Event(), threading.Event()
    keep = writer._keep

    def slow(checked: Any) -> Any:
        begun.set()
        free.wait(10)
        return keep(checked)

    monkeypatch.setattr(writer, "_appender", Appender(slow, most_waiting=1, at_end=close_connection))
    statuses: list[int] = []

    def send(number: int) -> None:
        statuses.append(real_sender.post("/v1/page", {**EVENT, "messageId": str(number)}).status)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(2)]
    # The first request reads the keys in this thread: the others must not wait for a database of theirs.
    real_sender.post("/v1/nowhere")
    threads[0].start()
    begun.wait(5)
    threads[1].start()
    while writer.waiting() < 2:
        pass
    full = real_sender.post("/v1/page", {**EVENT, "messageId": "too many"})
    assert (full.status, full.body["error"]["reason"], full.headers["Retry-After"]) == (503, "too_busy", "1")
    free.set()
    for thread in threads:
        thread.join()
    assert statuses == [200, 200]
    assert len(logged()) == 2


def test_what_the_disk_does_not_take_is_not_acknowledged(real_sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_checked: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writer, "_appender", Appender(full, at_end=close_connection))
    reply = real_sender.post("/v1/page", EVENT)
    assert (reply.status, reply.body["error"]["reason"]) == (503, "cannot_write")
    assert int(reply.headers["Retry-After"]) > 0
    writer.stop()
    assert real_sender.post("/v1/page", EVENT).status == 200
    assert real_sender.ring.events["appended"] == len(logged()) == 1


def test_what_fails_here_is_no_fault_of_the_sender(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_checked: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(sender.door, "_write", broken)
    reply = sender.post("/v1/page", EVENT)
    assert (reply.status, reply.body["error"]["reason"]) == (503, "failed")
