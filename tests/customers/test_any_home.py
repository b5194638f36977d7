"""Who is one customer follows from the evidence: neither the keys of a home nor the order of arrival decide it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from regard.foundation.keys import KeyRing
from tests.builders import START, examples
from tests.customers.people import an_identifier
from tests.customers.scenario import Seen, as_one

# Enough of each kind that somebody often fits two customers who cannot be one, by two values of one trust.
VALUES = (
    "account:1", "account:2", "account:shop:1", "loyalty:1", "loyalty:2", "email:ann@riders.co.th",
    "email:ben@riders.co.th", "email:cyn@riders.co.th", "phone:+66812345678", "phone:+66815550123", "handle:cyn",
    "handle:dov", "forum:cyn", "cookie:x", "cookie:y", "device:d", "device:e", "first_name:Emma", "first_name:Daniel",
    "birth_date:1980-02-03",
)  # fmt: skip
someone = st.sets(st.sampled_from(VALUES), min_size=1, max_size=4)
some_time = st.integers(0, 900)
crowds = st.lists(st.tuples(some_time, someone), min_size=3, max_size=12)
RINGS = tuple(KeyRing(hashing=bytes([number]) * 32, sealing={}, newest=1) for number in range(12))


def seen_of(crowd: Sequence[tuple[int, Any]]) -> list[Seen]:
    """Each of these, so many days after the start."""
    return [
        Seen(0, "desk", "web", START + timedelta(days=day), tuple(an_identifier(one) for one in sorted(values)))
        for day, values in crowd
    ]


def partition(seen: Sequence[Seen], ring: KeyRing, names: Sequence[int] | None = None) -> set[frozenset[int]]:
    """Who is one customer, by place; who is nobody in particular is left out."""
    found: dict[int, set[int]] = {}
    for place, customer in zip(names or range(len(seen)), as_one(seen, ring), strict=True):
        if customer is not None:
            found.setdefault(customer, set()).add(place)
    return {frozenset(one) for one in found.values()}


@settings(max_examples=examples(200))
@given(crowd=crowds)
def test_the_same_record_under_other_keys_gives_the_same_customers(crowd: list[Any]) -> None:
    seen = seen_of(crowd)
    assert partition(seen, RINGS[0]) == partition(seen, RINGS[1]) == partition(seen, RINGS[2])


@settings(max_examples=examples(200))
@given(crowd=crowds, order=st.randoms(use_true_random=False))
def test_nor_does_the_order_of_arrival_decide(crowd: list[Any], order: Any) -> None:
    places = list(range(len(crowd)))
    order.shuffle(places)
    mixed = partition(seen_of([crowd[place] for place in places]), RINGS[3], places)
    assert mixed == partition(seen_of(crowd), RINGS[0])


def test_who_fits_two_that_cannot_be_one_joins_the_same_of_them_in_every_home() -> None:
    told = [
        (0, {"account:1", "email:ann@riders.co.th"}),
        (0, {"email:ann@riders.co.th", "email:ben@riders.co.th"}),
        (0, {"email:ben@riders.co.th", "account:2"}),
    ]
    found = {frozenset(partition(seen_of(told), ring)) for ring in RINGS}
    found |= {
        frozenset(partition(seen_of([told[place] for place in places]), RINGS[0], places))
        for places in permutations(range(3))
    }
    assert found == {frozenset({frozenset({0, 1}), frozenset({2})})}
