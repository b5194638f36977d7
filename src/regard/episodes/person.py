"""One customer's matters, found fast: those of late, those that name nothing, those that name something."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from regard.episodes.open_matter import OpenMatter
from regard.episodes.spans import Spans
from regard.record.public import Logged


class Person:
    """Of late means: this customer was part of it within `look_back`. What is older is settled and leads nowhere."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._recent: dict[int, OpenMatter] = {}
        self._bare: dict[int, OpenMatter] = {}
        self._naming: dict[bytes, dict[int, OpenMatter]] = {}
        self._sent: list[tuple[datetime, str, OpenMatter]] = []

    def takes_part(self, matter: OpenMatter, *, is_new: bool) -> None:
        """This customer is part of this matter now, perhaps for the first time."""
        if is_new:
            self.learns(matter, matter.names)
        # Whoever was part of it last stands last, so that the old ones stand first.
        self._recent.pop(matter.place, None)
        self._recent[matter.place] = matter
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
        """The matters of late that name one of these."""
        for name in wanted:
            for matter in self._naming.get(name, {}).values():
                if self._is_lately(matter, one, spans):
                    yield matter

    def not_differing(self, named: frozenset[bytes], one: Logged, spans: Spans) -> Iterator[OpenMatter]:
        """The matters of late that do not differ from what names these."""
        self._forget(one, spans)
        if not named:
            yield from self._recent.values()
            return
        yield from self.sharing(named, one, spans)
        yield from self._bare.values()

    def sent_to(self, channel: str, one: Logged, spans: Spans) -> Iterator[OpenMatter]:
        """The matters of late in which this customer was sent to this channel."""
        self._sent = [sent for sent in self._sent if one.occurred_at - sent[0] <= spans.by_pass]
        return (matter for _, named, matter in self._sent if named == channel and self._is_lately(matter, one, spans))

    def _is_lately(self, matter: OpenMatter, one: Logged, spans: Spans) -> bool:
        return one.occurred_at - matter.seen[self.number] <= spans.look_back

    def _forget(self, one: Logged, spans: Spans) -> None:
        for found in (self._recent, self._bare):
            while found and not self._is_lately(matter := next(iter(found.values())), one, spans):
                del found[matter.place]
