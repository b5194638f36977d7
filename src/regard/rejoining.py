"""Acts on matters over the rooms: what would become of them and of their requests; and doing it, seen at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from regard import answering, deciding
from regard.company.public import due_rules, sources
from regard.data_use.public import Reading
from regard.episodes import public as episodes
from regard.foundation import clock
from regard.overview.public import Fate, Request, fate_of, matters_supposed, request_of
from regard.record.public import Logged


@dataclass(frozen=True, kw_only=True)
class Stand:
    """A matter as it is or would be: its interactions, and what became of its request, if somebody asked."""

    number: int
    interactions: tuple[Logged, ...]
    asked: Request | None
    fate: Fate | None
    as_of: datetime


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """What an act would change: the matters before and after, and which interaction would go where."""

    before: tuple[Stand, ...]
    after: tuple[Stand, ...]
    moved: Mapping[int, tuple[int, int]]
    preview: episodes.Preview


def weigh(reading: Reading, act: episodes.Act | int) -> Weighed:
    """What would become of matters and requests by an act, or by taking back a ruling (its number); nothing written."""
    found = episodes.preview_undo(reading, act) if isinstance(act, int) else episodes.preview(reading, act)
    return Weighed(
        before=_stands(reading, found.before, found.customers),
        after=_stands(reading, found.after, found.customers),
        moved=found.moved,
        preview=found,
    )


def carry_out(reading: Reading, act: episodes.Act, *, by: str, reason: str = "") -> int:
    """Do it; the number by which it is undone."""
    number = episodes.do(reading, act, by=by, at=clock.now(), reason=reason)
    deciding.settle()
    return number


def undo(number: int, *, by: str) -> None:
    """Take back a ruling, whole."""
    episodes.undo(number, by=by, at=clock.now())
    deciding.settle()


def _stands(reading: Reading, members: Mapping[int, tuple[Logged, ...]], whose: Mapping[int, int]) -> tuple[Stand, ...]:
    now, known, rules = clock.now(), sources(), due_rules()
    ends, recorded = answering.ends_at(now), answering.recorded(reading, now=now)
    found = []
    for one in matters_supposed(reading, members, whose):
        asked = request_of(one, rules=rules, sources=known)
        as_of = ends.get(asked.source if asked else one.interactions[0].source, now)
        found.append(
            Stand(
                number=one.episode_id,
                interactions=tuple(one.interactions),
                asked=asked,
                fate=fate_of(asked, as_of=as_of, recorded=recorded) if asked else None,
                as_of=as_of,
            )
        )
    return tuple(found)
