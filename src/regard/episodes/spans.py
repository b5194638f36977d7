"""The numbers of the definition of a matter, in one place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property


@dataclass(frozen=True, kw_only=True)
class Spans:
    """How long what holds."""

    by_time: timedelta = timedelta(hours=72)
    """So long after the last contact or act the customer's next interaction is taken to be about the same."""
    by_product: timedelta = timedelta(days=30)
    """So long if it is of the same product."""
    by_pass: timedelta = timedelta(days=7)
    """So long a customer may take to arrive on the channel they were sent to."""
    weak_ends: timedelta = timedelta(days=7)
    """After so long a silence a session, a topic, or no key at all leads back no more."""
    strong_ends: timedelta = timedelta(days=90)
    """After so long a silence with nothing owed a case, an order or a thread has ended."""
    reopened_from: timedelta = timedelta(days=7)
    reopened_until: timedelta = timedelta(days=30)
    """Between these after the last answer an ask about the same topic reopens."""
    afterword: timedelta = timedelta(hours=24)
    """So long after an answer a contact of unknown role asks nothing new."""
    topics: Mapping[bytes, timedelta] = field(default_factory=dict)
    """`weak_ends` of topics (by key) that have one of their own."""

    @cached_property
    def look_back(self) -> timedelta:
        """Whatever is older cannot matter, but for what a strong key or a session names."""
        spans = (
            self.by_time,
            self.by_product,
            self.by_pass,
            self.weak_ends,
            self.reopened_until,
            *self.topics.values(),
        )
        return max(spans)

    def silence(self, topic: bytes | None = None) -> timedelta:
        """After how long a silence a weak key leads back no more."""
        return self.topics.get(topic, self.weak_ends) if topic is not None else self.weak_ends


SPANS = Spans()
