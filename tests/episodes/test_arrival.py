"""Matters depend neither on batches nor on arrival: the follower keeps what the definition says of the whole."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regard.customers.public import RECOGNISE, customers_of, merge, undo
from regard.episodes.public import ASSIGN, Rulings, Said, joined, rule
from regard.episodes.public import undo as take_back
from regard.foundation import clock
from regard.foundation.databases import read
from regard.foundation.followers import rewind
from regard.record.public import Interaction, erase, history
from tests.builders import examples
from tests.desk import follow, matters_by_message, reading_for, record, record_all, start_anew
from tests.episodes.stories import an_event, told

pytestmark = pytest.mark.django_db
Way = tuple[list[int], int, int]


def a_way(count: int) -> st.SearchStrategy[Way]:
    """An order of arrival, how many are recorded at once, and how many are taken in a batch."""
    orders = st.one_of(st.just(list(range(count))), st.permutations(range(count)))
    return st.tuples(orders, st.integers(1, 9), st.integers(1, 9))


def kept() -> tuple[dict[int, tuple[int, str, str, str]], set[tuple[int, int, str]]]:
    """What the follower keeps: links by number, and relations as (number, other matter, how)."""
    links = matters_by_message()
    rows = read("SELECT seq, other_seq, how FROM related")
    return links, {(seq, links[other][0], how) for seq, other, how in rows}


def defined(rulings: Rulings | None = None) -> tuple[dict[int, tuple[int, str, str, str]], set[tuple[int, int, str]]]:
    """What the definition says of everything at once."""
    every = history(reading_for(), [seq for (seq,) in read("SELECT seq FROM assigned WHERE episode_id IS NOT NULL")])
    found = joined(
        sorted(every, key=lambda one: one.order),
        customers=customers_of(reading_for(), [one.seq for one in every]),
        rulings=rulings or Rulings(),
    )
    links = {link.seq: (link.episode_id, link.link, link.why, link.sure) for link in found.links}
    return links, {(one.seq, links[one.other_seq][0], one.how) for one in found.relations}


def counted() -> None:
    """Every matter says how many it has."""
    members: dict[int, int] = {}
    for matter, *_ in matters_by_message().values():
        members[matter] = members.get(matter, 0) + 1
    assert dict(read("SELECT id, members FROM episode WHERE members > 0")) == members


def forget(interactions: list[Interaction]) -> None:
    """Erase all of them, and see that nothing of them is left."""
    erase([record(one).placed[0].seq for one in interactions], why="the next example", by="a test", at=clock.now())
    follow()
    assert matters_by_message() == {}
    for table in ("object_ref", "related", "profile_identifier"):
        assert read(f"SELECT count(*) FROM {table}") == [(0,)], table  # noqa: S608 -- fixed names


two_ways = st.lists(an_event, min_size=2, max_size=25).flatmap(
    lambda events: st.tuples(st.just(told(events)), a_way(len(events)), a_way(len(events)))
)


@settings(max_examples=examples(150), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(drawn=two_ways)
def test_matters_depend_neither_on_batches_nor_on_arrival(drawn: tuple[list[Interaction], Way, Way]) -> None:
    story, *ways = drawn
    start_anew()
    seen = []
    for order, at_once, batch in ways:
        for start in range(0, len(order), at_once):
            record(*(story[place] for place in order[start : start + at_once]))
            follow(batch=batch)
        assert kept() == defined()
        counted()
        seen.append(by_message(story))
        forget(story)
    assert seen[0] == seen[1]


def by_message(story: list[Interaction]) -> dict[str, tuple[str, str, str, str]]:
    """The matter of each message as the message that began it, with the link."""
    seq_of = {one.message_id: record(one).placed[0].seq for one in story}
    message_of = {seq: message for message, seq in seq_of.items()}
    links = matters_by_message()
    return {message: (message_of[links[seq][0]], *links[seq][1:]) for message, seq in seq_of.items()}


@settings(max_examples=examples(50), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(drawn=two_ways)
def test_recognising_far_ahead_of_joining_changes_nothing(drawn: tuple[list[Interaction], Way, Way]) -> None:
    story, (order, at_once, batch), _ = drawn
    start_anew()
    record_all([story[place] for place in order], at_once=at_once)
    follow((RECOGNISE,), batch=3)
    follow((ASSIGN,), batch=batch)
    assert kept() == defined()


@settings(max_examples=examples(50), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(drawn=two_ways, chosen=st.lists(st.integers(0, 24), min_size=4, max_size=4))
def test_what_people_say_and_take_back_leaves_no_trace(
    drawn: tuple[list[Interaction], Way, Way], chosen: list[int]
) -> None:
    story, (order, at_once, batch), _ = drawn
    start_anew()
    record_all([story[place] for place in order], at_once=at_once)
    follow(batch=batch)
    before = kept()
    seqs = [record(one).placed[0].seq for one in story]
    one, other, third, fourth = (seqs[place % len(seqs)] for place in chosen)
    said: list[tuple[Any, int]] = []
    if one != other:
        said.append((take_back, rule(one, other, together=True, by="Ada", at=clock.now())))
    if third != fourth and {one, other} != {third, fourth}:
        said.append((take_back, rule(third, fourth, together=False, by="Ada", at=clock.now())))
    found = customers_of(reading_for(), [one, other])
    if len(set(found.values())) == 2:
        said.append((undo, merge(found[one], found[other], by="Ada", at=clock.now())))
    follow(batch=batch)
    assert kept() == defined(standing())
    for take, number in said:
        take(number, by="Ada", at=clock.now())
        follow(batch=batch)
        assert kept() == defined(standing())
    assert kept() == before


def standing() -> Rulings:
    """All rulings that stand, the newest first; within one what parts before what joins."""
    said: dict[int, list[Said]] = {}
    for one, other, is_together, leads in read(
        "SELECT p.one, p.other, p.is_together, p.leads FROM ruling_pair p JOIN ruling r ON r.no = p.no "
        "WHERE r.undone_at IS NULL ORDER BY p.no DESC, p.is_together, p.one = p.other"
    ):
        for seq, partner in {(one, other), (other, one)}:
            said.setdefault(seq, []).append(Said(partner, bool(is_together), bool(leads)))
    return Rulings(said)


@settings(max_examples=examples(50), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(drawn=two_ways, erased=st.sets(st.integers(0, 24), max_size=5))
def test_what_was_erased_leaves_no_trace(drawn: tuple[list[Interaction], Way, Way], erased: set[int]) -> None:
    story, (order, at_once, batch), _ = drawn
    start_anew()
    record_all([story[place] for place in order], at_once=at_once)
    follow(batch=batch)
    seqs = [record(one).placed[0].seq for one in story]
    erase([seqs[place] for place in erased if place < len(seqs)], why="asked", by="Ada", at=clock.now())
    follow(batch=batch)
    assert kept() == defined()
    counted()


@settings(max_examples=examples(30), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(drawn=two_ways)
def test_rewinding_writes_the_same_rows(drawn: tuple[list[Interaction], Way, Way]) -> None:
    story, (order, at_once, batch), _ = drawn
    start_anew()
    record_all([story[place] for place in order], at_once=at_once)
    follow(batch=batch)
    tables = ("assigned", "episode", "object_ref", "related", "recognised", "customer_map", "merge_event")
    before = {table: read(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables}  # noqa: S608 -- fixed names
    rewind(RECOGNISE)
    rewind(ASSIGN)
    follow(batch=batch)
    assert {table: read(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables} == before  # noqa: S608 -- fixed names
