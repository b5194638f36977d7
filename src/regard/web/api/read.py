"""The reports: which there are, and what one of them says."""

import csv
import io
import json
from datetime import datetime
from typing import Any

import pyarrow.parquet as pq
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from regard import answering, house
from regard.foundation.errors import RegardError
from regard.foundation.reports import Answer, Report
from regard.web.api.reader import reads
from regard.web.choosing import plainly

FORMATS = ("json", "csv", "parquet")
_TYPES = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}
# A cell that begins so is run as a formula when a spreadsheet opens the file.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@reads
def reports(request: HttpRequest, *, by: str) -> HttpResponse:
    """Every report: its question, its definition, its parameters and columns."""
    return JsonResponse({"reports": [_described(one) for one in house.REPORTS]})


@reads
def report(request: HttpRequest, *, by: str, name: str) -> HttpResponse:
    """The rows of one report, with what a reader must know to believe them."""
    given = plainly(request.GET)
    wanted = given.pop("format", "json")
    if wanted not in FORMATS:
        raise RegardError(f"format cannot be {wanted!r}. It can be: {', '.join(FORMATS)}.")
    answer = answering.answer(name, given, by=by)
    if wanted == "json":
        return JsonResponse(answering.as_json(answer))
    response = HttpResponse(_csv(answer) if wanted == "csv" else _parquet(answer), content_type=_TYPES[wanted])
    response["Content-Disposition"] = f'attachment; filename="{name}.{wanted}"'
    return response


def _described(one: Report) -> dict[str, Any]:
    return {
        "name": one.name,
        "title": one.title,
        "question": one.question,
        "definition": one.definition,
        "meaning": one.meaning,
        "purpose": one.purpose,
        "address": reverse("api_report", kwargs={"name": one.name}),
        "params": [
            {
                "name": param.name,
                "title": param.title,
                "meaning": param.meaning,
                "kind": param.kind,
                "choices": list(param.choices),
                "default": param.default,
            }
            for param in one.params
        ],
        "columns": [
            {
                "name": column.name,
                "title": column.title,
                "meaning": column.meaning,
                "unit": column.unit,
                "of": column.of,
            }
            for column in one.columns
        ],
    }


def _csv(answer: Answer) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    names = list(answer.rows[0]) if answer.rows else [column.name for column in answer.report.columns]
    writer.writerow(names)
    writer.writerows([_plain(row[name]) for name in names] for row in answer.rows)
    return out.getvalue()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def _parquet(answer: Answer) -> bytes:
    table = answering.table_of(answer)
    # The definition travels inside the file: a table without it is a figure without one.
    told = {b"regard": json.dumps(answering.as_json(answer)["meta"], default=str).encode()}
    out = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(told), out)
    return out.getvalue()
