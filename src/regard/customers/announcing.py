"""What those who subscribe are told: that the number of a customer leads elsewhere than before.

A row is written with the map, in the same transaction and only where the map changed: each change once, and none when a
follower is rewound. Whoever keeps "number -> customer" for every row stays true.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from regard.customers.history import Change
from regard.customers.members import customers_today
from regard.data_use.public import Reading
from regard.foundation.clock import from_micros
from regard.foundation.databases import Write, read, read_in

_COLUMNS = ("no", "kind", "profile_id", "customer_id", "was_id", "at")
KINDS = ("merged", "split")
ERASED = "erased"
"""What is left of an announcement about an erased profile: its place, so that no number is given twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """One announcement. `merged`: `number` is part of `customer` now · `split`: it is one of its own again, or none."""

    no: int
    kind: str
    number: int
    customer: int | None
    was: int | None
    at: datetime


def write_announcements(changes: Sequence[Change], *, emptied: Collection[int], at: int) -> list[Write]:
    """One row for every number that leads elsewhere; those about what is erased are emptied, and keep their place."""
    gone = read_in("SELECT no, at, profile_id FROM announcement WHERE profile_id IN ({marks})", list(emptied))
    rows: list[tuple[object, ...]] = [(number, ERASED, 0, None, None, when) for number, when, _ in gone]
    told = [*changes, *_left(changes, emptied, {profile for _, _, profile in gone})]
    if told:
        first = int(read("SELECT coalesce(max(no), 0) + 1 FROM announcement")[0][0])
        rows += [
            (number, _kind(one), one.profile, one.after, one.before, at)
            for number, one in zip(count(first), told, strict=False)
        ]
    return [Write(table="announcement", columns=_COLUMNS, rows=rows, key=("no",))]


def _left(changes: Sequence[Change], emptied: Collection[int], named: Collection[int]) -> Iterable[Change]:
    """Numbers whose own record was erased, but not all of the customer's: they lead to who is left, if that is one."""
    today = customers_today(named)
    for number in sorted(emptied):
        home = today.get(number, number)
        left = {one.after for one in changes if one.before == home} if home in emptied else {home}
        if len(left) == 1 and (heir := left.pop()) is not None:
            yield Change(number, number, heir)


def heir_of(number: int) -> int | None:
    """To whom the number of an erased record was said to lead last."""
    rows = read("SELECT customer_id FROM announcement WHERE profile_id = %s ORDER BY no DESC LIMIT 1", [number])
    return rows[0][0] if rows else None


def _kind(one: Change) -> str:
    return "split" if one.after in {one.profile, None} else "merged"


def announcements(reading: Reading, *, after: int, limit: int) -> list[Announced]:
    """What was announced after a number, in order."""
    reading.must_allow("behavioural", what="who became one customer")
    rows = read(
        "SELECT no, kind, profile_id, customer_id, was_id, at FROM announcement "
        "WHERE no > %s AND kind <> %s ORDER BY no LIMIT %s",
        [after, ERASED, limit],
    )
    return [
        Announced(no=no, kind=kind, number=number, customer=customer, was=was, at=from_micros(at))
        for no, kind, number, customer, was, at in rows
    ]


def last_announced() -> int:
    """The number of the newest announcement; 0: none."""
    return int(read("SELECT coalesce(max(no), 0) FROM announcement")[0][0])
