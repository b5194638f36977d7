"""Of 100 who asked: one row of a hundred small people per channel, all on one scale."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from regard import answering, house
from regard.foundation.reports import Answer, Column
from regard.overview.public import FATES
from regard.overview.public import hundred as of_hundred
from regard.record.public import LOG
from regard.web import telling, words
from regard.web.basis import basis_of
from regard.web.choosing import choices_of, given_to
from regard.web.pages.coming import coming
from regard.web.tables import Address, table_of

REPORT = "funnel"
HUNDRED = 100
# Whoever opens the page asks how customers fare; a city worker's own report is not a customer's request.
DEFAULTS = {"asked_by": "customer"}
# In this order people stand in a row: first those nobody answered, because they are who the page is for.
# test_hundred.py holds it to be the same list as overview's own.
ORDER = ("ignored", "passed", "answered_here", "open", "time_fault")


@dataclass(frozen=True, kw_only=True)
class Group:
    """Those of the hundred who fared alike."""

    fate: str
    count: int
    cases: int
    address: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """One channel (or touchpoint, source, month) with its hundred."""

    title: str
    n: int
    address: str
    groups: tuple[Group, ...]
    more: tuple[str, ...]


def hundred(request: HttpRequest) -> HttpResponse:
    """The first page."""
    if not LOG.head():
        return redirect("welcome")
    report = next(one for one in house.REPORTS if one.name == REPORT)
    given = given_to(report, request.GET, defaults=DEFAULTS)
    answer = answering.answer(REPORT, given, by=request.user.get_username())
    context = {
        "answer": answer,
        "report": report,
        "rows": rows_of(answer, given),
        "key": key_of(answer),
        "choices": choices_of(report, given),
        "basis": basis_of(answer),
        "table": table_of(answer, people_of=people_behind(answer, given)),
        "lags": house.lags(),
        "coming": coming(),
    }
    return render(request, "pages/hundred.html", context)


def rows_of(answer: Answer, given: Mapping[str, str]) -> tuple[Row, ...]:
    """The rows to draw, those with most requests first; months in their order."""
    return tuple(_row(row, keys_of(answer), given) for row in answer.rows if row["requests"])


def keys_of(answer: Answer) -> tuple[Column, ...]:
    """The columns that tell the rows of an answer apart."""
    if not answer.rows:
        return ()
    return tuple(
        column for column in answer.report.columns if column.unit in {"text", "month"} and column.name in answer.rows[0]
    )


def _row(row: Mapping[str, Any], keys: tuple[Column, ...], given: Mapping[str, str]) -> Row:
    drawn = of_hundred(row)
    where = people_address(row, keys, given)
    groups = [
        Group(fate=fate, count=drawn[fate], cases=row[fate], address=f"{where}&fate={fate}")
        for fate in ORDER
        if row[fate]
    ]
    return Row(
        title=title_of(row, keys),
        n=row["requests"],
        address=where,
        groups=tuple(groups),
        more=tuple(_more(row)),
    )


def _more(row: Mapping[str, Any]) -> Iterator[str]:
    """What else a row says, where there is anything to say."""
    if row["requests"] < HUNDRED:
        yield _("only %(n)s asked: read it as a few, not as a hundred") % {"n": telling.number(row["requests"])}
    if row["first_answer_seconds_median"] is not None:
        span = telling.duration(row["first_answer_seconds_median"])
        yield _("half of those answered here waited longer than %(span)s") % {"span": span}
    if row["passed"] and row["arrived"] + row["gave_up"]:
        told = {"arrived": telling.number(row["arrived"]), "gave_up": telling.number(row["gave_up"])}
        yield _("of those sent elsewhere %(arrived)s arrived and %(gave_up)s gave up") % told
    if row["answered_elsewhere"]:
        told = {"count": telling.number(row["answered_elsewhere"])}
        yield _("%(count)s of those whom nobody answered here were answered on another channel") % told
    if row["matured"]:
        told = {"finished": telling.share(row["finished"], row["matured"]), "n": telling.number(row["matured"])}
        yield _("%(finished)s finished, of %(n)s old enough to say") % told


def title_of(row: Mapping[str, Any], keys: tuple[Column, ...]) -> str:
    """What a row is called: the reader's words for what it is told apart by."""
    return words.joined((row[key.name], key.name) for key in keys)


def people_address(row: Mapping[str, Any], keys: tuple[Column, ...], given: Mapping[str, str]) -> str:
    """The address of the requests behind a row: its own values, and what the reader had chosen."""
    kept = {name: value for name, value in given.items() if name != "by" and value not in {"", "all"}}
    own = {key.name: "" if row[key.name] is None else row[key.name] for key in keys if key.name != "total"}
    return f"{reverse('people')}?{urlencode({**kept, **own})}"


def people_behind(answer: Answer, given: Mapping[str, str]) -> Address:
    """The address of who is behind a figure of a row; empty for a figure that counts no requests."""
    keys = keys_of(answer)

    def address(row: Mapping[str, Any], figure: str) -> str:
        if figure == "requests":
            return people_address(row, keys, given)
        return f"{people_address(row, keys, given)}&fate={figure}" if figure in FATES else ""

    return address


def key_of(answer: Answer) -> tuple[tuple[str, Column], ...]:
    """What each shape that is drawn means: the report's own definitions, in the order of the row."""
    columns = {column.name: column for column in answer.report.columns}
    return tuple((fate, columns[fate]) for fate in ORDER if any(row[fate] for row in answer.rows))
