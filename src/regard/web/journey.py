"""What the mirror shows: a stretch of one customer's record, as they saw it and as we did it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from regard.company.public import Source
from regard.record.public import Logged, Sealed
from regard.web import line
from regard.web.repeats import Repeat
from regard.web.screens import Screen


@dataclass(frozen=True, kw_only=True, eq=False)
class Journey:
    """What is mirrored: whose, which interactions, and everything needed to show them."""

    customer: int | None
    name: str
    """The newest name that is told in what was read for it."""
    interactions: tuple[Logged, ...]
    screens: tuple[Screen, ...]
    opened: Mapping[int, Sealed]
    repeats: Mapping[int, tuple[Repeat, ...]]
    known: Mapping[str, Source]

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone in which all of it is told."""
        return line.zone_of_all(self.interactions, self.known)
