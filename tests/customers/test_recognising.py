"""Who is one person: by identifiers, whatever order and portions they come in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regard.customers.public import RECOGNISE, allow, identifiers, merge, part, undo
from regard.data_use.public import Refused
from regard.foundation import clock
from regard.foundation.databases import STATE, read
from regard.foundation.errors import RegardError
from regard.foundation.followers import rewind
from regard.record.public import Interaction, erase
from tests.builders import an_interaction, examples
from tests.customers.people import by, customers, recognised
from tests.desk import follow, reading_for, record, record_all

pytestmark = pytest.mark.django_db

JANUARY = datetime(2023, 1, 1, tzinfo=UTC)


def who(*interactions: Interaction) -> list[int | None]:
    """The customer of each of these, counted from 0 in the order in which they appear; None: nobody can say."""
    numbers = [placed.seq for placed in record(*interactions).placed]
    follow((RECOGNISE,))
    found = customers(numbers)
    places = {customer: place for place, customer in enumerate(dict.fromkeys(one for one in found if one is not None))}
    return [None if one is None else places[one] for one in found]


def test_the_same_address_in_another_spelling_is_the_same_customer() -> None:
    assert who(by("email:Cyn@Riders.co.th"), by("email: cyn@riders.co.th ", source="shop")) == [0, 0]


def test_the_same_number_of_another_source_is_another_customer() -> None:
    assert who(by("account:shop:123"), by("account:desk:123")) == [0, 1]


def test_who_carries_nothing_is_nobody() -> None:
    assert who(an_interaction(), by("email:test@test.com"), by("phone:0000000000")) == [None, None, None]


def test_one_interaction_with_two_identifiers_makes_two_profiles_one_customer() -> None:
    assert who(by("email:cyn@riders.co.th"), by("account:7"), by("account:7", "email:cyn@riders.co.th")) == [0, 0, 0]


def test_the_older_id_wins() -> None:
    first, second, _ = record(
        by("account:7"), by("account:7", "email:c@riders.co.th"), by("email:c@riders.co.th")
    ).placed
    follow((RECOGNISE,))
    assert customers([first.seq, second.seq]) == [first.seq, first.seq]


def test_an_address_of_three_accounts_is_shared_and_links_nobody() -> None:
    office = "email:office@riders.co.th"
    assert who(by("account:1", office), by("account:2", office), by("account:3", office), by(office)) == [0, 1, 2, None]


def test_what_a_value_linked_before_it_turned_out_shared_comes_apart() -> None:
    office = "email:office@riders.co.th"
    numbers = [one.seq for one in record(by(office), by(office, "handle:cyn"), by("handle:cyn")).placed]
    follow((RECOGNISE,))
    assert len(set(customers(numbers))) == 1
    record(*(by(f"account:1{number}", office) for number in range(3)))
    follow((RECOGNISE,))
    alone, cyn, cyn_again = customers(numbers)
    assert alone is None
    assert cyn == cyn_again == numbers[1]


def test_two_accounts_are_two_customers_and_a_common_address_is_neither_of_both() -> None:
    home = "email:home@riders.co.th"
    assert who(by("account:1", home), by("account:2", home), by(home)) == [0, 1, 2]


def test_a_kiosk_is_nobody() -> None:
    told = [by("device:kiosk", f"email:rider{number}@riders.co.th") for number in range(8)]
    assert who(*told, by("device:kiosk")) == [*range(8), None]


def test_only_a_purpose_that_may_read_identities_sees_them() -> None:
    (placed,) = record(by("email:Cyn@Riders.co.th", "account:7")).placed
    follow((RECOGNISE,))
    shown = identifiers(reading_for("serve_customer"), placed.seq)
    assert [(one.kind, one.value, one.status) for one in shown] == [
        ("account", "7", "ok"), ("email", "cyn@riders.co.th", "ok"),
    ]  # fmt: skip
    with pytest.raises(Refused):
        identifiers(reading_for(), placed.seq)
    assert b"riders" not in b"".join(bytes(row[0]) for row in read("SELECT value FROM identifier"))


def test_merge_then_undo_is_identity() -> None:
    numbers = [one.seq for one in record(by("email:c@riders.co.th"), by("account:7"), by("account:8")).placed]
    follow((RECOGNISE,))
    before = customers(numbers)
    number = merge(numbers[1], numbers[0], by="Ada", at=clock.now())
    follow((RECOGNISE,))
    assert customers(numbers) == [numbers[0], numbers[0], numbers[2]]
    undo(number, by="Ada", at=clock.now())
    follow((RECOGNISE,))
    assert customers(numbers) == before
    with pytest.raises(RegardError, match="No merge"):
        undo(number, by="Ada", at=clock.now())


def test_a_person_may_say_that_two_accounts_are_one_customer_and_parts_what_a_rule_joined() -> None:
    numbers = [
        one.seq
        for one in record(
            by("account:1"), by("account:2"), by("email:c@riders.co.th"), by("account:1", "email:c@riders.co.th")
        ).placed
    ]
    follow((RECOGNISE,))
    merge(numbers[0], numbers[1], by="Ada", at=clock.now())
    follow((RECOGNISE,))
    assert len(set(customers(numbers))) == 1
    part(numbers[2], numbers[3], by="Ada", at=clock.now())
    follow((RECOGNISE,))
    assert customers(numbers) == [numbers[0], numbers[0], numbers[2], numbers[0]]
    allow(numbers[2], numbers[3], by="Ada", at=clock.now())
    follow((RECOGNISE,))
    assert len(set(customers(numbers))) == 1


def test_undoing_what_a_rule_joined_parts_for_good() -> None:
    numbers = [one.seq for one in record(by("email:c@riders.co.th"), by("email:c@riders.co.th", "handle:cyn")).placed]
    follow((RECOGNISE,))
    ((number,),) = read("SELECT no FROM merge_event WHERE rule = 'identifier'")
    undo(number, by="Ada", at=clock.now())
    follow((RECOGNISE,))
    assert len(set(customers(numbers))) == 2
    rewind(RECOGNISE)
    follow((RECOGNISE,))
    assert len(set(customers(numbers))) == 2


def test_an_erased_customer_leaves_nothing_that_points_at_them() -> None:
    numbers = [
        one.seq
        for one in record(by("email:c@riders.co.th"), by("account:7", "email:c@riders.co.th"), by("account:8")).placed
    ]
    follow((RECOGNISE,))
    erase(numbers[:2], why="asked", by="Ada", at=clock.now())
    follow((RECOGNISE,))
    assert customers(numbers) == [None, None, numbers[2]]
    assert read("SELECT count(*) FROM identifier") == [(1,)]
    assert read("SELECT count(*) FROM profile") == [(1,)]
    assert read("SELECT count(*) FROM merge_event") == [(0,)]


TABLES = (
    "profile", "profile_identifier", "recognised", "customer_map", "merge_event", "doubt",
    "regrouped",
)  # fmt: skip


def rows() -> dict[str, list[tuple[object, ...]]]:
    """All that recognition wrote, but for the sealed values."""
    found = {table: read(f"SELECT * FROM {table} ORDER BY 1, 2") for table in TABLES}  # noqa: S608 -- fixed names
    return found | {
        "identifier": read("SELECT value_key, kind, namespace, profile_id, status FROM identifier ORDER BY 1")
    }


def test_a_home_from_before_profiles_kept_their_marks_learns_them() -> None:
    recognised([by("email:a@riders.co.th", "name:Ada"), by("account:1", "email:a@riders.co.th"), by("device:d")])
    before = rows()
    with connections[STATE].cursor() as cursor:
        cursor.execute("UPDATE profile SET marks = %s", [b""])
    connection = SimpleNamespace(connection=connections[STATE])
    import_module("regard.customers.migrations.0007_marks").note_marks(None, connection)
    assert rows() == before


def test_rewinding_writes_nothing_new() -> None:
    told = [
        by("email:a@riders.co.th"),
        by("account:1", "email:a@riders.co.th"),
        by("account:2", "device:d"),
        by("device:d"),
    ]
    recognised([*told, *(by(f"account:1{number}", "device:d") for number in range(4))])
    before = rows()
    rewind(RECOGNISE)
    follow((RECOGNISE,), batch=2)
    assert rows() == before


VALUES = (
    "account:1", "account:2", "account:3", "account:shop:1", "loyalty:1", "loyalty:2", "email:a@riders.co.th",
    "email:b@riders.co.th", "email:c@riders.co.th", "phone:+66815550123", "handle:cyn", "cookie:x", "device:d",
    "first_name:Emma", "first_name:Daniel", "name:Ema Taylor", "birth_date:1980-02-03", "birth_date:1956-11-30",
    "order:9",
)  # fmt: skip
a_crowd = st.lists(
    st.tuples(st.sets(st.sampled_from(VALUES), min_size=1, max_size=4), st.integers(0, 6)), min_size=1, max_size=14
)
"""What each carries, and when it happened: a cookie is forgotten after 400 days."""


Way = tuple[list[int], int, int, int]
Word = tuple[int, int]
"""Whose interactions, by their places in the story, are said to be of one person."""
Carried = tuple[set[str], int]


def as_stories(crowd: list[Carried], prefix: str) -> list[Interaction]:
    """The interactions of a crowd."""
    return [
        by(*sorted(values), message_id=f"{prefix}{number}", occurred_at=JANUARY + timedelta(days=150 * month))
        for number, (values, month) in enumerate(crowd)
    ]


_NOBODYS = "SELECT customer_id FROM customer_map WHERE customer_id > 0 AND customer_id NOT IN (SELECT id FROM profile)"


def as_told(interactions: list[Interaction]) -> tuple[set[frozenset[str]], set[tuple[str, ...]]]:
    """The customers as sets of message ids, and the statuses, so that numbers do not count."""
    assert read(_NOBODYS) == [], "A customer is the oldest of its profiles."
    seq_of = {one.message_id: record(one).placed[0].seq for one in interactions}
    found: dict[int | None, set[str]] = {}
    for message, customer in zip(seq_of, customers(seq_of.values()), strict=True):
        found.setdefault(customer, set()).add(message)
    nobody = found.pop(None, set())
    statuses = {tuple(map(str, row)) for row in read("SELECT value_key, status FROM identifier")}
    # Which profile stands for a side depends on arrival; what is doubted, and why, does not.
    statuses |= {tuple(map(str, row)) for row in read("SELECT DISTINCT value_key, reason FROM doubt")}
    return {frozenset(one) for one in found.values()} | {frozenset({"nobody", *nobody})}, statuses


def a_way(count: int) -> st.SearchStrategy[Way]:
    """An order of arrival, how many are recorded at once, taken in a batch, and there when people first speak."""
    return st.tuples(st.permutations(range(count)), st.integers(1, 9), st.integers(1, 9), st.integers(0, count))


some_words = st.lists(st.tuples(st.integers(0, 13), st.integers(0, 13)), max_size=3)
two_ways = st.tuples(a_crowd, a_crowd).flatmap(
    lambda crowds: st.tuples(st.just(crowds), *[a_way(len(crowds[0]) + len(crowds[1]))] * 2, some_words)
)


def said_one(told: list[Interaction], words: list[Word], *, among: list[Interaction]) -> list[Word]:
    """People say of those who are there that they are one person; what is left to say."""
    later = []
    for one, other in words:
        both = [told[place % len(told)] for place in (one, other)]
        if not all(interaction in among for interaction in both):
            later.append((one, other))
            continue
        named = [record(interaction).placed[0].seq for interaction in both]
        rows = read(
            "SELECT DISTINCT profile_id FROM recognised WHERE profile_id IS NOT NULL AND seq IN (%s, %s)", named
        )
        if len(rows) == 2:
            merge(rows[0][0], rows[1][0], by="Ada", at=clock.now())
    follow((RECOGNISE,))
    return later


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=two_ways)
def test_customers_do_not_depend_on_batches_or_on_the_order_of_arrival(
    drawn: tuple[tuple[list[Carried], list[Carried]], Way, Way, list[Word]],
) -> None:
    # All is drawn before anything is written: an example that is broken off would leave its rows to the next.
    (crowd, others), *ways, words = drawn
    told, extra = as_stories(crowd, "m"), as_stories(others, "x")
    seen = []
    for order, at_once, batch, there in ways:
        coming = [[*told, *extra][place] for place in order]
        left = words
        for start, end in ((0, there), (there, len(coming))):
            record_all(coming[start:end], at_once=at_once)
            follow((RECOGNISE,), batch=batch)
            left = said_one(told, left, among=coming[:end])
        take_back(extra)
        seen.append(as_told(told))
        take_back(told)
        assert read("SELECT count(*) FROM profile_identifier") == [(0,)]
    recognised(told)
    said_one(told, words, among=told)
    seen.append(as_told(told))
    take_back(told)
    assert seen[0] == seen[1]
    assert seen[0] == seen[2], "What was taken back has left a trace."


def take_back(interactions: list[Interaction]) -> None:
    """Erase them all."""
    erase([record(one).placed[0].seq for one in interactions], why="taken back", by="a test", at=clock.now())
    follow((RECOGNISE,))
