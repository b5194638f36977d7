"""People: the requests behind a figure, by their first sentence."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from regard import answering, house
from regard.foundation import clock
from regard.foundation.reports import find_report
from regard.web import telling, words
from regard.web.choosing import plainly

PAGE = 50
FUNNEL = find_report(house.REPORTS, "funnel")
FILTERS = ("channel", "touchpoint", "source", "month", "asked_by", "group", "organisation")


@dataclass(frozen=True, kw_only=True)
class Filter:
    """One thing the list is narrowed by, and the address of the list without it."""

    title: str
    value: str
    without: str


def people(request: HttpRequest) -> HttpResponse:
    """Fifty requests at a time, from the oldest that waits."""
    query = plainly(request.GET)
    given = {name: value for name, value in query.items() if name != "after"}
    found = answering.people({**query, "limit": str(PAGE + 1)}, by=request.user.get_username())
    shown, now = found[:PAGE], clock.now()
    ends = answering.ends_at(now)
    as_of = as_of_given(given.get("as_of"))
    last = shown[-1] if len(found) > PAGE else None
    context = {
        "asks": [{**one, **_waiting(one, at=as_of or ends.get(str(one["source"]), now))} for one in shown],
        "figure": next((one for one in FUNNEL.columns if one.name == given.get("fate")), None),
        "filters": _filters(given),
        "next": f"?{urlencode({**given, 'after': place_of(last)})}" if last else "",
        "is_first": not query.get("after"),
        "start": f"?{urlencode(given)}",
    }
    return render(request, "pages/people.html", context)


def place_of(one: dict[str, Any]) -> str:
    """Where the next page goes on: after this moment and matter."""
    return f"{one['asked_at'].isoformat()}~{one['episode_id']}"


def as_of_given(words_: str | None) -> datetime | None:
    """The moment as of which the list is seen, where the reader chose one."""
    value = next(param for param in FUNNEL.params if param.name == "as_of").read(words_)
    return value if isinstance(value, datetime) else None


def _waiting(one: dict[str, Any], *, at: datetime) -> dict[str, Any]:
    """How long it took until somebody was there, or how long they wait at the moment as of which this is seen."""
    settled = {"answered_here": "answered_at", "passed": "passed_at"}.get(one["became"])
    if settled:
        return {"took": one[settled] - one["asked_at"], "waits": None}
    return {"took": None, "waits": at - one["asked_at"]}


def _filters(given: dict[str, str]) -> list[Filter]:
    return [
        Filter(
            title=words.shown(name, "by"),
            value=told(name, given[name]),
            without=f"?{urlencode({other: value for other, value in given.items() if other != name})}",
        )
        for name in (*FILTERS, "as_of")
        if name in given
    ]


def told(name: str, value: str) -> str:
    """A chosen value in the reader's words."""
    if name == "as_of":
        at = as_of_given(value)
        return telling.moment(at) if at else ""
    return words.shown(value, name) or "–"
