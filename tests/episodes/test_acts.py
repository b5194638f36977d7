"""Joining, splitting and moving by hand: as previewed, whatever arrives, and undone without a trace."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regard.customers.public import RECOGNISE, customers_of, merge
from regard.customers.public import undo as undo_merge
from regard.episodes.public import ASSIGN, Act, do, preview, preview_undo, rulings_on, undo
from regard.foundation import clock
from regard.foundation.databases import read
from regard.foundation.errors import RegardError
from regard.foundation.followers import rewind
from regard.overview.public import requests_of
from regard.record.public import Interaction, ObjectRef, erase
from tests.builders import an_interaction, day, examples
from tests.customers.people import an_identifier
from tests.desk import follow, matters_by_message, reading_for, record, record_all, start_anew
from tests.episodes.stories import an_event, told
from tests.episodes.test_arrival import counted, defined, kept, standing

pytestmark = pytest.mark.django_db

slow = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
some_acts = st.lists(
    st.tuples(st.sampled_from(("join", "split", "out", "move")), st.integers(0, 24), st.integers(0, 24)),
    min_size=1,
    max_size=4,
)
stories = st.lists(an_event, min_size=3, max_size=18).map(told)


def matters() -> set[frozenset[int]]:
    """Which interactions are one matter."""
    found: dict[int, set[int]] = {}
    for seq, (matter, *_) in matters_by_message().items():
        found.setdefault(matter, set()).add(seq)
    return {frozenset(members) for members in found.values()}


def members_of(seq: int) -> frozenset[int]:
    (found,) = (members for members in matters() if seq in members)
    return found


def acted(act: Act) -> int:
    """Do it and follow."""
    number = do(reading_for(), act, by="Bo", at=clock.now(), reason="as she says")
    follow()
    return number


def everything() -> object:
    """All that a report reads of matters: links, relations, matters with their sizes, and requests."""
    episodes = read("SELECT id, members, began_at, last_at FROM episode WHERE members > 0 ORDER BY id")
    return kept(), episodes, requests_of(reading_for(), [row[0] for row in episodes])


def tried(kind: str, one: int, other: int) -> int | None:
    """Do it if it can be done; it becomes what the preview said, and what a person asked for."""
    act = Act(kind, one, other if kind in {"join", "move"} else None)  # type: ignore[arg-type]
    own, theirs = members_of(one), members_of(other)
    try:
        seen = preview(reading_for(), act)
    except RegardError:
        return None
    before = {seq: row[0] for seq, row in matters_by_message().items()}
    number = acted(act)
    now = matters_by_message()
    assert {seq: (before[seq], row[0]) for seq, row in now.items() if before[seq] != row[0]} == seen.moved
    for matter, members in seen.after.items():
        assert {one.seq for one in members} == {seq for seq, row in now.items() if row[0] == matter}
    wished = {"join": own | theirs, "split": None, "out": {one}, "move": theirs | {one}}[kind]
    assert wished is None or frozenset(wished) <= members_of(one)
    if kind != "join":
        # What was to stay is still together, and apart from what went.
        rest = own - members_of(one)
        assert len({now[seq][0] for seq in rest}) <= 1
        assert kind == "split" or rest == own - {one}
    return number


@settings(slow, max_examples=examples(120))
@given(story=stories, acts=some_acts, mixed=st.randoms(use_true_random=False))
def test_acts_and_undos_in_any_order_are_what_the_remaining_rulings_define_and_end_as_they_began(
    story: list[Interaction], acts: list[tuple[str, int, int]], mixed: random.Random
) -> None:
    start_anew()
    record_all(story)
    follow()
    seqs = [record(one).placed[0].seq for one in story]
    before = everything()
    done: list[int] = []
    for kind, one, other in acts:
        number = tried(kind, seqs[one % len(seqs)], seqs[other % len(seqs)])
        assert kept() == defined(standing())
        done += [number] if number is not None else []
        if done and mixed.random() < 0.3:
            undone(done.pop(mixed.randrange(len(done))))
    counted()
    mixed.shuffle(done)
    for number in done:
        undone(number)
    assert everything() == before


def undone(number: int) -> None:
    """Take it back; that becomes what the preview said."""
    seen = preview_undo(reading_for(), number)
    before = {seq: row[0] for seq, row in matters_by_message().items()}
    undo(number, by="Bo", at=clock.now())
    follow()
    now = {seq: row[0] for seq, row in matters_by_message().items()}
    assert {seq: (before[seq], now[seq]) for seq in now if before[seq] != now[seq]} == seen.moved
    assert kept() == defined(standing())


@settings(slow, max_examples=examples(60))
@given(story=stories, acts=some_acts, data=st.data())
def test_rulings_hold_whatever_arrives_later_and_in_whatever_batches(
    story: list[Interaction], acts: list[tuple[str, int, int]], data: st.DataObject
) -> None:
    start_anew()
    early = data.draw(st.integers(2, len(story)))
    order = data.draw(st.permutations(range(len(story))))
    seqs = [one.seq for one in record(*(story[place] for place in order[:early])).placed]
    follow(batch=data.draw(st.integers(1, 9)))
    numbers = [tried(kind, seqs[one % early], seqs[other % early]) for kind, one, other in acts]
    record_all([story[place] for place in order[early:]], at_once=data.draw(st.integers(1, 9)))
    follow(batch=data.draw(st.integers(1, 9)))
    assert kept() == defined(standing())
    found = customers_of(reading_for(), seqs)
    if len(set(found.values())) > 1:
        # They follow the customers: merged, and parted again.
        merged = merge(min(found.values()), max(found.values()), by="Bo", at=clock.now())
        follow(batch=data.draw(st.integers(1, 9)))
        assert kept() == defined(standing())
        undo_merge(merged, by="Bo", at=clock.now())
    for number in numbers[:1]:
        if number is not None:
            undo(number, by="Bo", at=clock.now())
    follow()
    assert kept() == defined(standing())


@settings(slow, max_examples=examples(20))
@given(story=stories, acts=some_acts)
def test_rewinding_with_rulings_among_them_writes_the_same_rows(
    story: list[Interaction], acts: list[tuple[str, int, int]]
) -> None:
    start_anew()
    record_all(story)
    follow()
    seqs = [record(one).placed[0].seq for one in story]
    for kind, one, other in acts:
        tried(kind, seqs[one % len(seqs)], seqs[other % len(seqs)])
    tables = ("assigned", "episode", "object_ref", "related")
    before = {table: read(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables}  # noqa: S608 -- fixed names
    rewind(RECOGNISE)
    rewind(ASSIGN)
    follow(batch=3)
    assert {table: read(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables} == before  # noqa: S608 -- fixed names


@settings(slow, max_examples=examples(30))
@given(story=stories, acts=some_acts, erased=st.sets(st.integers(0, 17), max_size=3))
def test_what_was_said_of_erased_interactions_is_gone_with_them(
    story: list[Interaction], acts: list[tuple[str, int, int]], erased: set[int]
) -> None:
    start_anew()
    record_all(story)
    follow()
    seqs = [record(one).placed[0].seq for one in story]
    for kind, one, other in acts:
        tried(kind, seqs[one % len(seqs)], seqs[other % len(seqs)])
    gone = {seqs[place] for place in erased if place < len(seqs)}
    spoken = {number for number, one, other in read("SELECT no, one, other FROM ruling_pair") if {one, other} & gone}
    erase(sorted(gone), why="asked", by="Ada", at=clock.now())
    follow()
    assert kept() == defined(standing())
    assert not gone & {seq for pair in read("SELECT one, other FROM ruling_pair") for seq in pair}
    assert not spoken & {number for (number,) in read("SELECT no FROM ruling_reason")}


# In words


def the_story(*interactions: Interaction) -> list[int]:
    seqs = [one.seq for one in record(*interactions).placed]
    follow()
    return seqs


def test_a_split_leads_later_messages_of_the_case_to_the_newer_matter() -> None:
    seqs = the_story(*(an_interaction(case="K", at=day(number)) for number in (0, 1, 5, 6)))
    acted(Act("split", seqs[2]))
    assert matters() == {frozenset(seqs[:2]), frozenset(seqs[2:])}
    late, between = the_story(an_interaction(case="K", at=day(9)), an_interaction(case="K", at=day(2)))
    assert matters() == {frozenset([*seqs[:2], between]), frozenset([*seqs[2:], late])}


def test_taking_one_out_leaves_the_case_where_it_is() -> None:
    seqs = the_story(*(an_interaction(case="K", at=day(number)) for number in (0, 1, 2)))
    acted(Act("out", seqs[1]))
    (late,) = the_story(an_interaction(case="K", at=day(3)))
    assert matters() == {frozenset([seqs[0], seqs[2], late]), frozenset([seqs[1]])}


def test_taking_the_first_out_leaves_the_case_to_the_others() -> None:
    seqs = the_story(*(an_interaction(case="K", at=day(number)) for number in (0, 1, 2)))
    acted(Act("out", seqs[0]))
    (late,) = the_story(an_interaction(case="K", at=day(3)))
    assert matters() == {frozenset([seqs[0]]), frozenset([*seqs[1:], late])}


def test_a_wrong_guess_by_time_is_split_off_and_the_case_goes_on_without_it() -> None:
    cyn = (an_identifier("account:1"),)
    asked, called, again = the_story(
        an_interaction(case="K", role="asks", identifiers=cyn),
        an_interaction(channel="phone", at=day(1), identifiers=cyn),
        an_interaction(case="K", at=day(2), identifiers=cyn),
    )
    acted(Act("out", called))
    (late,) = the_story(an_interaction(case="K", at=day(3), identifiers=cyn))
    assert matters() == {frozenset([asked, again, late]), frozenset([called])}


def test_two_joined_matters_take_what_comes_later_by_the_keys_of_either() -> None:
    first, second = the_story(an_interaction(case="K"), an_interaction(case="L", at=day(1)))
    number = acted(Act("join", second, first))
    late = the_story(an_interaction(case="K", at=day(2)), an_interaction(case="L", at=day(3)))
    assert matters() == {frozenset([first, second, *late])}
    undo(number, by="Bo", at=clock.now())
    follow()
    assert matters() == {frozenset([first, late[0]]), frozenset([second, late[1]])}


def test_the_newest_word_holds_and_taking_it_back_brings_back_the_one_before() -> None:
    seqs = the_story(*(an_interaction(case="K", at=day(number)) for number in (0, 1, 2)))
    acted(Act("split", seqs[1]))
    joined_again = acted(Act("join", seqs[1], seqs[0]))
    assert matters() == {frozenset(seqs)}
    undo(joined_again, by="Bo", at=clock.now())
    follow()
    assert matters() == {frozenset(seqs[:1]), frozenset(seqs[1:])}


def test_an_interaction_moves_to_a_matter_that_began_after_it() -> None:
    first, second, other = the_story(
        an_interaction(case="K"), an_interaction(case="K", at=day(1)), an_interaction(case="L", at=day(2))
    )
    acted(Act("move", second, other))
    assert matters() == {frozenset([first]), frozenset([second, other])}
    assert matters_by_message()[other][:2] == (second, "ruling")


def test_a_ruling_holds_over_a_merge_of_customers_and_its_undoing() -> None:
    mail, called, wrote = the_story(
        an_interaction(identifiers=(an_identifier("account:1"),), role="asks"),
        an_interaction(channel="phone", at=day(1), identifiers=(an_identifier("account:2"),)),
        an_interaction(at=day(2), identifiers=(an_identifier("account:2"),)),
    )
    acted(Act("split", wrote))
    number = merge(mail, called, by="Ada", at=clock.now())
    follow()
    assert matters() == {frozenset([mail, called]), frozenset([wrote])}
    undo_merge(number, by="Ada", at=clock.now())
    follow()
    assert matters() == {frozenset([mail]), frozenset([called]), frozenset([wrote])}


def test_what_is_passed_from_social_to_mail_to_phone_stays_one() -> None:
    cyn = (an_identifier("handle:cyn"),)
    mail = (an_identifier("email:c@riders.co.th"), an_identifier("handle:cyn"))
    thread = (ObjectRef("thread", "desk", "T"),)
    seqs = the_story(
        an_interaction(channel="social", role="asks", identifiers=cyn, objects=thread),
        an_interaction(channel="social", at=day(0, hours=1), direction="out", role="passes", passes_to="email",
                       identifiers=cyn, objects=thread),
        an_interaction(at=day(4), role="asks", identifiers=mail),
        an_interaction(at=day(4, hours=2), direction="out", role="passes", passes_to="phone", identifiers=mail),
        an_interaction(channel="phone", at=day(9), role="asks", identifiers=mail),
    )  # fmt: skip
    assert matters() == {frozenset(seqs)}
    assert [matters_by_message()[seq][1] for seq in seqs] == ["begins", "key", "pass", "time", "pass"]


def test_who_did_what_when_and_why_is_listed_and_stays_listed_when_it_is_taken_back() -> None:
    seqs = the_story(*(an_interaction(case="K", at=day(number)) for number in (0, 1)))
    number = acted(Act("split", seqs[1]))
    for seq in seqs:
        (seen,) = rulings_on(reading_for(), seq)
        assert (seen.no, seen.kind, seen.by, seen.reason, seen.stands) == (number, "split", "Bo", "as she says", True)
    assert b"as she says" not in bytes(read("SELECT words FROM ruling_reason")[0][0])
    undo(number, by="Ada", at=clock.now())
    follow()
    (seen,) = rulings_on(reading_for(), seqs[0])
    assert (seen.undone_by, seen.stands) == ("Ada", False)
    with pytest.raises(RegardError, match="No ruling with the number"):
        undo(number, by="Ada", at=clock.now())


@pytest.mark.parametrize(
    ("kind", "one", "other", "says"),
    [
        ("split", 0, None, "begins with this interaction"),
        ("out", 2, None, "by itself already"),
        ("join", 0, 1, "in the same matter"),
        ("move", 0, 1, "in the same matter"),
        ("join", 0, None, "needs two numbers"),
        ("join", 0, 999_999, "No matter has an interaction 999999"),
    ],
)
def test_what_cannot_be_done_is_refused_with_what_would_work(kind: str, one: int, other: int | None, says: str) -> None:
    seqs = the_story(an_interaction(case="K"), an_interaction(case="K", at=day(1)), an_interaction(case="L"))
    named = seqs[other] if other is not None and other < len(seqs) else other
    with pytest.raises(RegardError, match=says):
        preview(reading_for(), Act(kind, seqs[one], named))  # type: ignore[arg-type]
    assert read("SELECT count(*) FROM ruling") == [(0,)]
