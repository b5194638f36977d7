"""Takes the interactions of a log that Regard wrote as they were: no recipe has a say in it."""

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from regard.record.import_.formats.ocel import OURS, OcelTable
from regard.record.import_.mapping import Mapping, Outcome
from regard.record.import_.recipe import Recipe
from regard.record.import_.rows import Refused, Row
from regard.record.import_.tables import Opened
from regard.record.interaction import Interaction

_decode = msgspec.json.Decoder(Interaction).decode


class OwnMapping:
    """What `Mapping` is for a recipe, for our own form."""

    def __init__(self, *, file: str = "") -> None:
        self.file = file
        self.filled: Counter[str] = Counter()
        self.noted: Counter[str] = Counter()
        self.first_noted: dict[str, int] = {}
        self.unused = 0
        self.rows_seen = 0

    def outcomes(self, rows: Iterable[Row | Refused]) -> Iterator[Outcome]:
        """The interaction of each row."""
        for row in rows:
            self.rows_seen += 1
            yield Outcome(1, [row if isinstance(row, Refused) else self._read(row)])

    def _read(self, row: Row) -> Interaction | Refused:
        line, values = row
        try:
            return _decode(values[OURS])
        except msgspec.DecodeError as error:
            detail = f"It is no interaction: {error}."
            return Refused(line=line, reason="not_an_interaction", detail=detail, original=values, file=self.file)


def mapping_of(recipe: Recipe, opened: Opened) -> Mapping | OwnMapping:
    """How the rows of this table become interactions."""
    table = opened.table
    if isinstance(table, OcelTable) and table.is_ours:
        return OwnMapping(file=opened.name)
    return Mapping(recipe, columns=table.columns, file=opened.name)
