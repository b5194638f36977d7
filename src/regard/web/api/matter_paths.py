"""The calls about matters for the OpenAPI description."""

from typing import Any

from regard.web.api.customer_paths import NUMBER, get, post, query

_WHOLE, _TEXT = {"type": "integer"}, {"type": "string"}
_SHAPES: dict[str, dict[str, Any]] = {
    "join": {"other": _WHOLE, "reason": _TEXT},
    "split": {"at": _WHOLE, "reason": _TEXT},
    "move": {"interaction": _WHOLE, "to": _WHOLE, "reason": _TEXT},
}
_SUMMARIES = {
    "join": "Say that another matter is the same one",
    "split": "Say that from an interaction on it is another matter",
    "move": "Move one of its interactions to another matter; without `to` it is a matter by itself",
}


def matter_paths() -> dict[str, Any]:
    """Every address about matters."""
    purpose = query("purpose", {**_TEXT, "default": "serve_customer"}, "what for; words and values only if it may")
    pages = [
        query("after", _TEXT, "where the last page ended"),
        query("limit", {**_WHOLE, "default": 100, "maximum": 1_000}, "how many"),
    ]
    return {
        "/api/v1/matters/{number}": get("matter", "A matter by any number in it, and why it is one", [NUMBER, purpose]),
        "/api/v1/customers/{number}/matters": get(
            "customer_matters", "The matters of a customer, the newest first", [NUMBER, *pages]
        ),
        **{
            f"/api/v1/matters/{{number}}/{name}": post(f"{name}_matter", _SUMMARIES[name], fields)
            for name, fields in _SHAPES.items()
        },
        "/api/v1/rulings/{number}/undo": post("undo_ruling", "Take back what was done to matters, whole", {}),
    }
