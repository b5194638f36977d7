"""How a group grew: how many customers it held at the end of each month, as known now."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import ibis

from regard.data_use.public import Reading
from regard.groups.definition import Matter, conditions_of
from regard.groups.narrowing import Crowd, Run, how_many
from regard.groups.view import View
from regard.overview.public import requests_at, went_on

MOST_MONTHS = 13
"""A year, and the same month a year ago: each month is a question of its own to the whole lake."""
_KEPT_THOUGH_MOVED = timedelta(minutes=10)
_MOST_KEPT = 50


@dataclass(frozen=True, kw_only=True)
class Month:
    """How many customers a group held at a moment, of how many who had been heard of by then."""

    month: str
    at: datetime
    customers: int
    of: int
    is_over: bool
    """Whether `at` is its end; the newest month may still go on."""


@dataclass(frozen=True, kw_only=True)
class Months:
    """The months of a group, oldest first, and when they were worked out."""

    months: tuple[Month, ...]
    versions: tuple[int, ...]
    worked_out_at: datetime


class KeptMonths:
    """What was worked out, kept while the lake has not moved, and some minutes longer: months seldom change."""

    def __init__(self) -> None:
        self._kept: dict[Crowd, Months] = {}

    def find(self, crowd: Crowd, *, versions: tuple[int, ...], now: datetime) -> Months | None:
        """What is known of this crowd without working it out."""
        kept = self._kept.get(crowd)
        if kept is None or (kept.versions != versions and now - kept.worked_out_at > _KEPT_THOUGH_MOVED):
            return None
        return kept

    def work_out(self, crowd: Crowd, view: View, *, run: Run, versions: tuple[int, ...]) -> Months:
        """The months of this crowd; see `months_of`."""
        found = Months(months=months_of(crowd, view, run=run), versions=versions, worked_out_at=view.now)
        self._kept.pop(crowd, None)
        self._kept[crowd] = found
        while len(self._kept) > _MOST_KEPT:
            self._kept.pop(next(iter(self._kept)), None)
        return found


def months_of(crowd: Crowd, view: View, *, run: Run) -> tuple[Month, ...]:
    """The newest months of the record, at most `MOST_MONTHS`, oldest first.

    What a group means, who is who and whom somebody put in are as of today; what had happened is as of each moment.
    """
    first = run(view.reading.table("interactions").aggregate(first=ibis._.occurred_at.min()))["first"][0].as_py()
    if first is None:
        return ()
    last = min(view.now, max(view.ends.values(), default=view.now))
    ends = [end for end in _month_ends(last, zone=view.zone) if end > first]
    return tuple(_month(crowd, view, end, last, run=run) for end in reversed(ends))


def _month_ends(last: datetime, *, zone: ZoneInfo) -> list[datetime]:
    """The end of the month of `last`, and of those before it, newest first."""
    local = last.astimezone(zone)
    whole = local.year * 12 + local.month
    months = range(whole, whole - MOST_MONTHS, -1)
    return [datetime(month // 12, month % 12 + 1, 1, tzinfo=zone) for month in months]


def _month(crowd: Crowd, view: View, end: datetime, last: datetime, *, run: Run) -> Month:
    is_over = end <= last
    customers, of = how_many(crowd, _seen_at(view, end, crowd, run=run) if is_over else view, run=run)
    named = (end - timedelta(microseconds=1)).astimezone(view.zone)
    return Month(month=f"{named:%Y-%m}", at=min(end, last), customers=customers, of=of, is_over=is_over)


def _seen_at(view: View, at: datetime, crowd: Crowd, *, run: Run) -> View:
    """The same look at what had happened before a moment; requests, where they are asked about, as they stood."""
    reading, before = view.reading, at - timedelta(microseconds=1)
    interactions = reading.table("interactions")
    seqs = interactions.filter(interactions.occurred_at <= ibis.literal(before)).select("seq")
    asks = any(isinstance(one, Matter) for one in conditions_of(crowd.definition))
    requests = _requests_at(reading, before, run=run) if asks else None

    def table(name: str) -> ibis.Table:
        if name == "requests" and requests is not None:
            return requests
        whole = reading.table(name)
        return whole.semi_join(seqs, "seq") if "seq" in whole.columns else whole

    ends = {source: min(end, before) for source, end in view.ends.items()}
    return replace(view, reading=reading.narrowed(table), ends=ends, now=before)


def _requests_at(reading: Reading, at: datetime, *, run: Run) -> ibis.Table:
    """Requests as they stood: those of matters that went on afterwards are read again from the record."""
    requests = reading.table("requests")
    went = run(went_on(reading, as_of=at))["episode_id"].to_pylist()
    settled = requests.filter(requests.last_at <= ibis.literal(at))
    return settled.union(ibis.memtable(requests_at(reading, went, as_of=at).select(requests.columns)))
