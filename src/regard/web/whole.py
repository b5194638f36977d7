"""All of a customer's record, read once for a page: when, where and in which matter; no words yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from operator import attrgetter

from regard.customers.public import profile_of_all
from regard.data_use.public import Reading
from regard.episodes.public import matters_at
from regard.record.public import Logged, Sealed, history

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


def last_name(opened: Mapping[int, Sealed], seqs: Sequence[int]) -> str:
    """The newest name among these, which come in order of time."""
    names = (str(opened[seq].facts.get(_NAME, "")).strip() for seq in reversed(seqs) if seq in opened)
    return next((name for name in names if name), "")
