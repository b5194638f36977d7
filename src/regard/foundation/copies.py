"""What the lake copies: each table of the lake follows a numbered stream, and its own position is the fence."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from regard.foundation.warehouse.public import Lake, LakeTable


@dataclass(frozen=True, kw_only=True)
class LakeCopy:
    """How one table of the lake is filled: the stream's head, and the rows between two numbers of it.

    `rows(reading, after, upto)` gives the rows of the next part and the number up to which they are complete.
    `erases` names the column by which erased interactions are taken out; empty where newer rows take older ones away.
    """

    table: LakeTable
    head: Callable[[], int]
    rows: Callable[[Any, int, int], tuple[pa.Table, int]]
    erases: str = ""


def copy_next(copy: LakeCopy, lake: Lake, reading: Any) -> int:
    """Copy one part; how many numbers the table moved on (0: it is up to date)."""
    position = max(lake.position(copy.table.name), 0)
    head = copy.head()
    if head <= position:
        return 0
    rows, reached = copy.rows(reading, position, head)
    lake.append(copy.table.name, rows, upto=reached)
    return reached - position
