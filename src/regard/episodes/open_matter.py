"""A matter while it is being put together."""

from dataclasses import dataclass, field
from datetime import datetime

from regard.episodes.nature import (
    is_act,
    is_answer,
    is_ask,
    is_contact,
    is_view,
    names,
    products,
)
from regard.episodes.spans import Spans
from regard.record.public import Logged

CROWD = 20


@dataclass(slots=True, eq=False)
class OpenMatter:
    """What of a matter decides who joins it."""

    first_seq: int
    place: int
    """How many matters began before it."""
    alive_at: datetime
    """Its last contact or act, or view of its product; of views only: its last view."""
    only_views: bool = True
    has_contact: bool = False
    is_owed: bool = False
    answered_at: datetime | None = None
    names: set[bytes] = field(default_factory=set)
    seen: dict[int, datetime] = field(default_factory=dict)
    """Its customers, and when each was last part of it."""

    @property
    def is_crowded(self) -> bool:
        """Whether so many customers have a part in it (an outage, a recall) that each is not told of every step."""
        return len(self.seen) > CROWD

    @property
    def leads_back(self) -> bool:
        """Whether time alone leads back to it: not to what only we sent, or only noted."""
        return self.has_contact or self.only_views

    def newness(self) -> tuple[datetime, int]:
        """By which the newest is found; of two that are equally new, the one begun first."""
        return (self.alive_at, -self.place)

    def takes(self, one: Logged, customer: int | None, spans: Spans) -> None:
        """What changes by this interaction."""
        if is_contact(one) or is_act(one):
            self.alive_at, self.has_contact = one.occurred_at, True
        elif is_view(one) and (self.only_views or not self.names.isdisjoint(products(one))):
            self.alive_at = one.occurred_at
        self.only_views = self.only_views and is_view(one)
        if is_answer(one):
            self.answered_at, self.is_owed = one.occurred_at, False
        elif is_ask(one) and not self._is_afterword(one, spans):
            self.is_owed = True
        self.names |= names(one)
        if customer is not None:
            self.seen[customer] = one.occurred_at

    def _is_afterword(self, one: Logged, spans: Spans) -> bool:
        answered = self.answered_at
        return one.role == "unknown" and answered is not None and one.occurred_at - answered <= spans.afterword

    def differs(self, named: frozenset[bytes]) -> bool:
        """Whether both name some order, case, topic or product, and none in common."""
        return bool(named) and bool(self.names) and self.names.isdisjoint(named)

    def has_ended(self, at: datetime, spans: Spans) -> bool:
        """Whether a strong key leads a contact back to it no more."""
        return not self.is_owed and at - self.alive_at > spans.strong_ends

    def is_young(self, one: Logged, spans: Spans, topic: bytes | None = None) -> bool:
        """Whether a weak key leads back to it."""
        age = one.occurred_at - self.alive_at
        if age <= spans.silence(topic):
            return True
        return age <= spans.by_product and not self.names.isdisjoint(products(one))

    def is_reopened_by(self, one: Logged, spans: Spans) -> bool:
        """Whether an ask about its topic comes 7 to 30 days after its last answer."""
        answered = self.answered_at
        return answered is not None and spans.reopened_from <= one.occurred_at - answered <= spans.reopened_until
