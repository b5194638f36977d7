"""Finding customers over the API. What is looked for travels in the body: addresses are kept by proxies and logs."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from regard import finding
from regard.foundation.errors import RegardError
from regard.web.api.reader import searches

_KNOWN = ("q", "limit", "after")


@searches
def find(request: HttpRequest, *, by: str) -> HttpResponse:
    """The customers whom `q` means, the likeliest first; `after` is where the last page ended."""
    asked = _asked(request)
    limit = asked.get("limit", finding.PAGE)
    if type(limit) is not int or not 1 <= limit <= finding.MOST:
        raise RegardError(f"limit cannot be {limit!r}. 1 to {finding.MOST} would work.")
    found = finding.find(_words(asked, "q"), by=by, limit=limit, after=_words(asked, "after"))
    return JsonResponse({"customers": [told(one) for one in found.results], "after": found.after or None})


def told(one: finding.Result) -> dict[str, Any]:
    """A customer who was found."""
    return {
        "customer": one.customer,
        "name": one.name or None,
        "exact": one.is_exact,
        "found_by": [
            {"kind": why.kind, "value": why.value, "marks": why.marks, "shared": why.is_shared} for why in one.reasons
        ],
        "last_seen": one.last_seen,
        "matter": one.matter,
        "first_sentence": one.sentence or None,
        "sources": one.sources,
    }


def _asked(request: HttpRequest) -> dict[str, Any]:
    try:
        asked = json.loads(request.body)
    except ValueError as cause:
        raise RegardError('The body is no JSON. {"q": "Whitaker"} would work.') from cause
    if not isinstance(asked, dict) or not asked.keys() <= set(_KNOWN) or "q" not in asked:
        raise RegardError('The body says q, and perhaps limit and after. {"q": "Whitaker"} would work.')
    return asked


def _words(asked: dict[str, Any], name: str) -> str:
    words = asked.get(name) or ""
    if not isinstance(words, str):
        raise RegardError(f"{name} must be words.")
    return words
