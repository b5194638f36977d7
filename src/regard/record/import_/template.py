"""Templates: "{CASE_ID}:opened" takes the value of a column, "{first|second}" the first there is."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Get = Callable[[Mapping[str, str]], str | None]

# Rows of a group that a template may reach, as in "{first:opened_at}".
ROWS = ("first", "last", "highest", "previous")
_PIECE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


@dataclass(frozen=True)
class Template:
    """A text with columns in it; each hole holds the columns to try in turn."""

    source: str
    fixed: tuple[str, ...]  # One more than there are holes: what stands around them.
    holes: tuple[tuple[str, ...], ...]

    @property
    def columns(self) -> frozenset[str]:
        """Every column it reads, with its row: "opened_at" or "first:opened_at"."""
        return frozenset(column for hole in self.holes for column in hole)


def parse(source: str) -> Template:
    """The template of that text; a `ValueError` says what is wrong with it. `{{` and `}}` stand for braces."""
    fixed, holes, at = [""], [], 0
    for piece in _PIECE.finditer(source):
        fixed[-1] += source[at : piece.start()]
        at = piece.end()
        if piece[0] in ("{{", "}}"):
            fixed[-1] += piece[0][0]
        elif piece[1] is None:
            raise ValueError(f"a single {piece[0]!r} in {source!r}; write {piece[0] * 2!r} for the character itself")
        else:
            holes.append(_columns(piece[1], source))
            fixed.append("")
    fixed[-1] += source[at:]
    return Template(source, tuple(fixed), tuple(holes))


def _columns(hole: str, source: str) -> tuple[str, ...]:
    """The columns of one hole; a name in quotes may hold a bar."""
    if len(hole) > 2 and hole[0] == hole[-1] == '"':
        return (hole[1:-1],)
    columns = tuple(name.strip() for name in hole.split("|"))
    if not all(columns):
        raise ValueError(f"no column between the braces of {source!r}; write for example '{{case_id}}'")
    return columns


def hole(column: str) -> str | None:
    """The template that is the value of that column; None for a name that no template can hold."""
    if not column or "{" in column or "}" in column:
        return None
    return f'{{"{column}"}}' if "|" in column or column != column.strip() else f"{{{column}}}"


def split_row(column: str) -> tuple[str | None, str]:
    """Which row of the group, if it names one, and the column itself."""
    row, colon, name = column.partition(":")
    return (row, name) if colon and row in ROWS else (None, column)


def only_column(template: Template) -> str | None:
    """The column, if the template is the value of one column and nothing else."""
    is_bare = len(template.holes) == 1 and len(template.holes[0]) == 1 and not any(template.fixed)
    return template.holes[0][0] if is_bare else None


def compiled(template: Template) -> Get:
    """A function from a row (missing values absent) to the text; None if a hole has no value."""
    if not template.holes:
        constant = template.fixed[0]
        return lambda row: constant
    if len(template.holes) == 1:
        return _one_hole(template)
    return _many_holes(template)


def _one_hole(template: Template) -> Get:
    if (bare := only_column(template)) is not None:
        return lambda row: row.get(bare)
    (columns,), (before, after) = template.holes, template.fixed
    first = _first_of(columns)
    if not (before or after):
        return first

    def get(row: Mapping[str, str]) -> str | None:
        value = first(row)
        return None if value is None else before + value + after

    return get


def _first_of(columns: tuple[str, ...]) -> Get:
    """The first of these columns that has a value."""

    def get(row: Mapping[str, str]) -> str | None:
        for column in columns:
            if column in row:
                return row[column]
        return None

    return get


def _many_holes(template: Template) -> Get:
    fixed, holes = template.fixed, [_first_of(columns) for columns in template.holes]

    def get(row: Mapping[str, str]) -> str | None:
        pieces = [fixed[0]]
        for hole, after in zip(holes, fixed[1:], strict=True):
            value = hole(row)
            if value is None:
                return None
            pieces += (value, after)
        return "".join(pieces)

    return get
