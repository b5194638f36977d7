"""Where a matter showed first, when it changed channel, and when the customer came back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from regard.overview.answers import Answer
from regard.overview.matter import Matter, is_help_visit, is_inbound
from regard.record.public import Logged


@dataclass(slots=True)
class Way:
    """The way of a matter through the channels."""

    first_channel: str
    changed_at: datetime | None = None
    returned_at: datetime | None = None
    returned_usual_at: datetime | None = None
    return_answered_at: datetime | None = None


def way_of(matter: Matter, ask: Logged, answers: Sequence[Answer]) -> Way:
    """From the first trace (an inbound contact or a help visit) to the return, if there is one."""
    traces = [one for one in matter.interactions if is_inbound(one) or is_help_visit(one)]
    way = Way(traces[0].channel)
    away = [place for place, one in enumerate(traces) if one.channel != way.first_channel]
    if not away:
        return way
    way.changed_at = traces[away[0]].occurred_at
    # On social a matter often only surfaces: whoever comes back goes where they usually ask.
    is_usual = way.first_channel == "social"
    home = matter.usual_channel if is_usual else way.first_channel
    back = _first_back(matter, ask, traces[away[0] + 1 :], home)
    if back is None:
        return way
    if is_usual:
        way.returned_usual_at = back
    else:
        way.returned_at = back
    way.return_answered_at = min(
        (answer.at for answer in answers if answer.at >= back and answer.by.channel == home), default=None
    )
    return way


def _first_back(matter: Matter, ask: Logged, later: Sequence[Logged], home: str | None) -> datetime | None:
    customer = matter.customers.get(ask.seq)
    if customer is None or home is None:
        return None
    return next(
        (one.occurred_at for one in later if one.channel == home and matter.customers.get(one.seq) == customer), None
    )
