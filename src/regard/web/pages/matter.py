"""A matter: one line over the channels, then everything that happened, in order and in the words that were used."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from regard import answering, house
from regard.company.public import Source, due_rules, sources
from regard.data_use.public import Reading
from regard.episodes.public import Evidence, MatterView, evidence, matters_at, matters_of_customers, rulings_on
from regard.episodes.public import matter as find_matter
from regard.foundation import clock
from regard.overview.public import Matter, Request, fate_of, matters_of, request_of
from regard.record.public import KeptRevision, Logged, Sealed, revisions_of, unseal
from regard.web import line, pictures, telling
from regard.web.pages.matter_change import other_matters
from regard.web.verdict import verdict

LONGEST_TITLE = 160
MOST_STEPS = 200
"""So many interactions of a matter stand on one page; the others are a page further."""
MOST_CARRIERS = 8


@dataclass(frozen=True, kw_only=True)
class Carrier:
    """Another interaction that carries the key, and the matter it is in if that is another one."""

    seq: int
    elsewhere: int | None
    is_on_page: bool


@dataclass(frozen=True, kw_only=True)
class Step:
    """One interaction, or a moment at which something was due."""

    at: datetime
    zone: ZoneInfo
    place: int = -1
    """Which interaction of the matter it is, from 0."""
    gap: str = ""
    why: str = ""
    deadline: str = ""
    is_missed: bool = False
    one: Logged | None = None
    sealed: Sealed | None = None
    shares: tuple[tuple[str, str], ...] = ()
    """The keys by which it joined: kind and value."""
    carried_by: tuple[Carrier, ...] = ()
    carriers: int = 0
    ruling: int | None = None
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
    stretch = _stretch(view, number)
    shown = view.interactions[stretch.start : stretch.stop]
    (whole,) = matters_of(reading, [view.episode_id])
    asked = request_of(whole, rules=due_rules(), sources=known)
    speaker = next((one for one in _speakers(view, asked) if one.has_text), None)
    opened = unseal(reading, [one.seq for one in (*shown, speaker) if one is not None])
    as_of = line.as_of(asked, view.interactions, ends=answering.ends_at(now), now=now)
    deadlines = [due for due in line.deadlines(asked, as_of) if _is_in(due.at, view.interactions, stretch)]
    zone = line.zone_of_all(view.interactions, known)
    links = {link.seq: link for link in view.links}
    fate = fate_of(asked, as_of=as_of, recorded=answering.recorded(reading, now=now)) if asked else None
    context = {
        "view": view,
        "asked": asked,
        "title": _title(speaker, opened),
        "title_language": speaker.language if speaker is not None else None,
        "verdict": verdict(asked, fate, as_of=as_of) if asked and fate else "",
        "customers": _taking_part(reading, whole),
        "as_of": as_of,
        "zone": zone,
        "zone_name": telling.zone_name(zone.key, view.interactions[0].occurred_at),
        "way": pictures.way(line.stops(shown, links, known), deadlines=deadlines),
        "steps": _steps(view, stretch, opened, known, deadlines, _Shown.of(reading, view, [one.seq for one in shown])),
        "pages": _pages(view, stretch),
        "rulings": rulings_on(reading, view.episode_id),
        "others": other_matters(reading, view.episode_id, view.interactions),
    }
    return render(request, "pages/matter.html", context)


def _stretch(view: MatterView, number: int) -> range:
    """The places that the page shows: those around the interaction with this number, else the first."""
    place = next((place for place, one in enumerate(view.interactions) if one.seq == number), 0)
    start = place - place % MOST_STEPS if number != view.episode_id else 0
    return range(start, min(start + MOST_STEPS, len(view.interactions)))


def _is_in(at: datetime, interactions: Sequence[Logged], stretch: range) -> bool:
    """Whether a moment lies in a stretch of a matter; the first goes back, and the last on, without end."""
    is_after = stretch.start == 0 or at >= interactions[stretch.start].occurred_at
    return is_after and (stretch.stop == len(interactions) or at < interactions[stretch.stop].occurred_at)


def _pages(view: MatterView, stretch: range) -> dict[str, int] | None:
    """Where a long matter goes on, by the number of an interaction there; None where one page shows it all."""
    every = view.interactions
    if len(every) <= MOST_STEPS:
        return None
    pages = {"first": stretch.start + 1, "last": stretch.stop, "of": len(every)}
    if stretch.start:
        pages["before"] = every[stretch.start - 1].seq
    if stretch.stop < len(every):
        pages["after"] = every[stretch.stop].seq
    return pages


@dataclass(frozen=True)
class _Shown:
    """What stands behind the links of a matter, and what came again and said otherwise."""

    matter: int
    evidence: Mapping[int, Evidence]
    matter_of: Mapping[int, int]
    revisions: Mapping[int, tuple[KeptRevision, ...]]

    @classmethod
    def of(cls, reading: Reading, view: MatterView, shown: Sequence[int]) -> "_Shown":
        found = evidence(reading, view, of=set(shown))
        named = {seq for one in found.values() for seq in one.carried_by[:MOST_CARRIERS]}
        return cls(view.episode_id, found, matters_at(reading, sorted(named)), revisions_of(reading, shown))

    def carriers(self, seq: int) -> tuple[Carrier, ...]:
        """The first who carry the same key, those of other matters with their matter."""
        return tuple(
            Carrier(
                seq=one,
                elsewhere=other if (other := self.matter_of.get(one)) != self.matter else None,
                is_on_page=one in self.evidence,
            )
            for one in self.evidence[seq].carried_by[:MOST_CARRIERS]
        )


def _shares(shown: Evidence, sealed: Sealed | None) -> tuple[tuple[str, str], ...]:
    objects = sealed.objects if sealed is not None else ()
    return tuple((objects[place].kind, objects[place].value) for place in shown.places if place < len(objects))


def _taking_part(reading: Reading, whole: Matter) -> list[TakesPart]:
    """Its customers, whoever came first first."""
    numbers = list(dict.fromkeys(whole.customers[one.seq] for one in whole.interactions if one.seq in whole.customers))
    all_matters = matters_of_customers(reading, numbers)
    return [TakesPart(number=number, matters=len(all_matters.get(number, ()))) for number in numbers]


def _speakers(view: MatterView, asked: Request | None) -> Iterator[Logged]:
    """Who asked speaks for a matter; else whoever spoke first."""
    if asked is not None:
        yield from (one for one in view.interactions if one.seq == asked.asked_seq)
    yield from view.interactions


def _title(speaker: Logged | None, opened: Mapping[int, Sealed]) -> str:
    """The first line of what they said, not too long; empty where nothing was recorded in words."""
    said = opened[speaker.seq].text if speaker is not None and speaker.seq in opened else None
    first = (said or "").strip().split("\n", maxsplit=1)[0]
    return first if len(first) <= LONGEST_TITLE else first[:LONGEST_TITLE].rsplit(" ", 1)[0] + "…"


def _steps(
    view: MatterView,
    stretch: range,
    opened: Mapping[int, Sealed],
    known: Mapping[str, Source],
    deadlines: Sequence[pictures.Due],
    shown: "_Shown",
) -> list[Step]:
    # One zone for all of it, so that moments can be compared.
    zone = line.zone_of_all(view.interactions, known)
    steps = [
        Step(
            at=one.occurred_at,
            zone=zone,
            place=place,
            gap=(gap := line.gap(view.interactions, place)),
            why=line.why(view.links[place], gap=gap),
            one=one,
            sealed=opened.get(one.seq),
            revisions=shown.revisions.get(one.seq, ()),
            shares=_shares(shown.evidence[one.seq], opened.get(one.seq)),
            carried_by=shown.carriers(one.seq),
            carriers=len(shown.evidence[one.seq].carried_by),
            ruling=shown.evidence[one.seq].ruling,
        )
        for place, one in list(enumerate(view.interactions))[stretch.start : stretch.stop]
    ]
    due = [Step(at=one.at, zone=zone, deadline=one.words, is_missed=one.is_missed) for one in deadlines]
    # What was due at the very moment of an interaction stands after it.
    return sorted([*steps, *due], key=lambda step: (step.at, step.deadline != ""))
