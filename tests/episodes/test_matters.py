"""Which interactions are one matter, whatever order and portions they come in."""

from __future__ import annotations

import pytest

from regard.episodes.public import ASSIGN, EPISODES, matter, matters
from regard.foundation.databases import read
from regard.foundation.followers import rewind
from tests.builders import an_interaction, day
from tests.customers.people import an_identifier
from tests.desk import follow, matters_by_message, reading_for, record

pytestmark = pytest.mark.django_db


def test_the_closing_of_a_case_belongs_to_its_opening() -> None:
    opened, closed = record(an_interaction(case="K"), an_interaction(case="K", at=day(2))).placed
    follow()
    assert matters_by_message()[closed.seq] == (opened.seq, "key", "case", "certain")


def test_two_cases_are_two_matters() -> None:
    record(an_interaction(case="K"), an_interaction(case="L"))
    follow()
    assert len({row[0] for row in matters_by_message().values()}) == 2


def test_the_same_case_number_of_another_source_is_another_case() -> None:
    record(an_interaction(case="1", source="desk"), an_interaction(case="1", source="shop"))
    follow()
    assert len({row[0] for row in matters_by_message().values()}) == 2


def test_a_message_that_arrives_late_begins_the_matter_it_began() -> None:
    closed = record(an_interaction(case="K", at=day(2))).placed[0].seq
    follow()
    opened = record(an_interaction(case="K", at=day(0))).placed[0].seq
    follow()
    assert {seq: row[0] for seq, row in matters_by_message().items()} == {opened: opened, closed: opened}
    found = matter(reading_for(), closed)
    assert found is not None
    assert (found.episode_id, [one.seq for one in found.interactions]) == (opened, [opened, closed])


def test_a_matter_that_ended_up_in_another_is_told_to_those_who_follow() -> None:
    closed = record(an_interaction(case="K", at=day(2))).placed[0].seq
    follow()
    before = EPISODES.head()
    opened = record(an_interaction(case="K", at=day(0))).placed[0].seq
    follow()
    items, _ = EPISODES.read(after=before, upto=EPISODES.head(), limit=10)
    assert {(one.episode_id, one.members) for one in items} == {(opened, 2), (closed, 0)}
    assert list(matters(reading_for(), [opened, closed])) == [opened]


def test_rewinding_writes_nothing_new() -> None:
    record(*(an_interaction(case=name, at=day(number)) for number, name in enumerate("KLKM")))
    follow()
    before = read("SELECT * FROM assigned ORDER BY seq"), read("SELECT * FROM episode ORDER BY id")
    rewind(ASSIGN)
    follow()
    assert (read("SELECT * FROM assigned ORDER BY seq"), read("SELECT * FROM episode ORDER BY id")) == before


def test_what_arrives_late_and_keeps_a_case_alive_brings_in_whom_it_had_shut_out() -> None:
    cyn, dov = (an_identifier("account:1"),), (an_identifier("account:2"),)
    told = [
        an_interaction(case="K", at=day(0), direction="out", identifiers=cyn),
        an_interaction(at=day(2), role="asks", identifiers=cyn),
        an_interaction(case="K", at=day(95), identifiers=dov),
    ]
    first, later = record(told[0], told[2]).placed
    follow()
    assert {seq: row[0] for seq, row in matters_by_message().items()} == {first.seq: first.seq, later.seq: later.seq}
    record(told[1])
    follow()
    assert {row[0] for row in matters_by_message().values()} == {first.seq}
