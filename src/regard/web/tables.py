"""An answer as a table: figures down and rows across when there are many figures; counts link to who is behind them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from regard.foundation.reports import Answer, Column

Address = Callable[[Mapping[str, Any], str], str]
NUMBERS = frozenset({"count", "seconds", "share", "money"})
# Nobody reads further on a page; the download has them all, and the page says so.
MOST_ROWS = 300
# More columns than a screen shows: the table is turned, so that a figure is a line and its definition stands beside it.
_MOST_ACROSS = 12


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One value, its column, the whole it is a part of, and the address of what is behind it."""

    column: Column
    value: Any
    whole: Any
    address: str

    @property
    def is_number(self) -> bool:
        """Whether it is set to the right."""
        return self.column.unit in NUMBERS


@dataclass(frozen=True, kw_only=True)
class Line:
    """A figure with its values, one for each row of the answer."""

    column: Column
    cells: tuple[Cell, ...]

    @property
    def is_part(self) -> bool:
        """Whether it is a part of the figure above it."""
        return self.column.title.startswith("…")


@dataclass(frozen=True, kw_only=True)
class Table:
    """What parts/table.html draws: `rows` as they are, or turned into `lines` below the `heads` of the rows."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    heads: tuple[tuple[Cell, ...], ...]
    lines: tuple[Line, ...]
    is_turned: bool
    left_out: int


def table_of(answer: Answer, *, people_of: Address | None = None) -> Table:
    """The table of an answer. `people_of` gives the address of who is behind a figure of a row."""
    present = answer.rows[0] if answer.rows else None
    columns = tuple(column for column in answer.report.columns if present is None or column.name in present)
    rows = tuple(tuple(_cell(row, column, people_of) for column in columns) for row in answer.rows[:MOST_ROWS])
    figures = [place for place, column in enumerate(columns) if column.unit in NUMBERS]
    keys = [place for place in range(len(columns)) if place not in figures]
    return Table(
        columns=columns,
        rows=rows,
        heads=tuple(tuple(row[place] for place in keys) for row in rows),
        lines=tuple(Line(column=columns[place], cells=tuple(row[place] for row in rows)) for place in figures),
        is_turned=len(columns) > _MOST_ACROSS,
        left_out=max(len(answer.rows) - MOST_ROWS, 0),
    )


def _cell(row: Mapping[str, Any], column: Column, people_of: Address | None) -> Cell:
    value = row[column.name]
    return Cell(
        column=column,
        value=value,
        whole=row.get(column.of) if column.of else None,
        address=people_of(row, column.name) if people_of and value else "",
    )
