"""What has become of many requests at a moment, as an expression. The same for one request: `fates.py`.

Moments are compared as they are, never added to or subtracted from: engines differ in intervals and time zones, and
DuckDB takes half a microsecond for each difference. What is to be subtracted is subtracted from `as_of`, beforehand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import ibis

from regard.overview.fates import BASES, SILENCE, WAITED
from regard.overview.passes import ARRIVAL
from regard.overview.recorded import begun_channels

_LATEST = "fate_as_of"
_NO_TIME = timedelta(0)


@dataclass(frozen=True, kw_only=True)
class AsOf:
    """The moment as of which each source is seen: `as_of` for all, else its own end, else `now`."""

    ends: Mapping[str, datetime]
    now: datetime
    as_of: datetime | None = None

    def less(self, span: timedelta, *, source: Any) -> Any:
        """That moment, less a span, for a column of sources."""
        latest = self.as_of or self.now
        ended = {} if self.as_of else {name: end for name, end in sorted(self.ends.items()) if end != latest}
        other = ibis.literal(latest - span)
        return (
            source.cases(*((name, ibis.literal(end - span)) for name, end in ended.items()), else_=other)
            if ended
            else other
        )


def recorded_channels(interactions: ibis.Table, *, at: AsOf) -> ibis.Table:
    """For each channel (column recorded) the moments between which seven days can be looked over from end to end."""
    begun = begun_channels(interactions)
    spans = begun.mutate(until=at.less(ARRIVAL, source=begun.source))
    found = spans.group_by(recorded=spans.channel).agg(since=spans.since.min(), recorded_until=spans.until.max())
    return found.mutate(recorded_since=found.since - ibis.interval(hours=ARRIVAL // timedelta(hours=1))).drop("since")


def fates(requests: ibis.Table, *, at: AsOf, recorded: ibis.Table) -> ibis.Table:
    """Requests asked by then, each with the fields of `Fate` and `first_answer_seconds` as columns."""
    spans = {_LATEST: _NO_TIME, "less_silence": SILENCE, "less_arrival": ARRIVAL, "less_waited": WAITED}
    seen = requests.mutate(**{name: at.less(span, source=requests.source) for name, span in spans.items()})
    seen = seen.filter(seen.asked_at <= seen[_LATEST])
    seen = seen.left_join(recorded, seen.passes_to == recorded.recorded)
    seen = seen.mutate(became=_became(seen))
    seen = seen.mutate(went=_went(seen))
    seen = seen.mutate(finish=_finish(seen))
    seen = seen.mutate(**_decided(seen), **_undecided(seen), **_finished(seen))
    return seen.mutate(**_ways(seen))


def _is_by(seen: ibis.Table, name: str) -> Any:
    return seen[name].notnull() & (seen[name] <= seen[_LATEST])


def _became(seen: ibis.Table) -> Any:
    is_held = seen.held_until.notnull() & (seen.held_until > seen[_LATEST])
    return ibis.cases(
        (_is_by(seen, "passed_at"), "passed"),
        (_is_by(seen, "answered_at") & is_held, "open"),
        (_is_by(seen, "answered_at"), "answered_here"),
        (seen.time_fault, "time_fault"),
        (seen.due_at < seen[_LATEST], "ignored"),
        else_="open",
    )


def _went(seen: ibis.Table) -> Any:
    is_recorded = (
        seen.recorded.notnull() & (seen.recorded_since <= seen.passed_at) & (seen.passed_at <= seen.recorded_until)
    )
    has_arrived = _is_by(seen, "arrived_at")
    return ibis.cases(
        (seen.became != "passed", ""),
        (has_arrived & seen.customer_known, "arrived"),
        (~has_arrived & _is_by(seen, "asked_again_here_at"), "asked_again_here"),
        (~seen.customer_known, "not_measurable"),
        (seen.unanswered_at.isnull(), "answered"),
        (seen.passed_at > seen.less_arrival, "not_yet"),
        (is_recorded, "gave_up"),
        else_="not_measurable",
    )


def _finish(seen: ibis.Table) -> Any:
    is_answered = seen.unanswered_at.isnull() & seen.last_answer_at.notnull()
    is_young = seen.last_answer_at > seen.less_silence
    return ibis.cases(
        (seen.became == "open", "open"),
        ((seen.became == "time_fault") | ~seen.customer_known, "not_measurable"),
        (is_answered & is_young, "pending"),
        (is_answered, "finished"),
        (seen.went == "not_yet", "pending"),
        (seen.went == "not_measurable", "not_measurable"),
        else_="unfinished",
    )


def _decided(seen: ibis.Table) -> dict[str, Any]:
    answered = seen.became == "answered_here"
    late = answered & (seen.answered_at > seen.due_at)
    return {
        "answered_here": answered,
        **{f"answered_{basis}": answered & (seen.answer_basis == basis).fill_null(False) for basis in BASES},
        "first_answer_seconds": ibis.cases((answered, seen.answer_us / 1_000_000)),
        "late": late.fill_null(False),
        "late_promised": (late & (seen.due_basis == "promised")).fill_null(False),
        "passed": seen.became == "passed",
        **{name: seen.went == name for name in ("arrived", "asked_again_here", "gave_up")},
    }


def _undecided(seen: ibis.Table) -> dict[str, Any]:
    ignored = seen.became == "ignored"
    elsewhere = ignored & _is_by(seen, "elsewhere_from")
    is_recent = seen.asked_at >= seen.less_waited
    is_open = seen.became == "open"
    return {
        "ignored": ignored,
        "driven_away": ignored & seen.customer_known & _is_by(seen, "driven_away_at"),
        "answered_elsewhere": elsewhere,
        "answered_elsewhere_in_time": elsewhere & (seen.elsewhere_at <= seen.due_at).fill_null(False),
        "open": is_open,
        "waiting_now": is_open | (ignored & ~elsewhere & is_recent),
        "time_fault": seen.became == "time_fault",
    }


def _finished(seen: ibis.Table) -> dict[str, Any]:
    finished = seen.finish == "finished"
    is_kept_here = finished & (seen.became == "answered_here") & ~_is_by(seen, "sent_elsewhere_at")
    handed_over, reopened = _is_by(seen, "handed_over_at"), _is_by(seen, "reopened_at")
    return {
        "handed_over": handed_over,
        "reopened": reopened,
        "finished": finished,
        "confirmed": finished & _is_by(seen, "confirmed_at"),
        "pending": seen.finish == "pending",
        "matured": seen.finish.isin(["finished", "unfinished"]),
        "not_measurable": seen.finish == "not_measurable",
        "dealt_with_in_place": is_kept_here & ~_is_by(seen, "asked_elsewhere_at"),
        "first_contact": is_kept_here & (seen.followups == 0) & ~handed_over & ~reopened,
    }


def _ways(seen: ibis.Table) -> dict[str, Any]:
    changed = seen.customer_known & _is_by(seen, "changed_channel_at")
    returned, usual = changed & _is_by(seen, "returned_at"), changed & _is_by(seen, "returned_usual_at")
    latest = seen[_LATEST]
    return {
        "changed_channel": changed,
        "returned": returned,
        "returned_usual": usual,
        "return_completed": (returned | usual) & _is_by(seen, "return_answered_at"),
        "followups_ignored": seen.followups_due.filter(lambda due: due < latest).length(),
    }
