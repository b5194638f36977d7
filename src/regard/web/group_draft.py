"""A group while it is being made: the draft travels with the form, and each submit adds, changes or takes out one."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from regard.foundation.errors import RegardError
from regard.groups.public import WHATS, Definition, Group, read_definition
from regard.web.typed import number_in

_TIME = ("since", "until", "last_days")
FIELDS: Mapping[str, tuple[str, ...]] = {
    "did": ("channel", "touchpoint", "kind", "source", "direction", "role", "topic", "product", "campaign", "at_least",
            *_TIME),
    "matter": ("became", "channel", "touchpoint", "source", "at_least", *_TIME),
    "spent": ("currency", "at_least", "at_most", "kind", *_TIME),
    "belongs": ("organisation",),
    "known_by": ("identifier",),
    "channels": ("at_least",),
    "writes": ("language",),
    "seen": ("which", *_TIME),
    "by_hand": (),
}  # fmt: skip
"""What can be said in each condition, in the order of the form."""
_TOP, _NEW = "top", "new"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What stands in the form: the group so far, and the condition that is being written."""

    name: str = ""
    join: str = "all"
    conditions: tuple[dict[str, Any], ...] = ()
    what: str = WHATS[0]
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def definition(self) -> Definition:
        """What it means; raises `RegardError` where it means nothing yet."""
        return read_definition({"join": self.join, "conditions": list(self.conditions)}, from_words=True)

    @property
    def as_json(self) -> str:
        """The conditions as they travel with the form."""
        return json.dumps(self.conditions)


def draft_of(group: Group) -> Draft:
    """A saved group, to be changed."""
    told = msgspec.to_builtins(group.definition)
    return Draft(name=group.name, join=told["join"], conditions=tuple(told["conditions"]))


def read_draft(given: Mapping[str, str]) -> Draft:
    """What a form brought."""
    try:
        conditions = json.loads(given.get("draft") or "[]")
    except ValueError as cause:
        raise RegardError("The form came back broken. Begin anew.") from cause
    what = given.get("what", WHATS[0])
    return Draft(
        name=given.get("name", ""),
        join="any" if given.get("join") == "any" else "all",
        conditions=tuple(one for one in conditions if isinstance(one, dict)),
        what=what if what in FIELDS else WHATS[0],
        values={name: given.get(name, "").strip() for name in (*FIELDS.get(what, ()), "never")},
    )


def acted(draft: Draft, act: str, *, into: str = _TOP) -> Draft:
    """The draft after a button: `what:did`, `add`, `remove:2`, `remove:2.1`, `change:2`; any other changes nothing."""
    verb, _, about = act.partition(":")
    if verb == "what" and about in FIELDS:
        return replace(draft, what=about, values={})
    if verb == "add":
        return _added(draft, into)
    if verb in {"remove", "change"}:
        told = [number_in(one) for one in about.split(".")]
        rest, taken = _without(draft.conditions, [place for place in told if place is not None])
        draft = replace(draft, conditions=rest)
        if verb == "change" and taken and taken.get("type") in FIELDS:
            values = {name: str(value) for name, value in taken.items() if name != "type"}
            return replace(draft, what=taken["type"], values=values)
    return draft


def _added(draft: Draft, into: str) -> Draft:
    told = {name: value for name, value in draft.values.items() if value and name != "never"}
    one: dict[str, Any] = {"type": draft.what, **told}
    if draft.values.get("never"):
        one["never"] = True
    # Read alone first, so that what is wrong with it is said of it and not of the whole.
    alone = read_definition({"conditions": [one]}, from_words=True)
    one = msgspec.to_builtins(alone.conditions[0])
    conditions = list(draft.conditions)
    if into == _NEW:
        conditions.append({"type": "joined", "join": "any" if draft.join == "all" else "all", "conditions": [one]})
    elif (place := _list_at(into, conditions)) is not None:
        inner = conditions[place]
        conditions[place] = {**inner, "conditions": [*inner["conditions"], one]}
    else:
        conditions.append(one)
    return replace(draft, conditions=tuple(conditions), values={})


def _list_at(told: str, conditions: Sequence[dict[str, Any]]) -> int | None:
    """The place of the inner list that is meant; None if there is none."""
    place = number_in(told)
    is_one = place is not None and place < len(conditions) and conditions[place].get("type") == "joined"
    return place if is_one else None


def _without(
    conditions: tuple[dict[str, Any], ...], place: list[int]
) -> tuple[tuple[dict[str, Any], ...], dict[str, Any] | None]:
    """The conditions less the one at this place, and that one; an emptied inner list goes with its last."""
    if not place or place[0] >= len(conditions):
        return conditions, None
    first, *deeper = place
    if not deeper:
        return (*conditions[:first], *conditions[first + 1 :]), conditions[first]
    inner, taken = _without(tuple(conditions[first].get("conditions", ())), deeper)
    kept = ({**conditions[first], "conditions": list(inner)},) if inner else ()
    return (*conditions[:first], *kept, *conditions[first + 1 :]), taken
