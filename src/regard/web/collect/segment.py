"""The calls of Segment's tracking API, as its own libraries send them: 32 KB an event, 500 KB a batch."""

import uuid
from typing import Any

import msgspec

from regard.record.public import Event, Unfit
from regard.web.collect.body import Environ
from regard.web.collect.delivered import KB, Delivered, at_most, decoded, event_of
from regard.web.collect.knock import Knock

MOST_OF_ONE, MOST_OF_BATCH = 32 * KB, 500 * KB
TYPES = ("identify", "track", "page", "screen", "group", "alias")


class _Batch(msgspec.Struct):
    batch: list[msgspec.Raw]
    sentAt: Any = None  # noqa: N815 -- their name
    writeKey: Any = None  # noqa: N815
    context: dict[str, Any] | None = None


_batch = msgspec.json.Decoder(_Batch)


def one(kind: str) -> "_One":
    """The reader of one call that is itself an event."""
    return _One(kind)


class _One:
    """Reads a call such as /v1/track, whose body is the event."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def __call__(self, body: bytes, _environ: Environ) -> Delivered:
        event = event_of(body, most=MOST_OF_ONE)
        if isinstance(event, Unfit):
            raise Knock(400, event.reason, event.detail)
        whole = _complete({**event, "type": self._kind}, {})
        return Delivered(events=[whole], sent_at=event.get("sentAt"), key=event.get("writeKey"))


def batch(body: bytes, _environ: Environ) -> Delivered:
    """Reads /v1/batch."""
    found: _Batch = decoded(body, _batch)
    events = [event_of(raw, most=MOST_OF_ONE) for raw in at_most(found.batch)]
    context = found.context or {}
    keys = (each["writeKey"] for each in events if isinstance(each, dict) and "writeKey" in each)
    return Delivered(
        events=[each if isinstance(each, Unfit) else _complete(each, context) for each in events],
        sent_at=found.sentAt,
        key=found.writeKey or next(keys, None),
    )


def _complete(event: Event, context: dict[str, Any]) -> Event:
    """With an id, with the context of its batch, and without the key."""
    whole = {name: value for name, value in event.items() if name != "writeKey"}
    if not whole.get("messageId"):
        # Without an id of the sender's a retry cannot be told from a second event; Segment's libraries send one.
        whole["messageId"] = f"regard-{uuid.uuid4()}"
    if context:
        own = whole.get("context")
        whole["context"] = {**context, **own} if isinstance(own, dict) else context
    return whole
