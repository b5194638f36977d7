"""When an ask is to be answered: by promise, else by the dated table, else within seven days, marked assumed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from regard.company.models import DueRow
from regard.foundation.errors import RegardError

ASSUMED = timedelta(days=7)

Basis = Literal["promised", "table", "assumed"]


@dataclass(frozen=True, kw_only=True)
class DueRule:
    """One row of the table: from `valid_from` on, asks on `channel` (of `source`, if named) are due after `within`."""

    channel: str
    source: str
    valid_from: datetime
    within: timedelta


@dataclass(frozen=True, kw_only=True)
class Due:
    """The moment an ask is due, and what says so."""

    at: datetime
    basis: Basis


def due_of(
    rules: Sequence[DueRule], *, channel: str, source: str, asked_at: datetime, promised_at: datetime | None
) -> Due:
    """Decide when an ask is due. A row for the source beats a row for every source; then the newest in force counts."""
    if promised_at is not None:
        return Due(at=promised_at, basis="promised")
    in_force = [
        rule
        for rule in rules
        if rule.channel == channel and rule.source in {"", source} and rule.valid_from <= asked_at
    ]
    if not in_force:
        return Due(at=asked_at + ASSUMED, basis="assumed")
    rule = max(in_force, key=lambda one: (one.source != "", one.valid_from))
    return Due(at=asked_at + rule.within, basis="table")


def due_rules() -> tuple[DueRule, ...]:
    """The whole table."""
    return tuple(
        DueRule(
            channel=row.channel, source=row.source, valid_from=row.valid_from, within=timedelta(seconds=row.seconds)
        )
        for row in DueRow.objects.order_by("id")
    )


def add_due_row(
    *,
    channel: str,
    source: str,
    valid_from: datetime,
    within: timedelta,
    by: str,
    at: datetime,
    newest_ask: datetime | None,
) -> DueRow:
    """Add a row. It may not reach back over asks that already have their due: what was due then stays as it was."""
    if within <= timedelta(0):
        raise RegardError("Within what time? It must be longer than nothing, such as 24 hours.")
    if newest_ask is not None and valid_from <= newest_ask:
        raise RegardError(
            f"Asks on {channel} up to {newest_ask:%Y-%m-%d %H:%M} UTC already have their due. "
            "A start after that moment would work."
        )
    return DueRow.objects.create(
        channel=channel,
        source=source,
        valid_from=valid_from,
        seconds=int(within.total_seconds()),
        added_at=at,
        added_by=by,
    )
