"""What a customer said, in order, and what happened between two statements: never what it may have felt like."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from django.utils.translation import gettext as _

from regard.record.public import Logged
from regard.web import words

_MOST_BETWEEN = 7
_ASKED_FOR = frozenset({"survey", "review"})
_TYPED = frozenset({"search"})
_NOTED = frozenset({"call", "visit"})


@dataclass(frozen=True, kw_only=True)
class Happened:
    """One thing, or several alike, between two statements."""

    side: str
    words: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Statement:
    """An interaction in which they said something."""

    one: Logged
    is_noted: bool
    """Whether somebody of ours wrote it down, as of a call."""
    is_typed: bool
    """Whether it was typed into a search and not said to anybody."""
    after: timedelta | None
    """How long after the statement before; None for the first."""
    between: tuple[Happened, ...]
    more: int
    """How many kinds of things between are not told."""


def is_statement(one: Logged) -> bool:
    """Whether the customer said or typed something here, or answered a question about how it was."""
    if one.auto:
        return False
    if one.direction == "in":
        return one.has_text or one.kind in _ASKED_FOR
    return one.direction == "observed" and one.kind in _TYPED and one.has_text


def places_of(interactions: Sequence[Logged]) -> list[int]:
    """Where the statements stand among all that happened."""
    return [place for place, one in enumerate(interactions) if is_statement(one)]


def statements(interactions: Sequence[Logged], places: Sequence[int], *, before: int | None = None) -> list[Statement]:
    """These of them, in order of time; `before` is where the statement before the first one stands."""
    found = []
    for place in places:
        one, earlier = interactions[place], interactions[before] if before is not None else None
        happened = happened_in(interactions[before + 1 if before is not None else 0 : place])
        found.append(
            Statement(
                one=one,
                is_noted=one.kind in _NOTED and one.direction == "in",
                is_typed=one.kind in _TYPED,
                after=one.occurred_at - earlier.occurred_at if earlier else None,
                between=happened[:_MOST_BETWEEN],
                more=max(len(happened) - _MOST_BETWEEN, 0),
            )
        )
        before = place
    return found


def happened_in(interactions: Sequence[Logged]) -> tuple[Happened, ...]:
    """What happened, told in few words; alike and after each other told once."""
    told = [(one.direction, what(one)) for one in interactions]
    return tuple(
        Happened(side=side, words=said, count=len(list(run))) for (side, said), run in groupby(told, key=lambda it: it)
    )


def what(one: Logged) -> str:
    """One interaction in few words: answers · e-mail."""
    doing = words.shown(one.kind, "kind")
    if one.direction == "out" and one.role in _DOES:
        doing = words.shown(one.role, "role")
    elif one.role == "claims_done":
        doing = _("we said it was done")
    if one.passes_to:
        doing = f"{doing}: {words.shown(one.passes_to, 'channel')}"
    return f"{doing} · {words.shown(one.channel, 'channel')}"


_DOES = frozenset({"answers", "passes", "acknowledges", "asks_back"})
