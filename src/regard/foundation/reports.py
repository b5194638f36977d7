"""Reports are values: one registry gives the page, the API, the command line, the download and the reference."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from regard.foundation.errors import NotKnown, RegardError
from regard.foundation.moments import read_moment

Unit = Literal["", "count", "seconds", "share", "moment", "money", "text", "month"]
Value = str | int | float | bool | datetime | None
Picture = Literal["hundred", "bars", "lines", "table"]


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a report: what it is called, what it counts, and what that means in words."""

    name: str
    title: str
    meaning: str
    unit: Unit = "count"
    of: str = ""
    """The column this one is a part of, where a share may be shown (`ignored` of `requests`)."""


@dataclass(frozen=True, kw_only=True)
class Param:
    """One thing a reader may choose: `choices` closes the list; `kind` says how words are read."""

    name: str
    title: str
    meaning: str
    kind: Literal["choice", "text", "moment", "number"] = "choice"
    choices: tuple[str, ...] = ()
    default: str | None = None

    def read(self, given: str | None) -> Value:
        """The value meant by these words, or an error that says what would work."""
        words = given if given not in (None, "") else self.default
        if words is None:
            return None
        if self.kind == "choice" and words not in self.choices:
            raise RegardError(f"{self.name} cannot be {words!r}. It can be: {', '.join(self.choices)}.")
        if self.kind == "number":
            return _number(self.name, words)
        return _moment(self.name, words) if self.kind == "moment" else words


@dataclass(frozen=True, kw_only=True)
class Report:
    """A named figure with its definition.

    `rows` is a pure function: from a `Reading` of the lake and the parameters to an Ibis table (`source="lake"`),
    or from a `Reading` of the record to plain rows (`source="record"`), for what must be true within seconds.
    """

    name: str
    title: str
    question: str
    definition: str
    """Name and version, as `funnel@1`; the words are in `meaning`."""
    meaning: str
    purpose: str
    columns: tuple[Column, ...]
    rows: Callable[..., Any]
    params: tuple[Param, ...] = ()
    counts: str = ""
    """The column whose sum is n, the number of cases; empty: each row is one."""
    picture: Picture = "table"
    source: Literal["lake", "record"] = "lake"

    def read_params(self, given: Mapping[str, str]) -> dict[str, Value]:
        """Every parameter with its value; an unknown name is an error that lists the known ones."""
        known = {param.name: param for param in self.params}
        for name in given:
            if name not in known:
                raise NotKnown(f"parameter of report {self.name}", name, known)
        return {name: param.read(given.get(name)) for name, param in known.items()}


@dataclass(frozen=True, kw_only=True)
class Only:
    """That an answer is of some customers only: of whom, how many they are, and as of when."""

    of: tuple[tuple[str, str], ...]
    """`group` or `organisation`, and which."""
    customers: int
    all_customers: int
    matters: int
    worked_out_at: datetime

    @property
    def words(self) -> str:
        """In a sentence, for programs and terminals."""
        named = " and ".join(f"the {kind} {name}" for kind, name in self.of)
        return (
            f"Only matters of customers of {named}: {self.customers:,} of {self.all_customers:,} customers, "
            f"{self.matters:,} matters."
        )


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a report said: its rows, and what a reader must know to believe them."""

    report: Report
    params: Mapping[str, Value]
    rows: Sequence[Mapping[str, Value]]
    n: int
    as_of: datetime | None
    """The moment asked for; None where each source ends at its own moment (see `ends`)."""
    ends: Mapping[str, datetime]
    lake_version: int
    computed_at: datetime
    notes: tuple[str, ...] = ()
    only: Only | None = None

    @property
    def said(self) -> tuple[str, ...]:
        """Everything a reader must know, in sentences."""
        return (*self.notes, *((self.only.words,) if self.only else ()))


def find_report(reports: Iterable[Report], name: str) -> Report:
    """The report of that name."""
    known = {report.name: report for report in reports}
    if name not in known:
        raise NotKnown("report", name, known)
    return known[name]


def _number(name: str, words: str) -> float:
    try:
        return float(words)
    except ValueError as cause:
        raise RegardError(f"{name} must be a number, not {words!r}.") from cause


def _moment(name: str, words: str) -> datetime:
    try:
        moment = read_moment(words)
    except ValueError as cause:
        raise RegardError(f"{name} must be a moment such as 2016-01-12T18:00:00+00:00, not {words!r}.") from cause
    if moment.tzinfo is None:
        raise RegardError(f"{name} needs a time zone: {words}+00:00 would work.")
    return moment
