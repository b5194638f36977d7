"""Reports: the list with the question each answers, and one page for any of them."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from regard import house
from regard.foundation.reports import Answer, Report, find_report
from regard.web import pictures
from regard.web.basis import basis_of
from regard.web.choosing import choices_of, given_to
from regard.web.pages.hundred import key_of, rows_of
from regard.web.tables import table_of

# What is true within seconds is asked for again every few seconds.
EVERY = {"record": 5}


def index(request: HttpRequest) -> HttpResponse:
    """Every report with its question."""
    return render(request, "pages/reports.html", {"reports": house.REPORTS})


def report(request: HttpRequest, name: str) -> HttpResponse:
    """One report: its picture, its table, its definition; alone its figures when they refresh themselves."""
    found = find_report(house.REPORTS, name)
    given = given_to(found, request.GET)
    answer = house.answer(name, given, by=request.user.get_username())
    context = {
        "report": found,
        "answer": answer,
        "choices": choices_of(found, given),
        "basis": basis_of(answer),
        "table": table_of(answer),
        "every": EVERY.get(found.source, 0),
        **_picture(answer, given),
    }
    is_refresh = request.headers.get("HX-Request") == "true"
    return render(request, "parts/figures.html" if is_refresh else "pages/report.html", context)


def _picture(answer: Answer, given: Mapping[str, str]) -> dict[str, Any]:
    """What the report's own picture needs; a report without one is a table."""
    if not answer.rows:
        return {"picture": "empty"}
    if answer.report.picture == "hundred" and "by" in answer.params:
        return {"picture": "hundred", "rows": rows_of(answer, given), "key": key_of(answer)}
    axes = _axes(answer.report, answer.rows[0])
    if answer.report.picture not in {"bars", "lines"} or axes is None:
        return {"picture": "table"}
    label, value, series = axes
    columns = {column.name: column for column in answer.report.columns}
    if answer.report.picture == "lines" and len({row[label] for row in answer.rows}) > 1:
        drawn = pictures.lines(answer.rows, x=label, y=value, series=series)
        return {"picture": "lines", "lines": drawn, "label": label, "series": series}
    drawn_bars = pictures.bars(answer.rows, label=label, value=value)
    return {"picture": "bars", "bars": drawn_bars, "label": label, "value_column": columns[value]}


def _axes(found: Report, row: Mapping[str, Any]) -> tuple[str, str, str | None] | None:
    """Along which column, of what, one line per what: months run along the axis, other words name the lines."""
    present = [column for column in found.columns if column.name in row]
    value = next((column.name for column in present if column.unit in {"count", "share", "seconds", "money"}), None)
    along = [column.name for column in present if column.unit in {"month", "moment"}]
    named = [column.name for column in present if column.unit in {"", "text"}]
    if value is None or not (along or named):
        return None
    return (along[0], value, named[0] if named else None) if along else (named[0], value, None)
