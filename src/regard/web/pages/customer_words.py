"""What a customer said in their own words over time, with what happened between two statements."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from regard.data_use.public import Reading
from regard.record.public import Sealed, unseal
from regard.web.said import Statement, places_of, statements
from regard.web.typed import number_in
from regard.web.who import Seen, look_up

PAGE = 30
_LONGEST = 900
_EMPTY_LINES = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, kw_only=True)
class Quote:
    """A statement with its words, and the matter it belongs to."""

    statement: Statement
    text: str
    sealed: Sealed
    matter: int | None


def in_their_words(request: HttpRequest, number: int) -> HttpResponse:
    """Thirty statements at a time, the newest thirty first; each page reads from the oldest to the newest."""
    seen = look_up(request, number, view="customer_words")
    if isinstance(seen, HttpResponse):
        return seen
    found = seen.whole
    every = places_of(found.interactions)
    until = _place(request.GET.get("until", ""), len(every))
    begin = max(until - PAGE, 0)
    before = every[begin - 1] if begin else None
    shown = statements(found.interactions, every[begin:until], before=before)
    context = {
        "head": seen.head,
        "quotes": _quotes(seen.reading, shown, found.matter_of),
        "said": len(every),
        "earlier": _address(seen, until - PAGE) if until > PAGE else "",
        "later": _address(seen, min(until + PAGE, len(every))) if until < len(every) else "",
    }
    return render(request, "pages/customer_words.html", context)


def _address(seen: Seen, until: int) -> str:
    return f"?{urlencode({**seen.kept, 'until': str(until)})}"


def _place(told: str, last: int) -> int:
    return min(number_in(told) or last, last)


def _quotes(reading: Reading, shown: list[Statement], matter_of: Mapping[int, int]) -> list[Quote]:
    opened = unseal(reading, [one.one.seq for one in shown])
    return [
        Quote(
            statement=one,
            text=_shortened(opened[one.one.seq].text or ""),
            sealed=opened[one.one.seq],
            matter=matter_of.get(one.one.seq),
        )
        for one in shown
        if one.one.seq in opened
    ]


def _shortened(text: str) -> str:
    """Without the empty lines of a mail; the whole of it stands with its matter."""
    told = _EMPTY_LINES.sub("\n", text.strip())
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST].rstrip()}…"
