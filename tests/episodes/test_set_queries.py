"""However many interactions a batch holds, it costs the same few queries, and one transaction."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from typing import Any

import pytest
from django.db import connections

from regard.customers.public import RECOGNISE
from regard.episodes.public import ASSIGN
from regard.foundation.followers import Follower, step
from tests.builders import an_interaction, day
from tests.customers.people import an_identifier
from tests.desk import reading_for, record

pytestmark = pytest.mark.django_db


class Asked:
    """Counts what databases are asked: queries, statements that write (once for all their rows), transactions."""

    def __init__(self) -> None:
        self.counted: Counter[str] = Counter()

    def __call__(self, execute: Any, sql: str, *told: Any) -> Any:
        self.counted[sql.split(maxsplit=1)[0]] += 1
        return execute(sql, *told)


def asked_for(follower: Follower, *, people: int, first: int) -> Counter[str]:
    """What one batch costs of so many people, each of whom writes twice and is known by two values."""
    record(*(
        an_interaction(
            at=day(number % 2), role="asks", case=f"case {number // 2}",
            identifiers=tuple(map(an_identifier, (f"email:rider{number // 2}@riders.lan", f"handle:rider{number}"))),
        )
        for number in range(2 * first, 2 * (first + people))
    ))  # fmt: skip
    reading, asked = reading_for(follower.purpose), Asked()
    if follower is not RECOGNISE:
        step(RECOGNISE, reading_for(RECOGNISE.purpose))
    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(asked))
        done = step(follower, reading)
    assert (done.items, done.more) == (2 * people, False)
    return asked.counted


@pytest.mark.parametrize("follower", [RECOGNISE, ASSIGN], ids=lambda follower: follower.name)
def test_a_batch_of_hundreds_asks_no_more_than_a_batch_of_a_few(follower: Follower) -> None:
    few = asked_for(follower, people=4, first=0)
    step(ASSIGN, reading_for(ASSIGN.purpose))
    many = asked_for(follower, people=200, first=4)
    assert many == few
    assert many["SAVEPOINT"] == 1, "One transaction; within that of a test it is a savepoint."
