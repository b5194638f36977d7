"""A matter: one line over the channels, then everything that happened, in order and in the words that were used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from regard import house
from regard.company.public import Source, due_rules, sources
from regard.data_use.public import open_reading, permit
from regard.episodes.public import MatterView
from regard.episodes.public import matter as find_matter
from regard.foundation import clock
from regard.overview.public import Request, fate_of, matters_of, request_of
from regard.record.public import Logged, Sealed, unseal
from regard.web import pictures, telling, words
from regard.web.verdict import basis_words, verdict

_SHORTEST_GAP = timedelta(minutes=1)
LONGEST_TITLE = 160


@dataclass(frozen=True, kw_only=True)
class Step:
    """One interaction, or a moment at which something was due."""

    at: datetime
    zone: ZoneInfo
    gap: str = ""
    why: str = ""
    deadline: str = ""
    is_missed: bool = False
    one: Logged | None = None
    sealed: Sealed | None = None


def matter(request: HttpRequest, number: int) -> HttpResponse:
    """The matter with this number, or the one that the interaction with this number belongs to."""
    now = clock.now()
    reading = open_reading(permit("serve_customer", by=request.user.get_username(), at=now))
    view = find_matter(reading, number)
    if view is None:
        raise Http404
    known = sources()
    opened = unseal(reading, [one.seq for one in view.interactions])
    (whole,) = matters_of(reading, [view.episode_id])
    asked = request_of(whole, rules=due_rules(), sources=known)
    as_of = house.ends_at(now).get(view.interactions[0].source, now)
    deadlines = _deadlines(asked, as_of)
    zone = _zone(view.interactions[0], known)
    context = {
        "view": view,
        "asked": asked,
        "title": _title(view, opened),
        "title_language": next((one.language for one in view.interactions if one.has_text), None),
        "verdict": verdict(asked, fate_of(asked, as_of=as_of, recorded={}), as_of=as_of) if asked else "",
        "as_of": as_of,
        "zone": zone,
        "zone_name": telling.zone_name(zone.key, view.interactions[0].occurred_at),
        "way": pictures.way(_stops(view, known), deadlines=deadlines),
        "steps": _steps(view, opened, known, deadlines),
    }
    return render(request, "pages/matter.html", context)


def _zone(one: Logged, known: Mapping[str, Source]) -> ZoneInfo:
    return ZoneInfo(known[one.source].zone if one.source in known else "UTC")


def _title(view: MatterView, opened: Mapping[int, Sealed]) -> str:
    """The first sentence that somebody said; empty where nothing was recorded in words."""
    said = next((opened[one.seq].text for one in view.interactions if one.seq in opened and opened[one.seq].text), None)
    first = (said or "").strip().split("\n", maxsplit=1)[0]
    return first if len(first) <= LONGEST_TITLE else first[:LONGEST_TITLE].rsplit(" ", 1)[0] + "…"


def _why(view: MatterView, place: int) -> str:
    link = view.links[place]
    if link.link == "begins":
        return ""
    reason = words.shown(link.why or link.link, "link")
    return f"{reason} · {words.shown(link.sure, 'sure')}"


def _gap(view: MatterView, place: int) -> str:
    if not place:
        return ""
    gap = view.interactions[place].occurred_at - view.interactions[place - 1].occurred_at
    return telling.duration(gap) if gap >= _SHORTEST_GAP else ""


def _stops(view: MatterView, known: Mapping[str, Source]) -> list[pictures.Stop]:
    return [
        pictures.Stop(
            seq=one.seq,
            at=one.occurred_at,
            channel=one.channel,
            side=one.direction if one.direction in {"in", "out"} else "other",
            gap=_gap(view, place),
            why=_why(view, place),
            title=f"{words.shown(one.direction, 'direction')}, {telling.moment(one.occurred_at, _zone(one, known))}",
        )
        for place, one in enumerate(view.interactions)
    ]


def _deadlines(asked: Request | None, as_of: datetime) -> list[pictures.Due]:
    if asked is None:
        return []
    settled = asked.answered_at or asked.passed_at or as_of
    told = _("due (%(basis)s)") % {"basis": basis_words(asked)}
    return [pictures.Due(at=asked.due_at, words=told, is_missed=settled > asked.due_at)]


def _steps(
    view: MatterView,
    opened: Mapping[int, Sealed],
    known: Mapping[str, Source],
    deadlines: Sequence[pictures.Due],
) -> list[Step]:
    steps = [
        Step(
            at=one.occurred_at,
            zone=_zone(one, known),
            gap=_gap(view, place),
            why=_why(view, place),
            one=one,
            sealed=opened.get(one.seq),
        )
        for place, one in enumerate(view.interactions)
    ]
    zone = _zone(view.interactions[0], known)
    due = [Step(at=one.at, zone=zone, deadline=one.words, is_missed=one.is_missed) for one in deadlines]
    # What was due at the very moment of an interaction stands after it.
    return sorted([*steps, *due], key=lambda step: (step.at, step.deadline != ""))
