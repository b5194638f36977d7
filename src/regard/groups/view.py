"""From where a group is looked at: the reading, where each source ends, the zone of days, and who was picked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import ibis

from regard.data_use.public import Reading
from regard.groups.definition import Within
from regard.overview.public import AsOf, customer_of, fates_of

_NO_TIME = timedelta(0)


@dataclass(frozen=True, kw_only=True)
class View:
    """What is needed to say who is in a group; each source is seen as of its end, one that is not named as of now."""

    reading: Reading
    ends: Mapping[str, datetime]
    now: datetime
    zone: ZoneInfo
    picked: Sequence[int] = ()
    """Profiles that were put into the group by hand."""
    namespaces: Sequence[str] = ()
    """Whose keys a product, topic or campaign may be looked for among."""

    @property
    def at(self) -> AsOf:
        """The moments as of which sources are seen."""
        return AsOf(ends=self.ends, now=self.now)

    def whose(self) -> ibis.Table:
        """The customer of each interaction that points at one: seq, customer."""
        return customer_of(self.reading)

    def everyone(self) -> ibis.Table:
        """Every customer: column customer."""
        return self.whose().select("customer").distinct()

    def interactions(self) -> ibis.Table:
        """What has happened by now."""
        seen = self.reading.table("interactions")
        return seen.filter(seen.occurred_at <= self.at.less(_NO_TIME, source=seen.source))

    @cached_property
    def requests(self) -> ibis.Table:
        """What has become of every request. Kept: to write it down takes as long as to ask it of a small lake."""
        return fates_of(self.reading, ends=self.ends, now=self.now)

    def is_within(self, time_: Within, moment: Any, *, source: Any) -> Any:
        """Whether a moment of a source lies in the time of a condition; None where the condition names none."""
        start, end = self.is_after_start(time_, moment, source=source), self.is_before_end(time_, moment)
        if start is None or end is None:
            return end if start is None else start
        return start & end

    def is_after_start(self, time_: Within, moment: Any, *, source: Any) -> Any:
        """Whether a moment is not before the time of a condition; None where that has no beginning."""
        if time_.last_days is not None:
            return moment > self.at.less(timedelta(days=time_.last_days), source=source)
        return None if time_.since is None else moment >= ibis.literal(self._start(time_.since))

    def is_before_end(self, time_: Within, moment: Any) -> Any:
        """Whether a moment is not after the time of a condition; None where that has no end."""
        if time_.until is None:
            return None
        return moment < ibis.literal(self._start(time_.until + timedelta(days=1)))

    def _start(self, day: date) -> datetime:
        return datetime.combine(day, time(), tzinfo=self.zone)
