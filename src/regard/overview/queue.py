"""In whose queue a request waited, and until when."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from regard.overview.answers import Answer
from regard.overview.matter import Matter
from regard.overview.passes import Pass
from regard.record.public import Logged

WAITS_AT_MOST = timedelta(days=30)
"""So long a request that nobody decides counts as waiting; after that it is forgotten, not waiting."""


def team_of(matter: Matter, decided: Answer | Pass | None) -> str | None:
    """The team named last, up to what decided the request."""
    upto = matter.interactions[-1].order if decided is None else decided.by.order
    named = [one.team_ref for one in matter.interactions if one.team_ref is not None and one.order <= upto]
    return named[-1] if named else None


def waits_until(ask: Logged, ends: Sequence[Answer | Pass | None]) -> datetime:
    """Until it was answered, sent elsewhere or answered elsewhere, but for 30 days at most."""
    return min([ask.occurred_at + WAITS_AT_MOST, *(end.at for end in ends if end is not None)])
