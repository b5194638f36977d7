"""First-contact resolution over four windows, and beside it whether the same customers asked anything again."""

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
from regard.overview.funnel import Choice, as_they_stood, fates_of, told_apart
from regard.overview.people import customer_of

WINDOWS = (1, 3, 7, 30)
"""Days."""
_MICROSECONDS = 86_400_000_000


def _columns_of(days: int) -> tuple[Column, ...]:
    within = "1 day" if days == 1 else f"{days} days"
    return (
        Column(
            name=f"decided_{days}d",
            title=f"Decided {within} ago or more",
            meaning=f"Answered there, sent elsewhere, or past due, at least {within} ago, of a customer we know.",
            of="requests",
        ),
        Column(
            name=f"settled_{days}d",
            title=f"… settled at the first contact, for {within}",
            meaning=f"Answered where they asked; before that and for {within} after it no other ask on any channel, "
            "not sent elsewhere, not handed over, not reopened.",
            of=f"decided_{days}d",
        ),
        Column(
            name=f"answered_{days}d",
            title=f"Answered {within} ago or more",
            meaning=f"Answered where they asked at least {within} ago, of a customer we know.",
            of="requests",
        ),
        Column(
            name=f"asked_anything_{days}d",
            title=f"… asked anything again within {within}",
            meaning=f"Within {within} after that answer the same customer asked again, in this matter or any other.",
            of=f"answered_{days}d",
        ),
    )


COLUMNS: tuple[Column, ...] = (
    REQUESTS,
    Column(
        name="not_measurable",
        title="Cannot be measured",
        meaning="We do not know the customer, who may have asked elsewhere, or its times cannot be right.",
        of="requests",
    ),
    *(column for days in WINDOWS for column in _columns_of(days)),
)


def first_contact(
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
    """One row per value of `by` at the time of the ask, with `COLUMNS`; moments and `past` as in `funnel`."""
    seen = fates_of(reading, ends=ends, now=now, as_of=as_of, choice=choice, past=past)
    everyone = as_they_stood(reading.table("requests"), as_of=as_of, past=past)
    seen = _with_next_ask(seen, asks=_asks(reading, everyone), customers=customer_of(reading))
    at = AsOf(ends=ends, now=now, as_of=as_of)
    seen = seen.mutate(
        decided_at=ibis.cases(
            (seen.answered_here, seen.answered_at), (seen.passed, seen.passed_at), (seen.ignored, seen.due_at)
        ),
        cannot_be_measured=seen.time_fault | ~seen.customer_known,
    )
    seen = seen.mutate(**{f"old_{days}d": at.less(timedelta(days=days), source=seen.source) for days in WINDOWS})
    return told_apart(seen, _figures, by=by, zone=zone)


def _figures(seen: ibis.Table) -> dict[str, Any]:
    figures: dict[str, Any] = {"requests": seen.count(), "not_measurable": seen.cannot_be_measured.sum()}
    for days in WINDOWS:
        is_decided = ~seen.cannot_be_measured & (seen.decided_at <= seen[f"old_{days}d"])
        is_quiet = (seen.quiet_us > days * _MICROSECONDS).fill_null(True)
        is_answered = is_decided & seen.answered_here
        is_again = (seen.next_ask_us <= days * _MICROSECONDS).fill_null(False)
        figures |= {
            f"decided_{days}d": is_decided.sum(),
            f"settled_{days}d": (is_answered & is_quiet).sum(),
            f"answered_{days}d": is_answered.sum(),
            f"asked_anything_{days}d": (is_answered & is_again).sum(),
        }
    return {name: figure.fill_null(0) for name, figure in figures.items()}


def _asks(reading: Reading, requests: ibis.Table) -> ibis.Table:
    """Every ask of every matter: customer, at."""
    asks = requests.select(seq=requests.ask_seqs.unnest())
    happened = reading.table("interactions").select("seq", at="occurred_at")
    return asks.join(happened, "seq").join(customer_of(reading), "seq").select("customer", "at")


def _with_next_ask(seen: ibis.Table, *, asks: ibis.Table, customers: ibis.Table) -> ibis.Table:
    """The requests, each with next_ask_us: how long after its answer the same customer asked anything."""
    answered = seen.filter(seen.answered_here).join(customers, seen.asked_seq == customers.seq)
    answers = answered.select("episode_id", "customer", at=answered.answered_at, is_answer=ibis.literal(1))
    asked = asks.select(episode_id=ibis.null("int64"), customer=asks.customer, at=asks.at, is_answer=ibis.literal(0))
    told = answers.union(asked)
    told = told.mutate(ask_at=ibis.cases((told.is_answer == 0, told.at)))
    # An ask of the same moment comes first: a visit that is served at once is its own ask, not a new one.
    later: Any = told.ask_at.min().over(rows=(0, None), group_by="customer", order_by=["at", "is_answer"])
    told = told.mutate(next_ask_at=later)
    found = told.filter(told.is_answer == 1).select(answered_episode="episode_id", next_ask_at="next_ask_at")
    joined = seen.left_join(found, seen.episode_id == found.answered_episode)
    return joined.mutate(next_ask_us=joined.next_ask_at.delta(joined.answered_at, unit="microsecond"))
