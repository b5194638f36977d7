"""Groups of customers: the list, one to look at, one to make or change, without a script."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from regard import answering, crowds, house
from regard.company.public import sources
from regard.foundation import clock
from regard.foundation.errors import RegardError
from regard.groups import public as groups
from regard.record.public import CHANNELS, ROLES
from regard.web import group_words, pictures, telling, words
from regard.web.choosing import plainly
from regard.web.group_draft import FIELDS, Draft, acted, draft_of, read_draft
from regard.web.typed import number_in, number_named

PAGE = 50
_MOST_TO_CHOOSE = 200
_LANGUAGES = ("en", "th", "zh")
_FATES = ("answered_here", "passed", "ignored", "open", "finished", "returned", "late", "reopened", "gave_up",
          "driven_away", "first_contact")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a condition: what it is called, what stands in it, and what it can be where that is a list."""

    name: str
    label: str
    value: str
    type: str
    options: tuple[tuple[str, str], ...] = ()


def index(request: HttpRequest) -> HttpResponse:
    """Every group: what it means, and how many it holds."""
    by = request.user.get_username()
    listed = [
        {"group": one, "sentence": sentence(one, by=by), "size": crowds.size_of(crowds.crowd_of(one), by=by)}
        for one in groups.groups()
    ]
    return render(request, "pages/groups.html", {"groups": listed})


def one(request: HttpRequest, number: int) -> HttpResponse:
    """Its members by what they asked last, its figures, and the reports it can be used in."""
    found = groups.find_group(number)
    return _page(request, found, crowds.months_known(crowds.crowd_of(found)))


def months(request: HttpRequest, number: int) -> HttpResponse:
    """How many it held month by month: the picture alone where a page asks for it, else the whole page with it."""
    found = groups.find_group(number)
    worked_out = crowds.months_of(crowds.crowd_of(found), by=request.user.get_username())
    if request.headers.get("HX-Request") == "true":
        return render(request, "parts/months.html", {"group": found, **_drawn(worked_out)})
    return _page(request, found, worked_out)


def _drawn(worked_out: groups.Months | None) -> dict[str, Any]:
    """The line of a group over the months, named at its end by how many there are."""
    if worked_out is None:
        return {}
    rows = worked_out.months
    now = telling.number(rows[-1].customers) if rows else ""
    points = [{"month": each.month, "customers": each.customers, "now": now} for each in rows]
    drawn = pictures.lines(points, x="month", y="customers", by=("now",)) if len(rows) > 1 else None
    return {"months": worked_out, "lines": drawn, "along": "month", "keys": ("now",)}


def _page(request: HttpRequest, found: groups.Group, worked_out: groups.Months | None) -> HttpResponse:
    by, crowd = request.user.get_username(), crowds.crowd_of(found)
    context = {
        "group": found,
        "sentence": sentence(found, by=by),
        "size": crowds.size_of(crowd, by=by),
        "by_hand": any(isinstance(each, groups.ByHand) for each in groups.conditions_of(found.definition)),
        **members_shown(request, crowd),
        **figures(request, {"group": found.name}),
        **_drawn(worked_out),
    }
    return render(request, "pages/group.html", context)


def members_shown(request: HttpRequest, crowd: groups.Crowd) -> dict[str, Any]:
    """Fifty customers of a crowd, and where the list goes on."""
    after = number_named(request.GET, "after", usual=0)
    found = crowds.members_after(crowd, by=request.user.get_username(), after=after, limit=PAGE + 1)
    shown = found[:PAGE]
    more = f"?{urlencode({'after': shown[-1].customer})}" if len(found) > PAGE else ""
    return {"members": shown, "next": more, "is_first": not after}


def figures(request: HttpRequest, given: dict[str, str]) -> dict[str, Any]:
    """What became of the requests of a crowd, and the addresses of every report of it."""
    answer = answering.answer("funnel", {"by": "total", **given}, by=request.user.get_username())
    row = answer.rows[0] if answer.rows else {}
    counted = [one for one in answer.report.columns if one.name in ("requests", *_FATES) and row.get(one.name)]
    named = {one.name for one in counted}
    return {
        "answer": answer,
        "figures": [(one, row[one.name], row[one.of] if one.of in named else None) for one in counted],
        "reports": [one for one in house.REPORTS if one.source == "lake"],
        "query": urlencode(given),
    }


def edit(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """Make a group, or change one: nothing is kept before somebody says so."""
    saved = groups.find_group(number) if number is not None else None
    if request.method != "POST":
        return _form(request, draft_of(saved) if saved else Draft(), saved)
    given, act = plainly(request.POST), request.POST.get("act", "")
    draft = read_draft(given)
    try:
        draft = acted(draft, act, into=given.get("into", ""))
        if act == "save":
            return _save(request, draft, saved)
    except RegardError as error:
        return _form(request, draft, saved, error=str(error))
    return _form(request, draft, saved)


def _save(request: HttpRequest, draft: Draft, saved: groups.Group | None) -> HttpResponse:
    kept = groups.save_group(
        draft.name,
        draft.definition,
        by=request.user.get_username(),
        at=clock.now(),
        number=saved.number if saved else None,
    )
    messages.success(request, _("Kept. It is as live as the record: nobody is written down as a member."))
    return redirect("group", kept.number)


def _form(request: HttpRequest, draft: Draft, saved: groups.Group | None, *, error: str = "") -> HttpResponse:
    by = request.user.get_username()
    context: dict[str, Any] = {
        "draft": draft,
        "saved": saved,
        "error": error,
        "rows": list(_rows(draft, by=by)),
        "whats": [(what, _(group_words.WHAT[what][0])) for what in FIELDS],
        "what_title": _(group_words.WHAT[draft.what][0]),
        "fields": list(_fields(draft, by=by)),
        "never": bool(draft.values.get("never")),
    }
    if draft.conditions:
        crowd = groups.Crowd(
            kind="group", name=draft.name, definition=draft.definition, picked=saved.picked if saved else ()
        )
        context["size"] = crowds.size_of(crowd, by=by)
    return render(request, "pages/group_edit.html", context, status=400 if error else 200)


def _rows(draft: Draft, *, by: str) -> Iterator[dict[str, Any]]:
    """Each condition with its place; those of an inner list below it."""
    if not draft.conditions:
        return
    called = _caller(by)
    for place, part in enumerate(draft.definition.conditions):
        if not isinstance(part, groups.Joined):
            yield {"place": str(place), "words": group_words.part_words(part, called=called)}
            continue
        inner = [
            {"place": f"{place}.{below}", "words": group_words.part_words(each, called=called)}
            for below, each in enumerate(part.conditions)
        ]
        yield {"place": str(place), "join": part.join, "inner": inner}


def _fields(draft: Draft, *, by: str) -> Iterator[Field]:
    kinds = {"since": "date", "until": "date", "last_days": "number", "at_least": "number", "at_most": "number"}
    for name in FIELDS[draft.what]:
        yield Field(
            name=name,
            label=group_words.label(name),
            value=draft.values.get(name, ""),
            type=kinds.get(name, "text"),
            options=_options(name, by=by),
        )


def _options(name: str, *, by: str) -> tuple[tuple[str, str], ...]:
    lists = {
        "channel": CHANNELS,
        "role": ROLES,
        "direction": groups.DIRECTIONS,
        "language": _LANGUAGES,
        "became": _FATES,
    }
    if name == "which":
        return tuple((value, _(title)) for value, title in group_words.WHICH.items())
    if name == "source":
        return (("", _("any")), *((slug, each.title) for slug, each in sources().items()))
    if name == "organisation":
        known = crowds.organisations(by=by)[:_MOST_TO_CHOOSE]
        return (("", _("any")), *((each.key, each.name) for each in known))
    if name not in lists:
        return ()
    empty = () if name in {"language"} else (("", _("any")),)
    return (*empty, *((value, words.shown(value, "fate" if name == "became" else name)) for value in lists[name]))


def sentence(group: groups.Group, *, by: str) -> str:
    """What a group means, with the names of its organisations."""
    return group_words.sentence(group.definition, called=_caller(by))


def _caller(by: str) -> Any:
    names: dict[str, str] = {}

    def called(key: str) -> str:
        if not names:
            names.update({each.key: each.name for each in crowds.organisations(by=by)})
        return names.get(key, f"{key[:8]}…")

    return called


@require_POST
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Let a group go."""
    groups.remove_group(number)
    messages.success(request, _("The group is gone. Its customers and matters stay as they are."))
    return redirect("groups")


@require_POST
def put_in(request: HttpRequest, number: int) -> HttpResponse:
    """Put a customer in by hand, or take one out."""
    told = request.POST.get("customer", "")
    customer = number_in(told)
    if customer is None:
        raise RegardError(f"{told!r} is no number of a customer. The page of a customer has it in its address.")
    if request.POST.get("act") == "out":
        groups.take_out(number, customer)
    else:
        groups.put_in(number, customer, by=request.user.get_username(), at=clock.now())
    return redirect("group", number)
