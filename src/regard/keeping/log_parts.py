"""The log in parts of consecutive numbers. A row of it changes only by being erased, so most parts are used again."""

from collections.abc import Iterator, Sequence

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from regard.keeping.moment import Moment
from regard.keeping.parts import Part, Parts
from regard.keeping.rows import ROWS_AT_MOST, filled, write_rows
from regard.keeping.tables import Table

_ALL = "WHERE seq > %s AND seq <= %s ORDER BY seq"
_HUSKS = "WHERE erased_at IS NOT NULL AND seq > %s AND seq <= %s"


def log_parts(table: Table, moment: Moment, parts: Parts, *, before: Sequence[Part]) -> Iterator[Part]:
    """The parts of the log in order: those of the backup before in which nothing was erased since, the others anew."""
    # A last part that is short is written again with what came since, lest every day leave a small one.
    usable = before if not before or before[-1].rows >= ROWS_AT_MOST // 2 else before[:-1]
    reached = 0
    for part in usable:
        if _holds(part, table, moment, parts):
            yield part
        else:
            yield from _anew(table, moment, parts, after=part.after, upto=part.upto)
        reached = part.upto
    yield from _anew(table, moment, parts, after=reached, upto=moment.number(table, "max(seq)"))


def _holds(part: Part, table: Table, moment: Moment, parts: Parts) -> bool:
    # Nothing is ever un-erased, and a lower number never comes after a higher one: as many husks, the same husks.
    return parts.has(part) and moment.number(table, "count(*)", _HUSKS, (part.after, part.upto)) == part.husks


def _anew(table: Table, moment: Moment, parts: Parts, *, after: int, upto: int) -> Iterator[Part]:
    for rows in filled(moment.batches(table, _ALL, (after, upto))):
        last = rows["seq"][-1].as_py()
        yield msgspec.structs.replace(
            write_rows(parts, table, rows),
            after=after,
            upto=last,
            husks=_husks(rows),
        )
        after = last


def _husks(rows: pa.Table) -> int:
    return int(pc.sum(pc.is_valid(rows["erased_at"])).as_py() or 0)
