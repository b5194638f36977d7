"""Joins the rows of an import to second files: `[lookup.NAME]` of a recipe."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path

import msgspec

from regard.foundation.errors import RegardError
from regard.record.import_.recipe import Lookup, Recipe
from regard.record.import_.rows import Refused, Row
from regard.record.import_.tables import Opened, Table, tables
from regard.record.import_.unpack import CannotOpen, Limits, plain_name

MOST_HELD = 2_000_000
_MOST_LETTERS = 1_000_000_000
_MOST_SHARED = 100_000


class LookupTooLong(RegardError):
    """A second file with more rows than are held in memory."""


class LookupColumnMissing(RegardError):
    """A second file without the column that its rows are told apart by."""


@contextmanager
def tables_of(
    recipe: Recipe, paths: Path | Sequence[Path], *, limits: Limits | None = None
) -> Iterator[Iterator[Opened]]:
    """The tables that the recipe reads rows from, each with the columns of its lookups; read each before the next."""
    if not recipe.lookup:
        with tables(paths, file=recipe.file, limits=limits) as found:
            yield found
        return
    held = [_Held(name, one, recipe) for name, one in recipe.lookup.items()]
    is_looked_up = _is_looked_up(recipe)
    with tables(paths, file=recipe.file, limits=limits, wanted=is_looked_up) as found:
        for opened in found:
            for one in held:
                one.take(opened)
    for one in held:
        one.must_be_there()
    with tables(paths, file=recipe.file, limits=limits, wanted=lambda name: not is_looked_up(name)) as found:
        yield _joined(recipe, found, held)


def _is_looked_up(recipe: Recipe) -> Callable[[str], bool]:
    patterns = [one.files for one in recipe.lookup.values()]
    return lambda name: any(_fits(name, pattern) for pattern in patterns)


def _fits(name: str, pattern: str) -> bool:
    return fnmatch(plain_name(name).casefold(), pattern.casefold())


def _joined(recipe: Recipe, found: Iterator[Opened], held: "list[_Held]") -> Iterator[Opened]:
    last: Opened | None = None
    for last in found:
        yield replace(last, table=_Joined(last.table, held))
    if last is None:
        named = ", ".join(repr(one.files) for one in recipe.lookup.values())
        raise CannotOpen(
            f"There is no file with the rows of {recipe.name!r}, only what is named like {named}. Name it, too, or a"
            " folder or .zip with all of them."
        )
    # Rows that were never asked for come last: until then, nobody knows.
    yield last.followed_by(_Unused(held))


class _Held:
    """One lookup: its rows by key, and which of them were asked for."""

    def __init__(self, name: str, lookup: Lookup, recipe: Recipe) -> None:
        self.name, self.lookup, self._recipe = name, lookup, recipe
        self.by = lookup.by or lookup.key
        self.columns: dict[str, None] = {}
        self.refused: list[Refused] = []
        self.files: list[str] = []
        self._missing = frozenset(recipe.values.missing) | {""}
        self._rows: dict[str, tuple[int, int, dict[str, str]]] = {}
        self._asked = bytearray()
        self._letters = 0
        self._shared: dict[str, str] = {}

    def take(self, opened: Opened) -> None:
        """Hold the rows of a file that is named as this lookup says."""
        if not _fits(opened.name, self.lookup.files):
            return
        table, key = opened.table, self.lookup.key
        if table.columns is not None and key not in table.columns:
            known = ", ".join(table.columns)
            raise LookupColumnMissing(f"lookup.{self.name} needs the column {key!r} of {opened.name}. It has: {known}.")
        self.columns |= dict.fromkeys(table.columns or ())
        self.files.append(opened.name)
        for row in table:
            self._hold(row if isinstance(row, Refused) else self._told_apart(row))

    def _hold(self, row: Row | Refused) -> None:
        if isinstance(row, Refused):
            self.refused.append(msgspec.structs.replace(row, file=self.files[-1]))
            return
        self._letters += sum(map(len, row[1].values()))
        if len(self._rows) >= MOST_HELD or self._letters > _MOST_LETTERS:
            raise LookupTooLong(
                f"{self.files[-1]} has over {MOST_HELD:,} rows, or {_MOST_LETTERS:,} characters, more than"
                f" lookup.{self.name} holds in memory. Make the larger file the one that is read row by row, or split"
                " the import."
            )
        line, values = row
        self._rows[values[self.lookup.key].strip()] = (len(self._asked), line, values)
        self._asked.append(0)

    def _told_apart(self, row: Row) -> Row | Refused:
        """The row with equal values held once, or why it cannot be looked up."""
        line, values = row
        key = values.get(self.lookup.key, "").strip()
        if key in self._missing:
            return Refused(line=line, reason="no_key", detail=f"{self.lookup.key} has no value.", original=values)
        if key in self._rows:
            detail = f"{self.lookup.key} {key[:80]!r} is that of line {self._rows[key][1]}, too, which holds."
            return Refused(line=line, reason="repeated_key", detail=detail, original=values)
        if len(self._shared) > _MOST_SHARED:
            self._shared.clear()
        self.columns |= dict.fromkeys(values)
        return line, {self._one(name): self._one(value) for name, value in values.items()}

    def _one(self, text: str) -> str:
        return self._shared.setdefault(text, text) if len(text) < 40 else text

    def must_be_there(self) -> None:
        """Raises `CannotOpen` if no file was named as this lookup says."""
        if not self.files:
            raise CannotOpen(
                f"No file is named like {self.lookup.files!r}: {self._recipe.name!r} looks up {self.by} there. Name it,"
                " too, or a folder or .zip with all of them."
            )

    def add_to(self, row: Row) -> Refused | None:
        """Put the columns of the looked up row beside those of this one; or why that row is refused."""
        line, values = row
        key = values.get(self.by, "").strip()
        if key in self._missing:
            return None
        found = self._rows.get(key)
        if found is not None:
            number, _, more = found
            self._asked[number] = 1
            for column, value in more.items():
                values[f"{self.name}.{column}"] = value
        elif self.lookup.unmatched == "refuse":
            detail = f"{self.by} is {key[:80]!r}, which {', '.join(self.files)} does not hold."
            return Refused(line=line, reason="unmatched", detail=detail, original=values)
        return None

    def unused(self) -> Iterator[Refused]:
        """The rows that nobody asked for, where the recipe wants to know of them."""
        if self.lookup.unused == "leave":
            return
        detail = f"No row has the {self.by} of this one."
        for number, line, values in self._rows.values():
            if not self._asked[number]:
                yield Refused(line=line, reason="unused", detail=detail, original=values, file=self.files[0])


class _Joined:
    """A table with the columns of its lookups."""

    def __init__(self, table: Table, held: list[_Held]) -> None:
        self._table, self._held = table, held
        self.columns = table.columns and (
            *table.columns,
            *(f"{one.name}.{column}" for one in held for column in one.columns),
        )

    def __iter__(self) -> Iterator[Row | Refused]:
        for row in self._table:
            if isinstance(row, Refused):
                yield row
                continue
            refusals = [one.add_to(row) for one in self._held]
            yield next((one for one in refusals if one is not None), row)


class _Unused:
    """What of the lookups could not be held, or was never asked for."""

    columns = None

    def __init__(self, held: list[_Held]) -> None:
        self._held = held

    def __iter__(self) -> Iterator[Row | Refused]:
        for one in self._held:
            yield from one.refused
            yield from one.unused()
