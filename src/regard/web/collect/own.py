"""Our own type: one interaction, a list of them, {"interactions": [...]}, or one a line (JSONL)."""

from typing import Any

import msgspec

from regard.web.collect.body import Environ
from regard.web.collect.delivered import BOM, KB, Delivered, at_most, decoded, event_of, is_list, parts
from regard.web.collect.knock import Knock

MOST = 2_048 * KB


class _Many(msgspec.Struct):
    interactions: list[msgspec.Raw]
    sent_at: Any = None


_many = msgspec.json.Decoder(_Many)


def read(body: bytes, environ: Environ) -> Delivered:
    """The interactions of a body, whichever of the four ways they are written."""
    content_type = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    if content_type in ("application/x-ndjson", "application/jsonl", "application/jsonlines"):
        return Delivered(events=[event_of(raw, most=MOST) for raw in at_most(_lines(body))])
    if is_list(body):
        return Delivered(events=[event_of(raw, most=MOST) for raw in parts(body)])
    event = decoded(body)
    if isinstance(event, dict) and "interactions" in event:
        found: _Many = decoded(body, _many)
        events = [event_of(raw, most=MOST) for raw in at_most(found.interactions)]
        return Delivered(events=events, sent_at=found.sent_at)
    if not isinstance(event, dict):
        raise Knock(400, "not_an_object", "Send one interaction, a list of them, or one a line.")
    return Delivered(events=[event_of(body, most=MOST)])


def _lines(body: bytes) -> list[Any]:
    return [line for line in body.removeprefix(BOM).split(b"\n") if line.strip()]
