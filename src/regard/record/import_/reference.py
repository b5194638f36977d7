"""The reference of every key of a recipe, as docs/recipes.md prints it. A test holds the page against this."""

from collections.abc import Iterator
from typing import Any, get_type_hints

import msgspec

from regard.record.import_ import recipe

PARTS: tuple[tuple[str, type[msgspec.Struct]], ...] = (
    ("The recipe", recipe.Recipe),
    ("`[title]`", recipe.Title),
    ("`[file]`", recipe.File),
    ("`[values]`", recipe.Values),
    ("`[time]`", recipe.Time),
    ("`[maps.NAME]`", recipe.ValueMap),
    ("`[group]`", recipe.Group),
    ("`[lookup.NAME]`", recipe.Lookup),
    ("`[[interaction]]`", recipe.Rule),
    ("`when` of an interaction", recipe.Condition),
    ("`objects` of an interaction", recipe.ObjectRule),
    ("`identifiers` of an interaction", recipe.IdentifierRule),
    ("`[[fact]]`", recipe.Fact),
)


def reference() -> str:
    """Markdown: one table per part of a recipe, one row per key."""
    return "\n\n".join("\n".join(_part(title, part)) for title, part in PARTS) + "\n"


def _part(title: str, part: type[msgspec.Struct]) -> Iterator[str]:
    yield f"### {title}\n"
    yield "| key | what it says | if left out |\n|---|---|---|"
    described = get_type_hints(part, include_extras=True)
    for field in msgspec.structs.fields(part):
        yield f"| `{field.name}` | {_description(described[field.name])} | {_default(field)} |"
    if part is recipe.ValueMap:
        fields = ", ".join(f"`{name}`" for name in recipe.Said.__struct_fields__)
        yield f"\nThe fields a value may decide: {fields}."


def _description(annotated: Any) -> str:
    said = [meta.description for meta in annotated.__metadata__ if isinstance(meta, msgspec.Meta) and meta.description]
    return str(said[-1]).replace("|", "\\|")


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.required:
        return "needed"
    value = field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
    if value is None or value in ((), {}, "") or isinstance(value, msgspec.Struct):
        return "–"
    return f"`{_toml(value)}`".replace("|", "\\|")


def _toml(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else msgspec.json.encode(value).decode()


if __name__ == "__main__":
    print(reference())  # noqa: T201 (to renew the page)
