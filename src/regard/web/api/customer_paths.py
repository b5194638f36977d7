"""The calls about customers for the OpenAPI description."""

from typing import Any

NUMBER = {"name": "number", "in": "path", "required": True, "schema": {"type": "integer"}}
_WHOLE, _TEXT, _OBJECT = {"type": "integer"}, {"type": "string"}, {"type": "object"}
_MOMENT = {"type": "string", "format": "date-time"}
_NUMBERS = {"type": "array", "items": _WHOLE}
_SHAPES: dict[str, dict[str, Any]] = {
    "merge": {"other": _WHOLE},
    "part": {"profiles": _NUMBERS, "other": _WHOLE},
    "move": {"profile": _WHOLE, "to": _WHOLE},
    "shared": {"identifier": _TEXT},
}
_ERRORS = {
    "400": "It cannot be meant; the message says what would work.",
    "401": "No token, or one that is unknown or revoked.",
    "403": "The token was not given the scope, or the purpose may not read this.",
    "404": "There is no such customer, or it is nobody in particular.",
}
_SUMMARIES = {
    "merge": "Say that another customer is the same person",
    "part": "Say that some of its profiles, or another customer, are another person",
    "move": "Move one of its profiles to another customer",
    "shared": "Declare one of its identifiers shared: it joins nobody any more",
}


def customer_paths() -> dict[str, Any]:
    """Every address about customers."""
    known = query("known", _MOMENT, "as it was known at this moment; else as it is known now")
    purpose = query("purpose", {**_TEXT, "default": "serve_customer"}, "what for; identifiers only if it may")
    pages = [
        query("after", _WHOLE, "where the last page ended"),
        query("limit", {**_WHOLE, "default": 100, "maximum": 1_000}, "how many"),
    ]
    return {
        "/api/v1/customers": {"post": _find()},
        "/api/v1/customers/{number}": get(
            "customer", "Who a customer is, and why we believe that it is one person", [NUMBER, known, purpose]
        ),
        "/api/v1/customers/{number}/interactions": get(
            "customer_interactions",
            "What they did and said, in order; `named` is false for what names no customer and is theirs by its matter",
            [NUMBER, *pages, known, purpose],
        ),
        **{
            f"/api/v1/customers/{{number}}/{name}": post(name, _SUMMARIES[name], fields)
            for name, fields in _SHAPES.items()
        },
        "/api/v1/merges/{number}/undo": post("undo", "Take back a merge, or anything else that was said", {}),
        "/api/v1/doubts": get(
            "doubts",
            "Whom a guard keeps apart although they share something: the review queue",
            [*pages, query("later", {"enum": ["1"]}, "those left for later instead"), purpose],
        ),
        "/api/v1/doubts/{number}/decide": post(
            "decide", "Say who they are", {"as": {"enum": ["same", "two", "shared"]}}
        ),
        "/api/v1/doubts/{number}/later": post("later", "Leave a doubt for later", {}),
        "/api/v1/doubts/{number}/again": post("again", "Bring back what was left for later", {}),
        "/api/v1/changes": get("changes", "Numbers that lead elsewhere than before, in order, each once", pages),
    }


def _find() -> dict[str, Any]:
    fields = {
        "q": {**_TEXT, "description": "what is known of them, although mistyped or half typed"},
        "limit": {**_WHOLE, "default": 20, "minimum": 1, "maximum": 50},
        "after": {**_TEXT, "description": "where the last page ended"},
    }
    body = {"type": "object", "required": ["q"], "properties": fields, "additionalProperties": False}
    answers = {status: words for status, words in _refusals().items() if status != "404"}
    return {
        "operationId": "find_customers", "summary": "Find customers by what is known of them",
        "description": "Needs a token with the scope `customers`. What is looked for is kept nowhere.",
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {"200": _json("The likeliest first, each with the value that was found", _OBJECT), **answers},
    }  # fmt: skip


def query(name: str, schema: dict[str, Any], words: str) -> dict[str, Any]:
    """A parameter of an address."""
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": words}


def get(name: str, words: str, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    """A call that reads."""
    moves = {"301": {"description": "It is another customer now; Location says which."}} if NUMBER in parameters else {}
    return {"get": {
        "operationId": name, "summary": words, "parameters": parameters,
        "responses": {"200": _json("What there is", _OBJECT), **moves, **_refusals()},
    }}  # fmt: skip


def post(name: str, words: str, fields: dict[str, Any]) -> dict[str, Any]:
    """A call that decides, with a preview."""
    body = {"type": "object", "properties": fields}
    preview = query("preview", {"enum": ["1"]}, "only say what would change")
    return {"post": {
        "operationId": name, "summary": words, "parameters": [NUMBER, preview],
        "description": "Needs a token with the scope `decide`.",
        "requestBody": {"required": bool(fields), "content": {"application/json": {"schema": body}}},
        "responses": {"200": _json("What changes, and the number to take it back by", _OBJECT), **_refusals()},
    }}  # fmt: skip


def _refusals() -> dict[str, Any]:
    error = {"$ref": "#/components/schemas/Error"}
    return {status: _json(words, error) for status, words in _ERRORS.items()}


def _json(words: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": words, "content": {"application/json": {"schema": schema}}}
