"""Our own type at the door: in its four writings, answered event by event."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.collect.sender import Sender, logged, sealed

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


def chat(number: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "message_id": f"c{number}", "occurred_at": MONDAY.isoformat(), "channel": "chat", "kind": "message",
        "direction": "in", "role": "asks", "text": "Where is my parcel?", **more,
    }  # fmt: skip


def test_the_four_ways_to_write_it(sender: Sender) -> None:
    lines = "\n".join(json.dumps(chat(number)) for number in (4, 5)).encode() + b"\n\n"
    replies = [
        sender.post("/v1/interactions", chat(1)),
        sender.post("/v1/interactions", [chat(2)]),
        sender.post("/v1/interactions", {"interactions": [chat(3)]}),
        sender.post("/v1/interactions", lines, content_type="application/x-ndjson"),
    ]
    assert [(one.status, one.body["appended"]) for one in replies] == [(200, 1), (200, 1), (200, 1), (200, 2)]
    assert [(one.source, one.role) for one in logged()] == [("shop", "asks")] * 5


def test_keys_and_identifiers_are_objects_or_lists(sender: Sender) -> None:
    told = chat(
        objects=[{"kind": "order", "value": "o1"}, ["case", "desk", "c1"]],
        identifiers=[{"kind": "email", "value": "cyn@example.com"}, {"kind": "account", "value": "7"}],
    )
    assert sender.post("/v1/interactions", told).status == 200
    found = sealed(logged()[0])
    assert [(ref.kind, ref.namespace) for ref in found.objects] == [("order", "shop"), ("case", "desk")]
    assert [(ref.kind, ref.namespace) for ref in found.identifiers] == [("email", "global"), ("account", "shop")]


def test_again_it_is_known_and_with_other_words_a_revision(sender: Sender) -> None:
    for text, outcome in (("Hello", "appended"), ("Hello", "known"), ("Hello?", "revisions")):
        assert sender.post("/v1/interactions", chat(text=text)).body[outcome] == 1
    assert len(logged()) == 1


@pytest.mark.parametrize(
    ("more", "reason", "says"),
    [
        ({"channel": "fax"}, "not_an_interaction", "channel"),
        ({"colour": "red"}, "not_an_interaction", "colour"),
        ({"occurred_at": "2026-11-16T09:00:00"}, "not_an_interaction", "occurred_at"),
        ({"occurred_at": "2999-01-01T00:00:00Z"}, "future", "Buddhist"),
        ({"source": "desk"}, "other_source", "shop"),
        ({"source_order": 2**70}, "number_out_of_range", "63 bits"),
        ({"text": "a\0b"}, "nul_byte", "NUL"),
    ],
)
def test_one_that_is_refused_is_answered_with_the_reason_and_kept(
    sender: Sender, more: dict[str, Any], reason: str, says: str
) -> None:
    reply = sender.post("/v1/interactions", chat(**more))
    (refused,) = reply.body["refused"]
    assert (reply.status, refused["event"], refused["reason"]) == (422, 0, reason)
    assert says in refused["detail"]
    assert [kept for kept, _ in sender.kept()] == [reason]


def test_text_that_only_looks_like_a_nul_is_text(sender: Sender) -> None:
    assert sender.post("/v1/interactions", chat(text=r"write \u0000 for NUL")).status == 200


def test_of_many_each_has_its_own_fate(sender: Sender) -> None:
    reply = sender.post("/v1/interactions", [chat(1), chat(2, channel="fax"), chat(1), 7])
    assert (reply.status, reply.body["appended"], reply.body["known"]) == (200, 1, 1)
    assert [(one["event"], one["reason"]) for one in reply.body["refused"]] == [
        (1, "not_an_interaction"), (3, "not_an_object"),
    ]  # fmt: skip


def test_the_clock_of_who_sends_is_corrected_but_not_what_was_promised(sender: Sender) -> None:
    sender.now = MONDAY + timedelta(hours=1)
    promised = (MONDAY + timedelta(days=1)).isoformat()
    sender.post("/v1/interactions", {"interactions": [chat(promised_at=promised)], "sent_at": MONDAY.isoformat()})
    (one,) = logged()
    assert (one.occurred_at, one.promised_at) == (MONDAY + timedelta(hours=1), MONDAY + timedelta(days=1))


def test_a_word_that_is_in_no_list_is_told_with_those_that_are(sender: Sender) -> None:
    wrong = {
        "message_id": "w",
        "occurred_at": "2026-11-22T10:00:00Z",
        "channel": "fax",
        "kind": "call",
        "direction": "in",
    }
    (refused,) = sender.post("/v1/interactions", wrong).body["refused"]
    assert refused["detail"].startswith("channel: Invalid enum value 'fax'. Known: web, app,")
