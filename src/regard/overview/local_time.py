"""Days, weeks and months of a time zone, the same on every engine.

Engines disagree on time zones, and some need an extension for them. So the calendar is made here, by Python: for each
UTC day the local date at its start, and the moment within it at which the next local date begins. A row finds its UTC
day by whole-number division and its local date by one comparison.
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Literal
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa

from regard.foundation.clock import EPOCH, from_micros, to_micros

Period = Literal["day", "week", "month"]
PERIODS: tuple[Period, ...] = ("day", "week", "month")

_DAY = 86_400_000_000
_FIRST, _LAST = date(1970, 1, 1), date(2100, 1, 1)


def with_period(table: ibis.Table, moment: str, *, period: Period, zone: ZoneInfo, name: str) -> ibis.Table:
    """The table with a column `name`: the local day (2026-03-02), week (its Monday) or month (2026-03) of a moment.

    Moments before 1970 or after 2099 have none.
    """
    calendar = _calendar(zone.key, period)
    at = table.mutate(local_us=table[moment].delta(ibis.literal(EPOCH), unit="microsecond"))
    at = at.mutate(utc_day=(at.local_us // _DAY).cast("int64"))
    joined = at.left_join(calendar, "utc_day")
    chosen: Any = ibis.ifelse(joined.local_us < joined.turn_us, joined.period_before, joined.period_after)
    return joined.mutate(**{name: chosen}).select(*table.columns, name)


def period_of(day: date, period: Period) -> str:
    """How the day, week or month of a local date is written."""
    if period == "month":
        return f"{day.year:04d}-{day.month:02d}"
    return (day - timedelta(days=day.weekday() if period == "week" else 0)).isoformat()


@lru_cache(maxsize=16)
def _calendar(zone_name: str, period: Period) -> ibis.Table:
    zone = ZoneInfo(zone_name)
    days, turns, before, after = [], [], [], []
    for number in range((_LAST - _FIRST).days):
        start = number * _DAY
        first = from_micros(start).astimezone(zone).date()
        turn = to_micros(datetime.combine(first + timedelta(days=1), time(), tzinfo=zone))
        days.append(number)
        turns.append(turn)
        before.append(period_of(first, period))
        after.append(period_of(from_micros(turn).astimezone(zone).date(), period))
    made = pa.table(
        {"utc_day": days, "turn_us": turns, "period_before": before, "period_after": after},
        schema=pa.schema(
            [
                ("utc_day", pa.int64()),
                ("turn_us", pa.int64()),
                ("period_before", pa.string()),
                ("period_after", pa.string()),
            ]
        ),
    )
    return ibis.memtable(made)
