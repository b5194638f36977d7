"""A matter: one line over the channels, then everything that happened, in order and in the words that were used."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from regard import house
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
MOST_CARRIERS = 8


@dataclass(frozen=True, kw_only=True)
class Carrier:
    """Another interaction that carries the key, and the matter it is in if that is another one."""

    seq: int
    elsewhere: int | None


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
    opened = unseal(reading, [one.seq for one in view.interactions])
    (whole,) = matters_of(reading, [view.episode_id])
    asked = request_of(whole, rules=due_rules(), sources=known)
    as_of = line.as_of(asked, view.interactions, ends=house.ends_at(now), now=now)
    deadlines = line.deadlines(asked, as_of)
    zone = line.zone_of_all(view.interactions, known)
    links = {link.seq: link for link in view.links}
    fate = fate_of(asked, as_of=as_of, recorded=house.recorded(reading, now=now)) if asked else None
    context = {
        "view": view,
        "asked": asked,
        "title": _title(view, opened, asked),
        "title_language": next((one.language for one in _speakers(view, asked) if one.has_text), None),
        "verdict": verdict(asked, fate, as_of=as_of) if asked and fate else "",
        "customers": _taking_part(reading, whole),
        "as_of": as_of,
        "zone": zone,
        "zone_name": telling.zone_name(zone.key, view.interactions[0].occurred_at),
        "way": pictures.way(line.stops(view.interactions, links, known), deadlines=deadlines),
        "steps": _steps(view, opened, known, deadlines, _Shown.of(reading, view, list(opened))),
        "rulings": rulings_on(reading, view.episode_id),
        "others": other_matters(reading, view.episode_id, view.interactions),
    }
    return render(request, "pages/matter.html", context)


@dataclass(frozen=True)
class _Shown:
    """What stands behind the links of a matter, and what came again and said otherwise."""

    matter: int
    evidence: Mapping[int, Evidence]
    matter_of: Mapping[int, int]
    revisions: Mapping[int, tuple[KeptRevision, ...]]

    @classmethod
    def of(cls, reading: Reading, view: MatterView, opened: Sequence[int]) -> "_Shown":
        found = evidence(reading, view)
        named = {seq for one in found.values() for seq in one.carried_by[:MOST_CARRIERS]}
        return cls(view.episode_id, found, matters_at(reading, sorted(named)), revisions_of(reading, opened))

    def carriers(self, seq: int) -> tuple[Carrier, ...]:
        """The first who carry the same key, those of other matters with their matter."""
        return tuple(
            Carrier(seq=one, elsewhere=other if (other := self.matter_of.get(one)) != self.matter else None)
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


def _title(view: MatterView, opened: Mapping[int, Sealed], asked: Request | None) -> str:
    """The first sentence of who asked, or that somebody said; empty where nothing was recorded in words."""
    texts = (opened[one.seq].text for one in _speakers(view, asked) if one.seq in opened)
    said = next((text for text in texts if text), None)
    first = (said or "").strip().split("\n", maxsplit=1)[0]
    return first if len(first) <= LONGEST_TITLE else first[:LONGEST_TITLE].rsplit(" ", 1)[0] + "…"


def _steps(
    view: MatterView,
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
        for place, one in enumerate(view.interactions)
    ]
    due = [Step(at=one.at, zone=zone, deadline=one.words, is_missed=one.is_missed) for one in deadlines]
    # What was due at the very moment of an interaction stands after it.
    return sorted([*steps, *due], key=lambda step: (step.at, step.deadline != ""))
