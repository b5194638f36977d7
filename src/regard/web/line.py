"""A matter as the line that pictures draw: its stops, what joins them, and when something was due."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from regard.company.public import Source
from regard.episodes.public import Link
from regard.overview.public import Request
from regard.record.public import Logged
from regard.web import pictures, telling, words
from regard.web.verdict import basis_words

_SHORTEST_GAP = timedelta(minutes=1)


def zone_of(one: Logged, known: Mapping[str, Source]) -> ZoneInfo:
    """The zone in which an interaction's source keeps its times."""
    return ZoneInfo(_zone(one.source, known))


def _zone(source: str, known: Mapping[str, Source]) -> str:
    return known[source].zone if source in known else "UTC"


def zone_of_all(interactions: Sequence[Logged], known: Mapping[str, Source]) -> ZoneInfo:
    """One zone for a stretch of record: of most of it, so that moments can be compared; UTC says least of a place."""
    keys = Counter[str]()
    for source, count in Counter(one.source for one in interactions).items():
        keys[_zone(source, known)] += count
    return ZoneInfo(max(keys, key=lambda key: (key != "UTC", keys[key]), default="UTC"))


def as_of(
    asked: Request | None, interactions: Sequence[Logged], *, ends: Mapping[str, datetime], now: datetime
) -> datetime:
    """As of when a matter is seen: of the source in which it was asked, as the figures do."""
    return ends.get(asked.source if asked else interactions[0].source, now)


def why(link: Link, *, gap: str = "") -> str:
    """Why an interaction belongs to the matter: same product · 1 d 2 h · likely. "" for the one that begins it."""
    if link.link == "begins":
        return words.shown(link.why, "link") if link.why else ""
    reason = words.shown(link.why or link.link, "link")
    # That a person decided it is the whole reason, and how sure it is.
    sure = "" if link.link == "ruling" else words.shown(link.sure, "sure")
    return " · ".join(one for one in (reason, gap, sure) if one)


def gap(interactions: Sequence[Logged], place: int) -> str:
    """How long after the one before; "" for the first, and for what followed at once."""
    if not place:
        return ""
    span = interactions[place].occurred_at - interactions[place - 1].occurred_at
    return telling.duration(span) if span >= _SHORTEST_GAP else ""


def stops(
    interactions: Sequence[Logged], links: Mapping[int, Link], known: Mapping[str, Source]
) -> list[pictures.Stop]:
    """The interactions of a matter, in order, as stops on its way."""
    return [
        pictures.Stop(
            seq=one.seq,
            at=one.occurred_at,
            channel=one.channel,
            side=one.direction if one.direction in {"in", "out"} else "other",
            gap=gap(interactions, place),
            why=why(links[one.seq]) if one.seq in links else "",
            title=f"{words.shown(one.direction, 'direction')}, {telling.moment(one.occurred_at, zone_of(one, known))}",
        )
        for place, one in enumerate(interactions)
    ]


def deadlines(asked: Request | None, as_of: datetime) -> list[pictures.Due]:
    """When the answer was due, if somebody asked."""
    if asked is None:
        return []
    settled = asked.answered_at or asked.passed_at or as_of
    told = _("due (%(basis)s)") % {"basis": basis_words(asked)}
    return [pictures.Due(at=asked.due_at, words=told, is_missed=settled > asked.due_at)]
