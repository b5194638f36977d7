"""What people say about who is who: previewed, done, and taken back without a trace."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import pytest

from regard.customers.public import (
    RECOGNISE,
    announcements,
    carry_out,
    customer_now,
    history_of,
    merge,
    move,
    plan_merge,
    plan_move,
    plan_part,
    plan_shared,
    plan_split,
    plan_undo,
    preview,
    profiles_of,
    reasons,
    share,
    split,
    undo,
)
from regard.foundation import clock
from regard.foundation.databases import read
from regard.foundation.errors import RegardError
from regard.foundation.followers import rewind
from regard.record.public import erase
from tests.builders import START
from tests.customers.acting import CUSTOMERS, contents, forget_what_followed
from tests.customers.people import by, customers
from tests.desk import follow, reading_for, record

pytestmark = pytest.mark.django_db


def known(*told: str) -> list[int]:
    """The company records these, each told by its identifiers, and recognises them; their numbers."""
    numbers = [one.seq for one in record(*(by(*one.split()) for one in told)).placed]
    follow((RECOGNISE,))
    return numbers


def now(numbers: Iterable[int]) -> list[int | None]:
    """The customers once recognition has caught up."""
    follow((RECOGNISE,))
    return customers(numbers)


def ada() -> dict[str, Any]:
    """Who acts, and when."""
    return {"by": "ada@regard.example", "at": clock.now()}


def test_a_preview_says_what_the_act_then_does_and_writes_nothing() -> None:
    one, other, third = known("email:c@riders.co.th", "account:7", "account:8")
    plan = plan_merge(other, one)
    would = preview(reading_for(), plan)
    assert [(one.number, one.profiles, one.was) for one in would.customers] == [(one, (one, other), (one, other))]
    assert would.seqs == (other,)
    assert read("SELECT count(*) FROM merge_event") == [(0,)]
    carry_out(reading_for(), plan, **ada())
    assert now([one, other, third]) == [one, one, third]


ANNA = ("email:anna@riders.co.th", "email:anna@riders.co.th loyalty:1", "loyalty:1 cookie:a")
BEN = ("email:ben@riders.co.th", "email:ben@riders.co.th loyalty:2", "loyalty:2 cookie:b")


def test_two_customers_with_two_member_numbers_become_one_whole_and_two_again() -> None:
    numbers = known(*ANNA, *BEN)
    one, other = numbers[0], numbers[3]
    assert now(numbers) == [one] * 3 + [other] * 3
    stood = contents(CUSTOMERS)
    plan = plan_merge(one, other)
    assert [(each.number, each.profiles) for each in preview(reading_for(), plan).customers] == [(one, tuple(numbers))]
    number = carry_out(reading_for(), plan, **ada())
    assert now(numbers) == [one] * 6
    rewind(RECOGNISE)
    follow((RECOGNISE,), batch=1)
    assert now(numbers) == [one] * 6
    undo(number, **ada())
    assert now(numbers) == [one] * 3 + [other] * 3
    assert contents(CUSTOMERS) == stood


def test_what_comes_in_later_of_either_joins_whom_a_person_made_one() -> None:
    numbers = known(*ANNA[:2], *BEN[:2])
    number = merge(numbers[0], numbers[2], **ada())
    follow((RECOGNISE,))
    later = known(ANNA[2], BEN[2], "loyalty:1 handle:anna", "email:ben@riders.co.th device:b")
    assert now([*numbers, *later]) == [numbers[0]] * 8
    undo(number, **ada())
    one, other = numbers[0], numbers[2]
    assert now([*numbers, *later]) == [one, one, other, other, one, other, one, other]


def test_what_both_carry_is_doubted_until_a_person_makes_them_one() -> None:
    home = "phone:+66815550123"
    numbers = known(*ANNA, *BEN, f"loyalty:1 {home}", f"loyalty:2 {home}", home)
    assert len(set(now(numbers))) == 3
    stood = read("SELECT one, other, reason FROM doubt ORDER BY 1, 2")
    assert len(stood) == 3
    number = merge(numbers[0], numbers[3], **ada())
    assert now(numbers) == [numbers[0]] * 9
    assert read("SELECT count(*) FROM doubt") == [(0,)]
    undo(number, **ada())
    follow((RECOGNISE,))
    assert read("SELECT one, other, reason FROM doubt ORDER BY 1, 2") == stood


def test_what_joins_either_customer_can_be_undone_once_a_person_made_them_one() -> None:
    numbers = known(*ANNA, *BEN)
    merge(numbers[0], numbers[3], **ada())
    assert now(numbers) == [numbers[0]] * 6
    ((number,),) = read("SELECT no FROM merge_event WHERE one = %s AND other = %s", [numbers[4], numbers[5]])
    undo(number, **ada())
    assert now(numbers) == [numbers[0]] * 5 + [numbers[5]]


def test_whoever_was_parted_from_some_of_a_customer_is_not_merged_with_the_others() -> None:
    numbers = known(*ANNA, *BEN)
    number = carry_out(reading_for(), plan_part([numbers[2]], [numbers[3]]), **ada())
    follow((RECOGNISE,))
    with pytest.raises(RegardError, match=f"undo {number}"):
        carry_out(reading_for(), plan_merge(numbers[0], numbers[3]), **ada())
    undo(number, **ada())
    merge(numbers[0], numbers[3], **ada())
    assert now(numbers) == [numbers[0]] * 6
    carry_out(reading_for(), plan_split(numbers[0], [numbers[2]]), **ada())
    assert now(numbers) == [*[numbers[0]] * 2, numbers[2], *[numbers[0]] * 3]


def test_a_moved_profile_leaves_the_others_together() -> None:
    mail = "email:c@riders.co.th"
    first, second, wrong, dov = known(mail, f"{mail} cookie:a", f"{mail} cookie:b", "account:9")
    would = preview(reading_for(), plan_move(wrong, dov))
    assert [(one.number, one.profiles) for one in would.customers] == [(first, (first, second)), (wrong, (wrong, dov))]
    number = move(wrong, dov, **ada())
    assert now([first, second, wrong, dov]) == [first, first, wrong, wrong]
    (later,) = known(f"{mail} cookie:c")
    assert now([later]) == [first], "The address goes on joining those from whom the profile was moved."
    undo(number, **ada())
    assert now([first, second, wrong, dov, later]) == [first, first, first, dov, first]


def test_who_was_moved_to_a_customer_stays_with_it_whatever_happens_there() -> None:
    wrong, first, second = known("email:c@riders.co.th", "account:9", "account:9 handle:dov")
    move(wrong, second, **ada())
    assert now([wrong, first, second]) == [wrong, wrong, wrong]
    number = split(wrong, [first], **ada())
    undo(number, **ada())
    assert now([wrong, first, second]) == [wrong, wrong, wrong]
    (later,) = known("account:9 cookie:x")
    assert now([wrong, first, second, later]) == [wrong, wrong, wrong, wrong]


def test_a_split_keeps_either_side_together() -> None:
    home = "email:home@riders.co.th"
    numbers = known(f"{home} cookie:a", f"{home} cookie:b", f"{home} handle:dov", f"{home} device:d")
    number = split(numbers[0], numbers[2:], **ada())
    assert now(numbers) == [numbers[0], numbers[0], numbers[2], numbers[2]]
    undo(number, **ada())
    assert now(numbers) == [numbers[0]] * 4


def test_undoing_what_a_rule_joined_leaves_what_the_other_merges_join() -> None:
    home = "email:home@riders.co.th"
    numbers = known("account:1", f"account:1 {home}", f"{home} handle:dov", "handle:dov device:d")
    assert now(numbers) == [numbers[0]] * 4
    ((number,),) = read("SELECT no FROM merge_event WHERE one = %s AND other = %s", numbers[1:3])
    taken_back_by = undo(number, **ada())
    assert now(numbers) == [numbers[0], numbers[0], numbers[2], numbers[2]]
    undo(taken_back_by, **ada())
    assert now(numbers) == [numbers[0]] * 4


def test_what_a_rule_and_a_person_joined_comes_apart_once_the_persons_word_is_taken_back() -> None:
    one, other = known("email:c@riders.co.th", "account:7")
    word = merge(one, other, **ada())
    (both,) = known("email:c@riders.co.th account:7")
    ((number,),) = read("SELECT no FROM merge_event WHERE rule = 'identifier' AND one = %s", [one])
    with pytest.raises(RegardError, match=f"undo {word}"):
        plan_undo(number)
    undo(word, **ada())
    undo(number, **ada())
    assert now([one, other, both]) == [one, other, other]


def test_a_value_declared_shared_lets_go_of_all_it_joined_and_taking_that_back_joins_them_again() -> None:
    office = "email:office@riders.co.th"
    numbers = known(office, f"{office} cookie:a", f"{office} loyalty:7", "loyalty:7 handle:dov")
    ((key,),) = read("SELECT value_key FROM identifier WHERE kind = 'email'")
    would = preview(reading_for(), plan_shared(bytes(key)))
    assert {one.number for one in would.customers} == {None, numbers[1], numbers[2]}
    number = share(bytes(key), **ada())
    assert now(numbers) == [None, numbers[1], numbers[2], numbers[2]]
    (later,) = known(f"{office} cookie:c")
    assert now([later]) == [later]
    with pytest.raises(RegardError, match="already"):
        plan_shared(bytes(key))
    undo(number, **ada())
    assert now([*numbers, later]) == [numbers[0]] * 5
    assert read("SELECT status FROM identifier WHERE kind = 'email'") == [("ok",)]


def test_evidence_that_came_while_a_value_was_declared_shared_counts_when_that_is_taken_back() -> None:
    office = "email:office@riders.co.th"
    numbers = known(office, f"{office} account:1")
    ((key,),) = read("SELECT value_key FROM identifier WHERE kind = 'email'")
    number = share(bytes(key), **ada())
    follow((RECOGNISE,))
    known(f"account:2 {office}", f"account:3 {office}")
    undo(number, **ada())
    follow((RECOGNISE,))
    assert read("SELECT status FROM identifier WHERE kind = 'email'") == [("shared",)]
    assert now(numbers) == [None, numbers[1]]


def test_who_were_said_to_be_two_people_are_merged_only_once_that_is_taken_back() -> None:
    one, other = known("email:c@riders.co.th", "account:7")
    number = carry_out(reading_for(), plan_part([one], [other]), **ada())
    with pytest.raises(RegardError, match=f"undo {number}"):
        carry_out(reading_for(), plan_merge(one, other), **ada())
    carry_out(reading_for(), plan_undo(number), **ada())
    carry_out(reading_for(), plan_merge(one, other), **ada())
    assert now([one, other]) == [one, one]
    with pytest.raises(RegardError, match="already"):
        carry_out(reading_for(), plan_merge(one, other), **ada())


def test_what_cannot_be_meant_is_refused_with_what_would_work() -> None:
    one, other = known("email:c@riders.co.th", "email:c@riders.co.th account:7")
    plans: tuple[Callable[[], object], ...] = (
        lambda: plan_merge(one, one), lambda: plan_merge(one, 99), lambda: plan_move(other, one),
        lambda: plan_split(one, [one, other]), lambda: plan_split(one, [99]), lambda: plan_part([], [one]),
        lambda: plan_undo(99), lambda: plan_shared(b"nobody"),
    )  # fmt: skip
    for plan in plans:
        with pytest.raises(RegardError, match=r"would work|Its profiles|lists those"):
            plan()


def test_every_merge_names_its_evidence() -> None:
    one, other = known("email:c@riders.co.th", "email:c@riders.co.th account:7")
    number = share(bytes(read("SELECT value_key FROM identifier WHERE kind = 'account'")[0][0]), **ada())
    found = {each.rule: each for each in reasons(reading_for("serve_customer"), one)}
    assert (found["identifier"].kind, found["identifier"].value) == ("email", "c@riders.co.th")
    assert found["identifier"].brought_by == other
    assert found["identifier"].at is not None
    assert (found["shared"].no, found["shared"].by, found["shared"].value) == (number, "ada@regard.example", "7")


def test_the_map_is_known_now_and_as_it_was_known_then() -> None:
    one, other = known("email:c@riders.co.th", "account:7")
    before = clock.now()
    number = merge(one, other, **ada())
    follow((RECOGNISE,))
    between = clock.now()
    undo(number, **ada())
    follow((RECOGNISE,))
    (later,) = known("email:c@riders.co.th handle:cyn")

    def then(moment: datetime, *customers: int) -> dict[int, int]:
        return profiles_of(reading_for(), customers, known_at=moment)

    def said(moment: datetime) -> list[tuple[str, bool]]:
        return [(each.rule, each.stands) for each in reasons(reading_for(), one, known_at=moment)]

    assert then(START, one) == {}
    assert then(before, one) == {one: one}
    assert then(between, one) == {one: one, other: one}
    assert then(between, other) == {}
    assert then(clock.now(), one, other) == {one: one, other: other, later: one}
    assert (said(before), said(between)) == ([], [("person", True)])
    assert said(clock.now()) == [("person", False), ("identifier", True)]
    assert [was.customer for was in history_of(reading_for(), [other])[other]] == [other, one, other]


def test_a_number_leads_to_who_is_left_when_only_part_of_a_customer_is_erased() -> None:
    mail = "email:c@riders.co.th"
    first, second, third, other = known(mail, f"{mail} handle:cyn", f"{mail} cookie:c", "account:7")

    def forget(*numbers: int) -> None:
        erase(numbers, why="asked", by="Ada", at=clock.now())
        follow((RECOGNISE,))

    forget(first)
    assert [customer_now(number) for number in (first, second, third)] == [second] * 3
    said = [(each.number, each.customer) for each in announcements(reading_for(), after=0, limit=9)]
    assert said == [(second, second), (third, second), (first, second)]
    merge(second, other, **ada())
    follow((RECOGNISE,))
    forget(second, third)
    assert [customer_now(number) for number in (first, second, third, other)] == [other] * 4
    forget(other)
    assert [customer_now(number) for number in (first, second, third, other)] == [None] * 4


def test_each_number_that_leads_elsewhere_is_announced_once_and_never_on_a_rewind() -> None:
    one, other = known("email:c@riders.co.th", "account:7")
    number = merge(one, other, **ada())
    follow((RECOGNISE,))
    undo(number, **ada())
    follow((RECOGNISE,))
    said = [(each.kind, each.number, each.customer) for each in announcements(reading_for(), after=0, limit=9)]
    assert said == [("merged", other, one), ("split", other, other)]
    rewind(RECOGNISE)
    follow((RECOGNISE,), batch=1)
    assert len(announcements(reading_for(), after=0, limit=9)) == 2


def test_whom_people_merged_and_parted_is_somebody_also_where_a_rebuild_meets_one_before_the_other() -> None:
    one, other = known("account:1", "account:2")
    merge(one, other, **ada())
    now([one, other])
    carry_out(reading_for(), plan_part((one,), (other,)), **ada())
    forget_what_followed()
    follow((RECOGNISE,), batch=1)
    assert customers([one, other]) == [one, other]
