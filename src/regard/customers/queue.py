"""The review queue: doubts that nobody has decided yet, one after another."""

from datetime import datetime

from regard.customers.doubts import Doubt, doubts_where
from regard.customers.merging import Plan, plan_merge, plan_part, plan_shared
from regard.customers.models import DoubtAside
from regard.data_use.public import Reading
from regard.foundation.databases import read
from regard.foundation.errors import NotKnown, RegardError

DECISIONS = ("same", "two", "shared")
# What was decided a moment ago is not asked again, even if recognition has not looked at it yet.
_DECIDED = (
    "EXISTS (SELECT 1 FROM merge_side a JOIN merge_side b ON b.no = a.no AND b.side <> a.side "
    "JOIN merge_event e ON e.no = a.no WHERE e.undone_at IS NULL AND a.profile_id = d.one AND b.profile_id = d.other) "
    "OR EXISTS (SELECT 1 FROM merge_event e WHERE e.rule = 'shared' AND e.undone_at IS NULL "
    "AND e.value_key = d.value_key)"
)
_ASIDE = "EXISTS (SELECT 1 FROM doubt_aside a WHERE a.one = d.one AND a.other = d.other AND a.value_key = d.value_key)"
_OPEN = f"NOT ({_DECIDED}) AND NOT {_ASIDE}"
_PUT_ASIDE = f"NOT ({_DECIDED}) AND {_ASIDE}"


def queue(reading: Reading, *, after: int = 0, limit: int = 50, aside: bool = False) -> list[Doubt]:
    """Doubts that wait for a decision, by number; or those that were put aside."""
    return doubts_where(reading, _PUT_ASIDE if aside else _OPEN, after=after, limit=limit)


def queue_lengths() -> tuple[int, int]:
    """How many doubts wait, and how many are put aside."""
    waiting, aside = (
        int(read(f"SELECT count(*) FROM doubt d WHERE {which}")[0][0])  # noqa: S608 -- two fixed conditions
        for which in (_OPEN, _PUT_ASIDE)
    )
    return waiting, aside


def plan_decision(number: int, decision: str) -> Plan:
    """What is to be done when a doubt is decided: `same` person, `two` people, or its value is `shared` by several."""
    one, other, key = _doubt(number)
    if decision == "same":
        return plan_merge(one, other)
    if decision == "two":
        return plan_part((one,), (other,))
    if decision == "shared":
        return plan_shared(key)
    raise NotKnown("decision", decision, DECISIONS)


def put_aside(number: int, *, by: str, at: datetime) -> None:
    """Leave a doubt for later: it stands, but no longer in the queue."""
    one, other, key = _doubt(number)
    DoubtAside.objects.get_or_create(one=one, other=other, value_key=key, defaults={"by": by, "at": at})


def take_up(number: int) -> None:
    """Bring a doubt that was put aside back into the queue."""
    one, other, key = _doubt(number)
    DoubtAside.objects.filter(one=one, other=other, value_key=key).delete()


def _doubt(number: int) -> tuple[int, int, bytes]:
    rows = read("SELECT one, other, value_key FROM doubt WHERE no = %s", [number])
    if not rows:
        raise RegardError(f"Doubt {number} stands no more: what it was about has changed. The next one would work.")
    one, other, key = rows[0]
    return one, other, bytes(key)
