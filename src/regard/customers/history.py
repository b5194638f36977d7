"""Who was who: the states of the map that ended, so that it can be read as it was known at a moment.

Only what ended is kept: the newest state is the map itself, and a profile that never moved has no row. What recognition
finds again after a rewind differs from nothing and writes nothing, so the history is never rewound.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from regard.customers.members import customers_today, members_of
from regard.data_use.public import Reading
from regard.foundation.clock import from_micros, to_micros
from regard.foundation.databases import Write, read, read_in

_COLUMNS = ("no", "profile_id", "customer_id", "until", "change_no")
_ENDED = "SELECT profile_id, customer_id, until, change_no FROM customer_map_history WHERE profile_id IN ({marks})"
_STATE = (
    "SELECT profile_id, customer_id FROM customer_map_history WHERE until > %s AND profile_id IN ({marks}) "
    "ORDER BY until DESC, no DESC"
)
_WERE = "SELECT DISTINCT profile_id FROM customer_map_history WHERE until > %s AND customer_id IN ({marks})"


@dataclass(frozen=True, slots=True)
class Change:
    """A profile that is of another customer than before; None: nobody can say."""

    profile: int
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Was:
    """Which customer a profile was, from when (None: from its beginning) until when (None: it is so now)."""

    profile: int
    customer: int | None
    since: datetime | None
    until: datetime | None
    change_no: int = 0
    """The change that ended it; 0: what came in did."""


def write_history(changes: Sequence[Change], *, emptied: Collection[int], at: int, change_no: int) -> list[Write]:
    """The states that end now; the history of a profile goes with it."""
    gone = [(profile,) for profile in sorted(emptied)]
    writes = [Write(table="customer_map_history", columns=("profile_id",), rows=gone, delete=True)]
    if changes:
        first = int(read("SELECT coalesce(max(no), 0) + 1 FROM customer_map_history")[0][0])
        rows = [
            (number, one.profile, one.before, at, change_no) for number, one in zip(count(first), changes, strict=False)
        ]
        writes.append(Write(table="customer_map_history", columns=_COLUMNS, rows=rows))
    return writes


def history_of(reading: Reading, profiles: Collection[int]) -> dict[int, list[Was]]:
    """All that each of these profiles was, the oldest first; the last is what it is now."""
    reading.must_allow("behavioural", what="who was who")
    ids = list(profiles)
    ended: dict[int, list[tuple[int, int | None, int]]] = {profile: [] for profile in ids}
    for profile, customer, until, change_no in read_in(_ENDED, ids):
        ended[profile].append((until, customer, change_no))
    now = customers_today(ids)
    found: dict[int, list[Was]] = {}
    for profile, states in ended.items():
        since: datetime | None = None
        told = found.setdefault(profile, [])
        for until, customer, change_no in sorted(states, key=lambda state: state[0]):
            end = from_micros(until)
            told.append(Was(profile=profile, customer=customer, since=since, until=end, change_no=change_no))
            since = end
        told.append(Was(profile=profile, customer=now[profile], since=since, until=None))
    return found


def states_at(profiles: Collection[int], known_at: datetime) -> dict[int, int | None]:
    """The customer that each of these profiles was at a moment."""
    now = customers_today(profiles)
    # The row that ended first after the moment is read last, and stays.
    return now | dict(read_in(_STATE, list(now), params=[to_micros(known_at)]))


def profiles_at(customers: Collection[int], known_at: datetime) -> dict[int, int]:
    """The customer of each profile of these customers, as they were at a moment."""
    wanted = set(customers)
    ids = list(wanted)
    candidates = {*ids, *members_of(ids)}
    candidates |= {profile for (profile,) in read_in(_WERE, ids, params=[to_micros(known_at)])}
    found = states_at(candidates, known_at)
    return {profile: customer for profile, customer in found.items() if customer in wanted and customer is not None}
