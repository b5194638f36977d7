"""Reads a recipe from TOML; an error names the key, what is wrong with it and what would work."""

import difflib
import tomllib
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from msgspec import inspect

from regard.foundation.errors import RegardError
from regard.record.import_.recipe import Recipe
from regard.record.import_.sense import problems_of

# Built while one thread runs: of two that first convert to it at once, one would find it half built and fall.
_BUILT = msgspec.json.Decoder(Recipe)


class RecipeError(RegardError):
    """A recipe that cannot be used; `problems` has one line per mistake."""

    def __init__(self, name: str, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join((f"The recipe {name!r} cannot be used:", *(f"  {one}" for one in self.problems))))


def load(text: str, *, name: str = "recipe") -> Recipe:
    """The recipe that this TOML holds; raises `RecipeError` with every mistake that was found."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RecipeError(name, [f"It is not TOML: {error}."]) from error
    if problems := list(_shape(raw, inspect.type_info(Recipe), "")):
        raise RecipeError(name, problems)
    try:
        recipe = msgspec.convert(_lists(raw), Recipe)
    except msgspec.ValidationError as error:
        raise RecipeError(name, [_where_first(str(error))]) from error
    if problems := list(problems_of(recipe)):
        raise RecipeError(name, problems)
    return recipe


def nearest(word: str, known: Iterable[str]) -> str:
    """ "Did you mean …?" with what would work."""
    known = list(known)
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    hint = f"Did you mean {close[0]!r}? " if close else ""
    return f"{hint}Known: {', '.join(known)}."


def _shape(raw: Any, kind: inspect.Type, at: str) -> Iterator[str]:
    """Unknown keys, missing keys and words that are not in their list."""
    if isinstance(kind, inspect.Metadata):
        kind = kind.type
    if isinstance(kind, inspect.UnionType):
        yield from _one_of_shapes(raw, kind, at)
    elif isinstance(kind, inspect.StructType) and isinstance(raw, dict):
        yield from _keys(raw, kind, at)
    elif isinstance(kind, inspect.VarTupleType) and isinstance(raw, list):
        for number, one in enumerate(raw, start=1):
            yield from _shape(one, kind.item_type, f"{at}[{number}]")
    elif isinstance(kind, inspect.DictType) and isinstance(raw, dict):
        for key, one in raw.items():
            yield from _shape(one, kind.value_type, _path(at, key))
    elif isinstance(kind, inspect.LiteralType) and raw not in kind.values:
        yield f"{at} is {raw!r}. {nearest(str(raw), [str(value) for value in kind.values])}"


def _one_of_shapes(raw: Any, kind: inspect.UnionType, at: str) -> Iterator[str]:
    """A list or table is held against its own shape, a word against the lists of words unless any text will do."""
    options = [option.type if isinstance(option, inspect.Metadata) else option for option in kind.types]
    if any(isinstance(option, inspect.StrType) for option in options) and isinstance(raw, str):
        return
    fitting = inspect.LiteralType if isinstance(raw, str) else inspect.VarTupleType
    for option in options:
        if isinstance(option, fitting | inspect.StructType):
            yield from _shape(raw, option, at)


def _keys(raw: dict[str, Any], kind: inspect.StructType, at: str) -> Iterator[str]:
    fields = {field.name: field for field in kind.fields}
    for key in raw.keys() - fields.keys():
        yield f"{_path(at, key)} is no key of a recipe. {nearest(key, fields)}"
    for field in fields.values():
        if field.name in raw:
            yield from _shape(raw[field.name], field.type, _path(at, field.name))
        elif field.required:
            yield f"{_path(at, field.name)} is missing."


def _path(at: str, key: str) -> str:
    return f"{at}.{key}" if at else key


def _lists(raw: Any) -> Any:
    """A single table or word where a list is due stands for a list of one: `when` and `equals`."""
    if isinstance(raw, list):
        return [_lists(one) for one in raw]
    if not isinstance(raw, dict):
        return raw
    return {key: _lists(_listed(key, one)) for key, one in raw.items()}


def _listed(key: str, one: Any) -> Any:
    as_list = (key == "when" and isinstance(one, dict)) or (key in ("equals", "not_equals") and isinstance(one, str))
    return [one] if as_list else one


def _where_first(said: str) -> str:
    """ "Expected `str`, got `int` - at `$.file.delimiter`" with the key in front."""
    what, _, where = said.partition(" - at ")
    return f"{where.strip('`').removeprefix('$').removeprefix('.') or 'It'}: {what}."
