"""A customer's whole history: all of it as one picture, then matter by matter as a line over its channels."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from operator import attrgetter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from regard import answering
from regard.company.public import due_rules, sources
from regard.data_use.public import Reading
from regard.episodes.public import links_of
from regard.foundation import clock
from regard.overview.public import Matter, Request, fate_of, matters_of, request_of
from regard.web import line, years
from regard.web.chain import Station, chain
from regard.web.verdict import verdict
from regard.web.who import look_up
from regard.web.whole import Part, Whole, with_answers

PAGE = 25
_QUIET = timedelta(days=14)
_ORDER = attrgetter("order")


@dataclass(frozen=True, kw_only=True)
class Told:
    """One matter of the list."""

    number: int
    at: datetime
    year: int | None
    """Where a new year begins in the list."""
    span: timedelta
    kinds: tuple[str, ...]
    """What happened, for a matter without words."""
    stations: tuple[Station, ...]
    sentence: str
    language: str | None
    verdict: str
    is_open: bool
    quiet: timedelta | None
    """How long nothing at all had happened before it."""


def customer(request: HttpRequest, number: int) -> HttpResponse:
    """This customer, or the one into whom they were merged."""
    seen = look_up(request, number, view="customer")
    if isinstance(seen, HttpResponse):
        return seen
    found = seen.whole
    wanted = _after(found.parts, request.GET.get("after", ""))
    shown = wanted[:PAGE]
    last = shown[-1] if len(wanted) > PAGE else None
    drawn, numbers = with_answers(seen.reading, found, known_at=seen.known_at), {one.number for one in shown}
    context = {
        "head": seen.head,
        "matters": _told(seen.reading, found, shown, seen.head.zone),
        "years": years.years(drawn, found.channels, shown=numbers, zone=seen.head.zone) if shown else None,
        "is_first": len(wanted) == len(found.parts),
        "older": f"?{urlencode({**seen.kept, 'after': f'{last.at.isoformat()}~{last.number}'})}" if last else "",
    }
    return render(request, "pages/customer.html", context)


def _after(every: Sequence[Part], words_: str) -> Sequence[Part]:
    if not words_:
        return every
    place = answering.place(words_)
    return [one for one in every if (one.at, one.number) < (place.asked_at, place.episode_id)]


def _told(reading: Reading, found: Whole, shown: Sequence[Part], zone: tzinfo) -> list[Told]:
    """The matters of one page; what was joined to another meanwhile is absent."""
    now, known, rules = clock.now(), sources(), due_rules()
    ends, recorded = answering.ends_at(now), answering.recorded(reading, now=now)
    numbers = [one.number for one in shown]
    links = links_of(reading, numbers)
    past = {found.customer: found.interactions}
    matters = {one.episode_id: one for one in matters_of(reading, numbers, past=past)}
    requests = {number: request_of(one, rules=rules, sources=known) for number, one in matters.items()}
    speaks = {number: _speaks(one, requests[number]) for number, one in matters.items()}
    sentences = answering.first_sentences(reading, list(speaks.values()))
    quiet, told, year = _quiet_before(found, shown), list[Told](), None
    for number in (one for one in numbers if one in matters):
        interactions, asked = matters[number].interactions, requests[number]
        as_of = line.as_of(asked, interactions, ends=ends, now=now)
        fate = fate_of(asked, as_of=as_of, recorded=recorded) if asked else None
        begun = interactions[0].occurred_at.astimezone(zone).year
        told.append(
            Told(
                number=number,
                at=interactions[0].occurred_at,
                year=begun if begun != year else None,
                span=interactions[-1].occurred_at - interactions[0].occurred_at,
                kinds=tuple(dict.fromkeys(one.kind for one in interactions)),
                stations=tuple(chain(interactions, links)),
                sentence=sentences.get(speaks[number], ""),
                language=next((one.language for one in interactions if one.seq == speaks[number]), None),
                verdict=verdict(asked, fate, as_of=as_of) if asked and fate else "",
                is_open=bool(fate and (fate.ignored or fate.open)),
                quiet=quiet.get(number),
            )
        )
        year = begun
    return told


def _quiet_before(found: Whole, shown: Sequence[Part]) -> dict[int, timedelta]:
    """How long nothing had happened before these matters began, where that is long enough to be told."""
    quiet = {}
    for part in shown:
        place = bisect_left(found.interactions, part.interactions[0].order, key=_ORDER)
        if place and (span := part.at - found.interactions[place - 1].occurred_at) >= _QUIET:
            quiet[part.number] = span
    return quiet


def _speaks(matter: Matter, asked: Request | None) -> int:
    """The interaction whose words stand for the matter: who asked, else the first in words."""
    if asked is not None:
        return asked.asked_seq
    return next((one.seq for one in matter.interactions if one.has_text), matter.interactions[0].seq)
