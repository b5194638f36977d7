"""Runs of consecutive numbers: how many numbers are kept in few rows."""

from collections.abc import Iterable, Iterator, Sequence

Span = tuple[int, int]
"""The first and the last number of a run."""


def spans(numbers: Iterable[int]) -> list[Span]:
    """Runs of consecutive numbers as (first, last)."""
    runs: list[Span] = []
    for number in sorted(numbers):
        if runs and runs[-1][1] + 1 == number:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def portions(runs: Sequence[Span], *, size: int, after: int = 0) -> Iterator[list[Span]]:
    """The same runs in portions of at most `size` numbers, those up to `after` left out."""
    portion: list[Span] = []
    held = 0
    for first, last in runs:
        first = max(first, after + 1)
        while first <= last:
            upto = min(last, first + size - held - 1)
            portion.append((first, upto))
            held += upto - first + 1
            first = upto + 1
            if held == size:
                yield portion
                portion, held = [], 0
    if portion:
        yield portion


def length(runs: Iterable[Span]) -> int:
    """How many numbers the runs hold."""
    return sum(last - first + 1 for first, last in runs)


def within(runs: Iterable[Span], *, lowest: int, highest: int) -> set[int]:
    """The numbers of the runs that lie between two others."""
    return {number for first, last in runs for number in range(max(first, lowest), min(last, highest) + 1)}
