"""Reads a refused row again, by the recipe as it is now; the original says what the row was."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from regard.foundation.errors import RegardError
from regard.record.checks import Objection
from regard.record.import_.formats.jsonl import flat
from regard.record.import_.formats.ocel import OURS
from regard.record.import_.mapping import Mapping
from regard.record.import_.recipe import Recipe
from regard.record.import_.rows import Refused, Row
from regard.record.interaction import Interaction
from regard.record.refusals import KeptRefusal

# About the file, not about the recipe: no recipe makes a whole row of half a one. A person may, by hand.
OF_THE_FILE = frozenset((
    "ragged_row", "cut_off", "not_text", "nul_byte", "not_csv", "not_json", "value_too_long", "unclosed_quote",
    "unused", "repeated_key", "no_key",
))  # fmt: skip
_NEIGHBOURS = (
    "The recipe reads neighbouring rows together, and only this one was kept. Bring the file in again with the mended "
    "recipe: what is known stays known."
)
_SECOND_FILE = "{by} has no row in the second file. Bring both files in again: what is known stays known."

Made = Sequence[Interaction | Objection]
_READ_OWN = msgspec.json.Decoder(Interaction)


def by_recipe(recipe: Recipe, *, by_hand: bool = False) -> Callable[[KeptRefusal], Made]:
    """How to read originals again with this recipe; `by_hand`: they were edited, so whatever was wrong may be mended.

    An original without a line is no row: it is an interaction that a check refused, and is checked again.
    """
    mapping = Mapping(recipe)

    def remap(one: KeptRefusal) -> Made:
        if one.line is None or not isinstance(one.original, dict):
            return as_interaction(one)
        if not by_hand and one.reason in OF_THE_FILE:
            return [Objection(one.reason, one.detail)]
        if isinstance(own := one.original.get(OURS), str):
            return _as_own(one, own)
        row = dict(flat(one.original))
        if not by_hand and (objection := _cannot_alone(recipe, one, row)):
            return [objection]
        return _made(mapping, (one.line, row))

    return remap


def as_interaction(one: KeptRefusal) -> Made:
    """The original taken as an interaction, field by field."""
    try:
        return [msgspec.convert(one.original, Interaction)]
    except msgspec.ValidationError as error:
        return [Objection(one.reason, f"{error}.")]


def _as_own(one: KeptRefusal, said: str) -> Made:
    """An interaction of a log that Regard wrote."""
    try:
        return [_READ_OWN.decode(said)]
    except msgspec.DecodeError as error:
        return [Objection(one.reason, f"{error}.")]


def _cannot_alone(recipe: Recipe, one: KeptRefusal, row: dict[str, Any]) -> Objection | None:
    """Why the row means nothing without other rows."""
    if recipe.group:
        return Objection(one.reason, _NEIGHBOURS)
    missing = {*recipe.values.missing, ""}
    for name, lookup in recipe.lookup.items():
        by = lookup.by or lookup.key
        is_found = any(column.startswith(f"{name}.") for column in row)
        if lookup.unmatched == "refuse" and not is_found and row.get(by, "").strip() not in missing:
            return Objection("unmatched", _SECOND_FILE.format(by=by))
    return None


def _made(mapping: Mapping, row: Row) -> Made:
    try:
        (outcome,) = mapping.outcomes([row])
    except RegardError as error:
        return [Objection("not_mapped", str(error))]
    return [Objection(made.reason, made.detail) if isinstance(made, Refused) else made for made in outcome.made]
