"""What the door did last: the page a developer keeps open while connecting a source."""

import threading
from collections import Counter, deque
from collections.abc import Sequence
from datetime import datetime

import msgspec

from regard.record.public import Fate

_KEPT = 300
_FATES_KEPT = 300
"""Of one delivery: more than a page shows, and a delivery may have thousands."""


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One request at the door and what became of it; nothing of its words is kept here."""

    number: int
    at: datetime
    call: str
    source: str | None
    key: str | None
    sender: str
    status: int
    reason: str = ""
    message: str = ""
    fates: tuple[Fate, ...] = ()


class Ring:
    """The last deliveries of this process, newest first, and counts of all since it started."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: deque[Delivery] = deque(maxlen=_KEPT)
        self._number = 0
        self.counts: Counter[tuple[str, int, str]] = Counter()
        """How many requests by (call, status, reason)."""
        self.events: Counter[str] = Counter()
        """How many events were appended, known, revision, refused."""

    def note(
        self,
        *,
        at: datetime,
        call: str,
        sender: str,
        status: int,
        source: str | None = None,
        key: str | None = None,
        reason: str = "",
        message: str = "",
        fates: Sequence[Fate] = (),
    ) -> None:
        """Remember one request; of its fates the last."""
        outcomes = [one.outcome for fate in fates for one in fate.placed]
        refused = sum([len(fate.refused) for fate in fates])
        with self._lock:
            self._number += 1
            self.counts[call, status, reason] += 1
            for outcome in set(outcomes):
                self.events[outcome.value] += outcomes.count(outcome)
            if fates:
                self.events["refused"] += refused
            self._last.appendleft(
                Delivery(
                    number=self._number, at=at, call=call, source=source, key=key, sender=sender, status=status,
                    reason=reason, message=message, fates=tuple(fates[-_FATES_KEPT:]),
                )
            )  # fmt: skip

    def last(self, *, source: str | None = None, limit: int = 100) -> list[Delivery]:
        """The last deliveries, newest first."""
        with self._lock:
            found = [one for one in self._last if source is None or one.source == source]
        return found[:limit]


RING = Ring()
