"""How well two partitions agree, by pairs: those that are together in truth, and those that Regard put together."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

Of = TypeVar("Of", bound=Hashable)


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """Pairs that are together in truth, pairs that Regard put together, and those that are both."""

    true: int
    said: int
    right: int

    @property
    def precision(self) -> float:
        """Of the pairs that Regard put together, the share that belongs together; 1 if it put none together."""
        return self.right / self.said if self.said else 1.0

    @property
    def recall(self) -> float:
        """Of the pairs that belong together, the share that Regard put together; 1 if there are none."""
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two; 0 if no pair is right and there is any."""
        return 2 * self.right / (self.true + self.said) if self.true + self.said else 1.0


def pairs_of(truth: Mapping[Of, Hashable], said: Mapping[Of, Hashable]) -> Pairs:
    """Pairs over all that truth names; what Regard says nothing of is together with nothing."""
    known = [(true, said[one]) for one, true in truth.items() if one in said]
    return Pairs(
        true=_together(Counter(truth.values()).values()),
        said=_together(Counter(group for _, group in known).values()),
        right=_together(Counter(known).values()),
    )


def _together(counts: Iterable[int]) -> int:
    return sum(count * (count - 1) // 2 for count in counts)
