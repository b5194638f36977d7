"""What joining takes from people, and what it gives: links with their reasons, and relations between matters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Link:
    """Why an interaction belongs to a matter: how it joined (`begins`, `key`, `time` …), by what, how sure."""

    seq: int
    episode_id: int
    link: str
    why: str
    sure: str


@dataclass(frozen=True, slots=True)
class Relation:
    """An interaction that names a key of another matter (`related`), or asks again what was answered (`reopens`)."""

    seq: int
    other_seq: int
    """The first interaction of the other matter."""
    how: str


@dataclass(frozen=True, slots=True)
class Said:
    """What people said of an interaction and another one. Of itself, apart: it begins a matter, whatever it shares."""

    other: int
    is_together: bool
    leads: bool = False
    """Apart, and from here on the keys it names lead to where it is now, no more to what it was parted from."""


@dataclass(frozen=True, slots=True)
class Rulings:
    """What people said, by number of an interaction, the newest word first: it holds where two do not agree."""

    said: Mapping[int, Sequence[Said]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.said)

    def of(self, seq: int) -> Sequence[Said]:
        """What was said of this one, the newest first."""
        return self.said.get(seq, ())


@dataclass(slots=True)
class Joined:
    """The link of each interaction, and the relations between matters."""

    links: list[Link] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)


NO_RULINGS = Rulings()
