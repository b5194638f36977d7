"""The review queue: two customers that may be one, side by side; decided by a key, and taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from regard import house
from regard.company.public import sources
from regard.customers.public import (
    ATTRIBUTES,
    Doubt,
    Shown,
    carry_out,
    identifiers,
    kind_of,
    plan_decision,
    plan_undo,
    put_aside,
    queue,
    queue_lengths,
    take_up,
    timeline,
)
from regard.data_use.public import Reading
from regard.foundation import clock
from regard.foundation.errors import RegardError
from regard.record.public import Logged, history, unseal
from regard.web.source_names import source_names
from regard.web.typed import number_in

LISTED = 12
_LAST_WORDS = 3
_LOOKED_THROUGH = 200
"""So many of a customer's newest interactions are looked through for what they said."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """Something a customer said."""

    one: Logged
    text: str


@dataclass(frozen=True, kw_only=True)
class Point:
    """An identifier of one side, and whether the other side has it, too."""

    shown: Shown
    is_common: bool


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of two customers that may be one person."""

    customer: int
    points: Sequence[Point]
    interactions: int
    sources: Sequence[str]
    first: datetime
    last: datetime
    said: Sequence[Said]


def review(request: HttpRequest) -> HttpResponse:
    """The queue, and of the doubt in hand both sides."""
    aside = request.GET.get("aside") == "yes"
    reading = _reading(request)
    after = number_in(request.GET.get("after", "")) or 0
    listed = queue(reading, after=after, limit=LISTED, aside=aside)
    if not listed and after:
        listed = queue(reading, limit=LISTED, aside=aside)
    waiting, put_by = queue_lengths()
    context = {
        "doubts": listed,
        "current": listed[0] if listed else None,
        "sides": _sides(reading, listed[0]) if listed else (),
        "waiting": waiting,
        "put_by": put_by,
        "is_aside": aside,
        "done": number_in(request.GET.get("done", "")),
        "done_words": _done_words(request.GET.get("as", "")),
    }
    return render(request, "pages/review.html", context)


@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Decide one doubt, or leave it for later; then the next one."""
    by, at, act = request.user.get_username(), clock.now(), request.POST.get("act", "")
    kept = "&aside=yes" if request.POST.get("aside") == "yes" else ""
    try:
        if act == "later":
            put_aside(number, by=by, at=at)
        elif act == "again":
            take_up(number)
        else:
            done = carry_out(_reading(request), plan_decision(number, act), by=by, at=at)
            return redirect(f"{reverse('review')}?after={number}{kept}&done={done}&as={act}")
    except RegardError as error:
        messages.error(request, str(error))
    return redirect(f"{reverse('review')}?after={number}{kept}")


@require_POST
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Take back what was decided a moment ago."""
    carry_out(_reading(request), plan_undo(number), by=request.user.get_username(), at=clock.now())
    messages.success(request, _("Taken back. If the doubt stands, it returns to the queue within moments."))
    return redirect("review")


def _done_words(act: str) -> str:
    return {
        "same": _("They are one person now."),
        "two": _("They stay two people, whatever they share."),
        "shared": _("It is of several people now, and joins nobody."),
    }.get(act, "")


def _reading(request: HttpRequest) -> Reading:
    return house.open_for("serve_customer", by=request.user.get_username())


def _sides(reading: Reading, doubt: Doubt) -> list[Side]:
    numbers = [customer or profile for customer, profile in zip(doubt.customers, (doubt.one, doubt.other), strict=True)]
    points = {number: identifiers(reading, number) for number in numbers}
    seqs: dict[int, list[int]] = {number: [] for number in numbers}
    for customer, seq, _at in sorted(timeline(reading, numbers, since=0), key=lambda one: one[2]):
        seqs[customer].append(seq)
    common = _common(points)
    return [_side(reading, number, points[number], seqs[number], common) for number in numbers]


def _common(points: Mapping[int, Sequence[Shown]]) -> set[tuple[str, str, str]]:
    one, other = ({(it.kind, it.namespace, it.value) for it in side} for side in points.values())
    return one & other


def _side(
    reading: Reading, number: int, points: Sequence[Shown], seqs: Sequence[int], common: set[tuple[str, str, str]]
) -> Side:
    interactions = sorted(history(reading, list(seqs[-_LOOKED_THROUGH:])), key=lambda one: one.order)
    words = [one for one in interactions if one.direction == "in" and one.has_text][-_LAST_WORDS:]
    opened = unseal(reading, [one.seq for one in words])
    slugs = dict.fromkeys(one.source for one in interactions)
    first = history(reading, list(seqs[:1]))
    return Side(
        customer=number,
        points=_ordered(points, common),
        interactions=len(seqs),
        sources=list(map(source_names(sources()), slugs)),
        first=first[0].occurred_at if first else interactions[0].occurred_at,
        last=interactions[-1].occurred_at,
        said=[Said(one=one, text=opened[one.seq].text or "") for one in reversed(words)],
    )


def _ordered(points: Sequence[Shown], common: set[tuple[str, str, str]]) -> list[Point]:
    """What a person is called first, then the most trusted kinds; browsers and devices only where both have them."""
    told = [Point(shown=one, is_common=(one.kind, one.namespace, one.value) in common) for one in points]
    kept = [one for one in told if one.is_common or kind_of(one.shown.kind).trust != "weak"]
    return sorted(kept, key=lambda one: (one.shown.kind not in ATTRIBUTES, kind_of(one.shown.kind).priority))
