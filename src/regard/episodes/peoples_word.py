"""What people said of an interaction, as joining asks it: which matter it joins, which it does not, what it takes."""

from collections.abc import Sequence
from dataclasses import dataclass

from regard.episodes.links import Rulings
from regard.episodes.open_matter import OpenMatter
from regard.record.public import Logged


@dataclass(frozen=True, slots=True)
class Ruled:
    """What people's word leaves of the choice: a matter to join, those not to, or that it begins one."""

    matter: OpenMatter | None = None
    barred: Sequence[OpenMatter] = ()
    begins: bool = False


_FREE = Ruled()


class PeoplesWord:
    """Rulings, and where what they speak of has been placed by now."""

    def __init__(self, rulings: Rulings) -> None:
        self._rulings = rulings
        self._place_of: dict[int, OpenMatter] = {}

    def place(self, one: Logged, matter: OpenMatter) -> None:
        """Remember the matter of an interaction."""
        if self._rulings:
            self._place_of[one.seq] = matter

    def of(self, one: Logged) -> Ruled:
        """What was said of it and of what is placed by now; the newest word holds."""
        said_of = self._rulings.of(one.seq)
        if not said_of:
            return _FREE
        barred: list[OpenMatter] = []
        for said in said_of:
            if said.other == one.seq:
                return Ruled(barred=barred, begins=True)
            matter = self._place_of.get(said.other)
            if matter is None:
                continue
            if not said.is_together:
                barred.append(matter)
            elif matter not in barred:
                return Ruled(matter=matter, barred=barred)
        return Ruled(barred=barred)

    def parted(self, one: Logged, matter: OpenMatter) -> list[OpenMatter]:
        """The matters whose keys go along with it, now that it is in this one."""
        found: list[OpenMatter] = []
        for said in self._rulings.of(one.seq):
            other = self._place_of.get(said.other)
            # Words older than the one that put it here no longer hold.
            if said.other == one.seq or (said.is_together and other is matter):
                break
            if said.leads and other is not None and other is not matter:
                found.append(other)
        return found
