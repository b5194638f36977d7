"""The mirror: step through a journey as the customer saw it. One address a step, and the end asks three questions."""

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from regard import house
from regard.company.public import choice
from regard.episodes.public import matter as find_matter
from regard.record.public import Sealed
from regard.web import ending, mirroring, telling
from regard.web.film import Frame, film
from regard.web.journey import Journey
from regard.web.screens import MARKS, Screen, length
from regard.web.seen import seen
from regard.web.seen_words import headline, waits
from regard.web.typed import number_in
from regard.web.who import survivor_of
from regard.web.whole import moments

MOST_STEPS = 300
_OF_ONE_TALK = 3
_WIDE = 600


def of_matter(request: HttpRequest, number: int) -> HttpResponse:
    """One matter, as the customer who began it saw it."""
    reading = house.open_for("serve_customer", by=request.user.get_username())
    view = find_matter(reading, number)
    if view is None:
        raise Http404
    stretch = mirroring.of_matter(reading, view)
    journey = mirroring.journey(reading, stretch, stretch.interactions[:MOST_STEPS])
    end = ending.of_matter(reading, view.episode_id, journey) if _is_end(request) else None
    is_cut = len(stretch.interactions) > MOST_STEPS
    return _shown(request, journey, end=end, kept={}, more={"matter": view.episode_id, "is_cut": is_cut})


def of_customer(request: HttpRequest, number: int) -> HttpResponse:
    """What a customer saw between two days; without them, the last ninety days of what is recorded."""
    number = survivor_of(number)
    reading = house.open_for("serve_customer", by=request.user.get_username())
    found = moments(reading, number)
    newest = mirroring.newest(reading, found)
    if newest is None:
        raise Http404
    since, until = (mirroring.day(request.GET.get(name, "")) for name in ("from", "until"))
    days = mirroring.days_between(since, until, newest=newest)
    stretch = mirroring.of_days(reading, found, days, most=MOST_STEPS)
    journey = mirroring.journey(reading, stretch, stretch.interactions)
    end = ending.of_days(journey) if _is_end(request) else None
    kept = {"from": days.since.isoformat(), "until": days.until.isoformat()}
    more = {"days": kept, "is_cut": len(stretch.interactions) == MOST_STEPS}
    return _shown(request, journey, end=end, kept=kept, more=more)


def _is_end(request: HttpRequest) -> bool:
    return request.GET.get("step") == "end"


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
    return {
        "headline": headline(screen, company=choice("company_name")),
        "waits": waits(screen),
        "seen": seen(screen, journey.opened.get(screen.one.seq)),
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
    return min(max(number_in(told) or 1, 1), count) - 1


def _address(place: int, count: int, kept: Mapping[str, str]) -> str:
    return f"?{urlencode({**kept, 'step': 'end' if place >= count else str(place + 1)})}"


def _film(journey: Journey, place: int, kept: Mapping[str, str]) -> list[Frame]:
    return film(
        journey.screens,
        place,
        repeating=frozenset(journey.repeats),
        address=lambda at: _address(at, len(journey.screens), kept),
    )
