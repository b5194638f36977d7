"""The record as a download: streamed, for a purpose that may."""

from itertools import chain
from typing import cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.text import slugify

from regard.company.public import members, report_zone
from regard.data_use.public import Refused
from regard.exchange import public as exchange
from regard.foundation.errors import NotKnown
from regard.record.public import Chosen
from regard.web.api.reader import reads_customers, token_holder
from regard.web.choosing import plainly

_TYPES = {
    "ocel-json": "application/json", "ocel-sqlite": "application/vnd.sqlite3", "xes": "application/xml",
}  # fmt: skip
_NAMES = ("format", "source", "since", "until", "with_identities")


@reads_customers
def export(request: HttpRequest, *, by: str) -> HttpResponse:
    """The whole record or a part of it. With identities only for those who administer."""
    given = {name: value for name, value in plainly(request.GET).items() if value}
    for name in given:
        if name not in _NAMES:
            raise NotKnown("parameter", name, _NAMES)
    form = given.get("format", "ocel-json")
    whole = given.get("with_identities") == "yes"
    if whole and not _administers(request, by):
        raise Refused("Only who administers takes the record out with identities. Without with_identities it works.")
    zone = report_zone()
    moments = {name: exchange.moment_of(name, given.get(name), zone) for name in ("since", "until")}
    wanted = exchange.Wanted(chosen=Chosen(source=given.get("source"), **moments), whole=whole)
    pieces = exchange.streamed(wanted, form=form, by=by)
    # Gathered before it is answered: what cannot be is said as an error, not as half a file.
    first = next(pieces)
    response = StreamingHttpResponse(chain([first], pieces), content_type=_TYPES[form])
    name = "-".join(filter(None, ("regard", slugify(given.get("source", "")), "whole" if whole else "")))
    response["Content-Disposition"] = f'attachment; filename="{name}{exchange.FORMATS[form][0]}"'
    # The two have one parent and no common type: who guards a view only sets headers of it.
    return cast("HttpResponse", response)


def _administers(request: HttpRequest, by: str) -> bool:
    if token_holder(request) is None:
        return bool(getattr(request.user, "is_admin", False))
    return any(one.email == by and one.is_admin for one in members())


def export_path() -> dict[str, object]:
    """The call for the OpenAPI description."""
    said = {
        "format": ({"type": "string", "enum": list(exchange.FORMATS), "default": "ocel-json"}, "which file it is"),
        "source": ({"type": "string"}, "only of this source"),
        "since": ({"type": "string"}, "from this day or moment on"),
        "until": ({"type": "string"}, "before this day or moment"),
        "with_identities": ({"type": "string", "enum": ["yes", "no"]}, "with identifiers and words; administrators"),
    }
    answers = {
        "200": "The file", "400": "A parameter cannot have this value; the message says what would work.",
        "401": "No token, or one that is unknown or revoked.", "403": "The token or its holder may not have this.",
        "404": "No such source, format or parameter.",
    }  # fmt: skip
    return {
        "/api/v1/export": {
            "get": {
                "operationId": "export",
                "summary": "The record for other tools: OCEL 2.0 as JSON or SQLite, or XES",
                "parameters": [
                    {"name": name, "in": "query", "required": False, "schema": schema, "description": words}
                    for name, (schema, words) in said.items()
                ],
                "responses": {
                    status: {"description": words, "content": _contents(status)} for status, words in answers.items()
                },
            }
        }
    }


def _contents(status: str) -> dict[str, object]:
    if status == "200":
        return {one: {"schema": {"type": "string", "format": "binary"}} for one in _TYPES.values()}
    return {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
