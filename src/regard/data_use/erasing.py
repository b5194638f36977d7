"""Every table or store that knows a profile declares its eraser, or CI fails."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Eraser:
    """How a room lets go of interactions: which tables know them, and what removes them.

    `erase` is given numbers of interactions and returns how many rows it emptied or removed. `follows` are tables
    that a follower rewrites by itself when it learns of the change; they need no code, but must be named.
    """

    room: str
    tables: tuple[str, ...]
    erase: Callable[[Sequence[int], datetime], int] | None = None
    follows: tuple[str, ...] = ()
