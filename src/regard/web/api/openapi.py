"""OpenAPI 3.1, made from the registry of reports and the calls of the door: what is not in it is not answered."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse

from regard import house
from regard.foundation.reports import Column, Param, Report
from regard.web.api.collector import collector_paths, collector_schemas, collector_security
from regard.web.api.customer_paths import customer_paths
from regard.web.api.export import export_path
from regard.web.api.groups_described import groups_paths
from regard.web.api.matter_paths import matter_paths
from regard.web.api.mirror_paths import mirror_paths, mirror_schemas
from regard.web.api.read import FORMATS
from regard.web.frame import VERSION

_TYPES: dict[str, Any] = {
    "count": {"type": ["integer", "null"]},
    "seconds": {"type": ["number", "null"], "description": "seconds"},
    "share": {"type": ["number", "null"], "description": "0 to 1"},
    "money": {"type": ["number", "null"]},
    "moment": {"type": ["string", "null"], "format": "date-time"},
}
_ERRORS = {
    "400": "A parameter is not known, or cannot have this value; the message says which would work.",
    "401": "No token, or one that is unknown or revoked.",
    "403": "The data may not be used so.",
    "404": "No report of that name; the message lists those there are.",
}


@login_not_required
def openapi(request: HttpRequest) -> JsonResponse:
    """The description. It names reports and definitions, never data, so that tools can read it before they sign in."""
    return JsonResponse(described(house.REPORTS))


def described(reports: tuple[Report, ...]) -> dict[str, Any]:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Regard",
            "version": VERSION,
            "description": (
                "Every report with its rows and what a reader must know to believe them, and every call by which others"
                " send what happened."
            ),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": {
            "/api/v1/reports": {
                "get": {
                    "operationId": "reports",
                    "summary": "Every report: question, definition, parameters, columns",
                    "responses": {
                        "200": _json("The reports", {"$ref": "#/components/schemas/Reports"}),
                        "401": _error(_ERRORS["401"]),
                    },
                }
            },
            **{f"/api/v1/reports/{one.name}": {"get": _operation(one)} for one in reports},
            **customer_paths(),
            **matter_paths(),
            **mirror_paths(),
            **export_path(),
            **collector_paths(),
            **groups_paths(),
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}, **collector_security()},
            "schemas": _schemas() | collector_schemas() | mirror_schemas(),
        },
    }


def _operation(one: Report) -> dict[str, Any]:
    row = {"type": "object", "properties": {column.name: _column(column) for column in one.columns}}
    body = {
        "type": "object",
        "required": ["rows", "meta"],
        "properties": {"rows": {"type": "array", "items": row}, "meta": {"$ref": "#/components/schemas/Meta"}},
    }
    answered = _json(one.title, body)
    answered["content"] |= {"text/csv": {"schema": {"type": "string"}}, "application/vnd.apache.parquet": {}}
    wanted = {"type": "string", "enum": list(FORMATS), "default": "json"}
    return {
        "operationId": one.name,
        "summary": one.question,
        "description": f"{one.definition}: {one.meaning}",
        "parameters": [
            *(_param(param) for param in one.params),
            {
                "name": "format",
                "in": "query",
                "required": False,
                "schema": wanted,
                "description": "how the rows are written",
            },
        ],
        "responses": {"200": answered, **{status: _error(words) for status, words in _ERRORS.items()}},
    }


def _param(param: Param) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "number" if param.kind == "number" else "string"}
    if param.kind == "moment":
        schema["format"] = "date-time"
    if param.choices:
        schema["enum"] = list(param.choices)
    if param.default is not None:
        schema["default"] = float(param.default) if param.kind == "number" else param.default
    return {"name": param.name, "in": "query", "required": False, "description": param.meaning, "schema": schema}


def _column(column: Column) -> dict[str, Any]:
    kind = _TYPES.get(column.unit, {"type": ["string", "null"]})
    return {**kind, "title": column.title, "description": column.meaning}


def _json(words: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": words, "content": {"application/json": {"schema": schema}}}


def _error(words: str) -> dict[str, Any]:
    return _json(words, {"$ref": "#/components/schemas/Error"})


def _schemas() -> dict[str, Any]:
    text, moment = {"type": "string"}, {"type": "string", "format": "date-time"}
    return {
        "Error": {
            "type": "object",
            "required": ["error"],
            "properties": {
                "error": {
                    "type": "object",
                    "required": ["status", "message"],
                    "properties": {"status": {"type": "integer"}, "message": text},
                }
            },
        },
        "Meta": {
            "type": "object",
            "required": ["definition", "n", "ends", "computed_at", "lake_version"],
            "properties": {
                "report": text,
                "definition": text,
                "params": {"type": "object"},
                "n": {"type": "integer", "description": "the number of cases"},
                "as_of": {"type": ["string", "null"], "format": "date-time"},
                "ends": {"type": "object", "additionalProperties": moment, "description": "where each source ends"},
                "lake_version": {"type": "integer"},
                "computed_at": moment,
                "notes": {"type": "array", "items": text},
            },
        },
        "Reports": {
            "type": "object",
            "required": ["reports"],
            "properties": {"reports": {"type": "array", "items": {"type": "object"}}},
        },
    }
