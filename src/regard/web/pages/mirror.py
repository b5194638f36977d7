"""The mirror: step through a journey as the customer saw it. One address a step, and the end asks three questions."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from regard import house
from regard.company.public import choice, report_zone, sources
from regard.customers.public import customers_of
from regard.data_use.public import Reading
from regard.episodes.public import matter as find_matter
from regard.record.public import Logged, Sealed, unseal
from regard.web import ending, telling
from regard.web.film import Frame, film
from regard.web.journey import Journey
from regard.web.repeats import repeats
from regard.web.screens import MARKS, Screen, length, screens
from regard.web.seen_words import headline, waits
from regard.web.who import survivor_of
from regard.web.whole import Moments, last_name, moments

MOST_STEPS = 300
_LOOKED_BACK = 400
"""So many interactions before the journey are searched for what had been told already."""
_USUAL = timedelta(days=90)
_OF_ONE_TALK = 3
_WIDE = 600


def of_matter(request: HttpRequest, number: int) -> HttpResponse:
    """One matter, as the customer who began it saw it."""
    reading = house.open_for("serve_customer", by=request.user.get_username())
    view = find_matter(reading, number)
    if view is None:
        raise Http404
    customers = customers_of(reading, [one.seq for one in view.interactions])
    begun_by = next((customers[one.seq] for one in view.interactions if one.seq in customers), None)
    found = moments(reading, begun_by) if begun_by is not None else None
    mine = set(found.seqs) if found else set()
    seen = [one for one in view.interactions if not found or one.seq in mine]
    shown = seen[:MOST_STEPS]
    journey = _journey(reading, found, shown)
    end = ending.of_matter(reading, view.episode_id, journey) if _is_end(request) else None
    return _shown(
        request, journey, end=end, kept={}, more={"matter": view.episode_id, "is_cut": len(seen) > MOST_STEPS}
    )


def of_customer(request: HttpRequest, number: int) -> HttpResponse:
    """What a customer saw between two days; without them, the last ninety days of what is recorded."""
    number = survivor_of(number)
    reading = house.open_for("serve_customer", by=request.user.get_username())
    found = moments(reading, number)
    newest = found.newest(reading)
    if newest is None:
        raise Http404
    first, last = _span(request, newest)
    shown = found.between(reading, first, last, most=MOST_STEPS)
    journey = _journey(reading, found, shown)
    end = ending.of_days(journey) if _is_end(request) else None
    days = {"from": first.date().isoformat(), "until": (last - timedelta(days=1)).date().isoformat()}
    return _shown(request, journey, end=end, kept=days, more={"days": days, "is_cut": len(shown) == MOST_STEPS})


def _is_end(request: HttpRequest) -> bool:
    return request.GET.get("step") == "end"


def _span(request: HttpRequest, newest: datetime) -> tuple[datetime, datetime]:
    """From the beginning of a day to the end of another, in the zone of reports."""
    zone = report_zone()
    last = newest.astimezone(zone).date()
    until = _day(request.GET.get("until", "")) or last
    since = _day(request.GET.get("from", "")) or until - _USUAL
    return (
        datetime.combine(min(since, until), time(), tzinfo=zone),
        datetime.combine(until + timedelta(days=1), time(), tzinfo=zone),
    )


def _day(told: str) -> date | None:
    try:
        return date.fromisoformat(told)
    except ValueError:
        return None


def _journey(reading: Reading, found: Moments | None, shown: Sequence[Logged]) -> Journey:
    earlier = found.before(reading, shown[0], most=_LOOKED_BACK) if found and shown else []
    past = [*earlier, *shown]
    opened = unseal(reading, [one.seq for one in past])
    return Journey(
        customer=found.customer if found else None,
        name=last_name(opened, [one.seq for one in past]),
        interactions=tuple(shown),
        screens=tuple(screens(shown)),
        opened=opened,
        repeats=repeats(past, opened, of=shown),
        known=sources(),
    )


def _shown(
    request: HttpRequest,
    journey: Journey,
    *,
    end: ending.End | None,
    kept: Mapping[str, str],
    more: Mapping[str, object],
) -> HttpResponse:
    steps = journey.screens
    place = len(steps) if end is not None or not steps else _place(request.GET.get("step", ""), len(steps))
    screen = steps[place] if place < len(steps) else None
    context = {
        **more,
        "number": journey.customer,
        "name": journey.name,
        "zone": journey.zone,
        "zone_name": telling.zone_name(journey.zone.key, journey.interactions[0].occurred_at if steps else None),
        "company": choice("company_name"),
        "screen": screen,
        "place": place + 1,
        "count": len(steps),
        "film": _film(journey, place, kept),
        "before": _address(place - 1, len(steps), kept) if place else "",
        "after": _address(place + 1, len(steps), kept) if place < len(steps) else "",
        "end": end,
        "both": request.GET.get("both") == "yes",
        "both_address": f"?{urlencode({**kept, 'step': 'end', 'both': 'yes'})}",
        "end_address": f"?{urlencode({**kept, 'step': 'end'})}",
    }
    if screen is not None:
        context |= _of_screen(journey, place, screen)
    return render(request, "pages/mirror.html", context)


def _of_screen(journey: Journey, place: int, screen: Screen) -> dict[str, object]:
    waited = screen.told_wait
    talked = screen.one.ended_at - screen.one.answered_at if screen.one.ended_at and screen.one.answered_at else None
    return {
        "headline": headline(screen, company=choice("company_name")),
        "waits": waits(screen),
        "talked": talked,
        "sealed": journey.opened.get(screen.one.seq),
        "wait_length": length(waited) * _WIDE if waited is not None else None,
        "marks": [(round(length(mark) * _WIDE, 1), telling.duration(mark)) for mark in MARKS],
        "talk": _talk(journey, place, screen),
        "again": journey.repeats.get(screen.one.seq, ()),
        "is_pass": screen.one.role == "passes",
    }


def _talk(journey: Journey, place: int, screen: Screen) -> list[tuple[Screen, Sealed | None]]:
    """What still stood above it on their own screen: the last words of the same conversation."""
    if screen.drawn_as not in {"bubble", "public", "mail"}:
        return []
    threads = {key.value_key for key in screen.one.keys if key.kind == "thread"}
    same = [
        one
        for one in journey.screens[:place]
        if one.drawn_as == screen.drawn_as and threads & {key.value_key for key in one.one.keys if key.kind == "thread"}
    ]
    most = 1 if screen.drawn_as == "mail" else _OF_ONE_TALK
    return [(one, journey.opened.get(one.one.seq)) for one in same[-most:]]


def _place(told: str, count: int) -> int:
    """The step that is asked for, from 0; the first where the address names none there is."""
    wanted = int(told) if told.isdecimal() else 1
    return min(max(wanted, 1), count) - 1


def _address(place: int, count: int, kept: Mapping[str, str]) -> str:
    return f"?{urlencode({**kept, 'step': 'end' if place >= count else str(place + 1)})}"


def _film(journey: Journey, place: int, kept: Mapping[str, str]) -> list[Frame]:
    return film(
        journey.screens,
        place,
        repeating=frozenset(journey.repeats),
        address=lambda at: _address(at, len(journey.screens), kept),
    )
