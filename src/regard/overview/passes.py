"""Where the customer was sent elsewhere, and what they did then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from regard.overview.matter import Matter, is_inbound, is_outbound, moment_of, sends_elsewhere
from regard.record.public import Logged

ARRIVAL = timedelta(days=7)
"""So long somebody who was sent elsewhere may take to arrive there."""


@dataclass(slots=True)
class Pass:
    """One time the customer was sent elsewhere."""

    at: datetime
    by: Logged


def passes_of(matter: Matter, ask: Logged) -> list[Pass]:
    """Everything at or after the ask that sends the customer elsewhere and got through, in order."""
    return [
        Pass(moment_of(one), one)
        for one in matter.interactions
        if sends_elsewhere(one)
        and (is_inbound(one) or (is_outbound(one) and one.reached is not False))
        and moment_of(one) >= ask.occurred_at
    ]


def asked_after(passed: Pass, asked: Sequence[Logged], *, here: bool) -> datetime | None:
    """When the matter was next asked about within seven days, in the channel of the pass (`here`) or in another."""
    for ask in asked:
        is_later = (ask.occurred_at, ask.order) > (passed.at, passed.by.order)
        if is_later and ask is not passed.by and (ask.channel == passed.by.channel) is here:
            return ask.occurred_at if ask.occurred_at <= passed.at + ARRIVAL else None
    return None
