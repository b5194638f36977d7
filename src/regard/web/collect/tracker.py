"""What the tracker script of Regard sends: {"key", "sent_at", "events": [...]}, as text, which needs no preflight."""

from typing import Any

import msgspec

from regard.web.collect.body import Environ
from regard.web.collect.delivered import KB, Delivered, at_most, decoded, event_of

MOST_OF_ONE, MOST = 16 * KB, 128 * KB
_PRIVATE = ("cookie", "account", "session")


class _Sent(msgspec.Struct):
    events: list[msgspec.Raw]
    key: Any = None
    sent_at: Any = None


_sent = msgspec.json.Decoder(_Sent)


def read(body: bytes, environ: Environ) -> Delivered:
    """The events of the script; whoever asks not to be tracked is not, even if the script was told to."""
    found: _Sent = decoded(body, _sent)
    events = [event_of(raw, most=MOST_OF_ONE) for raw in at_most(found.events)]
    if signal := _signal(environ):
        events = [_without_person(one, signal) if isinstance(one, dict) else one for one in events]
    return Delivered(events=events, sent_at=found.sent_at, key=found.key)


def _signal(environ: Environ) -> str:
    if environ.get("HTTP_SEC_GPC", "").strip() == "1":
        return "gpc"
    return "dnt" if environ.get("HTTP_DNT", "").strip() == "1" else ""


def _without_person(event: dict[str, Any], signal: str) -> dict[str, Any]:
    kept = {name: value for name, value in event.items() if name not in _PRIVATE}
    return {**kept, "privacy": event.get("privacy") or signal}
