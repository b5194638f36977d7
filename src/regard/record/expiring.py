"""Deletes refused originals when their time is over; each is counted, and none goes in silence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connections

from regard.foundation.clock import from_micros, to_micros
from regard.foundation.databases import appending, log_alias, read

_AT_ONCE = 5_000
_DAY = 86_400_000_000
_WAITED = (
    "UPDATE refusal SET ended_as = 'expired', ended_at = %s, ended_why = %s, emptied_at = %s, sealed = %s, "
    "sealed_detail = %s WHERE id IN "
    "(SELECT id FROM refusal WHERE ended_as = '' AND received_at < %s ORDER BY id LIMIT %s)"
)
_ENDED = (
    "UPDATE refusal SET emptied_at = %s, sealed = %s, sealed_detail = %s WHERE id IN "
    "(SELECT id FROM refusal WHERE ended_as IN ('mended', 'discarded') AND emptied_at IS NULL AND ended_at < %s "
    "ORDER BY id LIMIT %s)"
)
_SAID = (
    "SELECT ended_as, emptied_at / 86400000000, count(*) FROM refusal WHERE emptied_at IS NOT NULL "
    "GROUP BY ended_as, emptied_at / 86400000000 ORDER BY 2 DESC, 1 LIMIT %s"
)


@dataclass(frozen=True, kw_only=True)
class Emptied:
    """So many refused originals were deleted on a day; `why` is expired (waited too long), mended or discarded."""

    day: date
    why: str
    count: int


def delete_old_originals(*, now: datetime, waiting_days: int, ended_days: int) -> int:
    """Delete the originals of refusals that waited, or ended, longer ago than this; how many there were.

    The refusal itself stays, without original and detail, so that what was counted once stays counted.
    """
    at = to_micros(now)
    waited: list[int | str | bytes] = [
        at,
        f"waited longer than {waiting_days} days",
        at,
        b"",
        b"",
        to_micros(now - timedelta(days=waiting_days)),
    ]
    ended: list[int | str | bytes] = [at, b"", b"", to_micros(now - timedelta(days=ended_days))]
    return _in_portions(_WAITED, waited) + _in_portions(_ENDED, ended)


def _in_portions(statement: str, params: Sequence[int | str | bytes]) -> int:
    done = 0
    while True:
        with appending(log_alias()), connections[log_alias()].cursor() as cursor:
            cursor.execute(statement, [*params, _AT_ONCE])
            gone = int(cursor.rowcount)
        done += gone
        if gone < _AT_ONCE:
            return done


def deleted_originals(*, limit: int = 30) -> list[Emptied]:
    """What was deleted, by day and reason, newest first."""
    rows = read(_SAID, [limit], alias=log_alias())
    return [
        Emptied(day=from_micros(number * 86_400_000_000).date(), why=why, count=count) for why, number, count in rows
    ]
