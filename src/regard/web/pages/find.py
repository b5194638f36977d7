"""Find a customer: by whatever somebody says of themselves.

What is typed travels in the body of a POST, never in an address: addresses are kept by browsers, proxies and logs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from regard import finding
from regard.company.public import sources
from regard.customers.public import FoundBy
from regard.web import words
from regard.web.source_names import source_names


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A piece of a value, and whether it is what was typed."""

    text: str
    is_typed: bool


@dataclass(frozen=True, kw_only=True)
class Why:
    """One value by which a customer was found."""

    kind: str
    pieces: tuple[Piece, ...]
    is_shared: bool


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One customer of the list."""

    number: int
    name: str
    why: tuple[Why, ...]
    sentence: str
    language: str | None
    matter: int | None
    last_seen: datetime | None
    sources: tuple[str, ...]


def find(request: HttpRequest) -> HttpResponse:
    """The page; with words, whom they find: those known by exactly this before those who are alike."""
    typed = request.POST.get("q", "")
    after = request.POST.get("after", "")
    found = finding.find(typed, by=request.user.get_username(), after=after) if typed.strip() else None
    results = found.results if found else ()
    named = source_names(sources())
    context = {
        "q": typed.strip(),
        "exact": [_hit(one, named) for one in results if one.is_exact],
        "alike": [_hit(one, named) for one in results if not one.is_exact],
        "more": found.after if found else "",
        "is_first": not after,
        "behind": finding.behind() if typed.strip() else 0,
    }
    is_part = request.headers.get("HX-Request") == "true"
    response = render(request, "parts/found.html" if is_part else "pages/find.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _hit(one: finding.Result, named: Callable[[str], str]) -> Hit:
    return Hit(
        number=one.customer,
        name=one.name,
        why=tuple(_why(reason) for reason in one.reasons),
        sentence=one.sentence,
        language=one.language,
        matter=one.matter,
        last_seen=one.last_seen,
        sources=tuple(map(named, one.sources)),
    )


def _why(reason: FoundBy) -> Why:
    kind = _("customer number") if reason.kind == "customer" else words.datum(reason.kind)
    return Why(kind=kind, pieces=_pieces(reason.value, reason.marks), is_shared=reason.is_shared)


def _pieces(value: str, marks: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    pieces, at = [], 0
    for start, end in marks:
        pieces += [Piece(text=value[at:start], is_typed=False), Piece(text=value[start:end], is_typed=True)]
        at = end
    pieces.append(Piece(text=value[at:], is_typed=False))
    return tuple(piece for piece in pieces if piece.text)
