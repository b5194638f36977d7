"""What a format hands on: a row with the line it begins on, or the row it could not read."""

from collections.abc import Sequence

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
