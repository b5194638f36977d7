"""Who asked in public and was answered before others who had asked the same team in private, and earlier."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa

from regard.data_use.public import Reading
from regard.foundation.reports import Column
from regard.overview.funnel import Choice, as_they_stood, fates_of, told_apart

PUBLIC = ("social", "community", "review")
"""Channels on which others can read what was asked."""

COLUMNS: tuple[Column, ...] = (
    Column(
        name="public_answered",
        title="Answered in public",
        meaning="Asked on social, in a community or in a review, and answered there by a person.",
    ),
    Column(
        name="overtaking",
        title="… before older private asks",
        meaning="When it was answered, somebody who had asked the same team in private, earlier, was still waiting: "
        "not answered anywhere, not sent elsewhere, and asked no more than 30 days ago.",
        of="public_answered",
    ),
    Column(
        name="not_measurable",
        title="Cannot be measured",
        meaning="The source does not say which team answered.",
        of="public_answered",
    ),
)


def overtaking(
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
    """One row per value of `by` of the public ask with `COLUMNS`; moments and `past` as in `funnel`."""
    seen = fates_of(reading, ends=ends, now=now, as_of=as_of, choice=choice, past=past)
    answered = seen.filter(
        seen.answered_here & seen.channel.isin(PUBLIC) & seen.answer_basis.isin(["reply", "spoken", "closure"])
    )
    waits = _longest_private_wait(as_they_stood(reading.table("requests"), as_of=as_of, past=past))
    joined = answered.left_join(waits, answered.episode_id == waits.public_episode)
    return told_apart(joined, _figures, by=by, zone=zone)


def _figures(seen: ibis.Table) -> dict[str, Any]:
    is_overtaking = (seen.others_wait_until > seen.answered_at).fill_null(False)
    return {
        "public_answered": seen.count(),
        "overtaking": is_overtaking.sum(),
        "not_measurable": seen.team.isnull().sum(),
    }


def _longest_private_wait(requests: ibis.Table) -> ibis.Table:
    """For each public request until when any older private request of its team waits."""
    told = requests.filter(requests.team.notnull())
    told = told.mutate(is_private=ibis.ifelse(told.channel.isin(PUBLIC), 0, 1))
    told = told.mutate(private_until=ibis.cases((told.is_private == 1, told.waits_until)))
    # Of the same moment the private one comes last: it is not older.
    until: Any = told.private_until.max().over(rows=(None, 0), group_by="team", order_by=["asked_at", "is_private"])
    told = told.mutate(others_wait_until=until)
    return told.filter(told.is_private == 0).select(public_episode="episode_id", others_wait_until="others_wait_until")
