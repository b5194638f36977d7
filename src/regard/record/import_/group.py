"""The neighbouring rows that tell of one thing, while they are read."""

from collections.abc import Sequence

from regard.foundation.errors import RegardError
from regard.record.import_.compile import Clean
from regard.record.import_.rows import Refused, Row
from regard.record.interaction import Interaction

LONGEST_GROUP = 100_000
_MOST_LETTERS = 100_000_000


class GroupTooLong(RegardError):
    """More neighbouring rows are one group than are held in memory."""

    def __init__(self, recipe: str, adjacent: Sequence[str], line: int) -> None:
        super().__init__(
            f"More than {LONGEST_GROUP:,} rows, or {_MOST_LETTERS:,} characters, from line {line} on have the same"
            f" {', '.join(adjacent)}; name columns in"
            f" group.adjacent of {recipe!r} that tell one thing from the next."
        )


class Group:
    """The rows of the group that is being read."""

    def __init__(self, recipe: str, adjacent: Sequence[str]) -> None:
        self._recipe, self._adjacent = recipe, adjacent
        self.clear()

    def clear(self) -> None:
        """Begin the next group."""
        self.rows: list[Row] = []
        self._letters = 0
        self.cleans: list[dict[str, str]] = []
        self.refused: list[Interaction | Refused] = []

    def takes(self, clean: Clean) -> bool:
        """The row is of this group, or there is none yet."""
        return not self.cleans or all(clean.get(one) == self.cleans[0].get(one) for one in self._adjacent)

    def add(self, row: Row, clean: dict[str, str]) -> None:
        """Take the row in; raises `GroupTooLong`."""
        self._letters += sum(map(len, row[1].values()))
        if len(self.rows) >= LONGEST_GROUP or self._letters > _MOST_LETTERS:
            raise GroupTooLong(self._recipe, self._adjacent, self.rows[0][0])
        self.rows.append(row)
        self.cleans.append(clean)
