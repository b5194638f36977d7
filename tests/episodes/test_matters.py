"""Which interactions are one matter, whatever order and portions they come in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regard.episodes.public import ASSIGN, EPISODES, matter, matters
from regard.foundation import clock
from regard.foundation.databases import read
from regard.foundation.followers import rewind
from regard.record.public import Interaction, erase
from tests.builders import START, an_interaction, day
from tests.desk import follow, matters_by_message, reading_for, record, record_all

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


def as_messages(interactions: list[Interaction]) -> set[frozenset[str]]:
    """The matters as sets of message ids, so that numbers do not count."""
    seq_of = {one.message_id: record(one).placed[0].seq for one in interactions}
    found: dict[int, set[str]] = {}
    assigned = matters_by_message()
    for message, seq in seq_of.items():
        found.setdefault(assigned[seq][0], set()).add(message)
    return {frozenset(members) for members in found.values()}


a_story = st.lists(
    st.tuples(st.integers(0, 20), st.sampled_from(["K", "L", None]), st.sampled_from(["O", "P", None])),
    min_size=1,
    max_size=12,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=a_story, data=st.data())
def test_matters_do_not_depend_on_batches_or_on_the_order_of_arrival(
    story: list[tuple[int, str | None, str | None]], data: st.DataObject
) -> None:
    told = [
        an_interaction(
            message_id=f"m{number}",
            at=START + timedelta(hours=hour),
            **{kind: name for kind, name in (("case", case), ("order", order)) if name},
        )
        for number, (hour, case, order) in enumerate(story)
    ]
    # All is drawn before anything is written: hypothesis may give up in the middle of a draw, and leave rows behind.
    ways = [
        (data.draw(st.permutations(told)), data.draw(st.integers(1, 5)), data.draw(st.integers(1, 6))) for _ in "12"
    ]
    seen = []
    for arrival, at_once, batch in ways:
        record_all(arrival, at_once=at_once)
        follow(batch=batch)
        seen.append(as_messages(told))
        erase(list(matters_by_message()), why="the next example", by="a test", at=clock.now())
        follow()
    assert seen[0] == seen[1]
