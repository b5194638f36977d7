"""Maps the rows of a file to interactions by a recipe, compiled once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from regard.foundation.errors import RegardError
from regard.record.import_.compile import HAS_PREVIOUS, Cannot, Clean, keeps_rest, readers_of
from regard.record.import_.group import Group
from regard.record.import_.recipe import Recipe, Rule
from regard.record.import_.rows import Refused, Row
from regard.record.import_.rule import CompiledRule, compiled_rules
from regard.record.import_.sense import columns_of, reached_of
from regard.record.import_.template import split_row
from regard.record.interaction import Interaction

_SHOWN = 100  # Of the columns that a file has, in an error.


class Outcome(NamedTuple):
    """What so many rows became; a group is never parted."""

    rows: int
    made: list[Interaction | Refused]


class ColumnsMissing(RegardError):
    """The file lacks columns that the recipe reads."""

    def __init__(self, recipe: str, missing: Sequence[str], columns: Sequence[str], delimiter: str | None) -> None:
        self.missing = tuple(missing)
        hint = f" Its header has one column; delimiter = {delimiter!r} would give more." if delimiter else ""
        super().__init__(
            f"The recipe {recipe!r} reads {', '.join(map(repr, missing))}, which the file does not have."
            f" It has: {', '.join(columns[:_SHOWN])}{' and more' if len(columns) > _SHOWN else ''}.{hint}"
        )


class Mapping:
    """A recipe compiled for one file with these columns (None: each row names its own, as JSONL does).

    `outcomes(rows)` gives what the rows became, in order. `filled` counts the values of columns that map to nothing,
    `unused` the rows that gave no interaction where the recipe lets them, `noted` the moments that clocks moved.
    """

    def __init__(self, recipe: Recipe, *, columns: Sequence[str] | None = None, file: str = "") -> None:
        self.recipe, self.file = recipe, file
        self.filled: Counter[str] = Counter()
        self.unused = 0
        self.rows_seen = 0  # Of which `filled` is a share.
        self._missing = frozenset(recipe.values.missing) | {""}
        self._read = columns_of(recipe)
        self._readers = readers_of(recipe)
        self._moments = self._readers.moment
        self._rules = compiled_rules(recipe, self._readers)
        self._reaches = _reached(recipe)
        self._keeps = keeps_rest(recipe) if recipe.rest else None
        self._unmapped = None if columns is None else tuple(self._without_use(columns))
        if columns is not None:
            _check_columns(recipe, columns, self._read)

    @property
    def noted(self) -> Counter[str]:
        """How many moments fell into the hour that clocks skip or repeat."""
        return self._moments.noted

    @property
    def first_noted(self) -> dict[str, int]:
        """The line of the first moment of each sort in `noted`."""
        return self._moments.first_noted

    def outcomes(self, rows: Iterable[Row | Refused]) -> Iterator[Outcome]:
        """What the rows became, one outcome per row or group, in the order of the file."""
        return self._by_group(rows) if self.recipe.group else self._by_row(rows)

    def _by_row(self, rows: Iterable[Row | Refused]) -> Iterator[Outcome]:
        for row in rows:
            if isinstance(row, Refused):
                yield Outcome(1, [row])
                continue
            made: list[Interaction | Refused] = []
            clean = self._clean(row[1])
            for compiled in self._rules:
                self._apply(compiled, row, clean, made)
            yield Outcome(1, made or self._nothing([row]))

    def _by_group(self, rows: Iterable[Row | Refused]) -> Iterator[Outcome]:
        """Neighbours with the same values are one group; a refused row stands in none and parts none."""
        group = Group(self.recipe.name, self.recipe.group.adjacent if self.recipe.group else ())
        try:
            for row in rows:
                if isinstance(row, Refused):
                    group.refused.append(row)
                    continue
                clean = self._clean(row[1])
                if not group.takes(clean):
                    yield self._outcome(group)
                group.add(row, clean)
        except RegardError:
            # The file breaks off: whether the last group is whole, nobody knows.
            detail = "The file breaks off in this group of rows, so that it may not be whole."
            cut = [self._refused(line, "cut_off", detail, original) for line, original in group.rows]
            yield Outcome(len(group.rows) + len(group.refused), [*group.refused, *cut])
            raise
        if group.rows or group.refused:
            yield self._outcome(group)

    def _outcome(self, group: Group) -> Outcome:
        """What the group became; it is empty afterwards."""
        made = self._make(group.rows, self._related(group.cleans)) if group.rows else []
        outcome = Outcome(len(group.rows) + len(group.refused), [*group.refused, *made])
        group.clear()
        return outcome

    def _clean(self, row: dict[str, str]) -> dict[str, str]:
        """The values that the recipe reads and that are there."""
        missing = self._missing
        self.rows_seen += 1
        unmapped = self._unmapped if self._unmapped is not None else self._without_use(row)
        for column in unmapped:
            if row.get(column, "").strip() not in missing:
                self.filled[column] += 1
        clean = {
            column: value
            for column in self._read
            if column in row and (value := row[column].strip()) not in missing
        }  # fmt: skip
        if self._keeps is not None:
            clean |= {column: value for column, value in row.items() if self._keeps(column) and value not in missing}
        return clean

    def _without_use(self, columns: Iterable[str]) -> list[str]:
        used, ignored, keeps = self._read, self.recipe.ignored, self._keeps
        return [
            one for one in columns if one not in used and one not in ignored and not (keeps is not None and keeps(one))
        ]

    def _related(self, cleans: list[dict[str, str]]) -> list[dict[str, str]]:
        """The rows of a group, each with the values it reaches in the others: "first:opened_at"."""
        highest = cleans[self._highest(cleans)]
        related = []
        for number, clean in enumerate(cleans):
            previous = cleans[number - 1] if number else {}
            others = {"first": cleans[0], "last": cleans[-1], "highest": highest, "previous": previous}
            row = dict(clean)
            for which, column in self._reaches:
                if (value := others[which].get(column)) is not None:
                    row[f"{which}:{column}"] = value
            if number:
                row[HAS_PREVIOUS] = ""
            related.append(row)
        return related

    def _highest(self, cleans: list[dict[str, str]]) -> int:
        """Which row holds the highest number; the last of equals, and the last row if the recipe names no column."""
        column = self.recipe.group.highest if self.recipe.group else None
        if column is None:
            return len(cleans) - 1
        numbers = [self._readers.number(clean.get(column, "")) for clean in cleans]
        return max(range(len(cleans)), key=lambda at: (-1e308 if (one := numbers[at]) is None else one, at))

    def _make(self, group: list[Row], cleans: list[dict[str, str]]) -> list[Interaction | Refused]:
        """The interactions of one group."""
        made: list[Interaction | Refused] = []
        for compiled in self._rules:
            for at in self._rows_for(compiled.rule, cleans):
                self._apply(compiled, group[at], cleans[at], made)
        return made or self._nothing(group)

    def _apply(self, compiled: CompiledRule, row: Row, clean: Clean, made: list[Interaction | Refused]) -> None:
        """Adds what the rule makes of the row; two rules that fail for one cause add one refusal."""
        if not compiled.applies(clean):
            return
        line, original = row
        self._moments.line = line
        try:
            made.append(compiled.build(clean, line))
        except Cannot as cannot:
            refused = self._refused(line, cannot.reason, cannot.detail, original)
            if refused not in made:
                made.append(refused)

    def _rows_for(self, rule: Rule, cleans: list[dict[str, str]]) -> Iterable[int]:
        if rule.row == "each":
            return range(len(cleans))
        if rule.row == "highest":
            return (self._highest(cleans),)
        return (0,) if rule.row == "first" else (len(cleans) - 1,)

    def _nothing(self, group: list[Row]) -> list[Interaction | Refused]:
        if self.recipe.nothing_applies == "count":
            self.unused += len(group)
            return []
        detail = "No [[interaction]] of the recipe applies to this row."
        return [self._refused(line, "nothing_applies", detail, original) for line, original in group]

    def _refused(self, line: int, reason: str, detail: str, original: dict[str, str]) -> Refused:
        return Refused(line=line, reason=reason, detail=detail, original=original, file=self.file)


def _reached(recipe: Recipe) -> tuple[tuple[str, str], ...]:
    """(row, column) of every value that a rule takes from another row of the group."""
    reached = {split_row(column) for column in reached_of(recipe)}
    changed = {("previous", one.column) for rule in recipe.interaction for one in rule.when if one.changed is not None}
    return tuple((row, column) for row, column in sorted({*reached, *changed}, key=str) if row is not None)


def _check_columns(recipe: Recipe, columns: Sequence[str], read: frozenset[str]) -> None:
    missing = sorted(read - {*columns, *recipe.optional})
    if not missing:
        return
    others = [one for one in ",;\t|" if recipe.file.format == "csv" and len(columns) == 1 and one in columns[0]]
    raise ColumnsMissing(recipe.name, missing, columns, others[0] if others else None)
