"""How much happens: interactions by day, week or month."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import ibis

from regard.data_use.public import Reading
from regard.overview.local_time import Period, with_period

BY: dict[str, tuple[str, ...]] = {
    "channel": ("channel",),
    "touchpoint": ("channel", "touchpoint"),
    "kind": ("kind",),
    "direction": ("direction",),
    "source": ("source",),
    "total": ("total",),
}


def volume(
    reading: Reading,
    *,
    ends: Mapping[str, datetime],
    zone: ZoneInfo,
    now: datetime,
    period: Period = "month",
    by: str = "channel",
    source: str | None = None,
    channel: str | None = None,
) -> ibis.Table:
    """Interactions per local day, week or month and value of `by`, up to now; in order of time."""
    reading.must_allow("behavioural", what="how much happens")
    seen = reading.table("interactions")
    seen = seen.filter(seen.occurred_at <= ibis.literal(now))
    for name, value in {"source": source, "channel": channel}.items():
        if value is not None:
            seen = seen.filter(seen[name] == value)
    seen = with_period(seen.mutate(total=ibis.literal("all")), "occurred_at", period=period, zone=zone, name="period")
    keys = ("period", *BY[by])
    return seen.group_by(*keys).agg(**_counts(seen)).order_by(keys)


def _counts(seen: ibis.Table) -> dict[str, Any]:
    directions = {"inbound": "in", "outbound": "out", "observed": "observed", "internal": "internal"}
    return {
        "interactions": seen.count(),
        **{name: (seen.direction == direction).sum() for name, direction in directions.items()},
        "automatic": seen.auto.sum(),
    }
