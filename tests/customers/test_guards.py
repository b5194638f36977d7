"""What keeps people apart who share something: names, birth dates, limits, windows; and what is doubted then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from regard.company.public import Source, register_source
from regard.customers.doubts import doubts_where
from regard.customers.public import RECOGNISE, Doubt, declare_source, merge, never, part, undo
from regard.foundation import clock
from regard.foundation.databases import read
from regard.foundation.errors import RegardError
from regard.foundation.followers import rewind
from regard.foundation.keys import KeyRing, make_ring, read_ring
from regard.record.public import Interaction, erase
from tests.customers.components import components, partition
from tests.customers.people import by, customers, seqs
from tests.customers.scenario import Score, Seen, as_one, crowd, scored
from tests.desk import follow, reading_for, record

pytestmark = pytest.mark.django_db

MONDAY = datetime(2024, 1, 8, 9, tzinfo=UTC)
HOME = "phone:+66815550123"


def who(*interactions: Interaction) -> list[int | None]:
    """The customer of each of these, counted from 0 in the order in which they appear; None: nobody can say."""
    numbers = [placed.seq for placed in record(*interactions).placed]
    follow((RECOGNISE,))
    found = customers(numbers)
    places = {customer: place for place, customer in enumerate(dict.fromkeys(one for one in found if one is not None))}
    return [None if one is None else places[one] for one in found]


def doubted() -> list[Doubt]:
    """All doubts, as those see them who serve."""
    return doubts_where(reading_for("serve_customer"), "1 = 1", after=0, limit=50)


def test_a_telephone_does_not_join_two_first_names() -> None:
    emma = by(HOME, "account:1", "first_name:Emma")
    assert who(emma, by(HOME, "account:2", "first_name:Daniel"), by(HOME, "first_name:Daniel"), by(HOME)) == [
        0,
        1,
        1,
        2,
    ]


def test_who_fits_one_of_them_joins_and_a_misheard_name_takes_nothing_away() -> None:
    emma = by(HOME, "account:1", "first_name:Emma")
    assert who(emma, by(HOME, "first_name:Walter"), by(HOME), by(HOME, "first_name:Ema", "cookie:c")) == [0, 1, 0, 0]


def test_a_telephone_joins_two_addresses_only_if_both_say_the_same_first_name() -> None:
    ann, ben = "email:ann@riders.co.th", "email:ben@riders.co.th"
    assert who(by(HOME, ann), by(HOME, ben), by(HOME)) == [0, 1, 2]
    assert [found.reason for found in doubted()] == ["shared"] * 3
    assert who(by(ann, "first_name:Emma"), by(ben, "first_name:Emma")) == [0, 0]


def test_a_telephone_joins_an_address_and_an_account() -> None:
    assert who(by(HOME, "email:ann@riders.co.th"), by(HOME, "account:1")) == [0, 0]


def test_an_address_does_not_join_two_birth_dates() -> None:
    ours = "email:ours@riders.co.th"
    assert who(by(ours, "handle:a", "birth_date:1980-02-03"), by(ours, "handle:b", "birth_date:1956-11-30")) == [0, 1]


def test_a_member_number_joins_whatever_the_name() -> None:
    assert who(by("loyalty:7", "first_name:Emma"), by("loyalty:7", "first_name:Daniel")) == [0, 0]


def test_a_browser_joins_a_stranger_to_a_customer_and_never_two_customers() -> None:
    told = [by("cookie:c"), by("cookie:c", "email:anna@riders.co.th"), by("cookie:d", "email:anna@riders.co.th")]
    assert who(*told) == [0, 0, 0]
    assert who(*told, by("cookie:d", "email:dov@riders.co.th")) == [0, 0, 0, 1]


def test_a_browser_joins_a_handle_and_an_address_and_never_two_member_numbers() -> None:
    assert who(by("cookie:c", "email:anna@riders.co.th"), by("cookie:c", "handle:anna")) == [0, 0]
    assert who(by("cookie:d", "loyalty:1"), by("cookie:d", "account:2"), by("cookie:d")) == [0, 1, 2]


def test_a_browser_not_seen_for_longer_than_browsers_keep_a_cookie_is_another_persons() -> None:
    later = MONDAY + timedelta(days=401)
    early, late = record(by("cookie:c", "account:1", occurred_at=MONDAY), by("cookie:c", occurred_at=later)).placed
    follow((RECOGNISE,))
    assert customers([early.seq, late.seq]) == [early.seq, late.seq]
    record(by("cookie:c", "account:1", occurred_at=MONDAY + timedelta(days=200)))
    follow((RECOGNISE,))
    assert customers([early.seq, late.seq]) == [early.seq, early.seq]


def test_a_gap_opens_again_when_what_bridged_it_is_erased() -> None:
    days = (0, 200, 401)
    told = [
        by("cookie:c", *(["account:1"] if day < 401 else []), occurred_at=MONDAY + timedelta(days=day)) for day in days
    ]
    numbers = [one.seq for one in record(*told).placed]
    follow((RECOGNISE,))
    assert len(set(customers(numbers))) == 1
    erase([numbers[1]], why="asked", by="Ada", at=clock.now())
    follow((RECOGNISE,))
    assert customers(numbers) == [numbers[0], None, numbers[2]]


def test_a_sixth_address_links_nothing() -> None:
    told = [by("account:1", f"email:a{number}@riders.co.th") for number in range(6)]
    assert who(*told, by("email:a0@riders.co.th")) == [0, 0, 0, 0, 0, 0, 1]
    assert {one.reason for one in doubted()} == {"too_many"}


def test_an_order_attaches_and_never_joins_two_accounts() -> None:
    assert who(by("account:1", "order:9"), by("order:9")) == [0, 0]
    assert who(by("account:2", "order:8"), by("account:3", "order:8"), by("order:8")) == [0, 1, None]


def test_what_a_shared_device_joined_comes_apart_when_its_source_is_said_to_be_one_and_joins_again() -> None:
    register_source(Source(slug="till", title="Till", zone="UTC", records_replies=True, is_live=True), at=clock.now())
    told = (by("device:till:7", "loyalty:1"), by("device:till:7"))
    assert who(*told) == [0, 0]
    assert declare_source("till", shared=True, by="Ada", at=clock.now()) == 1
    assert who(*told) == [0, None]
    assert who(by("device:till:8", "loyalty:2"), by("device:till:8")) == [0, None]
    declare_source("till", shared=False, by="Ada", at=clock.now())
    assert who(*told) == [0, 0]


def test_our_own_domain_and_numbers_point_at_nobody() -> None:
    ours = by("email:sales@ours.co.th")
    assert who(by("email:sales@ours.co.th", "account:1"), ours) == [0, 0]
    never("email:*@ours.co.th\nphone:+6621234500", by="Ada", at=clock.now())
    assert who(ours, by("email:desk@ours.co.th"), by("phone:+6621234500")) == [None, None, None]
    never("", by="Ada", at=clock.now())
    assert who(by("email:sales@ours.co.th", "account:1"), ours) == [0, 0]
    with pytest.raises(RegardError, match="kind and a pattern"):
        never("*@ours.co.th", by="Ada", at=clock.now())


def test_a_doubt_names_both_what_they_share_and_why() -> None:
    record(by(HOME, "account:1", "first_name:Emma"), by(HOME, "account:2", "first_name:Daniel"))
    follow((RECOGNISE,))
    (found,) = doubted()
    assert (found.customers, found.reason, found.value) == (tuple(seqs()), "two_accounts", "+66815550123")


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (2, 1, 0, 3), (3, 2, 0, 1)])
def test_why_two_are_doubted_does_not_depend_on_who_came_first(order: Sequence[int]) -> None:
    told = [by(HOME, "account:1"), by(HOME, "account:3"), by(HOME, "order:9"), by("account:3", "order:9")]
    assert len(set(who(*(told[place] for place in order)))) == 2
    assert [found.reason for found in doubted()] == ["two_accounts"]


def test_a_doubt_ends_when_people_merge_or_part_and_comes_back_with_its_undoing() -> None:
    record(by(HOME, "first_name:Emma"), by(HOME, "first_name:Daniel"))
    follow((RECOGNISE,))
    one, other = seqs()
    assert [(found.one, found.other, found.reason) for found in doubted()] == [(one, other, "names_clash")]
    for act in (part, merge):
        number = act(one, other, by="Ada", at=clock.now())
        follow((RECOGNISE,))
        assert doubted() == []
        undo(number, by="Ada", at=clock.now())
        follow((RECOGNISE,))
        assert [(found.one, found.other, found.reason) for found in doubted()] == [(one, other, "names_clash")]


def test_rewinding_leaves_the_doubts_as_they_are() -> None:
    record(by(HOME, "first_name:Emma"), by(HOME, "first_name:Daniel"), by(HOME, "cookie:c"))
    follow((RECOGNISE,))
    before = read("SELECT * FROM doubt ORDER BY no")
    assert len(before) == 3
    rewind(RECOGNISE)
    follow((RECOGNISE,), batch=1)
    assert read("SELECT * FROM doubt ORDER BY no") == before


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> KeyRing:
    """Keys of their own."""
    folder = tmp_path_factory.mktemp("keys")
    make_ring(folder)
    return read_ring(folder)


@pytest.fixture(scope="module")
def seen() -> list[Seen]:
    """Ten thousand interactions of twenty-five hundred people."""
    return list(crowd(10_000, of=2_500))


def score(seen: Sequence[Seen], customers: Sequence[int | None]) -> Score:
    """Held against whose they are."""
    return scored([one.person for one in seen], customers)


def test_households_kiosks_and_placeholders_do_not_become_one_customer(seen: list[Seen], ring: KeyRing) -> None:
    declared = score(seen, as_one(seen, ring, shared=frozenset({"kiosk"})))
    assert declared.precision >= 0.997
    undeclared = score(seen, as_one(seen, ring))
    assert undeclared.precision >= 0.98
    assert min(declared.recall, undeclared.recall) >= 0.98
    assert max(declared.most, undeclared.most) <= 10


def test_a_telephone_makes_no_customer_of_two_people_where_nobody_asks_for_a_name(ring: KeyRing) -> None:
    seen = list(crowd(10_000, of=2_500, forms_ask=False))
    found = score(seen, as_one(seen, ring))
    assert found.precision >= 0.997
    # Who of two calls from their telephone without a name, nobody can say.
    assert found.recall >= 0.96


def test_without_guards_whoever_shares_anything_is_one(seen: list[Seen], ring: KeyRing) -> None:
    found = as_one(seen, ring, guards=False)
    assert score(seen, found).precision < 0.1, "The crowd is too easy: nothing in it would be joined wrongly."
    assert partition(found) == partition(components(seen, ring))
