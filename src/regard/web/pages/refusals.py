"""Refusals: what could not be admitted, with the original and the reason, so that it can be mended."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from regard import house
from regard.foundation.errors import RegardError
from regard.record.public import KeptRefusal
from regard.record.public import refusals as kept_refusals
from regard.web.choosing import plainly

PAGE = 25


def refusals(request: HttpRequest) -> HttpResponse:
    """Twenty-five at a time, oldest first."""
    query = plainly(request.GET)
    given = {name: query[name] for name in ("import", "source", "reason") if query.get(name)}
    reading = house.open_for("mend_record", by=request.user.get_username())
    found = kept_refusals(
        reading,
        import_id=_whole(given["import"]) if "import" in given else None,
        source=given.get("source"),
        reason=given.get("reason"),
        after=_whole(query.get("after") or "0"),
        limit=PAGE + 1,
    )
    shown = found[:PAGE]
    context = {
        "refusals": [(one, _written(one)) for one in shown],
        "given": given,
        "next": f"?{urlencode({**given, 'after': str(shown[-1].number)})}" if len(found) > PAGE else "",
    }
    return render(request, "pages/refusals.html", context)


def _whole(words: str) -> int:
    if not words.isascii() or not words.isdigit():
        raise RegardError(f"A number is needed, not {words!r}.")
    return int(words)


def _written(one: KeptRefusal) -> str:
    original: Any = one.original
    return original if isinstance(original, str) else json.dumps(original, ensure_ascii=False, indent=1, default=str)
