"""The list behind a figure: which requests it counts, so that a click on a little person shows the people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa

from regard.data_use.public import Reading
from regard.foundation.errors import NotKnown
from regard.overview.fates import Fate
from regard.overview.funnel import fates_of
from regard.overview.local_time import with_period

SHOWN = (
    "episode_id", "asked_seq", "asked_at", "source", "channel", "touchpoint", "asked_by", "due_at", "due_basis",
    "became", "answered_at", "answer_basis", "passed_at", "passes_to", "elsewhere_at", "last_at",
)  # fmt: skip
FATES: tuple[str, ...] = tuple(name for name in Fate.__struct_fields__ if name != "followups_ignored")
"""What can be listed: whatever the figures count of requests."""
_WHERE = ("channel", "touchpoint", "source", "asked_by", "month")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a page of the list ended."""

    asked_at: datetime
    episode_id: int


def requests_in(
    reading: Reading,
    *,
    ends: Mapping[str, datetime],
    zone: ZoneInfo,
    now: datetime,
    fate: str | None = None,
    where: Mapping[str, str | None] | None = None,
    as_of: datetime | None = None,
    past: pa.Table | None = None,
    after: Place | None = None,
    limit: int = 100,
) -> ibis.Table:
    """At most `limit` requests with these values (None: empty) and this fate, the newest first, after a place.

    `became` says which of answered_here, passed, ignored, open, time_fault it is. For paging; no identities.
    """
    seen = fates_of(reading, ends=ends, now=now, as_of=as_of, past=past)
    if fate is not None:
        if fate not in FATES:
            raise NotKnown("fate of a request", fate, FATES)
        seen = seen.filter(seen[fate])
    where = where or {}
    if "month" in where:
        seen = with_period(seen, "asked_at", period="month", zone=zone, name="month")
    for name, value in where.items():
        if name not in _WHERE:
            raise NotKnown("value of a request to choose by", name, _WHERE)
        seen = seen.filter(seen[name].isnull() if value is None else seen[name] == value)
    if after is not None:
        at = ibis.literal(after.asked_at)
        seen = seen.filter((seen.asked_at < at) | ((seen.asked_at == at) & (seen.episode_id < after.episode_id)))
    return seen.order_by([ibis.desc("asked_at"), ibis.desc("episode_id")]).limit(limit).select(*SHOWN)
