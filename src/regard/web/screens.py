"""A journey as the customer saw it: one screen after another, how long each was waited for, and what stayed unseen."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from regard.record.public import Logged

_DRAWN_AS = {
    "email": "mail",
    "post": "mail",
    "chat": "bubble",
    "sms": "bubble",
    "messenger": "bubble",
    "social": "public",
    "community": "public",
    "review": "public",
    "phone": "call",
    "web": "page",
    "app": "page",
    "shop": "counter",
    "delivery": "parcel",
    "order": "slip",
    "survey": "slip",
}
_SLIPS = frozenset({"purchase", "payment", "return", "survey"})
_SPOKEN = frozenset({"call", "visit"})
_ALOUD = frozenset({"call", "counter"})
_ENDS_A_WAIT = frozenset({"answers", "passes", "asks_back"})
_LONGEST = timedelta(days=60)
_SOON = timedelta(minutes=1)
MARKS = (
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
    timedelta(days=7),
    timedelta(days=30),
)


@dataclass(frozen=True, kw_only=True)
class Screen:
    """What the customer saw at one moment."""

    one: Logged
    drawn_as: str
    """mail, bubble, public, call, page, counter, parcel or slip."""
    side: str
    """you (they did it), us (they got it), or seen (they looked at it, or it came about)."""
    waited: timedelta | None
    """How long since they had asked, where this is what came of it or they had to ask again."""
    pause: timedelta | None
    """How long since the screen before, where nobody waited for an answer."""
    rang: timedelta | None
    """How long it rang, or they stood in line, until somebody was there or they left."""
    is_unheard: bool
    """They left before anybody was there."""

    @property
    def told_wait(self) -> timedelta | None:
        """The wait that is drawn: of the line if they stood in one, else of the answer."""
        return self.waited if self.waited is not None else self.rang

    @property
    def is_spoken(self) -> bool:
        """Whether it was said aloud: of that nothing is recorded word for word."""
        return self.drawn_as in _ALOUD and self.side != "seen"

    @property
    def talked(self) -> timedelta | None:
        """How long somebody was there."""
        one = self.one
        return one.ended_at - one.answered_at if one.ended_at and one.answered_at else None


def is_seen(one: Logged) -> bool:
    """Whether the customer saw it: not what we wrote among us, and nothing that did not get through."""
    return one.direction != "internal" and one.reached is not False


def screens(interactions: Sequence[Logged]) -> list[Screen]:
    """What was seen, in order of time."""
    found = list[Screen]()
    asked_at: datetime | None = None
    before: Logged | None = None
    for one in filter(is_seen, interactions):
        waited = one.occurred_at - asked_at if asked_at is not None and _speaks(one) else None
        pause = one.occurred_at - before.occurred_at if before is not None and waited is None else None
        rang, is_unheard = _rang(one)
        found.append(
            Screen(
                one=one,
                drawn_as="slip" if one.kind in _SLIPS else _DRAWN_AS.get(one.channel, "page"),
                side={"in": "you", "out": "us"}.get(one.direction, "seen"),
                waited=waited if waited is not None and waited >= _SOON else None,
                pause=pause if pause is not None and pause >= _SOON else None,
                rang=rang,
                is_unheard=is_unheard,
            )
        )
        asked_at, before = _asked_since(one, asked_at), one
    return found


def _speaks(one: Logged) -> bool:
    """Whether somebody turned to somebody; what a machine sends without reading ends no wait."""
    return (one.direction == "in" or (one.direction == "out" and one.role in _ENDS_A_WAIT)) and not one.auto


def _asked_since(one: Logged, asked_at: datetime | None) -> datetime | None:
    if one.direction == "out":
        return None if one.role in _ENDS_A_WAIT and not one.auto and one.human != "no" else asked_at
    if one.direction != "in" or one.auto or one.role in {"thanks", "none", "informs"}:
        return asked_at
    if one.answered_at is not None:
        return None
    return asked_at or one.occurred_at


def _rang(one: Logged) -> tuple[timedelta | None, bool]:
    if one.kind not in _SPOKEN or one.direction != "in":
        return None, False
    until = one.answered_at or one.ended_at
    return (
        until - one.occurred_at if until is not None else None
    ), one.answered_at is None and one.ended_at is not None


def length(span: timedelta) -> float:
    """How long a wait is drawn, of 1: by its logarithm, so that minutes and months can both be seen."""
    minutes = max(span.total_seconds(), 0) / 60
    return round(min(math.log1p(minutes) / math.log1p(_LONGEST.total_seconds() / 60), 1.0), 4)
