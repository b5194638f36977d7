"""Reads the moment from which on, or before which, something is to leave."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from regard.foundation.errors import RegardError
from regard.foundation.moments import read_day, read_moment


def moment_of(name: str, text: str | None, zone: ZoneInfo) -> datetime | None:
    """A day, which begins in this zone, or a moment with its own; `name` is how it was asked for."""
    if text is None:
        return None
    try:
        if len(text) == len("2026-01-05"):
            return datetime.combine(read_day(text), time(), zone)
        moment = read_moment(text)
    except ValueError as cause:
        raise RegardError(f"{name} cannot be {text!r}. 2026-01-05 or 2026-01-05T09:30:00+07:00 would work.") from cause
    if moment.tzinfo is None:
        raise RegardError(f"{name} {text} has no time zone. {text}+07:00 would work.")
    return moment
