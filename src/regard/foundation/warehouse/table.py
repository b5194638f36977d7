"""What a table of the lake is: typed, registered columns, none of which identifies a person directly."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

import pyarrow as pa

from regard.foundation.errors import RegardError

ColumnKind = Literal["descriptive", "attitudinal", "behavioural", "technical"]
"""What a column may say about a customer. There is a fifth kind, `identity`, and the lake never holds it."""

WRITTEN = "written_no"
REMOVED = "removed"
LAYER = "layer"

TIMESTAMP = pa.timestamp("us", tz="UTC")
NAME = re.compile(r"[a-z][a-z0-9_]*")


class WrongRows(RegardError):
    """Rows that do not fit the table they were meant for."""


@dataclass(frozen=True, kw_only=True)
class LakeColumn:
    """One column: its Arrow type, what it means, in which unit, and what kind of datum it is."""

    name: str
    type: pa.DataType
    meaning: str
    kind: ColumnKind
    unit: str | None = None

    def __post_init__(self) -> None:
        kind: str = self.kind
        if kind not in get_args(ColumnKind):
            why = "the lake never holds a direct identifier" if kind == "identity" else "there is no such kind"
            raise RegardError(
                f"Column {self.name!r} cannot be {kind!r}: {why}. It can be: {', '.join(get_args(ColumnKind))}."
            )
        if not NAME.fullmatch(self.name) or self.name == LAYER:
            raise RegardError(f"A column cannot be named {self.name!r}. Lower case words joined by _ would work.")
        if not _storable(self.type):
            raise RegardError(
                f"Column {self.name!r} cannot be {self.type}. Storable: bool, int8 to int64, float, double, string, "
                "date32, decimal128, timestamp[us, tz=UTC], and lists of these."
            )


@dataclass(frozen=True, kw_only=True)
class LakeTable:
    """A table of the lake.

    Without `key` it only grows (a log). With `key` (int64), one row per key is alive: the one with the newest
    `written_no` (int64), unless it says `removed` (bool), which takes the key away. Both must then be declared.
    """

    name: str
    meaning: str
    columns: tuple[LakeColumn, ...]
    key: str | None = None

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise RegardError(f"A lake table cannot be named {self.name!r}. Lower case words joined by _ would work.")
        names = [column.name for column in self.columns]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise RegardError(f"Lake table {self.name!r} declares twice: {', '.join(twice)}.")
        if self.key is not None:
            types = {column.name: column.type for column in self.columns}
            for name, needed in ((self.key, pa.int64()), (WRITTEN, pa.int64()), (REMOVED, pa.bool_())):
                if name not in types or types[name] != needed:
                    raise RegardError(f"Lake table {self.name!r} has a key, so it needs column {name!r} ({needed}).")

    @property
    def schema(self) -> pa.Schema:
        """The columns as Arrow sees them; moments are timestamp[us, UTC]."""
        return pa.schema([pa.field(column.name, column.type) for column in self.columns])

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def shown(self) -> tuple[str, ...]:
        """The columns a report sees: all but the bookkeeping of a keyed table."""
        return self.names if self.key is None else tuple(name for name in self.names if name not in (WRITTEN, REMOVED))

    def fit(self, rows: pa.Table) -> pa.Table:
        """The same rows with columns in the declared order; raises `WrongRows`, naming the column that does not fit."""
        self._must_have(rows.schema.names)
        rows = rows.select(self.names)
        for column in self.columns:
            given = rows.schema.field(column.name).type
            if given != column.type:
                raise WrongRows(f"Column {column.name!r} of lake table {self.name!r} is {column.type}, not {given}.")
        for name in () if self.key is None else (self.key, WRITTEN, REMOVED):
            if rows[name].null_count:
                raise WrongRows(f"Column {name!r} of lake table {self.name!r} may not be empty; a row of it is.")
        return rows

    def _must_have(self, given: Iterable[str]) -> None:
        given = list(given)
        missing = [name for name in self.names if name not in given]
        unknown = [name for name in given if name not in self.names or given.count(name) > 1]
        if missing or unknown:
            raise WrongRows(
                f"Rows for lake table {self.name!r} do not fit: missing {', '.join(missing) or 'nothing'}, "
                f"not declared (or twice) {', '.join(unknown) or 'nothing'}."
            )


def _storable(kind: pa.DataType) -> bool:
    if pa.types.is_list(kind):
        return _storable(kind.value_type)
    if pa.types.is_timestamp(kind):
        return bool(kind == TIMESTAMP)
    return bool(
        pa.types.is_boolean(kind)
        or pa.types.is_signed_integer(kind)
        or kind in (pa.float32(), pa.float64(), pa.string(), pa.date32())
        or pa.types.is_decimal128(kind)
    )
