"""Maps one event to interactions: a recipe compiled for what arrives alone, as JSON."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from msgspec import structs

from regard.record.collecting.columns import Columns, columns_by_key
from regard.record.import_.compile import Cannot, readers_of
from regard.record.import_.formats.jsonl import DEEPEST, text_of
from regard.record.import_.recipe import Recipe
from regard.record.import_.rule import CompiledRule, compiled_rules
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
    """What a recipe makes of an event; it remembers no values, so any number of threads may share it.

    It gives what the importer gives for the same event as a line of JSONL, but faster: one walk over the event takes
    what the recipe reads or keeps and passes over what it does not.
    """

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self._missing = frozenset(recipe.values.missing) | {""}
        self._columns = columns_by_key(recipe)
        # What is kept beyond that is gathered apart, so the rules need not look for it.
        self._rules = compiled_rules(structs.replace(recipe, rest=()), readers_of(recipe))
        self._moments = {
            rule.name: parse(rule.occurred_at).columns - set(OF_THE_DELIVERY) for rule in recipe.interaction
        }
        self._column, self._by_value = _parted(self._rules)

    def map(self, event: Event, *, also: Mapping[str, str]) -> list[Interaction | Undated | Refused]:
        """The interactions of the event, or why there are none; `also` are columns beside its own."""
        row, rest = dict(also), dict[str, str]()
        self._gather(event, self._columns, row, rest)
        rules = self._rules
        if self._column is not None:
            rules = self._by_value.get(row.get(self._column, ""), ())
        made: list[Interaction | Undated | Refused] = []
        for rule in rules:
            if rule.applies(row):
                found = self._built(rule, row, rest)
                if found not in made:
                    made.append(found)
        if made or self.recipe.nothing_applies == "count":
            return made
        return [self._refused("nothing_applies", "No [[interaction]] of the mapping applies to this event.")]

    def _gather(self, value: Event, columns: Columns, row: dict[str, str], rest: dict[str, str]) -> None:
        """The values of this object that the recipe reads, into the row; those that it keeps, into the rest."""
        for key, one in value.items():
            name, is_read, is_kept, goes_in = columns[key]
            if one.__class__ is dict and columns.depth < DEEPEST:
                if goes_in:
                    self._gather(one, columns.within(key), row, rest)
            elif one is not None and (is_read or is_kept):
                text = one if one.__class__ is str else text_of(one)
                values = row if is_read else rest
                text = text.strip() if is_read else text
                if text in self._missing:
                    values.pop(name, None)
                else:
                    values[name] = text

    def _built(self, rule: CompiledRule, row: dict[str, str], rest: dict[str, str]) -> Interaction | Undated | Refused:
        try:
            one = rule.build(row, 0, rest=rest)
        except Cannot as cannot:
            return self._refused(cannot.reason, cannot.detail)
        return Undated(one) if self._moments[rule.rule.name].isdisjoint(row) else one

    def _refused(self, reason: str, detail: str) -> Refused:
        return Refused(source=self.recipe.source, reason=reason, detail=detail, original=None)


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
