"""Holds customers against who is who in truth: pairs of rows that are of one person."""

from collections import Counter
from collections.abc import Mapping

from regard.sample.pairs import pairs_of
from regard.sample.seen import Finding, Seen

_PRECISION, _RECALL = 0.995, 0.97
_RECALL_OF_FEW, _FEW = 0.95, 20_000
"""In a company of few rows most are planted: calls of a family and pages of a kiosk, which are rightly nobody's."""


def check_known(seen: Seen) -> list[Finding]:
    """Pairwise precision and recall over all rows that point at somebody; households and kiosk kept apart."""
    return [_pairs(seen), *_apart(seen)]


def _pairs(seen: Seen) -> Finding:
    found = pairs_of(seen.persons, seen.customer_of)
    return Finding(
        claim="who is who: pairs of interactions",
        planted=found.true,
        found=found.right,
        invented=found.said - found.right,
        holds=found.precision >= _PRECISION
        and found.recall >= (_RECALL_OF_FEW if len(seen.persons) < _FEW else _RECALL),
        said=f"precision {found.precision:.4f}, recall {found.recall:.4f}",
    )


def _apart(seen: Seen) -> list[Finding]:
    plant = seen.plants["recognition"]
    customers: dict[str, set[int]] = {}
    for row, person in seen.persons.items():
        if row in seen.customer_of:
            customers.setdefault(person, set()).add(seen.customer_of[row])
    own = _own(seen)
    households = [(one, other) for one, other in plant["households"]]
    return [
        _kept("households", [own[one] for pair in households for one in pair], len(plant["households"])),
        _kept("members at the kiosk", [own[one] for one in plant["kiosk"]], len(plant["kiosk"])),
        # Of those of whom staff wrote down nothing else, nobody can say who they are: that is right, too.
        _kept("orders of test@test.com", [own[one] for one in plant["typed"] if one in own], len(plant["typed"])),
    ]


def _own(seen: Seen) -> Mapping[str, int]:
    """The customer of most rows of each person."""
    counts: dict[str, Counter[int]] = {}
    for row, person in seen.persons.items():
        if row in seen.customer_of:
            counts.setdefault(person, Counter())[seen.customer_of[row]] += 1
    return {person: max(sorted(found), key=found.__getitem__) for person, found in counts.items()}


def _kept(what: str, customers: list[int], planted: int) -> Finding:
    merged = len(customers) - len(set(customers))
    return Finding(
        claim=f"who is who: {what} kept apart",
        planted=planted,
        found=planted - merged,
        invented=merged,
        holds=merged == 0,
    )
