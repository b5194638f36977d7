"""What Regard says of the sample company, by the numbers its sources gave: to be held against the truths."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Row = tuple[str, str]
"""Source and message id."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One claim: how many there are in truth, how many of them Regard found, and how many it invented."""

    claim: str
    planted: int
    found: int
    invented: int
    holds: bool
    said: str = ""

    @property
    def missed(self) -> int:
        """Those that are there and were not found."""
        return self.planted - self.found


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What is asked of Regard, and the truths.

    `listed(fate, where)` gives the first ask of each request that a figure counts, as (source, message id).
    `customer_of` and `matter_of` say whose and which matter's a row is; rows Regard knows no customer of are absent.
    """

    plants: Mapping[str, Mapping[str, Any]]
    persons: Mapping[Row, str]
    matters: Mapping[Row, str]
    customer_of: Mapping[Row, int]
    matter_of: Mapping[Row, int]
    listed: Callable[[str, Mapping[str, str]], Sequence[Row]]
    planted: Mapping[str, set[Row]] = field(default_factory=dict)
    """The rows of each plant, in truth."""
    languages: Mapping[Row, str] = field(default_factory=dict)
    """The language that the person of a row writes."""
    facts: Mapping[Row, Mapping[str, object]] = field(default_factory=dict)
    """What else Regard keeps of each row, by name; every row that is recorded is here."""


def recorded(seen: Seen, name: str) -> Finding:
    """Whether all that is planted stands in the record, whatever can be seen in it yet."""
    planted = seen.planted.get(name, set())
    return compared(f"{name}: interactions recorded", planted, planted & seen.facts.keys())


def compared(claim: str, planted: set[Row], found: set[Row]) -> Finding:
    """Two sets, which must be the same."""
    return Finding(
        claim=claim,
        planted=len(planted),
        found=len(planted & found),
        invented=len(found - planted),
        holds=planted == found,
    )
