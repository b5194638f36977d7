"""The mirror over the API: a matter, or some days of a customer, step by step as they saw it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse, JsonResponse

from regard.data_use.public import Reading
from regard.episodes.public import ended_up, matter, matters_at
from regard.foundation.errors import RegardError
from regard.record.public import Logged
from regard.web import ending, mirroring
from regard.web.api.customers import chosen, elsewhere, leads_to
from regard.web.api.given import after_of, limit_of
from regard.web.api.mirror_told import end_told, step
from regard.web.api.reader import reads_customers, refused
from regard.web.journey import Journey
from regard.web.screens import Screen, screens
from regard.web.whole import moments

_End = Callable[[Journey], ending.End]


@reads_customers
def of_matter(request: HttpRequest, *, by: str, number: int) -> HttpResponse:
    """A matter, by any number in it, as the customer who began it saw it; `after` is where the last page ended."""
    reading = _may(chosen(request, by))
    view = matter(reading, number)
    if view is None:
        return refused(f"No matter has an interaction {number}.", status=404)
    if view.episode_id != number and ended_up(number):
        return leads_to(request, "api_matter_mirror", view.episode_id, {"moved": True, "to": view.episode_id})
    stretch = mirroring.of_matter(reading, view)
    told = {"matter": view.episode_id, "customer": stretch.customer}
    return _page(request, reading, stretch, told, lambda shown: ending.of_matter(reading, view.episode_id, shown))


@reads_customers
def of_customer(request: HttpRequest, *, by: str, number: int) -> HttpResponse:
    """What a customer saw between two days; else in the last ninety of what is recorded."""
    if (moved := elsewhere(request, "api_customer_mirror", number)) is not None:
        return moved
    reading = _may(chosen(request, by))
    found = moments(reading, number)
    newest = mirroring.newest(reading, found)
    if newest is None:
        return refused(f"Nothing of customer {number} is recorded.", status=404)
    days = mirroring.days_between(_day(request, "from"), _day(request, "until"), newest=newest)
    told = {"customer": number, "from": days.since, "until": days.until}
    return _page(request, reading, mirroring.of_days(reading, found, days), told, ending.of_days)


def _may(reading: Reading) -> Reading:
    """Without the words there is nothing to mirror."""
    reading.must_allow("identity", what="what a customer saw and said")
    return reading


def _page(
    request: HttpRequest, reading: Reading, stretch: mirroring.Stretch, told: Mapping[str, object], end_of: _End
) -> HttpResponse:
    """So many steps after one of them; with the last of them how it ended."""
    steps = screens(stretch.interactions)
    first = _behind(after_of(request), steps)
    shown = steps[first : first + limit_of(request)]
    more = first + len(shown) < len(steps)
    journey = mirroring.journey(reading, stretch, _upto(stretch, shown[-1]) if more else stretch.interactions)
    matters = matters_at(reading, [one.one.seq for one in shown])
    return JsonResponse({
        **told,
        "count": len(steps),
        "steps": [
            step(journey, one, place=place, matter=matters.get(one.one.seq))
            for place, one in enumerate(shown, start=first + 1)
        ],
        "after": shown[-1].one.seq if more else None,
        "end": None if more else end_told(end_of(journey)),
    })  # fmt: skip


def _behind(seq: int, steps: Sequence[Screen]) -> int:
    """The place behind the step that was shown last; 0: the first."""
    if not seq:
        return 0
    for place, one in enumerate(steps, start=1):
        if one.one.seq == seq:
            return place
    raise RegardError(f"Interaction {seq} is no step of this journey any more. Without after= it begins anew.")


def _upto(stretch: mirroring.Stretch, last: Screen) -> Sequence[Logged]:
    """The journey as far as a step: what comes later says nothing of it."""
    return stretch.interactions[: stretch.interactions.index(last.one) + 1]


def _day(request: HttpRequest, name: str) -> date | None:
    words = request.GET.get(name, "")
    found = mirroring.day(words)
    if words and found is None:
        raise RegardError(f"{name} cannot be {words!r}. A day would work: 2026-01-31.")
    return found
