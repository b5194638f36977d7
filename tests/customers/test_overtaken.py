"""A worker that another overtakes between any two of its questions, and one that is sent back, change nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

import pytest
from django.db import connections

from regard.company.public import choose
from regard.customers.public import RECOGNISE, queue
from regard.customers.queue import put_aside
from regard.foundation import clock
from regard.foundation.databases import STATE, read
from regard.foundation.followers import rewind, step
from regard.record.public import erase
from tests.customers.acting import CUSTOMERS, contents
from tests.customers.people import by, customers, recognised, seqs
from tests.desk import follow, reading_for, record, record_all, start_anew

pytestmark = pytest.mark.django_db
MINE, HERS = "email:cyn@riders.co.th", "phone:+66815550123"


class Overtaking:
    """Another worker, who does all there is to do just before this one asks its `place`th question."""

    def __init__(self, place: int, first: Callable[[], object]) -> None:
        self.left, self._first = place, first

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 -- as Django calls it
        self.left -= sql.startswith("SELECT")
        if sql.startswith("SELECT") and self.left == 0:
            self._first()
            step(RECOGNISE, reading_for(RECOGNISE.purpose))
        return execute(sql, params, many, context)


def a_record() -> Sequence[int]:
    """Some are recognised, more came since; the numbers of those that are to be erased."""
    start_anew()
    cyn = [by(MINE, HERS, "name:Cyn Lee"), by(MINE, "account:1")]
    recognised([*cyn, by("device:d", "account:2"), by("device:d", HERS)])
    erased = seqs()[:2]
    record_all([by(MINE, "handle:h"), by("device:d", "loyalty:4"), by(HERS, "account:9")])
    return erased


@pytest.mark.parametrize("knows", [True, False], ids=["both know of the erasure", "only the other does"])
def test_who_is_overtaken_while_something_is_erased_drops_what_it_read(*, knows: bool) -> None:
    for place in count(1):
        gone = a_record()

        def let_go(gone: Sequence[int] = gone) -> None:
            erase(gone, why="asked", by="Ada", at=clock.now())

        if knows:
            let_go()
        overtaking = Overtaking(place, (lambda: None) if knows else let_go)
        with connections[STATE].execute_wrapper(overtaking):
            done = step(RECOGNISE, reading_for(RECOGNISE.purpose))
        if overtaking.left > 0:
            break
        assert not done.written
        follow((RECOGNISE,))
        assert read("SELECT count(*) FROM recognised WHERE profile_id IS NOT NULL") == [(5,)]
    assert place > 20, "it asks that many questions"


def test_a_country_that_is_said_later_changes_nothing_of_who_was_recognised_before() -> None:
    told = ("phone:0815550123", "phone:0815550123 account:1", "account:1", "phone:+66815550123")
    recognised([by(*one.split()) for one in told])
    was = [*zip(seqs(), customers(seqs()), strict=True)]
    stood = contents(CUSTOMERS)
    choose("phone_region", "TH")
    rewind(RECOGNISE)
    follow((RECOGNISE,), batch=2)
    assert contents(CUSTOMERS) == stood
    assert [*zip(seqs(), customers(seqs()), strict=True)] == was
    (new,) = (one.seq for one in record(by("phone:0815550123")).placed)
    follow((RECOGNISE,))
    assert customers([new]) == [was[-1][1]], "what arrives from then on is read so"


def test_what_was_left_for_later_goes_with_the_value_it_was_about() -> None:
    recognised([by("account:1"), by("account:2"), by("account:1", MINE), by("account:2", MINE)])
    (doubt,) = queue(reading_for("serve_customer"))
    put_aside(doubt.number, by="Ada", at=clock.now())
    erase(seqs()[2:], why="asked", by="Ada", at=clock.now())
    follow((RECOGNISE,))
    assert read("SELECT count(*) FROM identifier") == [(2,)]
    assert read("SELECT count(*) FROM doubt_aside") == [(0,)]
