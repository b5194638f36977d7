"""Maps one event to interactions: a recipe compiled for what arrives alone, as JSON."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from regard.record.import_.compile import Cannot, keeps_rest, readers_of, rest_prefixes
from regard.record.import_.formats.jsonl import DEEPEST, text_of
from regard.record.import_.recipe import Recipe
from regard.record.import_.rule import CompiledRule, compiled_rules
from regard.record.import_.sense import columns_of
from regard.record.import_.template import parse
from regard.record.interaction import Interaction
from regard.record.refusals import Refused

Event = Mapping[str, Any]
OF_THE_DELIVERY = ("received_at", "sent_at")
"""Columns that every event has beside its own: when it came, and when its sender says to have sent it."""


class Undated(NamedTuple):
    """An interaction of an event that names no moment: it has that of its delivery, and a retry would have another."""

    interaction: Interaction


class Mapper:
    """What a recipe makes of an event; it remembers nothing, so any number of threads may share it.

    It gives what the importer gives for the same event as a line of JSONL, but faster: one walk over the event takes
    what the recipe reads or keeps and passes over what it does not.
    """

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self._missing = frozenset(recipe.values.missing) | {""}
        self._read = columns_of(recipe)
        self._keeps = keeps_rest(recipe)
        self._inner = _inner(self._read)
        self._kept_within = rest_prefixes(recipe)
        self._rules = compiled_rules(recipe, readers_of(recipe))
        self._moments = {
            rule.name: parse(rule.occurred_at).columns - set(OF_THE_DELIVERY) for rule in recipe.interaction
        }
        self._column, self._by_value = _parted(self._rules)

    def map(self, event: Event, *, also: Mapping[str, str]) -> list[Interaction | Undated | Refused]:
        """The interactions of the event, or why there are none; `also` are columns beside its own."""
        row = {column: value for column, value in also.items() if column in self._read}
        self._gather(event, "", 0, row)
        rules = self._rules
        if self._column is not None:
            rules = self._by_value.get(row.get(self._column, ""), ())
        made: list[Interaction | Undated | Refused] = []
        for rule in rules:
            if rule.applies(row):
                found = self._built(rule, row)
                if found not in made:
                    made.append(found)
        if made or self.recipe.nothing_applies == "count":
            return made
        return [self._refused("nothing_applies", "No [[interaction]] of the mapping applies to this event.")]

    def _gather(self, value: Event, prefix: str, depth: int, row: dict[str, str]) -> None:
        """The values of this object that the recipe reads or keeps, into the row."""
        read, missing = self._read, self._missing
        for key, one in value.items():
            name = prefix + key
            if one.__class__ is dict and depth < DEEPEST:
                if name in self._inner or f"{name}.".startswith(self._kept_within):
                    self._gather(one, f"{name}.", depth + 1, row)
            elif one is not None and (name in read or self._keeps(name)):
                text = text_of(one)
                text = text.strip() if name in read else text
                if text in missing:
                    row.pop(name, None)
                else:
                    row[name] = text

    def _built(self, rule: CompiledRule, row: dict[str, str]) -> Interaction | Undated | Refused:
        try:
            one = rule.build(row, 0)
            return one if any(column in row for column in self._moments[rule.rule.name]) else Undated(one)
        except Cannot as cannot:
            return self._refused(cannot.reason, cannot.detail)

    def _refused(self, reason: str, detail: str) -> Refused:
        return Refused(source=self.recipe.source, reason=reason, detail=detail, original=None)


def _inner(read: frozenset[str]) -> frozenset[str]:
    """Every object that holds a column: of "context.page.path" these are "context" and "context.page"."""
    steps = [column.split(".") for column in read]
    return frozenset(".".join(parts[:length]) for parts in steps for length in range(1, len(parts)))


def _parted(rules: tuple[CompiledRule, ...]) -> tuple[str | None, dict[str, tuple[CompiledRule, ...]]]:
    """A column that every rule asks for certain values of, and the rules by value: the others need not be tried."""
    asked = [{one.column: one.equals for one in rule.rule.when if one.equals is not None} for rule in rules]
    shared = set.intersection(*map(set, asked)) if asked else set()
    if not shared:
        return None, {}
    column = min(shared)
    values = {value for one in asked for value in one[column]}
    return column, {
        value: tuple(rule for rule, one in zip(rules, asked, strict=True) if value in one[column]) for value in values
    }
