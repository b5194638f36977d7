"""For how long what is kept: a rule in days for each thing that does not stay for ever."""

from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from regard.data_use.models import RetentionRule
from regard.foundation.errors import NotKnown, RegardError

LONGEST = 3_650


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What is kept and deleted by a rule: in words, and for how many days unless the installation chose otherwise."""

    name: str
    meaning: str
    days: int


RULES = MappingProxyType({
    one.name: one
    for one in (
        Kept(name="refusals_waiting", meaning="Refused originals that nobody mended, from when they came", days=180),
        Kept(name="refusals_ended", meaning="Originals of mended or discarded refusals, from then on", days=30),
    )
})  # fmt: skip


def days_kept(name: str) -> int:
    """For how many days this is kept here."""
    if name not in RULES:
        raise NotKnown("retention rule", name, RULES)
    row = RetentionRule.objects.filter(name=name).first()
    return row.days if row else RULES[name].days


def keep_for(name: str, days: int, *, by: str, at: datetime) -> None:
    """Choose for how many days this is kept; what is older goes with the next round of the worker."""
    days_kept(name)
    if not 1 <= days <= LONGEST:
        raise RegardError(f"{name} cannot be kept for {days} days. 1 to {LONGEST} would work.")
    RetentionRule.objects.update_or_create(name=name, defaults={"days": days, "by": by, "at": at})
