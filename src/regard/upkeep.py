"""What is put right in the record: an import taken back, what was refused read again, what is old let go."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from regard import house
from regard.customers import public as customers
from regard.data_use.public import Reading, days_kept
from regard.episodes import public as episodes
from regard.foundation import clock
from regard.foundation.errors import RegardError
from regard.record import public as record


@dataclass(frozen=True, kw_only=True)
class TakingBack:
    """What taking an import back would do: to the record, to customers and to matters."""

    record: record.WouldGo
    customers_gone: int
    customers_changed: int
    matters_gone: int
    matters_changed: int


def would_take_back(number: int, *, by: str) -> TakingBack:
    """What would go if this import were taken back, and what would stay but change; nothing is written."""
    record.find_import(number)
    reading = house.open_for("keep_record", by=by)
    said = record.would_go(number)
    customers_gone, customers_changed = customers.customers_within(reading, said.spans)
    matters_gone, matters_changed = episodes.matters_within(reading, said.spans)
    return TakingBack(
        record=said,
        customers_gone=customers_gone,
        customers_changed=customers_changed,
        matters_gone=matters_gone,
        matters_changed=matters_changed,
    )


# Mending


@dataclass(frozen=True, kw_only=True)
class Mending:
    """What to mend and how: refusals that wait, or the one with a number; by another recipe, or edited by hand."""

    which: record.Which = field(default_factory=record.Which)
    number: int | None = None
    recipe_text: str = ""
    """The recipe (of an import) or mapping to read by; empty: the one that holds now."""
    edited: str = ""
    """The original of `number` as JSON, edited by hand."""


def mend(mending: Mending, *, by: str, preview: bool = False) -> record.Mended:
    """Read again what was refused and admit what passes; with `preview` only say what that would do.

    Raises `RecipeError` for a recipe that cannot be used, `RegardError` for what cannot be mended so.
    """
    reading, now = house.open_for("mend_record", by=by), clock.now()
    mending = _with_its_import(mending, reading)
    refusals = _meant(mending, reading)
    remap = _remap(mending)
    if preview:
        return record.weigh(refusals, remap, at=now)
    done = record.replay(refusals, remap, by=by, at=now)
    if mending.recipe_text and mending.which.import_id is not None:
        record.keep_mended_recipe(mending.which.import_id, mending.recipe_text)
    return done


def _with_its_import(mending: Mending, reading: Reading) -> Mending:
    """A recipe reads what one import brought; of one refusal it is known which."""
    if mending.number is None or not (mending.recipe_text or mending.which.import_id is not None):
        return mending
    one, meant = record.refusal(reading, mending.number), mending.which.import_id
    if one.import_id is None:
        raise RegardError(f"Refusal {one.number} came with no import. The mapping of its source reads it, or a hand.")
    if meant is not None and one.import_id != meant:
        raise RegardError(f"Refusal {one.number} is not of import {meant} but of import {one.import_id}.")
    return replace(mending, which=replace(mending.which, import_id=one.import_id))


def _meant(mending: Mending, reading: Reading) -> Iterable[record.KeptRefusal]:
    if mending.number is None:
        if mending.edited:
            raise RegardError("An edited original is that of one refusal: say its number, too.")
        if mending.recipe_text and mending.which.import_id is None:
            raise RegardError("A recipe mends what one import brought: say which (--import).")
        return record.waiting(reading, mending.which)
    one = record.refusal(reading, mending.number)
    if one.ended_as:
        raise RegardError(f"Refusal {one.number} waits no more: it is {one.ended_as}.")
    return [replace(one, original=_edited(mending.edited)) if mending.edited else one]


def _edited(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as cause:
        raise RegardError(f"What was edited is no JSON: {cause}.") from cause


def _remap(mending: Mending) -> record.Remap:
    """By the text that was given, else each by the recipe of its import as mended last, or its source's mapping."""
    if mending.recipe_text and mending.which.import_id is not None:
        return _by_recipe_of(mending.which.import_id, text=mending.recipe_text, by_hand=bool(mending.edited))
    remaps: dict[int, record.Remap] = {}

    def remap(one: record.KeptRefusal) -> Sequence[record.Interaction | record.Objection]:
        if one.import_id is None:
            return record.by_mapping(one)
        if one.import_id not in remaps:
            remaps[one.import_id] = _by_recipe_of(one.import_id, by_hand=bool(mending.edited))
        return remaps[one.import_id](one)

    return remap


def _by_recipe_of(import_id: int, *, text: str = "", by_hand: bool) -> record.Remap:
    found = record.find_import(import_id)
    text = text or found.mended_recipe or found.recipe_text
    recipe = record.load_recipe(text, name=found.recipe_name)
    if recipe.source != found.source:
        raise RegardError(f"The recipe is of the source {recipe.source!r}; what was refused is of {found.source!r}.")
    return record.by_recipe(recipe, by_hand=by_hand)


# Retention


def delete_what_is_old(*, now: datetime) -> int:
    """Delete what its rule of retention lets go; how much there was. What was deleted stays counted."""
    return record.delete_old_originals(
        now=now, waiting_days=days_kept("refusals_waiting"), ended_days=days_kept("refusals_ended")
    )
