"""One rule of a recipe, compiled: from a row to an interaction, or to what is missing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from regard.record.import_.compile import (
    Cannot,
    Clean,
    Readers,
    Step,
    Test,
    fixed_fields,
    lookup_of,
    plain_of,
    steps_of,
    test_of,
)
from regard.record.import_.recipe import Recipe, Rule
from regard.record.import_.sense import NEEDED
from regard.record.interaction import Interaction

MISSING = {"message_id": "missing_message_id", "occurred_at": "missing_moment"}
_BY_ROW = ("message_id", "occurred_at", *NEEDED)


@dataclass(frozen=True)
class CompiledRule:
    """One rule, ready to map."""

    rule: Rule
    tests: tuple[Test, ...]
    fixed: dict[str, Any]
    lookups: tuple[Callable[[Clean], Any], ...]
    own: dict[str, Any]  # What the rule itself fixes holds over a map.
    plain: tuple[tuple[str, str], ...]  # (field, column) where a field is just the column's text.
    steps: tuple[tuple[str, Step], ...]
    last: tuple[Callable[[Clean], Any], ...]  # Maps that hold over the rule.
    by_line: int | None  # With source_order = "row": position of the rule within its row.

    def applies(self, row: Clean) -> bool:
        """Whether the row passes its tests."""
        return all(test(row) for test in self.tests)

    def build(self, row: Clean, line: int, *, rest: Clean | None = None) -> Interaction:
        """The interaction of that row; raises `Cannot`. `rest`: what is kept beside it, for a rule that keeps all."""
        fields = self._fields(row)
        if rest and self.rule.facts == "all":
            fields["facts"] = {**fields.get("facts", {}), **rest}
        if self.by_line is not None:
            fields["source_order"] = line * 100 + self.by_line
        try:
            return Interaction(**fields)
        except TypeError:
            raise _missing(fields, self.rule) from None

    def _fields(self, row: Clean) -> dict[str, Any]:
        fields = self.fixed.copy()
        if self.lookups:
            for look_up in self.lookups:
                fields.update(look_up(row))
            fields.update(self.own)
        for name, column in self.plain:
            if column in row:
                fields[name] = row[column]
        for name, step in self.steps:
            value = step(row)
            if value is not None:
                fields[name] = value
        for look_up in self.last:
            fields.update(look_up(row))
        return fields


def compiled_rules(recipe: Recipe, readers: Readers) -> tuple[CompiledRule, ...]:
    """Every rule of the recipe, in its order."""
    return tuple(_compiled(recipe, number, readers) for number in range(len(recipe.interaction)))


def _compiled(recipe: Recipe, number: int, readers: Readers) -> CompiledRule:
    rule = recipe.interaction[number]
    fixed = fixed_fields(recipe, rule)
    in_order = rule.source_order == "row"
    fixed.pop("source_order", None) if in_order else None
    own = {field: value for field, value in fixed.items() if getattr(rule, field, None) is not None}
    return CompiledRule(
        rule=rule,
        tests=tuple(test_of(condition) for condition in rule.when),
        fixed=fixed,
        lookups=tuple(lookup_of(recipe.maps[name]) for name in rule.use if not recipe.maps[name].over_rule),
        last=tuple(lookup_of(recipe.maps[name]) for name in rule.use if recipe.maps[name].over_rule),
        own=own,
        plain=tuple(plain_of(rule)),
        steps=tuple(steps_of(recipe, rule, readers)),
        by_line=number if in_order else None,
    )


def _missing(fields: dict[str, Any], rule: Rule) -> Cannot:
    """Which of the fields that every interaction needs has no value in this row."""
    field = next(name for name in _BY_ROW if name not in fields)
    reason = MISSING.get(field, f"missing_{field}")
    return Cannot(reason, f"{field} of {rule.name!r} has no value: {getattr(rule, field)}.")
