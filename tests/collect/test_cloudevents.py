"""CloudEvents 1.0: structured, batched, and binary."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.collect.sender import Sender, logged, sealed

STRUCTURED = "application/cloudevents+json; charset=UTF-8"
BATCHED = "application/cloudevents-batch+json"


def event(**more: Any) -> dict[str, Any]:
    return {
        "specversion": "1.0", "id": "1", "source": "/desk", "type": "com.example.ticket.created",
        "time": "2026-11-16T09:00:00Z", "data": {"ticket_id": "t1", "email": "cyn@example.com", "text": "Help"}, **more,
    }  # fmt: skip


def test_a_structured_event(sender: Sender) -> None:
    reply = sender.post("/v1/cloudevents", event(), content_type=STRUCTURED)
    assert (reply.status, reply.body["appended"]) == (200, 1)
    (one,) = logged()
    assert (one.channel, one.kind, one.direction, one.role, one.touchpoint) == (
        "email",
        "request",
        "in",
        "asks",
        "/desk",
    )
    assert sealed(one).text == "Help"
    assert [ref.value for ref in sealed(one).identifiers] == ["cyn@example.com"]


def test_an_event_is_unique_by_its_source_and_id(sender: Sender) -> None:
    batch = [event(), event(), event(source="/shop"), event(id="2")]
    reply = sender.post("/v1/cloudevents", batch, content_type=BATCHED)
    assert (reply.body["appended"], reply.body["known"]) == (3, 1)


def test_in_a_batch_each_has_its_own_fate(sender: Sender) -> None:
    reply = sender.post("/v1/cloudevents", [event(), event(specversion="0.3"), {"id": 1}], content_type=BATCHED)
    assert reply.body["appended"] == 1
    assert [one["reason"] for one in reply.body["refused"]] == ["specversion", "specversion"]
    assert len(sender.kept()) == 2


def test_a_binary_event_has_its_attributes_in_headers(sender: Sender) -> None:
    attributes = {f"ce_{name}": value for name, value in event().items() if name != "data"}
    reply = sender.post("/v1/cloudevents", {"ticket_id": "t1"}, **(attributes | {"ce_source": "/d%20e%C3%A9"}))
    assert reply.status == 200
    assert logged()[0].touchpoint == "/d eé"
    text = sender.post(
        "/v1/cloudevents", "à bientôt".encode(), content_type="text/plain", **(attributes | {"ce_id": "9"})
    )
    assert text.status == 200
    assert sealed(logged()[1]).text == "à bientôt"


@pytest.mark.parametrize("data", ["plain words", 7, [1, 2]])
def test_data_of_any_shape_is_kept(sender: Sender, data: Any) -> None:
    sender.post("/v1/cloudevents", event(data=data), content_type=STRUCTURED)
    assert sealed(logged()[0]).facts == {
        "data": data if isinstance(data, str) else json.dumps(data, separators=(",", ":"))
    }


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (event(specversion="0.3"), STRUCTURED, 400),
        (event(id=""), STRUCTURED, 400),
        (event(type=3), STRUCTURED, 400),
        (event(), "application/cloudevents+xml", 415),
        (event(), BATCHED, 400),
        (event(data="a" * 70_000), STRUCTURED, 413),
    ],
)
def test_what_is_no_cloudevent_is_turned_away(sender: Sender, body: Any, content_type: str, status: int) -> None:
    reply = sender.post("/v1/cloudevents", body, content_type=content_type)
    assert reply.status == status
    assert reply.body["error"]["message"]
    assert logged() == []
