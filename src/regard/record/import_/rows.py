"""What a format hands on: a row with the line it begins on, or the row it could not read; and the rows of a table."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

Row = tuple[int, dict[str, str]]


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """A row, or the one interaction of it, that cannot become an interaction; nothing of it is lost.

    `line` counts from 1, the header included; `original` is the row as it was read, by column. Of a line that is no
    row of the table, `original` has the single key `line`. Of a group it is the row that the interaction came from.
    """

    line: int
    reason: str
    detail: str
    original: dict[str, str]
    file: str = ""


def ragged(line: int, values: Sequence[str], columns: Sequence[str]) -> Refused:
    """The refusal of a row with more or fewer values than the header has columns."""
    names = [*columns, *(f"column {number}" for number in range(len(columns) + 1, len(values) + 1))]
    return Refused(
        line=line,
        reason="ragged_row",
        detail=f"{len(values)} values, but the header names {len(columns)} columns.",
        original=dict(zip(names, values, strict=False)),
    )


def unreadable(line: int, reason: str, detail: str, text: str) -> Refused:
    """The refusal of a line that is no row at all."""
    return Refused(line=line, reason=reason, detail=detail, original={"line": text})


class Rows:
    """The rows of a table, the last of them at hand; of a group, no row is the one it was made of."""

    def __init__(self, table: Iterable[Row | Refused], *, is_grouped: bool) -> None:
        self._rows, self._is_grouped = iter(table), is_grouped
        self.last: Row | None = None
        self.letters = 0  # Of all rows since it was set to 0.

    def __iter__(self) -> Iterator[Row | Refused]:
        return self

    def __next__(self) -> Row | Refused:
        row = next(self._rows)
        values = row.original if isinstance(row, Refused) else row[1]
        self.letters += sum(map(len, values.values()))
        self.last = None if self._is_grouped or isinstance(row, Refused) else row
        return row

    @property
    def line(self) -> int:
        """Where the last row begins; 0: it is one of a group."""
        return self.last[0] if self.last else 0
