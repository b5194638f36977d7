"""Names, birth dates and addresses: kept and shown, never a link of their own."""

from __future__ import annotations

import pytest

from regard.company.public import Source, register_source
from regard.customers.public import RECOGNISE, identifiers
from regard.foundation import clock
from regard.foundation.databases import read
from regard.record.public import erase
from tests.customers.people import by, customers, recognised, seqs
from tests.desk import follow, reading_for, record

pytestmark = pytest.mark.django_db


def test_a_name_alone_joins_nobody_and_is_nobody() -> None:
    recognised([by("name:Emma Taylor", "account:1"), by("name:Emma Taylor", "account:2"), by("name:Emma Taylor")])
    assert customers(seqs()) == [seqs()[0], seqs()[1], None]


def test_staff_who_serve_see_the_attributes_and_the_database_does_not() -> None:
    (placed,) = record(by("account:1", "first_name: Somchai ", "birth_date:2523-02-03", "address:1 High St")).placed
    follow((RECOGNISE,))
    shown = {one.kind: one.value for one in identifiers(reading_for("serve_customer"), placed.seq)}
    assert shown == {"account": "1", "first_name": "Somchai", "birth_date": "1980-02-03", "address": "1 High St"}
    stored = b"".join(bytes(part) for row in read("SELECT value, forms FROM identifier") for part in row if part)
    assert b"omchai" not in stored


def test_telephone_and_first_name_together_join_whatever_the_spelling() -> None:
    numbers = [
        one.seq
        for one in record(
            by("phone:+66815550123", "name:นายณัฐพล ใจดี"), by("phone:+66815550123", "first_name:นัฐพล", "cookie:c")
        ).placed
    ]
    follow((RECOGNISE,))
    assert len(set(customers(numbers))) == 1


def test_an_erased_customer_takes_their_name_with_them_unless_another_has_it() -> None:
    first, second = record(by("account:1", "name:Emma Taylor"), by("account:2", "name:Emma Taylor")).placed
    follow((RECOGNISE,))
    erase([first.seq], why="asked", by="Ada", at=clock.now())
    follow((RECOGNISE,))
    assert read("SELECT count(*) FROM identifier WHERE kind = 'name'") == [(1,)]
    erase([second.seq], why="asked", by="Ada", at=clock.now())
    follow((RECOGNISE,))
    assert read("SELECT count(*) FROM identifier") == [(0,)]


def test_telephones_are_read_by_the_country_of_their_source() -> None:
    by_source = {"shop": "TH", "desk": "DE"}
    for slug, country in by_source.items():
        register(slug, country)
    (thai,) = record(by("phone:081 555 0123", source="shop")).placed
    (digits,) = record(by("phone:๐๘๑๕๕๕๐๑๒๓", source="shop")).placed
    (abroad,) = record(by("phone:+66 81 555 0123", source="desk")).placed
    follow((RECOGNISE,))
    assert len(set(customers([thai.seq, digits.seq, abroad.seq]))) == 1


def register(slug: str, country: str) -> None:
    """A source of that country."""
    source = Source(slug=slug, title=slug, zone="UTC", records_replies=True, is_live=True, country=country)
    register_source(source, at=clock.now())
