"""The change log: what people or erasures changed about interactions that were already followed.

A change has no place in the log of interactions. Followers read it with a second cursor and recompute whom it touches.
"""

from collections.abc import Sequence
from datetime import datetime

from regard.foundation.databases import STATE, appending, read
from regard.record import models


def tell(kind: str, spans: Sequence[tuple[int, int]], *, by: str, at: datetime) -> int:
    """Add a change in a transaction of its own; its number."""
    with appending(STATE):
        return add(kind, spans, by=by, at=at)


def add(kind: str, spans: Sequence[tuple[int, int]], *, by: str, at: datetime) -> int:
    """Add a change inside the open `appending` transaction; its number."""
    return models.Change.objects.create(kind=kind, spans=[list(span) for span in spans], by=by, at=at).no


def changed_at(number: int) -> datetime | None:
    """When the change with this number was made."""
    rows = models.Change.objects.filter(no=number).values_list("at", flat=True)
    return rows[0] if rows else None


def changes_after(number: int) -> tuple[list[int], int]:
    """The interactions touched by the next change after `number`, and that change's number; else ([], number)."""
    rows = read('SELECT no FROM "change" WHERE no > %s ORDER BY no LIMIT 1', [number])
    if not rows:
        return [], number
    change = models.Change.objects.get(no=rows[0][0])
    return [seq for first, last in change.spans for seq in range(first, last + 1)], change.no


def erased_after(number: int) -> tuple[list[int], int]:
    """As `changes_after`, but only erasures: for a copy that has to let go of what was erased and of nothing else."""
    rows = read("SELECT no FROM \"change\" WHERE no > %s AND kind = 'erased' ORDER BY no LIMIT 1", [number])
    return changes_after(rows[0][0] - 1) if rows else ([], number)
