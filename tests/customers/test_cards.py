"""A changed card is no second person: member numbers that follow one another, and such that are used side by side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regard.customers.doubts import doubts_where
from regard.customers.public import RECOGNISE
from regard.foundation import clock
from regard.record.public import Interaction, erase
from tests.builders import examples
from tests.customers.acting import CUSTOMERS, contents, forget_what_followed
from tests.customers.people import by, customers
from tests.desk import follow, reading_for, record, start_anew

pytestmark = pytest.mark.django_db

JANUARY = datetime(2023, 1, 1, tzinfo=UTC)
MINE = "email:cyn@riders.co.th"


def used(day: int, *told: str) -> Interaction:
    """So many days after the start somebody told these."""
    return by(*told, occurred_at=JANUARY + timedelta(days=day))


def numbers(*interactions: Interaction, batch: int | None = None) -> list[int]:
    """The company records these and recognises them; their numbers in the log."""
    found = [placed.seq for placed in record(*interactions).placed]
    follow((RECOGNISE,), batch=batch)
    return found


def how_many(seqs: Sequence[int]) -> int:
    """Of how many customers these are."""
    return len(set(customers(seqs)))


def why_doubted() -> list[str]:
    """The reasons of all doubts."""
    return [one.reason for one in doubts_where(reading_for("serve_customer"), "1 = 1", after=0, limit=50)]


def a_change(whose: str = MINE, *, old_until: int = 100, new_from: int = 110) -> list[Interaction]:
    """Two cards of who is known by one address: the old until a day, the new from a day on."""
    return [
        used(0, "loyalty:1", whose), used(old_until, "loyalty:1"),
        used(new_from, "loyalty:2", whose), used(400, "loyalty:2"),
    ]  # fmt: skip


@pytest.mark.parametrize("whose", [MINE, "account:7"])
@pytest.mark.parametrize("old_until", [100, 110, 140])
def test_a_card_changed_for_another_leaves_one_customer(whose: str, old_until: int) -> None:
    assert how_many(numbers(*a_change(whose, old_until=old_until))) == 1
    assert why_doubted() == []


def test_two_cards_used_side_by_side_for_longer_are_two_customers_and_a_doubt() -> None:
    assert how_many(numbers(*a_change(old_until=141))) == 2
    assert why_doubted() == ["two_accounts"]


@pytest.mark.parametrize("whose", ["phone:+66815550123", "device:d", "cookie:c", "handle:cyn"])
def test_what_a_household_or_a_browser_shares_makes_no_changed_card(whose: str) -> None:
    found = numbers(*a_change(whose))
    assert how_many(found) == 2


def test_a_card_after_a_card_after_a_card_is_one_customer_by_the_account() -> None:
    told = [used(100 * number, f"loyalty:{number}", "account:7") for number in range(4)]
    assert how_many(numbers(*told)) == 1


def test_of_three_cards_two_of_which_are_used_side_by_side_none_is_joined() -> None:
    told = [*a_change("account:7"), used(0, "loyalty:3", "account:7"), used(300, "loyalty:3", "account:7")]
    assert len({customers([one])[0] for one in numbers(*told)}) == 3


def test_names_that_clash_keep_two_cards_of_one_address_apart() -> None:
    told = [used(0, "loyalty:1", MINE, "first_name:Emma"), used(100, "loyalty:2", MINE, "first_name:Daniel")]
    assert how_many(numbers(*told)) == 2


@pytest.mark.parametrize("order", list(permutations(range(4)))[::3])
@pytest.mark.parametrize(("old_until", "are"), [(100, 1), (141, 2)])
def test_it_does_not_matter_which_use_was_heard_of_first(order: Sequence[int], old_until: int, are: int) -> None:
    told = a_change(old_until=old_until)
    assert how_many([seq for place in order for seq in numbers(told[place])]) == are


def test_an_old_card_used_again_parts_them_and_its_erasure_joins_them_again() -> None:
    found = numbers(*a_change())
    assert how_many(found) == 1
    (again,) = numbers(used(300, "loyalty:1"))
    assert how_many(found) == 2
    erase([again], why="asked", by="Ada", at=clock.now())
    follow((RECOGNISE,))
    assert how_many(found) == 1
    assert why_doubted() == []


def test_a_new_card_that_turns_out_to_be_older_parts_them() -> None:
    found = numbers(*a_change())
    numbers(used(1, "loyalty:2"))
    assert how_many(found) == 2


a_use = st.tuples(
    st.integers(0, 200),
    st.sampled_from(("loyalty:1", "loyalty:2", "loyalty:3")),
    st.sets(
        st.sampled_from((MINE, "account:7", "phone:+66815550123", "first_name:Emma", "first_name:Daniel")), max_size=2
    ),
)


@settings(max_examples=examples(30), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(uses=st.lists(a_use, min_size=3, max_size=10), batch=st.integers(1, 5))
def test_cards_heard_of_bit_by_bit_are_those_of_a_rebuild(uses: list[tuple[int, str, set[str]]], batch: int) -> None:
    start_anew()
    found = [seq for day, card, more in uses for seq in numbers(used(day, card, *sorted(more)))]
    stood = contents(CUSTOMERS)
    forget_what_followed()
    follow((RECOGNISE,), batch=batch)
    assert contents(CUSTOMERS) == stood
    erase(found[:2], why="asked", by="Ada", at=clock.now())
    follow((RECOGNISE,))
    left = _who_is_one(found[2:])
    forget_what_followed()
    follow((RECOGNISE,), batch=batch)
    assert _who_is_one(found[2:]) == left


def _who_is_one(seqs: Sequence[int]) -> tuple[set[frozenset[int]], list[str]]:
    """Which are one customer, and why others are doubted. A profile keeps the number of an interaction erased since."""
    of = customers(seqs)
    found = {customer: frozenset(seq for seq, its in zip(seqs, of, strict=True) if its == customer) for customer in of}
    return set(found.values()), sorted(why_doubted())
