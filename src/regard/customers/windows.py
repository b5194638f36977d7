"""Sliding windows: who carries a value close enough in time for it to be the same person's."""

from collections.abc import Iterable, Mapping, Sequence

DAY = 86_400_000_000
"""Microseconds."""
Seen = tuple[int, int]
"""First and last moment (µs)."""


def within(days: int, carriers: Sequence[int], seen: Mapping[int, Seen]) -> list[list[int]]:
    """The carriers in sets between which lies no longer gap than so many days; 0 days: one set.

    A function of first and last moments alone, so that the order of arrival does not matter. Who was never seen
    (nothing says when) is in the first set.
    """
    if not days or not seen:
        return [list(carriers)]
    found: list[list[int]] = []
    last = 0
    for (first, until), profile in sorted((seen.get(profile, (0, 0)), profile) for profile in carriers):
        if not found or (last and first > last + days * DAY):
            found.append([])
        found[-1].append(profile)
        last = max(last, until)
    return [sorted(one) for one in found]


def widened(one: Seen, other: Seen | None) -> Seen:
    """From the first of both to the last of both."""
    return one if other is None else (min(one[0], other[0]), max(one[1], other[1]))


def cuts(days: int, spans: Iterable[Seen]) -> int:
    """How many gaps longer than so many days lie between these."""
    gaps, last = 0, None
    for first, until in sorted(spans):
        if last is not None and first > last + days * DAY:
            gaps += 1
        last = until if last is None else max(last, until)
    return gaps
