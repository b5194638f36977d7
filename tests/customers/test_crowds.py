"""What thousands share (a till taken for an account, a common mailbox) costs seconds, however many they are."""

from __future__ import annotations

import time
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regard.customers.cards import as_one
from regard.customers.grouping import Grouping, Told, grouped
from regard.customers.names import Traits, traits_of
from regard.customers.signature import Mark
from regard.customers.windows import DAY, Seen
from tests.builders import examples

MOST_SECONDS = 20.0
"""Of the processor: each took minutes before, and a tenth of a second since."""
MAILBOX, TILL = Mark(b"mailbox", "email", "global"), Mark(b"till", "account", "shop")
LETTERS = "abdeghikmnoprstu"


def a_name(number: int) -> str:
    """One of 4,096 first names, most of them two people's."""
    return "".join(LETTERS[number >> place & 15] * 2 for place in (0, 4, 8))


def named(number: int) -> Traits:
    return traits_of("name", f"{a_name(number)} Smith")


def in_time(profiles: dict[int, list[Mark]], told: Told) -> Grouping:
    began = time.process_time()
    found = grouped(profiles, told=told)
    assert time.process_time() - began < MOST_SECONDS
    return found


def test_a_mailbox_of_thousands_of_names_is_nobodys() -> None:
    people = range(1, 4_001)
    found = in_time({one: [MAILBOX] for one in people}, Told(traits={one: named(one) for one in people}))
    assert len(set(found.customers.values())) == len(people)
    assert found.doubts


def test_a_mailbox_of_a_family_still_joins_who_is_named_alike() -> None:
    told = {1: named(1), 2: named(2_000), 3: named(1), 4: named(2_000)}
    assert dict(grouped({one: [MAILBOX] for one in told}, told=Told(traits=told)).customers) == {1: 1, 2: 2, 3: 1, 4: 2}


def test_an_account_that_tells_thousands_of_names_is_one_customer_all_the_same() -> None:
    people = range(1, 20_001)
    found = in_time({one: [TILL] for one in people}, Told(traits={one: named(one) for one in people}))
    assert set(found.customers.values()) == {1}


@pytest.mark.parametrize("are_beside", [False, True])
def test_a_till_taken_for_an_account_does_not_compare_each_three_cards_shown_there(*, are_beside: bool) -> None:
    people = range(1, 2_001)
    profiles = {one: [TILL, Mark(one.to_bytes(4, "big"), "loyalty", "club")] for one in people}
    seen = {one: (one * DAY // 100, (one + 6_000) * DAY // 100 if are_beside else one * DAY // 100) for one in people}
    began = time.process_time()
    cards = as_one([{mark.key: mark for _, mark in profiles.values()}], profiles, seen)
    assert time.process_time() - began < MOST_SECONDS
    assert len(cards) == (0 if are_beside else len(people))
    found = in_time(profiles, Told(seen=seen, cards=cards))
    assert len(set(found.customers.values())) == (len(people) if are_beside else 1)


a_span = st.tuples(st.integers(0, 90), st.sampled_from((0, 0, 10, 31, 60, 90)))


@settings(max_examples=examples(300))
@given(spans=st.lists(a_span, min_size=2, max_size=5))
def test_cards_follow_one_another_where_of_each_two_one_was_used_at_most_thirty_days_beside_the_other(
    spans: list[tuple[int, int]],
) -> None:
    seen: dict[int, Seen] = {one: (at * DAY, (at + days) * DAY) for one, (at, days) in enumerate(spans, start=1)}
    cards = {one: Mark(bytes([one]), "loyalty", "club") for one in seen}
    found = as_one([{card.key: card for card in cards.values()}], {one: [card] for one, card in cards.items()}, seen)
    each_two = combinations(seen.values(), 2)
    assert bool(found) == all(min(one[1] - other[0], other[1] - one[0]) <= 30 * DAY for one, other in each_two)
