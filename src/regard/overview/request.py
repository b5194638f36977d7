"""One request as it is kept: the moments of a matter that was asked about. States are computed when read."""

from datetime import datetime

import msgspec


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """The moments of one asked matter. Nothing here changes by the clock alone; moments are UTC, None = never.
    What ends in `_us` is a span in microseconds: `answer_us` lies between the ask and the answer.

    The columns of the lake's table `requests`, each with its meaning, are in `lake.py`.
    """

    episode_id: int
    source: str
    channel: str
    touchpoint: str | None
    asked_by: str
    asked_seq: int
    asked_at: datetime
    role_unknown: bool
    customer_known: bool
    due_at: datetime
    due_basis: str
    answered_at: datetime | None
    answer_us: int | None
    answer_basis: str | None
    held_until: datetime | None
    passed_at: datetime | None
    passes_to: str | None
    arrived_at: datetime | None
    asked_again_here_at: datetime | None
    driven_away_at: datetime | None
    elsewhere_at: datetime | None
    elsewhere_from: datetime | None
    time_fault: bool
    last_ask_at: datetime
    last_answer_at: datetime | None
    unanswered_at: datetime | None
    followups: int
    followups_due: list[datetime]
    afterwords: int
    asked_elsewhere_at: datetime | None
    sent_elsewhere_at: datetime | None
    handovers: int
    handed_over_at: datetime | None
    confirmed_at: datetime | None
    reopened_at: datetime | None
    first_channel: str
    changed_channel_at: datetime | None
    returned_at: datetime | None
    returned_usual_at: datetime | None
    return_answered_at: datetime | None
    interactions: int
    last_at: datetime
    ask_seqs: list[int]
    quiet_us: int | None
    team: str | None
    waits_until: datetime
    reply_at: datetime | None
    reply_us: int | None
    own_reply_us: int | None
    response_at: datetime | None
    response_us: int | None
    any_reply_at: datetime | None
    any_reply_us: int | None
    closings: int
    people: int
