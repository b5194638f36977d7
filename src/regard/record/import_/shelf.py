"""The recipes that come with Regard, and finding one by name or path."""

from functools import cache
from importlib import resources
from pathlib import Path

from regard.foundation.errors import NotKnown
from regard.record.import_.load import load
from regard.record.import_.recipe import Recipe


@cache
def shipped_texts() -> dict[str, str]:
    """The TOML of each recipe that comes with Regard, by name."""
    folder = resources.files("regard.record.import_") / "recipes"
    found = {one.name.removesuffix(".toml"): one for one in folder.iterdir() if one.name.endswith(".toml")}
    return {name: found[name].read_text(encoding="utf-8") for name in sorted(found)}


@cache
def shipped() -> dict[str, Recipe]:
    """The recipes that come with Regard, by name."""
    return {name: load(text, name=name) for name, text in shipped_texts().items()}


def recipe_text(name_or_path: str) -> str:
    """The TOML of a shipped recipe, or of the file at that path; raises `NotKnown`."""
    path = Path(name_or_path)
    if path.suffix == ".toml" and path.is_file():
        return path.read_text(encoding="utf-8")
    try:
        return shipped_texts()[name_or_path]
    except KeyError:
        raise NotKnown("recipe", name_or_path, shipped_texts()) from None


def find_recipe(name_or_path: str) -> Recipe:
    """A shipped recipe by its name, or the one in the file at that path; raises `NotKnown` or `RecipeError`."""
    return load(recipe_text(name_or_path), name=name_or_path)
