"""Reports: the list with the question each answers, and one page for any of them."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from regard import answering, house
from regard.foundation.reports import Answer, find_report
from regard.web import pictures
from regard.web.basis import basis_of
from regard.web.choosing import choices_of, given_to
from regard.web.pages.hundred import key_of, keys_of, people_behind, rows_of
from regard.web.tables import NUMBERS, table_of

# What is true within seconds is asked for again every few seconds.
EVERY = {"record": 5}


def index(request: HttpRequest) -> HttpResponse:
    """Every report with its question."""
    return render(request, "pages/reports.html", {"reports": house.REPORTS})


def report(request: HttpRequest, name: str) -> HttpResponse:
    """One report: its picture, its table, its definition; alone its figures when they refresh themselves."""
    found = find_report(house.REPORTS, name)
    given = given_to(found, request.GET)
    answer = answering.answer(name, given, by=request.user.get_username())
    context = {
        "report": found,
        "answer": answer,
        "choices": choices_of(found, given),
        "basis": basis_of(answer),
        "table": table_of(answer, people_of=people_behind(answer, given)),
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
    keys = [column.name for column in keys_of(answer)]
    value = next((one for one in answer.report.columns if one.unit in NUMBERS and one.name in answer.rows[0]), None)
    if answer.report.picture not in {"bars", "lines"} or value is None or not keys:
        return {"picture": "table"}
    if answer.report.picture == "lines" and len({row[keys[0]] for row in answer.rows}) > 1:
        drawn = pictures.lines(answer.rows, x=keys[0], y=value.name, by=keys[1:])
        return {"picture": "lines", "lines": drawn, "along": keys[0], "keys": keys[1:]}
    behind = people_behind(answer, given)
    bars = [
        (bar, behind(row, value.name))
        for bar, row in zip(pictures.bars(answer.rows, by=keys, value=value.name), answer.rows, strict=True)
    ]
    return {"picture": "bars", "bars": bars, "keys": keys, "value_column": value}
