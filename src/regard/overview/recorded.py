"""From when until when each channel is recorded: whether somebody who did not come could have been seen to come."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import ibis

from regard.data_use.public import Reading
from regard.overview.fates import Span


def begun_channels(interactions: ibis.Table) -> ibis.Table:
    """When each source recorded a channel for the first time: channel, source, since."""
    return interactions.group_by("channel", "source").agg(since=interactions.occurred_at.min())


def channels_begun(reading: Reading) -> ibis.Table:
    """The same, of the lake."""
    reading.must_allow("behavioural", what="since when a channel is recorded")
    return begun_channels(reading.table("interactions"))


def recorded_spans(
    begun: Iterable[Mapping[str, Any]], *, ends: Mapping[str, datetime], now: datetime
) -> dict[str, Span]:
    """The span of each channel over all its sources, of rows of `channels_begun`: until the last of them ends."""
    found: dict[str, Span] = {}
    for row in begun:
        since, until = row["since"], ends.get(row["source"], now)
        known = found.get(row["channel"], Span(since=since, until=until))
        found[row["channel"]] = Span(since=min(known.since, since), until=max(known.until, until))
    return found
