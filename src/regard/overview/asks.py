"""What the customer asked in a matter, in order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from regard.company.public import Source
from regard.overview.matter import Matter, basis_of, is_asks_back, is_inbound, moment_of
from regard.record.public import Logged

AFTERWORD = timedelta(hours=24)
"""So long after an answer or a question of ours, an inbound contact of unknown role is taken for an afterword."""

# A call in which we sent the customer elsewhere may be recorded as one row with the role of what we did.
_ASKING = frozenset({"asks", "unknown", "passes"})


@dataclass(slots=True)
class Asks:
    """The asks of a matter, in order, and how many contacts of unknown role were taken for afterwords."""

    asked: list[Logged]
    afterwords: int


def asks_of(matter: Matter, sources: Mapping[str, Source]) -> Asks:
    """The inbound contacts that ask. Unknown counts as asking, except right after an answer or a question of ours."""
    found = Asks([], 0)
    settled_at: datetime | None = None
    for one in matter.interactions:
        if is_inbound(one) and one.role in _ASKING:
            if _is_afterword(one, settled_at):
                found.afterwords += 1
            else:
                found.asked.append(one)
        if _settles(one, found, sources):
            settled_at = moment_of(one)
    return found


def _is_afterword(one: Logged, settled_at: datetime | None) -> bool:
    # A call that somebody took is ask and answer in one, so it is no afterword.
    return (
        settled_at is not None
        and one.role == "unknown"
        and one.answered_at is None
        and one.occurred_at - settled_at <= AFTERWORD
    )


def _settles(one: Logged, so_far: Asks, sources: Mapping[str, Source]) -> bool:
    # A machine's answer settles nothing until it has stood; an answer to nothing settles nothing.
    if is_asks_back(one):
        return True
    return bool(so_far.asked) and basis_of(one, sources) in {"reply", "spoken", "closure"}
