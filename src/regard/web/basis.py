"""What a figure rests on: how many cases, how fresh, and what could not be measured."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from regard.company.public import sources
from regard.data_use.public import Purpose, purposes
from regard.foundation.reports import Answer, Column

# Columns whose share of all requests a reader must know before believing the rest.
CAVEATS = ("due_assumed", "answered_closure", "asks_of_unknown_role", "not_measurable", "time_fault")


@dataclass(frozen=True, kw_only=True)
class Caveat:
    """A share of the cases that carries a doubt."""

    column: Column
    cases: float
    of: float


@dataclass(frozen=True, kw_only=True)
class End:
    """Where a source ends."""

    title: str
    at: datetime
    is_live: bool


@dataclass(frozen=True, kw_only=True)
class Basis:
    """All of it, for the foot of a page of figures."""

    caveats: tuple[Caveat, ...]
    ends: tuple[End, ...]
    purpose: Purpose


def basis_of(answer: Answer) -> Basis:
    """Added up over the rows of an answer."""
    columns = {column.name: column for column in answer.report.columns}
    caveats = tuple(
        Caveat(column=columns[name], cases=_sum(answer, name), of=answer.n)
        for name in CAVEATS
        if name in columns and answer.rows and name in answer.rows[0] and _sum(answer, name)
    )
    return Basis(caveats=caveats, ends=_ends(answer.ends), purpose=purposes()[answer.report.purpose])


def _sum(answer: Answer, name: str) -> float:
    return sum(value for row in answer.rows if isinstance(value := row[name], int | float))


def _ends(ends: Mapping[str, datetime]) -> tuple[End, ...]:
    known = sources()
    return tuple(
        End(title=known[slug].title if slug in known else slug, at=at, is_live=slug in known and known[slug].is_live)
        for slug, at in sorted(ends.items())
    )
