"""One customer's matters, found fast: the newest, those that name something, and where the customer was sent."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from regard.episodes.open_matter import OpenMatter
from regard.episodes.spans import Spans
from regard.record.public import Logged

_Matters = dict[int, OpenMatter]


class Person:
    """Matters are led back to only if this customer was part of them within `look_back`: what is older is settled."""

    def __init__(self, number: int) -> None:
        self.number = number
        # In the order in which they were last alive, so that the newest stands last.
        self._alive: _Matters = {}
        self._bare: _Matters = {}
        self._aside: _Matters = {}
        """Those without a place in that order: met when no longer new, or too crowded to tell everybody."""
        self._naming: dict[bytes, _Matters] = {}
        self._sent: list[tuple[datetime, str, OpenMatter]] = []

    def meets(self, matter: OpenMatter) -> None:
        """This customer is part of a matter for the first time, or it has become a crowd's."""
        self.learns(matter, matter.names)
        for found in (self._alive, self._bare):
            found.pop(matter.place, None)
        self._aside[matter.place] = matter

    def sees_alive(self, matter: OpenMatter) -> None:
        """A matter of this customer is alive now."""
        self._aside.pop(matter.place, None)
        self._alive.pop(matter.place, None)
        self._alive[matter.place] = matter
        if not matter.names:
            self._bare.pop(matter.place, None)
            self._bare[matter.place] = matter

    def learns(self, matter: OpenMatter, names: Iterable[bytes]) -> None:
        """A matter of this customer names these."""
        for name in names:
            self._naming.setdefault(name, {})[matter.place] = matter
            self._bare.pop(matter.place, None)

    def is_sent(self, matter: OpenMatter, channel: str, at: datetime) -> None:
        """In this matter the customer is sent to that channel."""
        self._sent.append((at, channel, matter))

    def sharing(self, wanted: Iterable[bytes], one: Logged, spans: Spans) -> Iterator[OpenMatter]:
        """The matters that name one of these."""
        for name in wanted:
            for matter in self._naming.get(name, {}).values():
                if self._is_lately(matter, one, spans):
                    yield matter

    def not_differing(self, named: frozenset[bytes], one: Logged, spans: Spans) -> list[Iterator[OpenMatter]]:
        """The matters alive within `by_time` that do not differ from what names these, in parts, each newest first."""
        aside = (matter for matter in self._aside.values() if not matter.differs(named))
        parts = [self._newest(self._bare if named else self._alive, one, spans), self._sorted(aside, one, spans)]
        return [*parts, self._sorted(self.sharing(named, one, spans), one, spans)] if named else parts

    def sent_to(self, channel: str, one: Logged, spans: Spans) -> Iterator[OpenMatter]:
        """The matters in which this customer was sent to this channel."""
        self._sent = [sent for sent in self._sent if one.occurred_at - sent[0] <= spans.by_pass]
        return (matter for _, named, matter in self._sent if named == channel and self._is_lately(matter, one, spans))

    def _newest(self, found: _Matters, one: Logged, spans: Spans) -> Iterator[OpenMatter]:
        while found and one.occurred_at - (oldest := next(iter(found.values()))).alive_at > spans.by_time:
            del found[oldest.place]
        return (matter for matter in reversed(found.values()) if self._is_lately(matter, one, spans))

    def _sorted(self, found: Iterable[OpenMatter], one: Logged, spans: Spans) -> Iterator[OpenMatter]:
        alive = [
            matter
            for matter in found
            if one.occurred_at - matter.alive_at <= spans.by_time and self._is_lately(matter, one, spans)
        ]
        return iter(sorted(alive, key=OpenMatter.newness, reverse=True))

    def _is_lately(self, matter: OpenMatter, one: Logged, spans: Spans) -> bool:
        return one.occurred_at - matter.seen[self.number] <= spans.look_back
