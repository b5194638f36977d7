"""The first reply as other help desks tell it: the same moments, other rules. Ours is in `answers.py`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from regard.overview.matter import Matter, is_inbound, is_outbound, moment_of
from regard.record.public import Logged

_MICROSECOND = timedelta(microseconds=1)


@dataclass(slots=True)
class Replies:
    """When we first spoke, by each rule, and how long that took in microseconds; None: we did not."""

    reply_at: datetime | None = None
    reply_us: int | None = None
    own_reply_us: int | None = None
    response_at: datetime | None = None
    response_us: int | None = None
    any_reply_at: datetime | None = None
    any_reply_us: int | None = None
    closings: int = 0
    people: int = 0


def replies_of(matter: Matter, asked: Sequence[Logged]) -> Replies:
    """What each rule makes of the matter; whatever we say to the customer is a reply, whether it answers or not."""
    ask, found = asked[0], Replies()
    spoken = sorted(_spoken(matter), key=moment_of)
    by_people = [one for one in spoken if one.human != "no"]
    reply = _first_from(by_people, ask.occurred_at)
    if reply is not None:
        found.reply_at = moment_of(reply)
        found.reply_us = _span(ask.occurred_at, found.reply_at)
        found.own_reply_us = _span(_own_since(matter, asked, reply), found.reply_at)
    inbound = next(one.occurred_at for one in matter.interactions if is_inbound(one))
    response = _first_from(by_people, inbound)
    if response is not None:
        found.response_at, found.response_us = moment_of(response), _span(inbound, moment_of(response))
    anything = _first_from(spoken, ask.occurred_at)
    if anything is not None:
        found.any_reply_at, found.any_reply_us = moment_of(anything), _span(ask.occurred_at, moment_of(anything))
    closings = [one for one in matter.interactions if _is_closing(one)]
    found.closings = len(closings)
    found.people = len({one.staff_key for one in (*spoken, *closings) if one.staff_key is not None})
    return found


def _spoken(matter: Matter) -> Iterator[Logged]:
    """What we said to the customer: messages and calls that got through, and calls and visits somebody took."""
    for one in matter.interactions:
        is_taken = is_inbound(one) and one.answered_at is not None
        if is_taken or (is_outbound(one) and one.reached is not False):
            yield one


def _first_from(spoken: Sequence[Logged], moment: datetime) -> Logged | None:
    return next((one for one in spoken if moment_of(one) >= moment), None)


def _own_since(matter: Matter, asked: Sequence[Logged], reply: Logged) -> datetime:
    """Since when the matter waited for whoever replied: the ask, or the last assignment or reopening before."""
    asks = {one.seq for one in asked}
    since, is_closed = asked[0].occurred_at, False
    for one in matter.interactions:
        if one.order >= reply.order or one.occurred_at < asked[0].occurred_at:
            continue
        if (one.direction == "internal" and one.kind == "assignment") or (is_closed and one.seq in asks):
            since, is_closed = one.occurred_at, False
        is_closed = is_closed or _is_closing(one)
    return since


def _is_closing(one: Logged) -> bool:
    return one.role == "claims_done" and not one.auto and one.direction != "in"


def _span(since: datetime, until: datetime) -> int:
    return (until - since) // _MICROSECOND
