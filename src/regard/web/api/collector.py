"""The calls of the collector for the OpenAPI description, made from the calls that the door knows."""

from typing import Any

import msgspec

from regard.record.public import Interaction
from regard.web.collect.calls import CALLS, HOOK, HOOKS, Call

_OWN_REF = "#/components/schemas/{name}"
_KEY: list[dict[str, list[str]]] = [{"writeKey": []}, {"writeKeyBearer": []}]
_TURNED_AWAY = {
    "400": "The body cannot be read: no JSON of this call, broken off, or not packed as it says.",
    "401": "No write key or signature, or one that opens nothing: unknown, revoked or ended.",
    "403": "The write key is for another web origin or another source.",
    "413": "Larger than this call takes; nothing was kept.",
    "415": "A Content-Encoding or format that is not read here.",
    "429": "Too many for this key or address. Retry-After says when to come again.",
    "503": "It cannot be written now, and nothing was acknowledged. Retry-After says when to come again.",
}
_SUMMARIES = {
    "identify": "Who somebody is",
    "track": "What somebody did",
    "page": "A page seen",
    "screen": "A screen of an app seen",
    "group": "The organisation somebody belongs to",
    "alias": "The same customer under a new id",
    "batch": "Many calls of the tracking API at once",
    "interactions": "Interactions in Regard's own form: one, a list, an object that holds them, or one a line",
    "cloudevents": "CloudEvents 1.0: structured, batched, or binary",
    "tracker": "What Regard's own tracker script sends",
}


def collector_paths() -> dict[str, Any]:
    """Every address of the door that takes something."""
    paths = {path: {"post": _operation(call, path)} for path, call in CALLS.items()}
    source = {"name": "source", "in": "path", "required": True, "schema": {"type": "string"}}
    hook = _operation(HOOK, "hooks") | {
        "summary": "A webhook of any shape for this source",
        "parameters": [source],
        "security": [*_KEY, {"webhookSignature": []}, {"writeKeyInAddress": []}],
    }
    return paths | {f"{HOOKS}{{source}}": {"post": hook}}


def collector_security() -> dict[str, Any]:
    """How a sender shows that it may write."""
    return {
        "writeKey": {"type": "http", "scheme": "basic", "description": "The write key as user name, no password."},
        "writeKeyBearer": {"type": "http", "scheme": "bearer", "description": "The write key."},
        "writeKeyInAddress": {"type": "apiKey", "in": "query", "name": "key", "description": "Only if it must be."},
        "webhookSignature": {
            "type": "apiKey",
            "in": "header",
            "name": "webhook-signature",
            "description": "Standard Webhooks: with webhook-id and webhook-timestamp.",
        },
    }


def collector_schemas() -> dict[str, Any]:
    """The bodies: our own type from the type itself, the others as far as the door looks into them."""
    (own,), parts = msgspec.json.schema_components([Interaction], ref_template=_OWN_REF)
    name = own["$ref"].rpartition("/")[2]
    parts[name] |= {"required": [one for one in parts[name]["required"] if one != "source"]}
    for short in ("ObjectRef", "Identifier"):
        as_object = {"type": "object", "required": ["kind", "value"]}
        parts[short] = {
            "description": "A list or an object of kind, namespace, value.",
            "anyOf": [as_object, parts[short]],
        }
    moment, text = {"type": "string", "format": "date-time"}, {"type": "string"}
    call = {
        "type": "object",
        "properties": {
            "messageId": text, "userId": text, "anonymousId": text, "timestamp": moment, "sentAt": moment,
            "writeKey": text, "event": text, "name": text, "groupId": text, "previousId": text,
            "properties": {"type": "object"}, "traits": {"type": "object"}, "context": {"type": "object"},
        },
    }  # fmt: skip
    return {
        **parts,
        "SegmentCall": call,
        "SegmentBatch": {
            "type": "object",
            "required": ["batch"],
            "properties": {
                "batch": {"type": "array", "items": {"type": "object"}, "maxItems": 5_000},
                "sentAt": moment, "writeKey": text, "context": {"type": "object"},
            },
        },
        "CloudEvent": {
            "type": "object",
            "required": ["specversion", "id", "source", "type"],
            "properties": {
                "specversion": {"const": "1.0"}, "id": text, "source": text, "type": text, "time": moment, "data": {},
            },
        },
        "TrackerEvents": {
            "type": "object",
            "required": ["events"],
            "properties": {"events": {"type": "array", "items": {"type": "object"}}, "key": text, "sent_at": moment},
        },
        "Arrived": {"type": "object", "required": ["success"], "properties": {
            "success": {"const": True}, "refused": {"type": "integer", "description": "how many; they are kept"},
        }},
        "Fates": {"type": "object", "required": ["appended", "known", "revisions", "refused"], "properties": {
            "appended": {"type": "integer"}, "known": {"type": "integer"}, "revisions": {"type": "integer"},
            "refused": {"type": "array", "items": {"type": "object", "required": ["event", "reason", "detail"]}},
        }},
    }  # fmt: skip


def _operation(call: Call, path: str) -> dict[str, Any]:
    fates = _answer("Kept. What became of each event.", "Fates")
    responses = {"200": fates if call.answers_each else _answer("All arrived; what was refused is kept.", "Arrived")}
    if call.answers_each:
        responses["422"] = _answer("The one event that was sent is refused, and kept with the reason.", "Fates")
    return {
        "operationId": "collect_" + path.strip("/").replace("/", "_"),
        "summary": _SUMMARIES.get(call.name, call.name),
        "description": f"At most {call.most:,} bytes, also unpacked; gzip or none. Answered after the commit.",
        "security": [*_KEY, {}] if call.shape in ("segment", "tracker") else _KEY,
        "requestBody": {"required": True, "content": _content(call)},
        "responses": responses | {status: _answer(words, "Error") for status, words in _TURNED_AWAY.items()},
    }


def _content(call: Call) -> dict[str, Any]:
    own = {"$ref": "#/components/schemas/Interaction"}
    many = {"type": "array", "items": own}
    schemas: dict[str, dict[str, Any]] = {
        "batch": {"application/json": {"$ref": "#/components/schemas/SegmentBatch"}},
        "interactions": {
            "application/json": {"oneOf": [own, many, {"type": "object", "properties": {"interactions": many}}]},
            "application/x-ndjson": {"type": "string"},
        },
        "cloudevents": {
            "application/cloudevents+json": {"$ref": "#/components/schemas/CloudEvent"},
            "application/cloudevents-batch+json": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/CloudEvent"},
            },
        },
        "tracker": {
            "text/plain": {"type": "string"},
            "application/json": {"$ref": "#/components/schemas/TrackerEvents"},
        },
        "hooks": {
            "application/json": {"type": ["object", "array"]},
            "application/x-www-form-urlencoded": {"type": "object"},
        },
    }
    usual = {"application/json": {"$ref": "#/components/schemas/SegmentCall"}, "text/plain": {"type": "string"}}
    return {kind: {"schema": schema} for kind, schema in schemas.get(call.name, usual).items()}


def _answer(words: str, name: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"description": words, "content": {"application/json": {"schema": schema}}}
