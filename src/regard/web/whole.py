"""All of a customer's record, read once for a page: when, where and in which matter; no words yet."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from operator import attrgetter

from regard.customers.public import customers_of, profile_of_all, timeline
from regard.data_use.public import Reading
from regard.episodes.public import matters_at, members_of
from regard.foundation.clock import to_micros
from regard.record.public import Logged, Sealed, history

_AT_ONCE = 50
_NAME = "customer_name"
"""The fact by which sources tell a name, such as the sender's of a mail."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A matter as far as this customer took part in it, in order of time."""

    number: int
    interactions: tuple[Logged, ...]

    @property
    def at(self) -> datetime:
        """When it began for them."""
        return self.interactions[0].occurred_at

    @property
    def last_at(self) -> datetime:
        """When it was last heard of."""
        return self.interactions[-1].occurred_at


@dataclass(frozen=True)
class Whole:
    """A customer's interactions in order of time, and the matter and the profile of each."""

    customer: int
    interactions: tuple[Logged, ...]
    matter_of: Mapping[int, int]
    profile_of: Mapping[int, int]

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The matters, the newest first."""
        members: dict[int, list[Logged]] = {}
        for one in self.interactions:
            if one.seq in self.matter_of:
                members.setdefault(self.matter_of[one.seq], []).append(one)
        found = [Part(number=number, interactions=tuple(those)) for number, those in members.items()]
        return tuple(sorted(found, key=lambda part: (part.at, part.number), reverse=True))

    @cached_property
    def matters(self) -> int:
        """How many matters."""
        return len({self.matter_of[one.seq] for one in self.interactions if one.seq in self.matter_of})

    @cached_property
    def channels(self) -> tuple[str, ...]:
        """The channels, in the order in which they were first used."""
        return tuple(dict.fromkeys(one.channel for one in self.interactions))


def whole(reading: Reading, customer: int, *, known_at: datetime | None = None) -> Whole | None:
    """The whole record of a customer, now or as it was known at a moment; None where there is nothing of theirs.

    Which matter an interaction belongs to is as known now.
    """
    profile_of = profile_of_all(reading, customer, known_at=known_at)
    seqs = list(profile_of)
    found = history(reading, seqs)
    if known_at is not None:
        found = [one for one in found if one.received_at <= known_at]
    if not found:
        return None
    return Whole(customer, tuple(sorted(found, key=attrgetter("order"))), matters_at(reading, seqs), profile_of)


def with_answers(reading: Reading, found: Whole, *, known_at: datetime | None = None) -> list[Part]:
    """The matters of a customer, the newest first, each with what in it is of nobody."""
    matter_of = of_nobody(reading, found.matter_of)
    beside: dict[int, list[Logged]] = {}
    for one in history(reading, list(matter_of)):
        if known_at is None or one.received_at <= known_at:
            beside.setdefault(matter_of[one.seq], []).append(one)
    return [
        replace(part, interactions=tuple(sorted((*part.interactions, *beside[part.number]), key=attrgetter("order"))))
        if part.number in beside
        else part
        for part in found.parts
    ]


def of_nobody(reading: Reading, matter_of: Mapping[int, int]) -> dict[int, int]:
    """What else is in these matters of which nobody can say whose it is, as our answer in a chat, and its matter."""
    members = members_of(reading, list({*matter_of.values()}))
    others = {seq: members[seq] for seq in members.keys() - matter_of.keys()}
    customers = customers_of(reading, list(others))
    return {seq: matter for seq, matter in others.items() if seq not in customers}


@dataclass(frozen=True)
class Moments:
    """When each interaction of a customer was, in order: by this a stretch is chosen before any of it is read."""

    customer: int
    at: tuple[int, ...]
    """In microseconds."""
    seqs: tuple[int, ...]

    def newest(self, reading: Reading) -> datetime | None:
        """When they were last heard of; what was just erased may still have a moment here."""
        for end in range(len(self.seqs), 0, -_AT_ONCE):
            if found := _in_order(reading, self.seqs[max(end - _AT_ONCE, 0) : end]):
                return found[-1].occurred_at
        return None

    def between(self, reading: Reading, first: datetime, last: datetime, *, most: int) -> list[Logged]:
        """The first so many from a moment until before another."""
        begin, end = (bisect_left(self.at, to_micros(moment)) for moment in (first, last))
        if end - begin > most:
            end = bisect_right(self.at, self.at[begin + most - 1])
        return _in_order(reading, self.seqs[begin:end])[:most]

    def numbers_before(self, moment: datetime, *, most: int) -> tuple[int, ...]:
        """The numbers of the last so many before a moment."""
        end = bisect_left(self.at, to_micros(moment))
        return self.seqs[max(end - most, 0) : end]

    def before(self, reading: Reading, one: Logged, *, most: int) -> list[Logged]:
        """The last so many before an interaction."""
        at = to_micros(one.occurred_at)
        begin = max(bisect_left(self.at, at) - most, 0)
        # What is of one moment is in order only once it is read.
        begin, end = bisect_left(self.at, self.at[begin]) if self.at else 0, bisect_right(self.at, at)
        earlier = [other for other in _in_order(reading, self.seqs[begin:end]) if other.order < one.order]
        return earlier[-most:]


def moments(reading: Reading, customer: int) -> Moments:
    """When each interaction of a customer was, as known now."""
    found = sorted((at, seq) for _, seq, at in timeline(reading, [customer], since=0))
    return Moments(customer, tuple(at for at, _ in found), tuple(seq for _, seq in found))


def _in_order(reading: Reading, seqs: Sequence[int]) -> list[Logged]:
    return sorted(history(reading, seqs), key=attrgetter("order"))


def last_name(opened: Mapping[int, Sealed], seqs: Sequence[int]) -> str:
    """The newest name among these, which come in order of time."""
    names = (str(opened[seq].facts.get(_NAME, "")).strip() for seq in reversed(seqs) if seq in opened)
    return next((name for name in names if name), "")
