"""What a check says: a state, what was measured, and the limit."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from regard.health.facts import Facts
from regard.health.limits import Limits

State = Literal["well", "unknown", "warns", "unwell"]
_ORDER: tuple[State, ...] = ("well", "unknown", "warns", "unwell")
Unit = Literal["items", "bytes", "seconds", "days", "share", "moment", "word"]


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """A value and what it counts; None: there is none."""

    value: float | datetime | str | None
    unit: Unit


@dataclass(frozen=True, kw_only=True)
class Part:
    """One of several things a check looks at."""

    name: str
    measured: Quantity
    state: State


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What was measured, the limit, and whether that is well."""

    state: State
    measured: Quantity
    limit: Quantity | None = None
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Watch:
    """A check as it is declared. `at_the_door`: unwell, nothing can be kept or read at all."""

    name: str
    title: str
    meaning: str
    todo: str
    judge: Callable[[Facts, Limits], Verdict]
    at_the_door: bool = False


@dataclass(frozen=True, kw_only=True)
class Check:
    """A check as it came out."""

    watch: Watch
    verdict: Verdict

    @property
    def is_well(self) -> bool:
        """Whether there is nothing to do; what cannot be said yet is no reason to act."""
        return self.verdict.state in {"well", "unknown"}


def worst(states: Iterable[State]) -> State:
    """The worst of them; well when there are none."""
    return max(states, key=_ORDER.index, default="well")


def above(value: float, warns: float, unwell: float) -> State:
    """The state of a value that should be small."""
    return "unwell" if value >= unwell else "warns" if value >= warns else "well"


def below(value: float, warns: float, unwell: float) -> State:
    """The state of a value that should be large."""
    return "unwell" if value < unwell else "warns" if value < warns else "well"
