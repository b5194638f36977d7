"""Whether every ask of a matter was answered, confirmed, and asked again long after."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from regard.overview.answers import Answer, serves
from regard.overview.matter import STRONG, Matter, is_inbound, shares_key
from regard.record.public import Logged

REOPENED_FROM, REOPENED_UNTIL = timedelta(days=7), timedelta(days=30)


def unanswered_asks(asked: Sequence[Logged], answers: Sequence[Answer]) -> list[Logged]:
    """The asks that nothing answered, on any channel."""
    by_people = [answer.at for answer in answers if answer.basis in {"reply", "spoken"}]
    # One answer of a person serves every ask before it, so most asks need no look at each answer.
    served_until = max(by_people, default=None)
    return [
        ask
        for ask in asked
        if (served_until is None or ask.occurred_at > served_until)
        and not any(serves(answer, ask) for answer in answers)
    ]


def confirmed_at(matter: Matter, last_ask: Logged, answers: Sequence[Answer]) -> datetime | None:
    """When the customer said that it is done: thanks, or says so, after the answer to their last ask."""
    answered = min((answer.at for answer in answers if answer.at >= last_ask.occurred_at), default=None)
    if answered is None:
        return None
    for one in matter.interactions:
        if one.role in {"thanks", "claims_done"} and one.occurred_at >= answered and is_inbound(one):
            return one.occurred_at
    return None


def reopened_at(matter: Matter, asked: Sequence[Logged], answers: Sequence[Answer]) -> datetime | None:
    """When the same case, order, thread or topic was asked about again, 7 to 30 days after the last answer."""
    for ask in asked[1:]:
        before = [answer.at for answer in answers if answer.at <= ask.occurred_at and answer.by is not ask]
        if before and REOPENED_FROM <= ask.occurred_at - max(before) <= REOPENED_UNTIL and _is_known(ask, matter):
            return ask.occurred_at
    return matter.asked_again_at


def _is_known(ask: Logged, matter: Matter) -> bool:
    return any(one.order < ask.order and shares_key(one, ask, STRONG) for one in matter.interactions)
