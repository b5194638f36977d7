"""A changed card is no second person: member numbers of one customer that follow one another.

A pure function of who carries what, and when each was seen first and last.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from regard.customers.kinds import CHANGED, WHOSE, WINDOWED
from regard.customers.signature import Mark
from regard.customers.windows import DAY, Seen, widened

Carried = Mapping[int, Sequence[Mark]]
Numbers = dict[bytes, Mark]


def together(profiles: Carried) -> list[Numbers]:
    """The numbers of one namespace, two and more, that stand with one account or one address."""
    found: dict[tuple[bytes, str, str], Numbers] = {}
    for marks in profiles.values():
        for number in [mark for mark in marks if mark.kind in CHANGED]:
            for mark in marks:
                if mark.kind in WHOSE:
                    found.setdefault((mark.key, number.kind, number.namespace), {})[number.key] = number
    return [numbers for numbers in found.values() if len(numbers) > 1]


def timed(profiles: Carried, numbers: Sequence[Numbers]) -> set[int]:
    """The profiles whose moments decide: whether several carry what is forgotten, or one number follows another."""
    asked = {key for found in numbers for key in found}
    carriers: dict[bytes, list[int]] = {}
    for one, marks in profiles.items():
        for mark in marks:
            if mark.kind in WINDOWED or mark.key in asked:
                carriers.setdefault(mark.key, []).append(one)
    return {one for key, those in carriers.items() if len(those) > 1 or key in asked for one in those}


def as_one(sets: Sequence[Numbers], profiles: Carried, seen: Mapping[int, Seen]) -> dict[bytes, bytes]:
    """Numbers that follow one another, each as the one that stands for all of them.

    All that stand with one account or address do so, or none of them: of three cards of which two are used side by side
    nobody can say which two are one person's.
    """
    spans = _spans(profiles, {key for numbers in sets for key in numbers}, seen) if sets else {}
    chains: dict[bytes, Numbers] = {}
    for numbers in sets:
        if _follow(numbers.values(), spans):
            whole: Numbers = {}
            for key in numbers:
                whole |= chains.get(key, {key: numbers[key]})
            chains |= dict.fromkeys(whole, whole)
    return {key: min(chain) for key, chain in chains.items() if _follow(chain.values(), spans)}


def _spans(profiles: Carried, keys: set[bytes], seen: Mapping[int, Seen]) -> dict[bytes, Seen]:
    found: dict[bytes, Seen] = {}
    for profile, marks in profiles.items():
        for mark in marks:
            if mark.key in keys and profile in seen:
                found[mark.key] = widened(seen[profile], found.get(mark.key))
    return found


def _follow(numbers: Iterable[Mark], spans: Mapping[bytes, Seen]) -> bool:
    """Whether of each two the one was used at most so many days beside the other."""
    return all(
        one.key in spans and other.key in spans and _beside(spans[one.key], spans[other.key]) <= one.rules.beside * DAY
        for one, other in combinations(numbers, 2)
    )


def _beside(one: Seen, other: Seen) -> int:
    """How long after the other began the one was used still, whichever of the two came first (µs)."""
    return min(one[1] - other[0], other[1] - one[0])
