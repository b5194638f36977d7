"""The interaction as attributes and keys: how an object-centric event log holds it, and back from there."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec

from regard.record.interaction import Interaction, Logged, default_role

AttributeType = Literal["string", "time", "integer", "float", "boolean"]
"""The types an attribute has in OCEL 2.0."""

ATTRIBUTES: dict[str, AttributeType] = {
    "source": "string",
    "message_id": "string",
    "source_order": "integer",
    "channel": "string",
    "touchpoint": "string",
    "direction": "string",
    "role": "string",
    "role_by_default": "boolean",
    "human": "string",
    "auto": "boolean",
    "asked_by": "string",
    "promised_at": "time",
    "answered_at": "time",
    "ended_at": "time",
    "reached": "boolean",
    "passes_to": "string",
    "staff_ref": "string",
    "team_ref": "string",
    "stage": "string",
    "offered_by": "string",
    "chosen_by": "string",
    "has_text": "boolean",
    "text": "string",
    "language": "string",
    "value": "float",
    "cost": "float",
    "currency": "string",
    "facts": "string",
    "corrects": "string",
}
"""The attributes of an event that stands for an interaction, in order; those that say nothing are left out."""

IDENTITY = "regard_export"
"""An attribute of each object that stands for a source: written by Regard, in this version of the form."""
SAID = {
    "person": "customers merged",
    "parted": "customers parted",
    "moved": "customer moved",
    "shared": "identifier declared shared",
}
"""The types of the events in which people said who is who, by their rule."""
ABOUT, OF_TWO, DECIDED, BESIDE = "ruled on", "ruled on with", "decided by", "held beside in"
"""How an event is related to a ruling, and to each of its pairs: the later of the two is decided by it."""
JOINS, ONE_SIDE, OTHER_SIDE, DECLARES = "joins", "one side", "other side", "declares shared"
"""How such an event is related to profiles, and to an identifier."""

# What an interaction has when nothing is said; a moment of its own has the event.
_UNSAID = {field.name: field.default for field in msgspec.structs.fields(Interaction)}
_ELSEWHERE = frozenset(("occurred_at", "objects", "identifiers", "facts"))
_FACTS = msgspec.json.Encoder(order="deterministic")
_OPEN = tuple(
    name for name in ATTRIBUTES if name in Logged.__struct_fields__ and name not in ("role_by_default", "has_text")
)

Attributes = dict[str, Any]
"""By name a text, number, yes/no or moment."""


def attributes_of(told: Interaction) -> Attributes:
    """Everything an interaction says, but its keys and identifiers; the role is the one it has, given or not."""
    said: Attributes = {
        name: value
        for name in ATTRIBUTES
        if name in _UNSAID and name not in _ELSEWHERE and (value := getattr(told, name)) != _UNSAID[name]
    }
    if told.role is None:
        said |= {"role": default_role(kind=told.kind, direction=told.direction), "role_by_default": True}
    if told.facts:
        said["facts"] = _FACTS.encode(told.facts).decode()
    return said


def open_attributes_of(one: Logged) -> Attributes:
    """What an interaction says without words and identities: message, staff and the corrected as keyed hashes."""
    said: Attributes = {
        name: value for name in _OPEN if (value := getattr(one, name)) != _UNSAID.get(name) and value is not None
    }
    hashed = {"message_id": one.message_key, "staff_ref": one.staff_key, "corrects": one.corrects_key}
    said |= {name: key.hex() for name, key in hashed.items() if key is not None}
    if one.has_text:
        said["has_text"] = True
    return said


def interaction_from(
    attributes: Mapping[str, Any],
    *,
    occurred_at: str,
    objects: Iterable[tuple[str, str, str]],
    identifiers: Iterable[tuple[str, str, str]],
) -> dict[str, Any]:
    """What `attributes_of` told as the fields of an interaction; moments may be text."""
    fields = {name: value for name, value in attributes.items() if name in _UNSAID and value is not None}
    if attributes.get("role_by_default"):
        fields.pop("role", None)
    if "facts" in fields:
        fields["facts"] = msgspec.json.decode(fields["facts"])
    return fields | {"occurred_at": occurred_at, "objects": list(objects), "identifiers": list(identifiers)}


def moment_text(moment: datetime) -> str:
    """A moment to the microsecond, in UTC, always of the same length."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"
