"""Signs of life: workers say that they are there, how high the streams stand, and how large the home is."""

import os
import socket
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db.models import Q

from regard.foundation.models import Beat, DiskDay, Tide

_FORGOTTEN_AFTER = timedelta(hours=1)
_AHEAD = timedelta(minutes=1)
"""So far the clocks of several machines may be apart; what lies further ahead was said by one put back since."""
_PAGE = os.sysconf("SC_PAGE_SIZE")


def myself() -> str:
    """This process as others know it."""
    return f"{socket.gethostname()} {os.getpid()}"


def memory_bytes() -> int:
    """The resident memory of this process; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE
    except OSError:
        return 0


def beat(*, at: datetime, version: str, clock_drift: float, failing: str) -> None:
    """Say that this worker is there; those not heard of for an hour are forgotten, and those of a wrong clock."""
    known = {
        "at": at,
        "version": version,
        "memory_bytes": memory_bytes(),
        "clock_drift": clock_drift,
        "failing": failing,
    }
    Beat.objects.update_or_create(who=myself(), defaults=known)
    Beat.objects.filter(_long_ago_or_ahead(at)).delete()


def _long_ago_or_ahead(at: datetime) -> Q:
    return Q(at__lt=at - _FORGOTTEN_AFTER) | Q(at__gt=at + _AHEAD)


def leave() -> None:
    """Say that this worker ends: it is not missed."""
    Beat.objects.filter(who=myself()).delete()


def beats() -> Sequence[Beat]:
    """The workers that were heard of within the hour."""
    return list(Beat.objects.order_by("who"))


def note_tide(heads: Mapping[str, int], *, at: datetime) -> None:
    """Keep how high each stream stands now, for an hour."""
    Tide.objects.update_or_create(at=at, defaults={"heads": dict(heads)})
    Tide.objects.filter(_long_ago_or_ahead(at)).delete()


def tides() -> list[tuple[datetime, dict[str, int]]]:
    """What was noted within the hour, oldest first."""
    return list(Tide.objects.order_by("at").values_list("at", "heads"))


def behind_since(name: str, reached: int, tides: Sequence[tuple[datetime, Mapping[str, int]]]) -> datetime | None:
    """Since when a stream has held more than what was reached; the newest note, where none had more yet."""
    return next((at for at, heads in tides if heads.get(name, 0) > reached), tides[-1][0] if tides else None)


def note_home(home_bytes: int, *, day: date) -> None:
    """Keep how large the home is today."""
    DiskDay.objects.update_or_create(day=day, defaults={"home_bytes": home_bytes})


def home_days() -> list[tuple[date, int]]:
    """How large the home was, day by day."""
    return list(DiskDay.objects.order_by("day").values_list("day", "home_bytes"))
