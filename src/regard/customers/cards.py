"""A changed card is no second person: member numbers of one customer that follow one another.

A pure function of who carries what, and when each was seen first and last.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import accumulate

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
            whole = {**numbers}
            for chain in _each(chains[key] for key in numbers if key in chains):
                whole |= chain
            chains |= dict.fromkeys(whole, whole)
    return {key: min(chain) for chain in _each(chains.values()) if _follow(chain.values(), spans) for key in chain}


def _each(chains: Iterable[Numbers]) -> list[Numbers]:
    """Each of these once: a chain stands under all its numbers."""
    return list({id(chain): chain for chain in chains}.values())


def _spans(profiles: Carried, keys: set[bytes], seen: Mapping[int, Seen]) -> dict[bytes, Seen]:
    found: dict[bytes, Seen] = {}
    for profile, marks in profiles.items():
        for mark in marks:
            if mark.key in keys and profile in seen:
                found[mark.key] = widened(seen[profile], found.get(mark.key))
    return found


def _follow(numbers: Collection[Mark], spans: Mapping[bytes, Seen]) -> bool:
    """Whether of each two the one was used at most so many days beside the other, whichever of the two came first."""
    if not all(one.key in spans for one in numbers):
        return False
    allowed = min(one.rules.beside for one in numbers) * DAY
    used = sorted(spans[one.key] for one in numbers)
    begun = [first for first, _ in used]
    latest = list(accumulate((last for _, last in used), max))
    for place, (first, last) in enumerate(used):
        # Those that began before it, and long before it was used last: whether one was used as long after it began.
        before = min(place, bisect_left(begun, last - allowed))
        if before and latest[before - 1] > first + allowed:
            return False
    return True
