"""What answers the asks of a matter, on which basis, and from when it counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from regard.company.public import Source
from regard.overview.matter import (
    STRONG,
    TO_THE_ASK,
    Matter,
    basis_of,
    has_strong_key,
    moment_of,
    shares_key,
)
from regard.record.public import Logged

HOLD = timedelta(hours=24)
"""So long a machine's answer must stand, without a new ask on any channel, before it counts."""


@dataclass(slots=True)
class Answer:
    """One answer: its moment, and the moment from which it counts (later only for a machine's)."""

    at: datetime
    counts_from: datetime
    basis: str
    by: Logged


def answers_of(matter: Matter, asked: Sequence[Logged], sources: Mapping[str, Source]) -> list[Answer]:
    """Everything at or after the first ask that answers, in order; a machine's answer only if no new ask felled it."""
    begun = asked[0].occurred_at
    found = []
    for one in matter.interactions:
        basis = basis_of(one, sources)
        if basis is None:
            continue
        at = moment_of(one)
        if at < begun:
            continue
        if basis != "machine":
            found.append(Answer(at, at, basis, one))
        elif not _is_felled(one, at, asked):
            found.append(Answer(at, at + HOLD, basis, one))
    return found


def serves(answer: Answer, ask: Logged) -> bool:
    """Whether this answer answers this ask: a person's answers every earlier ask, the others only their own."""
    if answer.at < ask.occurred_at:
        return False
    if answer.basis == "machine":
        return answer.by is ask or shares_key(answer.by, ask, TO_THE_ASK)
    return answer.basis != "closure" or _closes(answer.by, ask)


def is_there(answer: Answer, ask: Logged) -> bool:
    """Whether it was given in the channel of the ask; a closure always is, wherever its row says it happened."""
    return answer.basis == "closure" or answer.by.channel == ask.channel


def first_that_counts(answers: Iterable[Answer]) -> Answer | None:
    """The one that counts first. So a person who answers while a machine's answer is held decides."""
    return min(answers, key=lambda answer: answer.counts_from, default=None)


def is_answered_before(ask: Logged, matter: Matter, sources: Mapping[str, Source]) -> bool:
    """Whether an answer with the same strong key lies before the ask: somebody's clock was wrong."""
    for one in matter.interactions:
        if one is ask or moment_of(one) >= ask.occurred_at or not shares_key(one, ask, STRONG):
            continue
        if basis_of(one, sources) is not None:
            return True
    return False


def _closes(one: Logged, ask: Logged) -> bool:
    if one.source != ask.source:
        return False
    return shares_key(one, ask, STRONG) or not (has_strong_key(one) and has_strong_key(ask))


def _is_felled(one: Logged, at: datetime, asked: Sequence[Logged]) -> bool:
    until = at + HOLD
    return any(ask is not one and at <= ask.occurred_at < until and ask.order > one.order for ask in asked)
