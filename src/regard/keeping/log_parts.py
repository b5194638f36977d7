"""The log in parts of consecutive numbers. A row of it changes only by being erased, so most parts are used again."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec
import pyarrow.compute as pc

from regard.keeping.moment import Moment
from regard.keeping.parts import Part, Parts
from regard.keeping.rows import ROWS_AT_MOST, filled, write_rows
from regard.keeping.tables import Table

_ALL = "WHERE seq > %s AND seq <= %s ORDER BY seq"
_HUSKS = "WHERE erased_at IS NOT NULL AND seq > %s AND seq <= %s"
_LAST = "WHERE seq = %s"


def log_parts(table: Table, moment: Moment, parts: Parts, *, before: Sequence[Part]) -> Iterator[Part]:
    """The parts of the log in order: those of the backup before in which nothing was erased since, the others anew."""
    # A last part that is short is written again with what came since, lest every day leave a small one.
    usable = before if not before or before[-1].rows >= ROWS_AT_MOST // 2 else before[:-1]
    reached = 0
    for part in usable:
        found: Iterable[Part] = (part,)
        if part.after != reached or not _holds(part, table, moment, parts):
            found = _anew(table, moment, parts, after=reached, upto=part.upto)
        for one in found:
            yield one
            reached = one.upto
    yield from _anew(table, moment, parts, after=reached, upto=moment.number(table, "max(seq)"))


def _holds(part: Part, table: Table, moment: Moment, parts: Parts) -> bool:
    # Nothing is ever un-erased, and a lower number never comes after a higher one: as many husks, the same husks.
    # Unless an older backup was restored since, or the whole machine: then the same numbers were handed out anew, and
    # the last of them came in at another moment, or others were erased.
    covered = (part.after, part.upto)
    return (
        parts.has(part)
        and moment.number(table, "max(received_at)", _LAST, (part.upto,)) == part.received_at
        and moment.number(table, "count(*)", _HUSKS, covered) == part.husks
        and moment.number(table, "max(erased_at)", _HUSKS, covered) == part.erased_at
    )


def _anew(table: Table, moment: Moment, parts: Parts, *, after: int, upto: int) -> Iterator[Part]:
    for rows in filled(moment.batches(table, _ALL, (after, upto))):
        last = rows["seq"][-1].as_py()
        yield msgspec.structs.replace(
            write_rows(parts, table, rows),
            after=after,
            upto=last,
            received_at=rows["received_at"][-1].as_py(),
            husks=int(pc.count(rows["erased_at"]).as_py()),
            erased_at=pc.max(rows["erased_at"]).as_py() or 0,
        )
        after = last
