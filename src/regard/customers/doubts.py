"""Doubts: pairs of customers that a guard keeps apart although they share something. The review queue reads them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from regard.customers.grouping import Doubted
from regard.customers.members import customers_today
from regard.customers.region import Region
from regard.data_use.public import Reading
from regard.foundation.databases import Write, read, read_in
from regard.foundation.keys import ring

_PAGE = (
    "SELECT d.no, d.one, d.other, d.reason, d.value_key, i.kind, i.namespace, i.value FROM doubt d "
    "LEFT JOIN identifier i ON i.value_key = d.value_key "
)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two customers that may be one: why they are kept apart, and what both carry."""

    number: int
    one: int
    """A profile of the first customer; `other` is one of the second."""
    other: int
    customers: tuple[int | None, int | None]
    reason: str
    """`names_clash`, `birth_dates_clash`, `two_accounts`, `too_many`, `shared` or `undecided`."""
    kind: str
    namespace: str
    value: str


def doubts(reading: Reading, *, profiles: Collection[int], limit: int = 50) -> list[Doubt]:
    """Doubts that stand about these profiles, by number, for a purpose that may read identities."""
    both = {
        row[0]: row
        for side in ("one", "other")
        for row in read_in(f"{_PAGE} WHERE d.{side} IN ({{marks}})", [*profiles])
    }
    return _shown(reading, [both[number] for number in sorted(both)][:limit])


def doubts_where(reading: Reading, condition: str, *, after: int, limit: int) -> list[Doubt]:
    """Doubts `d` that a fixed condition is true of, by number."""
    rows = read(f"{_PAGE} WHERE d.no > %s AND ({condition}) ORDER BY d.no LIMIT %s", [after, limit])
    return _shown(reading, rows)


def _shown(reading: Reading, rows: Sequence[tuple[Any, ...]]) -> list[Doubt]:
    reading.must_allow("identity", what="whom a guard keeps apart")
    today = customers_today({profile for row in rows for profile in row[1:3]})
    return [_opened(row, (today[row[1]], today[row[2]])) for row in rows]


def _opened(row: Sequence[object], customers: tuple[int | None, int | None]) -> Doubt:
    number, one, other, reason, key, kind, namespace, sealed = row
    value = ring().unseal(bytes(sealed), about=bytes(key)).decode() if sealed is not None else ""  # type: ignore[call-overload]
    return Doubt(number, one, other, customers, reason, kind or "", namespace or "", value)  # type: ignore[arg-type]


def write_doubts(doubts: Iterable[Doubted], region: Region, *, emptied: Collection[int]) -> list[Write]:
    """What guards keep apart, as it stands now."""
    there = read_in(
        "SELECT one, other, value_key, reason, no FROM doubt WHERE one IN ({marks})", [*region.before, *emptied]
    )
    standing = {Doubted(one, other, bytes(key), reason): number for one, other, key, reason, number in there}
    now = set(doubts)
    ended = [(number,) for doubt, number in standing.items() if doubt not in now]
    begun = [(one.one, one.other, one.key, one.reason) for one in sorted(now - standing.keys())]
    return [
        *(
            Write(table=table, columns=(side,), rows=[(profile,) for profile in sorted(emptied)], delete=True)
            for table in ("doubt", "doubt_aside")
            for side in ("one", "other")
        ),
        Write(table="doubt", columns=("no",), rows=ended, delete=True),
        Write(table="doubt", columns=("one", "other", "value_key", "reason"), rows=begun),
    ]
