"""Live: the last interactions as they arrive, and what the door did to each."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from regard import house
from regard.company.public import report_zone, sources
from regard.customers.public import customers_of
from regard.data_use.public import Reading
from regard.episodes.public import matters_at
from regard.foundation import clock
from regard.foundation.errors import NotKnown
from regard.record import public as record
from regard.web import line
from regard.web.happenings import cursor, happenings, lines
from regard.web.pages.source import EXAMPLE


def live(request: HttpRequest) -> HttpResponse:
    """The page a developer keeps open while connecting a source."""
    chosen = request.GET.get("source", "")
    # A finished export sends nothing any more.
    to_choose = {slug: one for slug, one in sources().items() if one.is_live or slug == chosen}
    return render(
        request,
        "pages/live.html",
        {
            **_shown(request),
            "sources": to_choose,
            "base": request.build_absolute_uri("/").rstrip("/"),
            "example": EXAMPLE % clock.now().isoformat(timespec="seconds"),
        },
    )


def rows(request: HttpRequest) -> HttpResponse:
    """The list alone, asked for every second; nothing is sent, and no customer data read, when nothing is newer."""
    if request.GET.get("since") == cursor():
        return HttpResponse(status=204)
    return render(request, "parts/live.html", _shown(request))


def _shown(request: HttpRequest) -> dict[str, object]:
    chosen = request.GET.get("source", "")
    if chosen and chosen not in (known := sources()):
        raise NotKnown("source", chosen, known)
    # Read before the rows: what comes in between is shown twice rather than never.
    seen = cursor()
    found = happenings(_reading(request), source=chosen or None)
    is_paused = request.GET.get("paused") == "yes"
    return {
        "lines": lines(_reading(request), found) if found else [],
        "chosen": chosen,
        "is_paused": is_paused,
        "zone_name": str(report_zone()),
        "again": "" if is_paused else "?" + urlencode({"since": seen, **({"source": chosen} if chosen else {})}),
    }


def _reading(request: HttpRequest) -> Reading:
    return house.open_for("connect_source", by=request.user.get_username())


def interaction(request: HttpRequest, number: int) -> HttpResponse:
    """One interaction as it was admitted, opened."""
    reading = _reading(request)
    one = record.arrived(reading, number)
    sealed = record.unseal(reading, [number]).get(number)
    if one is None or sealed is None:
        raise Http404
    context = {
        "one": one,
        "sealed": sealed,
        "zone": line.zone_of(one, sources()),
        "customer": customers_of(reading, [number]).get(number),
        "matter": matters_at(reading, [number]).get(number),
        "is_followed": number <= house.followed(),
    }
    return render(request, "pages/interaction.html", context)
