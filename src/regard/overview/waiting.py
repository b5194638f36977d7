"""Who is waiting now: kept by a follower, so that the figure is true within seconds."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from regard.data_use.public import Eraser, Reading
from regard.episodes.public import ASSIGN, EPISODES
from regard.foundation.clock import from_micros, to_micros
from regard.foundation.databases import Write, read
from regard.foundation.followers import Batch, Follower
from regard.overview.fates import WAITED
from regard.overview.lake import requests_of
from regard.overview.request import Request

_COLUMNS = (
    "episode_id", "source", "channel", "touchpoint", "asked_by", "asked_at", "due_at", "held_until", "elsewhere_from",
)  # fmt: skip
_SOON = timedelta(hours=24)

# An open request waits. An ignored one waits for thirty days, unless it was answered elsewhere.
_WAITING = """
    SELECT channel, touchpoint, count(*), min(asked_at),
        sum(CASE WHEN due_at < %s AND held_until IS NULL THEN 1 ELSE 0 END),
        sum(CASE WHEN due_at >= %s AND due_at <= %s THEN 1 ELSE 0 END)
    FROM unanswered
    WHERE source = %s AND asked_at <= %s AND (held_until IS NULL OR held_until > %s)
      AND (due_at >= %s OR held_until IS NOT NULL
           OR (asked_at >= %s AND (elsewhere_from IS NULL OR elsewhere_from > %s)))
      AND asked_by LIKE %s
    GROUP BY channel, touchpoint
"""
_ANYBODY = "%"


def keep_waiting(batch: Batch, reading: Reading) -> Sequence[Write]:
    """Bring the table up to date for the matters this batch wrote; nothing here is changed by the clock alone."""
    ids = sorted({one.episode_id for one in batch.items})
    return rows_for(ids, requests_of(reading, ids))


def rows_for(episode_ids: Sequence[int], requests: Mapping[int, Request]) -> list[Write]:
    """What to write of these matters: the undecided requests go in, all others out."""
    undecided = [_row(one) for one in requests.values() if is_undecided(one)]
    others = [(one,) for one in episode_ids if one not in requests or not is_undecided(requests[one])]
    return [
        Write(table="unanswered", columns=("episode_id",), rows=others, delete=True),
        Write(table="unanswered", columns=_COLUMNS, rows=undecided, key=("episode_id",)),
    ]


def is_undecided(request: Request) -> bool:
    """Whether nothing has decided it for good: no answer, or only a machine's, no pass, no fault of time."""
    is_answered = request.answered_at is not None and request.held_until is None
    return not (is_answered or request.passed_at is not None or request.time_fault)


def waiting(
    reading: Reading,
    *,
    ends: Mapping[str, datetime],
    zone: ZoneInfo,
    now: datetime,
    asked_by: str | None = None,
) -> list[dict[str, Any]]:
    """Per channel and touchpoint: how many wait, how many of these are past due or due soon, and since when."""
    reading.must_allow("behavioural", what="who is waiting")
    found: dict[tuple[str, str], list[int]] = {}
    for source, end in ends.items():
        for channel, touchpoint, *counts in _waiting_in(source, end, asked_by):
            held = found.setdefault((channel, touchpoint), [0, counts[1], 0, 0])
            held[:] = [held[0] + counts[0], min(held[1], counts[1]), held[2] + counts[2], held[3] + counts[3]]
    rows = [_shown(channel, touchpoint, counts) for (channel, touchpoint), counts in found.items()]
    return sorted(rows, key=lambda row: (-row["waiting_now"], row["channel"], row["touchpoint"] or ""))


def _waiting_in(source: str, end: datetime, asked_by: str | None) -> list[tuple[Any, ...]]:
    at, soon, since = to_micros(end), to_micros(end + _SOON), to_micros(end - WAITED)
    return read(_WAITING, [at, at, soon, source, at, at, at, since, at, asked_by or _ANYBODY])


def _shown(channel: str, touchpoint: str, counts: Sequence[int]) -> dict[str, Any]:
    return {
        "channel": channel,
        "touchpoint": touchpoint or None,
        "waiting_now": counts[0],
        "past_due": counts[2],
        "due_soon": counts[3],
        "oldest": from_micros(counts[1]),
    }


def _row(request: Request) -> tuple[Any, ...]:
    return (
        request.episode_id,
        request.source,
        request.channel,
        request.touchpoint or "",
        request.asked_by,
        to_micros(request.asked_at),
        to_micros(request.due_at),
        None if request.held_until is None else to_micros(request.held_until),
        None if request.elsewhere_from is None else to_micros(request.elsewhere_from),
    )


WAITING = Follower(
    name="overview.waiting",
    stream=EPISODES,
    run=keep_waiting,
    purpose="keep_record",
    after=(ASSIGN,),
    tables=("unanswered",),
)

FOLLOWERS = (WAITING,)

ERASER = Eraser(room="overview", tables=(), follows=("unanswered", "requests"))
