"""A hundred little people: what became of the requests of one row, as a hundred."""

from collections.abc import Mapping
from fractions import Fraction

WHAT_BECAME = ("answered_here", "passed", "ignored", "open", "time_fault")
"""In the order in which they stand: answered here, sent elsewhere, nobody answered, open, times cannot be right."""

PEOPLE = 100
_LEAST = Fraction(1, 2)


def hundred(row: Mapping[str, int]) -> dict[str, int]:
    """How many of a hundred each fate is; they add up to 100, or to none where nobody asked.

    Largest remainder (Hamilton): each fate gets its whole hundredths, and what is left goes to the largest remainders.
    But a fate of half a hundredth or more is never nobody: it takes its one from the largest.
    """
    whole = sum(row[fate] for fate in WHAT_BECAME)
    if whole == 0:
        return dict.fromkeys(WHAT_BECAME, 0)
    exact = {fate: Fraction(row[fate] * PEOPLE, whole) for fate in WHAT_BECAME}
    people = {fate: int(share) for fate, share in exact.items()}
    by_remainder = sorted(WHAT_BECAME, key=lambda fate: people[fate] - exact[fate])
    for fate in by_remainder[: PEOPLE - sum(people.values())]:
        people[fate] += 1
    for fate, share in exact.items():
        if people[fate] == 0 and share >= _LEAST:
            people[max(people, key=people.__getitem__)] -= 1
            people[fate] = 1
    return people


def hidden(row: Mapping[str, int]) -> tuple[str, ...]:
    """The fates that some requests had, but too few for one of a hundred: to be said in words."""
    drawn = hundred(row)
    return tuple(fate for fate in WHAT_BECAME if row[fate] and not drawn[fate])
