"""Of 100 who asked: how many were answered where they asked, sent elsewhere, or not answered at all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa

from regard.data_use.public import Reading
from regard.overview.columns import BY, FIGURES
from regard.overview.fates_table import AsOf, fates, recorded_channels
from regard.overview.local_time import with_period

_QUANTILES = {"first_answer_seconds_median": 0.5, "first_answer_seconds_p90": 0.9}


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which requests are meant: of whom, from which source, in which channel; None means all."""

    asked_by: str | None = None
    source: str | None = None
    channel: str | None = None

    def of(self, requests: ibis.Table) -> ibis.Table:
        """Those of them that are meant."""
        chosen = {"asked_by": self.asked_by, "source": self.source, "channel": self.channel}
        for name, value in chosen.items():
            if value is not None:
                requests = requests.filter(requests[name] == value)
        return requests


def funnel(
    reading: Reading,
    *,
    by: str = "channel",
    ends: Mapping[str, datetime],
    zone: ZoneInfo,
    now: datetime,
    as_of: datetime | None = None,
    choice: Choice = Choice(),
    past: pa.Table | None = None,
) -> ibis.Table:
    """One row per value of `by`, with the columns of `columns.py`, largest first.

    `as_of` None: each source as of its end in `ends`, a source that is not in it as of `now`. For a moment before a
    matter's newest interaction, `past` brings the requests as they stood then (`requests_at`).
    """
    seen = fates_of(reading, ends=ends, now=now, as_of=as_of, choice=choice, past=past)
    return told_apart(seen, _figures, by=by, zone=zone)


def told_apart(
    seen: ibis.Table, figures_of: Callable[[ibis.Table], dict[str, Any]], *, by: str, zone: ZoneInfo
) -> ibis.Table:
    """One row per value of `by` with these figures: months in order, all else by the first figure, largest first."""
    if by == "month":
        seen = with_period(seen, "asked_at", period="month", zone=zone, name="month")
    if by == "total":
        seen = seen.mutate(total=ibis.literal("all"))
    keys, figures = BY[by], figures_of(seen)
    counted = seen.group_by(*keys).agg(**figures).select(*keys, *figures)
    return counted.order_by(keys if by == "month" else [ibis.desc(next(iter(figures))), *keys])


def fates_of(
    reading: Reading,
    *,
    ends: Mapping[str, datetime],
    now: datetime,
    as_of: datetime | None = None,
    choice: Choice = Choice(),
    past: pa.Table | None = None,
) -> ibis.Table:
    """The chosen requests, each with what has become of it."""
    reading.must_allow("behavioural", what="what became of a request")
    requests = choice.of(as_they_stood(reading.table("requests"), as_of=as_of, past=past))
    at = AsOf(as_of=as_of, ends=ends, now=now)
    spans = AsOf(ends=ends, now=now)
    return fates(requests, at=at, recorded=recorded_channels(reading.whole().table("interactions"), at=spans))


def as_they_stood(requests: ibis.Table, *, as_of: datetime | None, past: pa.Table | None) -> ibis.Table:
    """The requests with those of matters that went on after `as_of` replaced by what they were then."""
    if as_of is None or past is None:
        return requests
    settled = requests.filter(requests.last_at <= ibis.literal(as_of))
    return settled.union(ibis.memtable(past.select(requests.columns)))


def _figures(seen: ibis.Table) -> dict[str, Any]:
    figures: dict[str, Any] = {figure.name: _figure(seen, figure.name) for figure in FIGURES[1:]}
    return {"requests": seen.count(), **figures}


def _figure(seen: ibis.Table, name: str) -> Any:
    if name in _QUANTILES:
        return seen.first_answer_seconds.quantile(_QUANTILES[name])
    if name == "due_assumed":
        return (seen.due_basis == "assumed").sum()
    if name == "asks_of_unknown_role":
        return seen.role_unknown.sum()
    return seen[name].sum()
