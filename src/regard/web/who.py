"""Whose page it is: a customer as known now or at a day, with what stands above each of their pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from regard import house
from regard.company.public import report_zone, sources
from regard.customers.public import Doubt, Shown, customer_now, doubts, identifiers, kind_of, profiles_of
from regard.data_use.public import Reading
from regard.foundation.moments import read_day
from regard.record.public import unseal
from regard.web import line, telling
from regard.web.elsewhere import elsewhere
from regard.web.whole import Whole, last_name, whole

_NEWEST_WITH_A_NAME = 12
_NAMED = frozenset({"unique", "strong"})


@dataclass(frozen=True, kw_only=True)
class Head:
    """What stands above every page of a customer: who, since when, and what points at them."""

    number: int
    name: str
    matters: int
    interactions: int
    channels: tuple[str, ...]
    since: datetime
    last: datetime
    pointers: tuple[Shown, ...]
    zone: ZoneInfo
    zone_name: str
    doubts: int
    known: str
    """The day as of which it is shown, as 2025-03-01; "" for now."""
    customer_now: int | None
    """Who this number is today, where another day is shown."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A customer as a page shows them."""

    reading: Reading
    whole: Whole
    head: Head
    identifiers: tuple[Shown, ...]
    doubts: tuple[Doubt, ...]
    """Whom a guard keeps apart from this customer although they share something."""
    known_at: datetime | None

    @property
    def kept(self) -> Mapping[str, str]:
        """What links of the page carry along."""
        return {"known": self.head.known} if self.head.known else {}


def look_up(request: HttpRequest, number: int, *, view: str) -> Seen | HttpResponse:
    """This customer; the way to the one they were merged into; or as they were known on the day `?known=` names."""
    reading = house.open_for("serve_customer", by=request.user.get_username())
    known_at = _known_at(request.GET.get("known", ""))
    survivor = number if known_at else survivor_of(number)
    if survivor != number:
        return elsewhere(view, survivor)
    found = whole(reading, number, known_at=known_at)
    if found is None and known_at:
        messages.info(request, _("On that day nothing was known of customer %(number)s.") % {"number": number})
        return redirect(view, number)
    if found is None:
        raise Http404
    every = sorted(identifiers(reading, number, known_at=known_at), key=lambda one: kind_of(one.kind).priority)
    known = request.GET["known"] if known_at else ""
    doubted = doubts(reading, profiles=profiles_of(reading, [number])) if not known_at else []
    return Seen(
        reading=reading,
        whole=found,
        head=_head(reading, found, every, known=known, doubted=len(doubted)),
        identifiers=tuple(every),
        doubts=tuple(doubted),
        known_at=known_at,
    )


def survivor_of(number: int) -> int:
    """The customer that this one is today."""
    survivor = customer_now(number)
    if survivor is None:
        raise Http404
    return survivor


def _known_at(told: str) -> datetime | None:
    """The end of a day in the zone of reports; a day that cannot be read is now."""
    try:
        return datetime.combine(read_day(told) + timedelta(days=1), time(), tzinfo=report_zone())
    except ValueError:
        return None


def _head(reading: Reading, found: Whole, every: Sequence[Shown], *, known: str, doubted: int) -> Head:
    zone = line.zone_of_all(found.interactions, sources())
    return Head(
        number=found.customer,
        name=_name(every) or _told_name(reading, found),
        matters=found.matters,
        interactions=len(found.interactions),
        channels=found.channels,
        since=found.interactions[0].occurred_at,
        last=found.interactions[-1].occurred_at,
        pointers=_pointers(every),
        zone=zone,
        zone_name=telling.zone_name(zone.key, found.interactions[-1].occurred_at),
        doubts=doubted,
        known=known,
        customer_now=customer_now(found.customer) if known else None,
    )


def _told_name(reading: Reading, found: Whole) -> str:
    """The newest name that a source told of them, looked for in few of their interactions."""
    newest = list(islice((one.seq for one in reversed(found.interactions) if one.has_identifiers), _NEWEST_WITH_A_NAME))
    return last_name(unseal(reading, newest), newest[::-1])


def _name(every: Sequence[Shown]) -> str:
    """The name that most of their profiles carry; of first and family name alone, both."""
    most = {
        kind: max((len(one.profiles), one.value) for one in every if one.kind == kind)[1]
        for kind in ("name", "first_name", "family_name")
        if any(one.kind == kind for one in every)
    }
    return most.get("name") or " ".join(most[kind] for kind in ("first_name", "family_name") if kind in most)


def _pointers(every: Sequence[Shown]) -> tuple[Shown, ...]:
    """The identifiers that a person would name, each once; browsers, devices and what merely describes are not."""
    return tuple({(one.kind, one.value): one for one in every if kind_of(one.kind).trust in _NAMED}.values())
