"""The strip of a film: one small frame a step, those near the present one, and how long it was between them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from regard.web.screens import Screen, length

_AROUND = 8
_STEPS = 5


@dataclass(frozen=True, kw_only=True)
class Frame:
    """One step on the strip."""

    number: int
    address: str
    drawn_as: str
    side: str
    channel: str
    at: datetime
    apart: int
    """How far it stands from the frame before, from 0 (at once) to 5 (weeks)."""
    is_here: bool
    repeats: bool


def film(
    screens: Sequence[Screen], place: int, *, repeating: frozenset[int], address: Callable[[int], str]
) -> list[Frame]:
    """The frames around the present one; at either end as many as fit."""
    first = max(min(place - _AROUND, len(screens) - 2 * _AROUND - 1), 0)
    frames = []
    for at in range(first, min(first + 2 * _AROUND + 1, len(screens))):
        one = screens[at]
        before = screens[at - 1].one.occurred_at if at > first else one.one.occurred_at
        frames.append(
            Frame(
                number=at + 1,
                address=address(at),
                drawn_as=one.drawn_as,
                side=one.side,
                channel=one.one.channel,
                at=one.one.occurred_at,
                apart=round(length(one.one.occurred_at - before) * _STEPS),
                is_here=at == place,
                repeats=one.one.seq in repeating,
            )
        )
    return frames
