"""When the disk will be full, from how the home grew."""

from collections.abc import Sequence
from itertools import combinations
from statistics import median

from regard.health.facts import Day

LEAST_DAYS = 3
LONGEST_DAYS = 60


def growth_per_day(days: Sequence[Day]) -> float | None:
    """Bytes a day: the median slope between any two days (Theil-Sen), which one large import does not move.

    None with fewer than three days: nobody can say yet.
    """
    known = sorted(days, key=lambda one: one.day)[-LONGEST_DAYS:]
    if len(known) < LEAST_DAYS:
        return None
    return median(
        (later.home_bytes - one.home_bytes) / (later.day - one.day).days for one, later in combinations(known, 2)
    )


def days_until_full(days: Sequence[Day], *, free_bytes: int) -> float | None:
    """Days until nothing is free at this growth; infinite where it does not grow, None where nobody can say yet."""
    growth = growth_per_day(days)
    if growth is None:
        return None
    return free_bytes / growth if growth > 0 else float("inf")
