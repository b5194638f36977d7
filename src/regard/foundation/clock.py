"""The only clock: every other file is handed the time."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(tz=UTC)


def to_micros(moment: datetime) -> int:
    """Whole microseconds since 1970-01-01 UTC; exact, unlike `timestamp()`."""
    return (moment - EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The UTC moment that many microseconds after 1970-01-01."""
    return EPOCH + timedelta(microseconds=micros)


# Counts while the machine sleeps, too, where the system has such a clock.
_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
_BEGAN = (now(), time.clock_gettime(_STEADY))


def drift() -> float:
    """By how many seconds the clock has jumped since this process began, against one that nobody can set."""
    return (now() - _BEGAN[0]).total_seconds() - (time.clock_gettime(_STEADY) - _BEGAN[1])
