"""How what a source sends becomes interactions: the recipe that ships for its shape, or the source's own."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from importlib import resources

import msgspec

from regard.foundation.errors import NotKnown
from regard.record.collecting.mapper import Mapper
from regard.record.import_.load import RecipeError, load
from regard.record.import_.recipe import Recipe
from regard.record.models import SourceMapping

SHAPES = ("segment", "cloudevents", "webhook", "tracker")
"""What the door understands beside our own type; each has a recipe that ships."""


@dataclass(frozen=True, kw_only=True)
class OwnMapping:
    """A mapping that somebody wrote for a source."""

    source: str
    shape: str
    recipe_text: str
    at: datetime
    by: str


@cache
def shipped_mapping(shape: str) -> str:
    """The TOML that ships for this shape; raises `NotKnown`."""
    if shape not in SHAPES:
        raise NotKnown("shape", shape, SHAPES)
    folder = resources.files("regard.record.collecting") / "recipes"
    return (folder / f"{shape}.toml").read_text(encoding="utf-8")


def mapping_text(source: str, shape: str) -> str:
    """The TOML that holds for this source now."""
    own = SourceMapping.objects.filter(source=source, shape=shape).order_by("-id").first()
    return own.recipe_text if own else shipped_mapping(shape)


def own_mappings() -> dict[tuple[str, str], str]:
    """The TOML of every source and shape that differs from what ships, as it holds now."""
    # In order, so that the newest of each comes last and stays.
    rows = SourceMapping.objects.order_by("id").values_list("source", "shape", "recipe_text")
    return {(source, shape): text for source, shape, text in rows}


def mapping_history(source: str, shape: str) -> tuple[OwnMapping, ...]:
    """Every mapping that was ever written for this source, newest first."""
    rows = SourceMapping.objects.filter(source=source, shape=shape).order_by("-id")
    return tuple(
        OwnMapping(source=row.source, shape=row.shape, recipe_text=row.recipe_text, at=row.at, by=row.by)
        for row in rows
    )


def change_mapping(source: str, shape: str, recipe_text: str, *, by: str, at: datetime) -> None:
    """Write a mapping for this source; it holds for what arrives from now on. Raises `RecipeError`."""
    compiled_mapping(source, shape, recipe_text)
    SourceMapping.objects.create(source=source, shape=shape, recipe_text=recipe_text, at=at, by=by)


def newest_mapping() -> int:
    """The number of the newest change to any mapping; 0 if there is none."""
    return SourceMapping.objects.order_by("-id").values_list("id", flat=True).first() or 0


@lru_cache(maxsize=200)
def compiled_mapping(source: str, shape: str, recipe_text: str) -> Mapper:
    """The mapping ready to use; whatever source its text names, it makes interactions of this one."""
    shipped_mapping(shape)
    recipe = load(recipe_text, name=f"{shape} of {source}")
    _must_suit_the_door(recipe)
    return Mapper(msgspec.structs.replace(recipe, source=source))


def _must_suit_the_door(recipe: Recipe) -> None:
    """A message arrives alone: there are no neighbours to group and no second file to look into."""
    unfit = [name for name in ("group", "lookup") if getattr(recipe, name)]
    if unfit:
        raise RecipeError(recipe.name, [f"{name} needs a whole file; what arrives comes alone." for name in unfit])
