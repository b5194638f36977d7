"""What a mapping would make of events, before it is kept: nothing is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from regard.record.checks import objection_to
from regard.record.collecting.collect import collect_again
from regard.record.collecting.mappings import compiled_mapping
from regard.record.interaction import Interaction


@dataclass(frozen=True, kw_only=True)
class Tried:
    """One event, and what the mapping would make of it."""

    event: Any
    made: tuple[dict[str, Any], ...]
    refused: tuple[tuple[str, str], ...]
    """Reason and detail of each refusal."""


def try_mapping(
    source: str, shape: str, recipe_text: str, *, originals: Sequence[Mapping[str, Any]], now: datetime
) -> list[Tried]:
    """Map events as if they arrived now. `originals` are refusals' originals, or {"event": …}. Raises `RecipeError`."""
    mapper = compiled_mapping(source, shape, recipe_text)
    return [_tried({**one, "collected_as": shape}, source, mapper, now) for one in originals]


def _tried(original: Mapping[str, Any], source: str, mapper: Any, now: datetime) -> Tried:
    event = original["event"]
    if not isinstance(event, dict):
        return Tried(event=event, made=(), refused=(("not_an_object", "The event is no object: {…}."),))
    arriving = {**original, "also": {"received_at": now.isoformat(), **original.get("also", {})}}
    made: list[dict[str, Any]] = []
    refused: list[tuple[str, str]] = []
    for one in collect_again(arriving, source=source, mapper=mapper):
        objection = objection_to(one, now=now) if isinstance(one, Interaction) else one
        if objection is not None:
            refused.append((objection.reason, objection.detail))
        elif isinstance(one, Interaction):
            made.append(msgspec.to_builtins(one))
    return Tried(event=event, made=tuple(made), refused=tuple(refused))
