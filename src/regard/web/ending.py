"""How a mirrored journey ends: right? known? cared for? and what we did meanwhile, beside what they saw."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from regard import answering
from regard.company.public import due_rules
from regard.data_use.public import Reading
from regard.foundation import clock
from regard.overview.public import Fate, Request, fate_of, matters_of, request_of
from regard.record.public import Logged, Sealed
from regard.web import line
from regard.web.cared import Promised, cared, known, promised, right
from regard.web.journey import Journey
from regard.web.repeats import Repeat
from regard.web.screens import Screen, is_seen
from regard.web.seen import Seen, seen
from regard.web.verdict import verdict


@dataclass(frozen=True, kw_only=True)
class Beside:
    """One moment: what they saw, if anything, and what we did or wrote down."""

    at: datetime
    one: Logged
    sealed: Sealed | None
    screen: Screen | None
    seen: Seen | None


@dataclass(frozen=True, kw_only=True)
class End:
    """The three answers (yes, no, or None: cannot say), each with what the record holds."""

    right: bool | None
    known: bool | None
    cared: bool | None
    promises: tuple[Promised, ...]
    repeats: tuple[tuple[Logged, Repeat], ...]
    verdict: str
    has_asked: bool
    beside: tuple[Beside, ...]
    unseen: int
    """How much of it the customer never saw."""


def of_matter(reading: Reading, number: int, journey: Journey) -> End:
    """The end of one matter: with what became of its request."""
    now = clock.now()
    (whole,) = matters_of(reading, [number])
    asked = request_of(whole, rules=due_rules(), sources=journey.known)
    as_of = line.as_of(asked, whole.interactions, ends=answering.ends_at(now), now=now)
    fate = fate_of(asked, as_of=as_of, recorded=answering.recorded(reading, now=now)) if asked else None
    told = verdict(asked, fate, as_of=as_of) if asked and fate else ""
    return _end(journey, asked=asked, fate=fate, told=told, now=as_of)


def of_days(journey: Journey) -> End:
    """The end of a stretch of days: many matters, so of being cared for the record says nothing as a whole."""
    return _end(journey, asked=None, fate=None, told="", now=clock.now())


def _end(journey: Journey, *, asked: Request | None, fate: Fate | None, told: str, now: datetime) -> End:
    promises = promised(journey.interactions, journey.opened, zone=journey.zone, now=now)
    return End(
        right=right(promises),
        known=known(journey.interactions, journey.repeats, journey.opened),
        cared=cared(journey.interactions, asked, fate),
        promises=tuple(promises),
        repeats=tuple((one, repeat) for one in journey.interactions for repeat in journey.repeats.get(one.seq, ())),
        verdict=told,
        has_asked=asked is not None,
        beside=tuple(_beside(journey)),
        unseen=sum(not is_seen(one) for one in journey.interactions),
    )


def _beside(journey: Journey) -> Sequence[Beside]:
    screen_of = {screen.one.seq: screen for screen in journey.screens}
    found = []
    for one in journey.interactions:
        sealed, screen = journey.opened.get(one.seq), screen_of.get(one.seq)
        beside = seen(screen, sealed) if screen is not None else None
        found.append(Beside(at=one.occurred_at, one=one, sealed=sealed, screen=screen, seen=beside))
    return found
