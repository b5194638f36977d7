"""Connected components by union-find, of interactions and values: what customers would be without guards."""

from __future__ import annotations

from collections.abc import Sequence

from regard.customers.public import ATTRIBUTES
from regard.customers.signature import reader
from regard.foundation.keys import KeyRing
from tests.customers.scenario import Seen


def partition(customers: Sequence[int | None]) -> set[frozenset[int]]:
    """Who is one customer, by place; who is nobody in particular is left out."""
    found: dict[int, set[int]] = {}
    for place, customer in enumerate(customers):
        if customer is not None:
            found.setdefault(customer, set()).add(place)
    return {frozenset(one) for one in found.values()}


def components(seen: Sequence[Seen], ring: KeyRing) -> list[int | None]:
    """Connected components by union-find, of interactions and values."""
    parent: dict[object, object] = {}

    def root(one: object) -> object:
        while parent.setdefault(one, one) != one:
            parent[one] = one = parent[parent[one]]
        return one

    read_ = reader(ring)
    numbers: dict[object, int] = {}
    found: list[int | None] = []
    signatures = [read_(one.identifiers, "TH") for one in seen]
    keys = [[mark.key for mark in one.marks if mark.kind not in ATTRIBUTES] if one else [] for one in signatures]
    for place, values in enumerate(keys):
        for key in values:
            parent[root(key)] = root(place)
    for place, values in enumerate(keys):
        found.append(numbers.setdefault(root(place), place) if values else None)
    return found
