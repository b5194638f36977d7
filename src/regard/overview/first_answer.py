"""How long the first answer took, by our rule and by the named rules of other help desks."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa

from regard.data_use.public import Reading
from regard.foundation.reports import Column
from regard.overview.columns import REQUESTS
from regard.overview.fates_table import AsOf
from regard.overview.funnel import Choice, fates_of, told_apart

_VARIANTS = {
    "zendesk_first_reply": (
        "zendesk.first_reply",
        "From the ask to the first thing a person told the customer, on any channel, whether it answers or not.",
    ),
    "chatwoot_first_response": (
        "chatwoot.first_response",
        "The same reply, but counted from the latest of the ask, the last assignment and the last reopening before it: "
        "the time of whoever replied, not of the customer.",
    ),
    "plain_first_response": (
        "plain.first_response",
        "From the first contact of the customer, even if it asks nothing, to the first thing a person told them.",
    ),
}
_MOMENT = {
    "zendesk_first_reply": ("reply_at", "reply_us"),
    "chatwoot_first_response": ("reply_at", "own_reply_us"),
    "plain_first_response": ("response_at", "response_us"),
}
_KITSUNE = (24, 72)
"""Hours."""


def _times(name: str, title: str, meaning: str) -> tuple[Column, ...]:
    return (
        Column(name=name, title=title, meaning=meaning, of="requests"),
        Column(
            name=f"{name}_median", title=f"{title}, median", unit="seconds",
            meaning="Half of these took longer than this. Calendar time.",
        ),
        Column(
            name=f"{name}_p90", title=f"{title}, 90 of 100", unit="seconds",
            meaning="Ninety of 100 of these took no longer than this. Calendar time.",
        ),
    )  # fmt: skip


def _kitsune(hours: int) -> tuple[Column, ...]:
    return (
        Column(
            name=f"kitsune_asked_{hours}h",
            title=f"Asked {hours} hours ago or more",
            meaning="Old enough for the next figure.",
            of="requests",
        ),
        Column(
            name=f"kitsune_answered_{hours}h",
            title=f"kitsune.answered_{hours}h",
            meaning=f"Somebody or something replied within {hours} hours, whether it answers or not, on any channel.",
            of=f"kitsune_asked_{hours}h",
        ),
    )


COLUMNS: tuple[Column, ...] = (
    REQUESTS,
    *_times(
        "answered_here",
        "First answer",
        "Our own rule: answered in the channel in which it was asked; a machine's answer only after it has stood.",
    ),
    *(column for name, told in _VARIANTS.items() for column in _times(name, *told)),
    *(column for hours in _KITSUNE for column in _kitsune(hours)),
    Column(
        name="intercom_closed",
        title="Closed by a named person",
        meaning="Staff marked it as done, and the source names who dealt with it.",
        of="requests",
    ),
    Column(
        name="intercom_first_contact",
        title="intercom.first_contact",
        meaning="Marked as done once, and only one person of ours dealt with it. Whether anybody was answered is "
        "not looked at.",
        of="intercom_closed",
    ),
)


def first_answer(
    reading: Reading,
    *,
    by: str = "channel",
    ends: Mapping[str, datetime],
    zone: ZoneInfo,
    now: datetime,
    as_of: datetime | None = None,
    choice: Choice,
    past: pa.Table | None = None,
) -> ibis.Table:
    """One row per value of `by` with `COLUMNS`; times in seconds; moments and `past` as in `funnel`."""
    seen = fates_of(reading, ends=ends, now=now, as_of=as_of, choice=choice, past=past)
    at = AsOf(ends=ends, now=now, as_of=as_of)
    spans = {"latest": timedelta(0), **{f"asked_by_{hours}h": timedelta(hours=hours) for hours in _KITSUNE}}
    seen = seen.mutate(**{name: at.less(span, source=seen.source) for name, span in spans.items()})
    return told_apart(seen, _figures, by=by, zone=zone)


def _figures(seen: ibis.Table) -> dict[str, Any]:
    figures: dict[str, Any] = {"requests": seen.count()}
    figures |= _timed("answered_here", seen.first_answer_seconds)
    for name, (moment, span) in _MOMENT.items():
        has_come = seen[moment].notnull() & (seen[moment] <= seen.latest)
        figures |= _timed(name, ibis.cases((has_come, seen[span] / 1_000_000)))
    for hours in _KITSUNE:
        is_old = seen.asked_at <= seen[f"asked_by_{hours}h"]
        figures[f"kitsune_asked_{hours}h"] = is_old.sum()
        in_time = (seen.any_reply_us <= hours * 3_600_000_000).fill_null(False)
        figures[f"kitsune_answered_{hours}h"] = (is_old & in_time).sum()
    is_closed = (seen.closings >= 1) & (seen.people >= 1)
    figures["intercom_closed"] = is_closed.sum()
    figures["intercom_first_contact"] = (is_closed & (seen.closings == 1) & (seen.people == 1)).sum()
    return figures


def _timed(name: str, seconds: Any) -> dict[str, Any]:
    return {name: seconds.count(), f"{name}_median": seconds.quantile(0.5), f"{name}_p90": seconds.quantile(0.9)}
