"""The calls of the mirror for the OpenAPI description, with what a step and an end say."""

from typing import Any

from regard.web.api.customer_paths import NUMBER, get, query

_WHOLE, _TEXT, _YES_NO = {"type": "integer"}, {"type": "string"}, {"type": "boolean"}
_MOMENT = {"type": "string", "format": "date-time"}
_MIRROR = {"$ref": "#/components/schemas/Mirror"}


def mirror_paths() -> dict[str, Any]:
    """Both addresses."""
    day = {**_TEXT, "format": "date"}
    days = [
        query("from", day, "the first day, in the zone of reports; else ninety before the last"),
        query("until", day, "the last day; else the last of which anything is recorded"),
    ]
    pages = [
        query("after", _WHOLE, "`after` of the page before"),
        query("limit", {**_WHOLE, "default": 100, "maximum": 1_000}, "how many steps"),
        query("purpose", {**_TEXT, "default": "serve_customer"}, "what for; only one that may read identities"),
    ]
    return {
        "/api/v1/customers/{number}/mirror": _get(
            "customer_mirror", "Some days of a customer, step by step as they saw them", [NUMBER, *days, *pages]
        ),
        "/api/v1/matters/{number}/mirror": _get(
            "matter_mirror", "A matter, step by step as the customer who began it saw it", [NUMBER, *pages]
        ),
    }


def mirror_schemas() -> dict[str, Any]:
    """What is answered."""
    return {
        "Mirror": _object(
            {
                "matter": _maybe("integer", "of a matter's mirror"),
                "customer": _maybe("integer", "whose it is; `null`: the record cannot say"),
                "from": {**_TEXT, "format": "date"},
                "until": {**_TEXT, "format": "date"},
                "count": {**_WHOLE, "description": "how many steps there are in all"},
                "steps": _many("MirrorStep"),
                "after": _maybe("integer", "where the next page begins; `null`: this is the last"),
                "end": {"anyOf": [{"$ref": "#/components/schemas/MirrorEnd"}, {"type": "null"}]},
            },
            required=("customer", "count", "steps", "after", "end"),
        ),
        "MirrorStep": _object(_step()),
        "MirrorEnd": _object(_end()),
        "MirrorRepeat": _object(_repeat()),
    }


def _step() -> dict[str, Any]:
    return {
        "step": {**_WHOLE, "description": "from 1"},
        "seq": {**_WHOLE, "description": "the interaction"},
        "matter": _maybe("integer", "the matter it belongs to"),
        "occurred_at": _MOMENT,
        "channel": _TEXT, "touchpoint": _maybe("string"), "kind": _TEXT, "role": _TEXT,
        "side": {"enum": ["customer", "company", "seen"], "description": "they did it, they got it, they looked at it"},
        "drawn_as": {"enum": ["mail", "bubble", "public", "call", "page", "counter", "parcel", "slip"]},
        "text": _maybe("string", "what stood there; of what was spoken nothing is recorded word for word"),
        "language": _maybe("string"),
        "path": _maybe("string", "the address of a page"),
        "things": {"type": "array", "items": {"type": "object"}, "description": "of a slip or parcel"},
        "facts": {"type": "object", "description": "of a slip or parcel"},
        "value": _maybe("number"), "currency": _maybe("string"),
        "waited": _maybe("number", "seconds since they had asked, where this is what came of it or they asked again"),
        "pause": _maybe("number", "seconds since the step before, where nobody waited"),
        "in_line": _maybe("number", "seconds it rang, or they stood in line"),
        "left_unheard": {**_YES_NO, "description": "they left before anybody was there"},
        "talked": _maybe("number", "seconds somebody was there"),
        "passes_to": _maybe("string", "the channel they were sent to"),
        "again": _many("MirrorRepeat"),
    }  # fmt: skip


def _end() -> dict[str, Any]:
    promise = {"seq": _WHOLE, "at": _MOMENT, "came_at": _maybe("string"), "kept": _maybe("boolean")}
    return {
        "right": _maybe("boolean", "what was promised happened; `null`: cannot say"),
        "known": _maybe("boolean", "nothing was asked that was held already; `null`: cannot say"),
        "cared_for": _maybe("boolean", "a person was there when one was wanted; `null`: cannot say"),
        "promises": {"type": "array", "items": _object(promise)},
        "has_asked": _YES_NO,
        "unseen": {**_WHOLE, "description": "how many interactions of the journey they never saw"},
    }


def _repeat() -> dict[str, Any]:
    return {
        "kind": _TEXT,
        "value": _TEXT,
        "first": _object({"seq": _WHOLE, "occurred_at": _MOMENT, "channel": _TEXT}),
        "asked": {**_YES_NO, "description": "the source says that they were asked for it"},
        "sure": {**_YES_NO, "description": "they surely had to say it again"},
    }


def _get(name: str, words: str, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    call = get(name, words, parameters)
    call["get"]["responses"]["200"]["content"]["application/json"]["schema"] = _MIRROR
    return call


def _object(properties: dict[str, Any], *, required: tuple[str, ...] | None = None) -> dict[str, Any]:
    return {"type": "object", "required": [*(properties if required is None else required)], "properties": properties}


def _many(name: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}}


def _maybe(kind: str, words: str = "") -> dict[str, Any]:
    return {"type": [kind, "null"]} | ({"description": words} if words else {})
