"""Right, known, cared for: what the record says of one journey, or why it cannot say. Never added up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, tzinfo

from regard.overview.public import Fate, Request
from regard.record.public import Logged, Sealed
from regard.web.repeats import ASKED_FOR, Repeat

PROMISED_FOR = "promised_for"
"""The fact by which a source of parcels names the day it promised."""
_SPOKEN = frozenset({"call", "visit"})


@dataclass(frozen=True, kw_only=True)
class Promised:
    """A moment that was promised, and what came of it; None: nothing is recorded that would show it."""

    one: Logged
    at: datetime
    is_kept: bool | None
    came_at: datetime | None


def promised(
    interactions: Sequence[Logged], opened: Mapping[int, Sealed], *, zone: tzinfo, now: datetime
) -> list[Promised]:
    """Each promise of the journey, once per day it names."""
    found: dict[datetime, Promised] = {}
    for one in interactions:
        at = _promise(one, opened.get(one.seq), zone)
        if at is not None and at not in found:
            came_at = _came_at(one, interactions)
            found[at] = Promised(one=one, at=at, is_kept=_is_kept(one, at, came_at, now=now), came_at=came_at)
    return list(found.values())


def _is_kept(one: Logged, at: datetime, came_at: datetime | None, *, now: datetime) -> bool | None:
    if came_at is not None:
        return came_at <= at
    # An answer that never came is seen to be missing; a parcel may have arrived without a trace.
    return False if one.direction == "in" and now > at else None


def _promise(one: Logged, sealed: Sealed | None, zone: tzinfo) -> datetime | None:
    """The moment promised; of a day, its end where the source is."""
    if one.promised_at is not None:
        return one.promised_at
    try:
        day = (
            datetime.fromisoformat(str(sealed.facts[PROMISED_FOR])) if sealed and PROMISED_FOR in sealed.facts else None
        )
    except ValueError:
        return None
    return datetime.combine(day.date(), time(23, 59, 59), tzinfo=zone) if day else None


def _came_at(promise: Logged, interactions: Iterable[Logged]) -> datetime | None:
    """What fulfils it: of a parcel its delivery, of a request our answer."""
    for one in interactions:
        if promise.channel == "delivery" and one.kind == "delivery":
            return one.occurred_at
        if promise.channel != "delivery" and one.order > promise.order and one.role in {"answers", "claims_done"}:
            return one.occurred_at
    return None


def right(promises: Sequence[Promised]) -> bool | None:
    """Whether what was promised happened; None: nothing was, or it cannot be seen."""
    verdicts = {one.is_kept for one in promises}
    if False in verdicts:
        return False
    return True if verdicts == {True} else None


def known(
    interactions: Sequence[Logged], again: Mapping[int, Sequence[Repeat]], opened: Mapping[int, Sealed]
) -> bool | None:
    """Whether nothing was asked that we held; None: what was spoken is not written down, or they said it unasked."""
    every = [repeat for those in again.values() for repeat in those]
    if any(one.was_asked for one in every) or _asked_back_for_it(interactions, again):
        return False
    contacts = [one for one in interactions if one.direction in {"in", "out"} and not one.auto]
    spoken = any(one.kind in _SPOKEN for one in contacts)
    unwritten = any(not one.has_text for one in contacts)
    asked = any(ASKED_FOR in opened[one.seq].facts for one in contacts if one.seq in opened)
    return None if not contacts or spoken or unwritten or asked or every else True


def _asked_back_for_it(interactions: Sequence[Logged], again: Mapping[int, Sequence[Repeat]]) -> bool:
    """Whether we asked back, and what they said then had been said before."""
    is_asked = False
    for one in interactions:
        if one.direction == "out":
            is_asked = one.role == "asks_back"
        elif one.direction == "in":
            if is_asked and any(repeat.is_sure for repeat in again.get(one.seq, ())):
                return True
            is_asked = False
    return False


def was_a_person(one: Logged) -> bool | None:
    """Whether a person was there for the customer in this interaction; None: the source does not say."""
    if one.direction == "in" and one.answered_at is None:
        return False
    if one.direction == "out" and one.role not in {"answers", "passes", "asks_back"}:
        return False
    if one.human != "unknown":
        return one.human == "yes"
    return True if one.staff_key is not None else None


def cared(interactions: Sequence[Logged], asked: Request | None, fate: Fate | None) -> bool | None:
    """Whether a person was there; None: nobody asked, or the sources do not say who answered."""
    if asked is None or fate is None:
        return None
    there = {was_a_person(one) for one in interactions if one.direction in {"in", "out"} and not one.auto}
    if True in there:
        return True
    if None in there:
        return None
    return False if fate.ignored else None
