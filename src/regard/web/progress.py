"""How far an import is, and how fast."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from regard.foundation import clock
from regard.record.public import ImportState, share_taken_back

MOVING = frozenset({"queued", "running", "taking_back"})
_RANDOM = 17  # Sixteen hexadecimal digits and a dash stand before the name that was handed in.


@dataclass(frozen=True, kw_only=True)
class Progress:
    """An import with what a person wants to know while it runs."""

    state: ImportState
    name: str
    is_moving: bool
    percent: float | None
    rows_per_second: float | None


def progress_of(state: ImportState, *, now: datetime | None = None) -> Progress:
    """Speed counts from the start of the import to its end, or to now."""
    until = state.finished_at or now or clock.now()
    seconds = (until - state.started_at).total_seconds() if state.started_at else 0.0
    is_moving = state.state in MOVING
    return Progress(
        state=state,
        name=_name(state.file_name),
        is_moving=is_moving,
        percent=_percent(state) if is_moving else None,
        rows_per_second=state.rows_read / seconds if seconds > 0 and state.rows_read else None,
    )


def _percent(state: ImportState) -> float | None:
    if state.state == "taking_back":
        return round(share_taken_back(state.number) * 100, 1)
    if state.state == "queued" or not state.file_bytes:
        return None
    return min(100.0, round(state.at_byte / state.file_bytes * 100, 1))


def _name(file_name: str) -> str:
    plain = Path(file_name).name
    start = plain[: _RANDOM - 1]
    is_ours = len(plain) > _RANDOM and plain[_RANDOM - 1] == "-" and all(one in "0123456789abcdef" for one in start)
    return plain[_RANDOM:] if is_ours else plain
