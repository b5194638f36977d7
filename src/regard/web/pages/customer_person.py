"""Why we believe this is one person: what points at them, and from where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from regard import house
from regard.company.public import Source, sources
from regard.customers.public import Shown, identifiers, kind_of, whose
from regard.data_use.public import Reading
from regard.web import words
from regard.web.pages.customer import head, survivor_of
from regard.web.whole import Whole, whole


@dataclass(frozen=True, kw_only=True)
class Card:
    """An identifier, and where it came from."""

    shown: Shown
    origins: tuple[str, ...]
    """Sources, each with the channels in which it was seen there."""


def person(request: HttpRequest, number: int) -> HttpResponse:
    """What points at this customer."""
    survivor = survivor_of(number)
    if survivor != number:
        return redirect("customer_person", survivor, permanent=True)
    reading = house.open_for("serve_customer", by=request.user.get_username())
    found = whole(reading, number)
    if found is None:
        raise Http404
    return render(
        request, "pages/customer_person.html", {"head": head(reading, found), "identifiers": _cards(reading, found)}
    )


def _cards(reading: Reading, found: Whole) -> list[Card]:
    """What points at this customer, the most trusted kind first."""
    known = sources()
    profile_of = {seq: one.profile for seq, one in whose(reading, [one.seq for one in found.interactions]).items()}
    seen: dict[int, dict[str, set[str]]] = {}
    for one in found.interactions:
        if one.seq in profile_of:
            seen.setdefault(profile_of[one.seq], {}).setdefault(one.source, set()).add(one.channel)
    every = sorted(identifiers(reading, found.customer), key=lambda one: kind_of(one.kind).priority)
    return [Card(shown=shown, origins=_origins(shown, seen, known)) for shown in every]


def _origins(shown: Shown, seen: Mapping[int, Mapping[str, set[str]]], known: Mapping[str, Source]) -> tuple[str, ...]:
    channels: dict[str, set[str]] = {}
    for profile in shown.profiles:
        for source, where in seen.get(profile, {}).items():
            channels.setdefault(source, set()).update(where)
    return tuple(
        f"{known[source].title if source in known else source}: {_listed(where)}"
        for source, where in sorted(channels.items())
    )


def _listed(channels: Sequence[str] | set[str]) -> str:
    return ", ".join(words.shown(channel, "channel") for channel in sorted(channels))
