"""Refusals: what could not be admitted, with the original and the reason, and how much of it could be mended."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from regard import house
from regard.record.public import KeptRefusal, Which, find_import, refused_so
from regard.record.public import refusals as kept_refusals
from regard.web.choosing import plainly
from regard.web.typed import number_named

PAGE = 25
_CHOICES = ("import", "source", "reason")


def refusals(request: HttpRequest) -> HttpResponse:
    """Twenty-five at a time, oldest first."""
    return refusals_page(request, plainly(request.GET))


def refusals_page(request: HttpRequest, query: dict[str, str], status: int = 200, **said: object) -> HttpResponse:
    """The refusals that are meant, how to mend them, and what was said of that."""
    given = {name: query[name] for name in _CHOICES if query.get(name)}
    which = which_of(given)
    reading = house.open_for("mend_record", by=request.user.get_username())
    found = kept_refusals(
        reading,
        import_id=which.import_id,
        source=which.source,
        reason=which.reason,
        after=number_named(query, "after", usual=0),
        limit=PAGE + 1,
    )
    shown = found[:PAGE]
    context = {
        "refusals": [(one, written(one)) for one in shown],
        "waiting": which.count(),
        "reasons": refused_so(which.import_id),
        "number": given.get("import"),
        "given": given,
        "next": f"?{urlencode({**given, 'after': str(shown[-1].number)})}" if len(found) > PAGE else "",
        **_recipe(which),
        **said,
    }
    return render(request, "pages/refusals.html", context, status=status)


def which_of(given: dict[str, str]) -> Which:
    """Which refusals an address or a form means."""
    return Which(
        import_id=number_named(given, "import", usual=0) if given.get("import") else None,
        source=given.get("source") or None,
        reason=given.get("reason") or None,
    )


def _recipe(which: Which) -> dict[str, object]:
    """The recipe that reads them, where they all came with one import; else with which they came."""
    brought_by = [which.import_id] if which.import_id is not None else which.imports()
    if len(brought_by) != 1 or brought_by[0] is None:
        return {"brought_by": [number for number in brought_by if number is not None]}
    found = find_import(brought_by[0])
    return {"of_import": found, "recipe": found.mended_recipe or found.recipe_text}


def written(one: KeptRefusal) -> str:
    """The original as text that can be edited."""
    original: Any = one.original
    return "" if original is None else json.dumps(original, ensure_ascii=False, indent=1, default=str)
