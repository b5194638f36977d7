"""Why we believe this is one person: each merge with its evidence, what people said, and how to put it right."""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from regard.company.public import sources
from regard.customers.public import Doubt, Reason, Shown, kind_of, reasons
from regard.record.public import Logged
from regard.web import words
from regard.web.reasons_told import told
from regard.web.source_names import source_names
from regard.web.who import Seen, look_up
from regard.web.whole import Whole

MOST = 40


@dataclass(frozen=True, kw_only=True)
class Card:
    """An identifier, where it came from, and its key where it joins."""

    shown: Shown
    origins: tuple[str, ...]
    """Sources, each with the channels in which it was seen there."""
    key: str


@dataclass(frozen=True, kw_only=True)
class Profile:
    """All interactions with exactly the same identifiers, as a person reads them."""

    number: int
    identifiers: tuple[Shown, ...]
    interactions: int
    first: datetime
    last: datetime


def person(request: HttpRequest, number: int) -> HttpResponse:
    """What points at this customer, what joined it, and what people said."""
    seen = look_up(request, number, view="customer_person")
    if isinstance(seen, HttpResponse):
        return seen
    every = reasons(seen.reading, number, known_at=seen.known_at)
    joins = [one for one in every if one.rule == "identifier" and one.stands]
    shown = joins if request.GET.get("all") else joins[:MOST]
    by_number = {one.seq: one for one in seen.whole.interactions}
    members = _members(seen.whole)
    tell = partial(told, interactions=by_number, known=sources(), zone=seen.head.zone)
    profiles = _told_profiles(seen, members)
    context = {
        "head": seen.head,
        "cards": _cards(seen, every, members),
        "profiles": profiles if request.GET.get("all") else profiles[:MOST],
        "profiles_count": len(profiles),
        "joins": tell(shown),
        "joins_more": len(joins) - len(shown),
        "joined_by": _joined_by(joins),
        "said": tell([one for one in every if one.rule != "identifier"][::-1]),
        "doubts": [(one, _other(one, number)) for one in seen.doubts],
        "shared": [one for one in seen.identifiers if one.status != "ok"],
    }
    return render(request, "pages/customer_person.html", context)


def _other(doubt: Doubt, number: int) -> int | None:
    """The customer it may be."""
    return next((one for one in doubt.customers if one != number), None)


def _members(whole: Whole) -> dict[int, list[Logged]]:
    """The interactions of each profile, in order of time."""
    members: dict[int, list[Logged]] = {}
    for one in whole.interactions:
        members.setdefault(whole.profile_of[one.seq], []).append(one)
    return members


def _joined_by(joins: Iterable[Reason]) -> int:
    """How many identifiers hold it together."""
    return len({one.value_key for one in joins})


def _told_profiles(seen: Seen, members: Mapping[int, Sequence[Logged]]) -> list[Profile]:
    """The profiles, the oldest first."""
    return [
        Profile(
            number=number,
            identifiers=tuple(one for one in seen.identifiers if number in one.profiles),
            interactions=len(those),
            first=those[0].occurred_at,
            last=those[-1].occurred_at,
        )
        for number, those in sorted(members.items())
    ]


def _cards(seen: Seen, every: Iterable[Reason], members: Mapping[int, Sequence[Logged]]) -> list[Card]:
    """What points at this customer, the most trusted kind first."""
    named = source_names(sources())
    where = {number: {(one.source, one.channel) for one in those} for number, those in members.items()}
    keys = {(one.kind, one.namespace, one.value): one.value_key.hex() for one in every if one.value_key and one.stands}
    return [
        Card(
            shown=shown,
            origins=_origins(shown, where, named),
            key=keys.get((shown.kind, shown.namespace, shown.value), "")
            if kind_of(shown.kind).trust != "unique"
            else "",
        )
        for shown in seen.identifiers
    ]


def _origins(shown: Shown, where: Mapping[int, Set[tuple[str, str]]], named: Callable[[str], str]) -> tuple[str, ...]:
    channels: dict[str, set[str]] = {}
    for source, channel in {one for profile in shown.profiles for one in where.get(profile, ())}:
        channels.setdefault(source, set()).add(channel)
    return tuple(f"{named(source)}: {_listed(used)}" for source, used in sorted(channels.items()))


def _listed(channels: Iterable[str]) -> str:
    return words.listed(words.shown(channel, "channel") for channel in sorted(channels))
