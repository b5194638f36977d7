"""A customer's matters, the newest first: each as one line over its channels, with what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode

from regard import house
from regard.company.public import due_rules, sources
from regard.customers.public import Shown, customer_now, identifiers, kind_of, timeline, whose
from regard.data_use.public import Reading
from regard.episodes.public import Begun, links_of, matters_of_customers
from regard.foundation import clock
from regard.overview.public import Matter, Request, fate_of, matters_of, request_of
from regard.record.public import history
from regard.web import line, pictures, words
from regard.web.verdict import verdict

PAGE = 100


@dataclass(frozen=True, kw_only=True)
class Told:
    """One matter of the list."""

    number: int
    at: datetime
    channels: tuple[str, ...]
    interactions: int
    sentence: str
    language: str | None
    verdict: str
    way: pictures.Way


@dataclass(frozen=True, kw_only=True)
class Card:
    """An identifier, and where it came from."""

    shown: Shown
    origins: tuple[str, ...]
    """Sources, each with the channels in which it was seen there."""


def customer(request: HttpRequest, number: int) -> HttpResponse:
    """This customer, or the one into whom they were merged."""
    survivor = customer_now(number)
    if survivor is None:
        raise Http404
    if survivor != number:
        return redirect("customer", survivor, permanent=True)
    reading = house.open_for("serve_customer", by=request.user.get_username())
    every = matters_of_customers(reading, [number]).get(number)
    if not every:
        raise Http404
    wanted = _after(every, request.GET.get("after", ""))
    shown = wanted[:PAGE]
    last = shown[-1] if len(wanted) > PAGE else None
    context = {
        "number": number,
        "matters": _told(reading, shown),
        "count": len(every),
        "since": every[-1].at,
        "identifiers": _cards(reading, number),
        "is_first": len(wanted) == len(every),
        "older": f"?{urlencode({'after': f'{last.at.isoformat()}~{last.episode_id}'})}" if last else "",
    }
    return render(request, "pages/customer.html", context)


def _after(every: Sequence[Begun], words_: str) -> Sequence[Begun]:
    if not words_:
        return every
    place = house.place(words_)
    return [one for one in every if (one.at, one.episode_id) < (place.asked_at, place.episode_id)]


def _told(reading: Reading, begun: Sequence[Begun]) -> list[Told]:
    """The matters of one page; what was joined to another meanwhile is absent."""
    now, known, rules = clock.now(), sources(), due_rules()
    ends, recorded = house.ends_at(now), house.recorded(reading, now=now)
    links = links_of(reading, [one.episode_id for one in begun])
    found = {one.episode_id: one for one in matters_of(reading, [one.episode_id for one in begun])}
    requests = {number: request_of(one, rules=rules, sources=known) for number, one in found.items()}
    speaks = {number: _speaks(one, requests[number]) for number, one in found.items()}
    sentences = house.first_sentences(reading, list(speaks.values()))
    told = []
    for number in (one.episode_id for one in begun if one.episode_id in found):
        interactions, asked = found[number].interactions, requests[number]
        as_of = line.as_of(asked, interactions, ends=ends, now=now)
        fate = fate_of(asked, as_of=as_of, recorded=recorded) if asked else None
        told.append(
            Told(
                number=number,
                at=interactions[0].occurred_at,
                channels=tuple(dict.fromkeys(one.channel for one in interactions)),
                interactions=len(interactions),
                sentence=sentences.get(speaks[number], ""),
                language=next((one.language for one in interactions if one.seq == speaks[number]), None),
                verdict=verdict(asked, fate, as_of=as_of) if asked and fate else "",
                way=pictures.small_way(line.stops(interactions, links, known)),
            )
        )
    return told


def _speaks(matter: Matter, asked: Request | None) -> int:
    """The interaction whose words stand for the matter: who asked, else the first in words."""
    if asked is not None:
        return asked.asked_seq
    return next((one.seq for one in matter.interactions if one.has_text), matter.interactions[0].seq)


def _cards(reading: Reading, number: int) -> list[Card]:
    """What points at this customer, the most trusted kind first."""
    known = sources()
    seqs = [seq for _, seq, _ in timeline(reading, [number], since=0)]
    profile_of = {seq: one.profile for seq, one in whose(reading, seqs).items()}
    seen: dict[int, dict[str, set[str]]] = {}
    for one in history(reading, seqs):
        if one.seq in profile_of:
            seen.setdefault(profile_of[one.seq], {}).setdefault(one.source, set()).add(one.channel)
    cards = []
    for shown in sorted(identifiers(reading, number), key=lambda one: kind_of(one.kind).priority):
        channels: dict[str, set[str]] = {}
        for profile in shown.profiles:
            for source, where in seen.get(profile, {}).items():
                channels.setdefault(source, set()).update(where)
        origins = tuple(
            f"{known[source].title if source in known else source}: "
            + ", ".join(words.shown(channel, "channel") for channel in sorted(where))
            for source, where in sorted(channels.items())
        )
        cards.append(Card(shown=shown, origins=origins))
    return cards
