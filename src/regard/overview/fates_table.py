"""What has become of many requests at a moment, as an expression. The same for one request: `fates.py`.

Moments are compared as whole microseconds: engines differ in time zones and intervals, not in integers.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import ibis

from regard.foundation.clock import EPOCH, to_micros
from regard.overview.fates import BASES, SILENCE, WAITED
from regard.overview.passes import ARRIVAL

_MICROSECOND = timedelta(microseconds=1)
_LATEST = "fate_as_of"


def micros(moment: Any) -> Any:
    """Microseconds since 1970 UTC of a column of moments, as int64."""
    return moment.delta(ibis.literal(EPOCH), unit="microsecond")


def as_of_each(source: Any, *, as_of: datetime | None, ends: Mapping[str, datetime], now: datetime) -> Any:
    """The moment as of which each row is seen, in microseconds: `as_of`, else the end of its own source."""
    if as_of is not None or not ends:
        return ibis.literal(to_micros(as_of or now), type="int64")
    branches = [(name, ibis.literal(to_micros(end), type="int64")) for name, end in sorted(ends.items())]
    return source.cases(*branches, else_=ibis.literal(to_micros(now), type="int64"))


def recorded_channels(interactions: ibis.Table, *, ends: Mapping[str, datetime], now: datetime) -> ibis.Table:
    """From when until when each channel is recorded (columns recorded, recorded_since, recorded_until, in µs)."""
    begun = interactions.group_by("channel", "source").agg(since=interactions.occurred_at.min())
    spans = begun.mutate(since=micros(begun.since), until=as_of_each(begun.source, as_of=None, ends=ends, now=now))
    return spans.group_by(recorded=spans.channel).agg(
        recorded_since=spans.since.min(), recorded_until=spans.until.max()
    )


def fates(requests: ibis.Table, *, as_of: Any, recorded: ibis.Table) -> ibis.Table:
    """Requests asked by `as_of` (µs), each with the fields of `Fate` and `first_answer_seconds` as columns."""
    seen = requests.mutate(**{_LATEST: as_of})
    seen = seen.filter(micros(seen.asked_at) <= seen[_LATEST])
    seen = seen.left_join(recorded, seen.passes_to == recorded.recorded)
    seen = seen.mutate(became=_became(seen))
    seen = seen.mutate(went=_went(seen))
    seen = seen.mutate(finish=_finish(seen))
    seen = seen.mutate(**_decided(seen), **_undecided(seen), **_finished(seen))
    return seen.mutate(**_ways(seen))


def _is_by(seen: ibis.Table, name: str) -> Any:
    return seen[name].notnull() & (micros(seen[name]) <= seen[_LATEST])


def _us(span: timedelta) -> int:
    return span // _MICROSECOND


def _became(seen: ibis.Table) -> Any:
    is_held = seen.held_until.notnull() & (micros(seen.held_until) > seen[_LATEST])
    return ibis.cases(
        (_is_by(seen, "passed_at"), "passed"),
        (_is_by(seen, "answered_at") & is_held, "open"),
        (_is_by(seen, "answered_at"), "answered_here"),
        (seen.time_fault, "time_fault"),
        (micros(seen.due_at) < seen[_LATEST], "ignored"),
        else_="open",
    )


def _went(seen: ibis.Table) -> Any:
    end = micros(seen.passed_at) + _us(ARRIVAL)
    is_recorded = seen.recorded.notnull() & (seen.recorded_since <= end) & (end <= seen.recorded_until)
    has_arrived = _is_by(seen, "arrived_at")
    return ibis.cases(
        (seen.became != "passed", ""),
        (has_arrived & seen.customer_known, "arrived"),
        (~has_arrived & _is_by(seen, "asked_again_here_at"), "asked_again_here"),
        (~seen.customer_known, "not_measurable"),
        (seen.unanswered_at.isnull(), "answered"),
        (seen[_LATEST] < end, "not_yet"),
        (is_recorded, "gave_up"),
        else_="not_measurable",
    )


def _finish(seen: ibis.Table) -> Any:
    is_answered = seen.unanswered_at.isnull() & seen.last_answer_at.notnull()
    is_young = seen[_LATEST] < micros(seen.last_answer_at) + _us(SILENCE)
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
    seconds = seen.answered_at.delta(seen.asked_at, unit="microsecond") / 1_000_000
    return {
        "answered_here": answered,
        **{f"answered_{basis}": answered & (seen.answer_basis == basis).fill_null(False) for basis in BASES},
        "first_answer_seconds": ibis.cases((answered, seconds)),
        "late": late.fill_null(False),
        "late_promised": (late & (seen.due_basis == "promised")).fill_null(False),
        "passed": seen.became == "passed",
        **{name: seen.went == name for name in ("arrived", "asked_again_here", "gave_up")},
    }


def _undecided(seen: ibis.Table) -> dict[str, Any]:
    ignored = seen.became == "ignored"
    elsewhere = ignored & _is_by(seen, "elsewhere_from")
    is_recent = micros(seen.asked_at) >= seen[_LATEST] - _us(WAITED)
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
        "followups_ignored": seen.followups_due.filter(lambda due: micros(due) < latest).length(),
    }
