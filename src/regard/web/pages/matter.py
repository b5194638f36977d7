"""A matter: one line over the channels, then everything that happened, in order and in the words that were used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from regard import house
from regard.company.public import Source, due_rules, sources
from regard.data_use.public import Reading
from regard.episodes.public import MatterView, matters_of_customers
from regard.episodes.public import matter as find_matter
from regard.foundation import clock
from regard.overview.public import Matter, fate_of, matters_of, request_of
from regard.record.public import KeptRevision, Logged, Sealed, revisions_of, unseal
from regard.web import line, pictures, telling
from regard.web.verdict import verdict

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
    revisions: tuple[KeptRevision, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TakesPart:
    """A customer of the matter, and how many matters they have in all."""

    number: int
    matters: int


def matter(request: HttpRequest, number: int) -> HttpResponse:
    """The matter with this number, or the one that the interaction with this number belongs to."""
    now = clock.now()
    reading = house.open_for("serve_customer", by=request.user.get_username())
    view = find_matter(reading, number)
    if view is None:
        raise Http404
    known = sources()
    opened = unseal(reading, [one.seq for one in view.interactions])
    (whole,) = matters_of(reading, [view.episode_id])
    asked = request_of(whole, rules=due_rules(), sources=known)
    as_of = line.as_of(asked, view.interactions, ends=house.ends_at(now), now=now)
    deadlines = line.deadlines(asked, as_of)
    zone = line.zone_of(view.interactions[0], known)
    links = {link.seq: link for link in view.links}
    fate = fate_of(asked, as_of=as_of, recorded=house.recorded(reading, now=now)) if asked else None
    context = {
        "view": view,
        "asked": asked,
        "title": _title(view, opened),
        "title_language": next((one.language for one in view.interactions if one.has_text), None),
        "verdict": verdict(asked, fate, as_of=as_of) if asked and fate else "",
        "customers": _taking_part(reading, whole),
        "as_of": as_of,
        "zone": zone,
        "zone_name": telling.zone_name(zone.key, view.interactions[0].occurred_at),
        "way": pictures.way(line.stops(view.interactions, links, known), deadlines=deadlines),
        "steps": _steps(view, opened, known, deadlines, revisions_of(reading, list(opened))),
    }
    return render(request, "pages/matter.html", context)


def _taking_part(reading: Reading, whole: Matter) -> list[TakesPart]:
    """Its customers, whoever came first first."""
    numbers = list(dict.fromkeys(whole.customers[one.seq] for one in whole.interactions if one.seq in whole.customers))
    all_matters = matters_of_customers(reading, numbers)
    return [TakesPart(number=number, matters=len(all_matters.get(number, ()))) for number in numbers]


def _title(view: MatterView, opened: Mapping[int, Sealed]) -> str:
    """The first sentence that somebody said; empty where nothing was recorded in words."""
    said = next((opened[one.seq].text for one in view.interactions if one.seq in opened and opened[one.seq].text), None)
    first = (said or "").strip().split("\n", maxsplit=1)[0]
    return first if len(first) <= LONGEST_TITLE else first[:LONGEST_TITLE].rsplit(" ", 1)[0] + "…"


def _steps(
    view: MatterView,
    opened: Mapping[int, Sealed],
    known: Mapping[str, Source],
    deadlines: Sequence[pictures.Due],
    revisions: Mapping[int, tuple[KeptRevision, ...]],
) -> list[Step]:
    steps = [
        Step(
            at=one.occurred_at,
            zone=line.zone_of(one, known),
            gap=(gap := line.gap(view.interactions, place)),
            why=line.why(view.links[place], gap=gap),
            one=one,
            sealed=opened.get(one.seq),
            revisions=revisions.get(one.seq, ()),
        )
        for place, one in enumerate(view.interactions)
    ]
    zone = line.zone_of(view.interactions[0], known)
    due = [Step(at=one.at, zone=zone, deadline=one.words, is_missed=one.is_missed) for one in deadlines]
    # What was due at the very moment of an interaction stands after it.
    return sorted([*steps, *due], key=lambda step: (step.at, step.deadline != ""))
