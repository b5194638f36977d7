"""A hundred people stand for all: none is lost, and nobody is made invisible."""

from hypothesis import given
from hypothesis import strategies as st

from regard.overview.hundred import WHAT_BECAME, hidden, hundred

ROWS = st.fixed_dictionaries({fate: st.integers(0, 10**6) for fate in WHAT_BECAME})


def a_row(**counts: int) -> dict[str, int]:
    return {**dict.fromkeys(WHAT_BECAME, 0), **counts}


@given(row=ROWS)
def test_they_are_always_a_hundred(row: dict[str, int]) -> None:
    assert sum(hundred(row).values()) == (100 if any(row.values()) else 0)


@given(row=ROWS)
def test_who_is_half_of_one_in_a_hundred_is_drawn_and_who_is_nobody_is_not(row: dict[str, int]) -> None:
    whole = sum(row.values())
    for fate, people in hundred(row).items():
        assert people >= 0
        if row[fate] * 200 >= whole > 0:
            assert people >= 1
        if row[fate] == 0:
            assert people == 0
        if whole:
            assert abs(people - row[fate] * 100 / whole) < 4


def test_thirds_are_shared_by_largest_remainder() -> None:
    drawn = hundred(a_row(answered_here=1, passed=1, ignored=1))
    assert sorted(drawn.values()) == [0, 0, 33, 33, 34]


def test_who_is_too_few_to_be_drawn_is_said_in_words() -> None:
    row = a_row(answered_here=10_000, open=3)
    assert hundred(row) == a_row(answered_here=100)
    assert hidden(row) == ("open",)


def test_half_of_one_in_a_hundred_is_drawn() -> None:
    row = a_row(answered_here=1_990, time_fault=10)
    assert hundred(row) == a_row(answered_here=99, time_fault=1)
    assert hidden(row) == ()
