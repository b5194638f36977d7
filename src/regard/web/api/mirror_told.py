"""What the API says of a mirrored journey: each step, what was waited for and said again, and the three answers."""

from datetime import timedelta
from typing import Any

from regard.web.ending import End
from regard.web.journey import Journey
from regard.web.repeats import Repeat
from regard.web.screens import Screen
from regard.web.seen import seen

_SIDES = {"you": "customer", "us": "company", "seen": "seen"}


def step(journey: Journey, screen: Screen, *, place: int, matter: int | None) -> dict[str, Any]:
    """One step, as they saw it. Spans are in seconds, `null` where nothing is recorded or nobody waited."""
    one = screen.one
    stood = seen(screen, journey.opened.get(one.seq))
    return {
        "step": place, "seq": one.seq, "matter": matter, "occurred_at": one.occurred_at,
        "channel": one.channel, "touchpoint": one.touchpoint, "kind": one.kind, "role": one.role,
        "side": _SIDES[screen.side], "drawn_as": screen.drawn_as, "text": stood.words, "language": one.language,
        "path": stood.path, "things": [{"kind": each.kind, "value": each.value} for each in stood.things],
        "facts": dict(stood.facts), "value": one.value, "currency": one.currency,
        "waited": _seconds(screen.waited), "pause": _seconds(screen.pause), "in_line": _seconds(screen.rang),
        "left_unheard": screen.is_unheard, "talked": _seconds(screen.talked), "passes_to": one.passes_to,
        "again": [_again(each) for each in journey.repeats.get(one.seq, ())],
    }  # fmt: skip


def end_told(end: End) -> dict[str, Any]:
    """Right, known, cared for: yes, no, or `null` where the record cannot say; each with what the record holds."""
    return {
        "right": end.right,
        "known": end.known,
        "cared_for": end.cared,
        "promises": [
            {"seq": one.one.seq, "at": one.at, "came_at": one.came_at, "kept": one.is_kept} for one in end.promises
        ],
        "has_asked": end.has_asked,
        "unseen": end.unseen,
    }


def _again(one: Repeat) -> dict[str, Any]:
    return {
        "kind": one.datum.kind,
        "value": one.datum.value,
        "first": {"seq": one.first.seq, "occurred_at": one.first.occurred_at, "channel": one.first.channel},
        "asked": one.was_asked,
        "sure": one.is_sure,
    }


def _seconds(span: timedelta | None) -> float | None:
    return span.total_seconds() if span is not None else None
