"""What a recipe makes of each column of an event: read, kept or passed over; decided once for all events."""

from __future__ import annotations

from itertools import count
from typing import NamedTuple

from regard.record.import_.compile import keeps_rest, rest_prefixes
from regard.record.import_.recipe import Recipe
from regard.record.import_.sense import columns_of

_MOST_REMEMBERED = 5_000


class Column(NamedTuple):
    """One column, by its whole name; `goes_in`: in the object that may stand there, something is wanted."""

    name: str
    is_read: bool
    is_kept: bool
    goes_in: bool


class Columns(dict[str, Column]):
    """The columns of one object by key. A key is decided when it first comes, and remembered while there is room.

    Most events of a source have the same keys. Where they have others each time, those are decided each time.
    """

    def __init__(self, wanted: _Wanted, *, prefix: str = "", depth: int = 0) -> None:
        super().__init__()
        self.depth, self._wanted, self._prefix = depth, wanted, prefix
        self._inner: dict[str, Columns] = {}

    def __missing__(self, key: str) -> Column:
        column = self._wanted.column(self._prefix + key)
        if self._wanted.has_room():
            self[key] = column
        return column

    def within(self, key: str) -> Columns:
        """The columns of the object that stands under this key."""
        if (known := self._inner.get(key)) is not None:
            return known
        inner = Columns(self._wanted, prefix=f"{self._prefix}{key}.", depth=self.depth + 1)
        if self._wanted.has_room():
            self._inner[key] = inner
        return inner


class _Wanted:
    """What a recipe wants, by the whole name of a column."""

    def __init__(self, recipe: Recipe) -> None:
        self._read, self._keeps = columns_of(recipe), keeps_rest(recipe)
        self._kept_within, self._objects = rest_prefixes(recipe), _objects(self._read)
        self._remembered = count()

    def column(self, name: str) -> Column:
        goes_in = name in self._objects or f"{name}.".startswith(self._kept_within)
        return Column(name, name in self._read, self._keeps(name), goes_in)

    def has_room(self) -> bool:
        return next(self._remembered) < _MOST_REMEMBERED


def columns_by_key(recipe: Recipe) -> Columns:
    """The columns of an event, from its outermost object on."""
    return Columns(_Wanted(recipe))


def _objects(read: frozenset[str]) -> frozenset[str]:
    """Every object that holds a column: of "context.page.path" these are "context" and "context.page"."""
    steps = [column.split(".") for column in read]
    return frozenset(".".join(parts[:length]) for parts in steps for length in range(1, len(parts)))
