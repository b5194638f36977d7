"""Whatever people say about who is who, in any order, equals a rebuild from what stands; undo leaves no trace."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regard.customers.public import RECOGNISE, announcements, customer_now, preview, undo
from regard.foundation import clock
from regard.foundation.databases import read
from regard.foundation.followers import rewind
from tests.builders import examples
from tests.customers.acting import (
    CUSTOMERS,
    MATTERS,
    Act,
    acted,
    an_act,
    an_event,
    contents,
    forget_what_followed,
    plan_of,
)
from tests.desk import follow, reading_for, record_all, start_anew
from tests.episodes.stories import told

pytestmark = pytest.mark.django_db
calm = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
some_events = st.lists(an_event, min_size=2, max_size=14)
some_acts = st.lists(an_act, min_size=1, max_size=6)


@settings(max_examples=examples(80), suppress_health_check=calm)
@given(events=some_events, before=some_acts, act=an_act, batch=st.integers(1, 9))
def test_any_act_taken_back_leaves_no_trace(events: list[Any], before: list[Act], act: Act, batch: int) -> None:
    start_anew()
    record_all(told(events))
    follow(batch=batch)
    for one in before:
        acted(one)
        follow(batch=batch)
    stood = contents((*CUSTOMERS, *MATTERS))
    number = acted(act)
    follow(batch=batch)
    if number is None:
        assert contents((*CUSTOMERS, *MATTERS)) == stood
        return
    if act[0] != "undo" or read("SELECT 1 FROM merge_event WHERE no = %s AND undone_at IS NULL", [number]):
        undo(number, by="Ada", at=clock.now())
        follow(batch=batch)
        assert contents((*CUSTOMERS, *MATTERS)) == stood


@settings(max_examples=examples(80), suppress_health_check=calm)
@given(drawn=st.lists(st.one_of(an_event, an_act), min_size=3, max_size=20), batch=st.integers(1, 9))
def test_what_people_said_in_any_order_equals_a_rebuild_from_what_stands(drawn: list[Any], batch: int) -> None:
    start_anew()
    story = iter(told([one for one in drawn if len(one) == 4]))
    for one in drawn:
        if len(one) == 4:
            record_all([next(story)])
        else:
            acted(one)
        follow(batch=batch)
    stood = contents((*CUSTOMERS, *MATTERS))
    forget_what_followed()
    follow(batch=3)
    assert contents((*CUSTOMERS, *MATTERS)) == stood
    rewind(RECOGNISE)
    follow(batch=2)
    assert contents((*CUSTOMERS, *MATTERS)) == stood


@settings(max_examples=examples(60), suppress_health_check=calm)
@given(events=some_events, acts=some_acts)
def test_a_preview_is_what_the_act_does(events: list[Any], acts: list[Act]) -> None:
    start_anew()
    record_all(told(events))
    follow((RECOGNISE,))
    for act in acts:
        try:
            plan = plan_of(act)
            would = preview(reading_for(), plan) if plan else None
        except Exception:  # noqa: BLE001, S112 -- what cannot be done is not done
            continue
        if would is None:
            continue
        acted(act)
        follow((RECOGNISE,))
        assert {one.profile: customer_now(one.profile) for one in would.moves} == {
            one.profile: one.after for one in would.moves
        }
        moved = dict(read("SELECT profile_id, customer_id FROM customer_map"))
        for one in would.customers:
            assert {moved.get(profile, profile) for profile in one.profiles} == {one.number}


@settings(max_examples=examples(40), suppress_health_check=calm)
@given(drawn=st.lists(st.one_of(an_event, an_act), min_size=3, max_size=20))
def test_whoever_follows_the_announcements_knows_who_is_who(drawn: list[Any]) -> None:
    start_anew()
    story = iter(told([one for one in drawn if len(one) == 4]))
    known: dict[int, int | None] = {}
    last = 0
    for one in drawn:
        before = {profile: customer_now(profile) for (profile,) in read("SELECT id FROM profile")}
        if len(one) == 4:
            record_all([next(story)])
        else:
            acted(one)
        follow((RECOGNISE,))
        # They know of a customer from the moment they first see it.
        known = {profile: known.get(profile, customer) for profile, customer in before.items()}
        for each in announcements(reading_for(), after=last, limit=1_000):
            assert each.number in known, "Only of a number that somebody may hold."
            known[each.number], last = each.customer, each.no
        assert known == {profile: customer_now(profile) for profile in known}
