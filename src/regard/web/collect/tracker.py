"""What the tracker script of Regard sends: {"key", "sent_at", "events": [...]}, as text, which needs no preflight."""

from typing import Any

import msgspec

from regard.record.public import Event, Unfit
from regard.web.collect.body import Environ
from regard.web.collect.delivered import KB, Delivered, at_most, decoded, event_of

MOST_OF_ONE, MOST = 16 * KB, 128 * KB
SIGNALS = ("gpc", "dnt")
_OF_NOBODY = ("id", "kind", "at", "path", "language")


class _Sent(msgspec.Struct):
    events: list[msgspec.Raw]
    key: Any = None
    sent_at: Any = None


_sent = msgspec.json.Decoder(_Sent)


def read(body: bytes, environ: Environ) -> Delivered:
    """The events of the script; whoever asks not to be tracked is not, even if the script was told to."""
    found: _Sent = decoded(body, _sent)
    by_header = _signal(environ)
    events = [
        kept
        for one in at_most(found.events)
        if (kept := _respecting(event_of(one, most=MOST_OF_ONE), by_header)) is not None
    ]
    return Delivered(events=events, sent_at=found.sent_at, key=found.key)


def _signal(environ: Environ) -> str:
    if environ.get("HTTP_SEC_GPC", "").strip() == "1":
        return "gpc"
    return "dnt" if environ.get("HTTP_DNT", "").strip() == "1" else ""


def _respecting(event: Event | Unfit, by_header: str) -> Event | Unfit | None:
    """The event as far as its sender allows: under a signal a page is counted, as nobody's, and nothing else is kept.

    None: it is dropped. Refused and kept, it would be what its sender asked us not to have.
    """
    said = "" if isinstance(event, Unfit) else event.get("privacy")
    signal = by_header or (said if said in SIGNALS else "")
    if not signal:
        return event
    if isinstance(event, Unfit) or event.get("kind") != "page":
        return None
    return {**{name: event[name] for name in _OF_NOBODY if name in event}, "privacy": signal}
