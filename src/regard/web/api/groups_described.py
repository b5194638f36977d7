"""The calls for groups and organisations, for the description of the API."""

from typing import Any

_ANSWERS = {
    "400": "What was sent means nothing, or two things at once; the message says what would work.",
    "401": "No token, or one that is unknown or revoked. To change something a session is not enough.",
    "403": "The data may not be used so.",
    "404": "No group or organisation of that number or key.",
}
_GROUP = {
    "type": "object",
    "required": ["name", "definition"],
    "properties": {
        "name": {"type": "string", "maxLength": 80},
        "definition": {
            "type": "object",
            "description": 'Conditions by `type` (did, matter, spent, belongs, known_by, channels, writes, seen, '
            'by_hand, joined), such as {"join": "all", "conditions": [{"type": "did", "channel": "phone"}]}',
        },
        "by_hand": {"type": "array", "items": {"type": "integer"}},
    },
}  # fmt: skip


def groups_paths() -> dict[str, Any]:
    """Every call, with what it answers."""
    number = _param("number", "path", {"type": "integer"})
    key = _param("key", "path", {"type": "string"})
    limit = _param("limit", "query", {"type": "integer", "maximum": 200})
    page, search = [_param("after", "query", {"type": "integer"}), limit], _param("search", "query", {"type": "string"})
    behind = _param("after", "query", {"type": "string", "description": "The `next` of the page before"})
    return {
        "/api/v1/groups": {
            "get": _call("groups", "Every group, what it means and how many customers it has now"),
            "post": _call("make_group", "Make a group", body=True, done="201"),
        },
        "/api/v1/groups/{number}": {
            "get": _call("group", "One group", [number]),
            "put": _call("change_group", "Change a group", [number], body=True),
            "delete": _call("remove_group", "Let a group go; its customers stay", [number], done="204"),
        },
        "/api/v1/groups/{number}/members": {
            "get": _call("group_members", "Its customers, page by page: `next` is the `after` of the next page",
                         [number, *page]),
        },
        "/api/v1/groups/{number}/months": {
            "get": _call("group_months", "How many customers it held at the end of each month, as known now", [number]),
        },
        "/api/v1/organisations": {
            "get": _call("organisations", "Organisations by name or id, page by page", [search, behind, limit]),
        },
        "/api/v1/organisations/{key}/members": {
            "get": _call("organisation_members", "The customers of an organisation, page by page", [key, *page]),
        },
    }  # fmt: skip


def _param(name: str, place: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "schema": schema}


def _call(
    name: str, summary: str, params: list[dict[str, Any]] | None = None, *, body: bool = False, done: str = "200"
) -> dict[str, Any]:
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    answered = {"description": "Done"} if done == "204" else {
        "description": summary, "content": {"application/json": {"schema": {"type": "object"}}}
    }  # fmt: skip
    told: dict[str, Any] = {
        "operationId": name,
        "summary": summary,
        "parameters": params or [],
        "responses": {done: answered}
        | {status: {"description": words, "content": error} for status, words in _ANSWERS.items()},
    }
    if body:
        told["requestBody"] = {"required": True, "content": {"application/json": {"schema": _GROUP}}}
    return told
