"""The cursor is the fence: every row once, with any number of workers, from any batch size, after any rewind."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.db import connection, connections

from regard.foundation.databases import STATE, Write, read
from regard.foundation.errors import NotKnown, RegardError
from regard.foundation.followers import Batch, Follower, find_follower, position_of, rewind, run_all, step


class Numbers:
    """A stream of the numbers from 1 to `last`."""

    def __init__(self, last: int) -> None:
        self.last = last
        self.changed: dict[int, tuple[int, ...]] = {}

    def head(self) -> int:
        return self.last

    def read(self, *, after: int, upto: int, limit: int) -> tuple[Sequence[int], int]:
        reached = min(after + limit, upto)
        return range(after + 1, reached + 1), reached

    def changes(self, *, after: int) -> tuple[Sequence[int], int]:
        following = after + 1
        return (self.changed[following], following) if following in self.changed else ((), after)


@pytest.fixture
def _written(request: pytest.FixtureRequest) -> Iterator[None]:
    request.getfixturevalue("transactional_db" if "transaction" in request.keywords else "db")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE written (number bigint, by_whom varchar(20))")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE written")


def copy_numbers(batch: Batch, _reading: Any) -> list[Write]:
    rows = [(number, threading.current_thread().name[:20]) for number in (*batch.items, *batch.changed)]
    return [Write(table="written", columns=("number", "by_whom"), rows=rows)]


def a_follower(
    stream: Numbers, *, name: str = "copy", batch: int = 7, after: tuple[Follower, ...] = (), **more: Any
) -> Follower:
    return Follower(name=name, stream=stream, run=copy_numbers, purpose="keep_record", batch=batch, after=after, **more)


def numbers_written() -> list[int]:
    return [number for (number,) in read("SELECT number FROM written ORDER BY number")]


@pytest.mark.usefixtures("_written")
@pytest.mark.parametrize("batch", [1, 3, 100])
def test_a_follower_takes_every_number_once_from_any_batch_size(batch: int) -> None:
    follower = a_follower(Numbers(20), batch=batch)
    assert run_all([follower], open_for=lambda _purpose: None) == 20
    assert numbers_written() == list(range(1, 21))
    assert step(follower, None).items == 0


@pytest.mark.usefixtures("_written")
def test_a_follower_never_goes_further_than_the_one_it_comes_after() -> None:
    stream = Numbers(10)
    first = a_follower(stream, name="first", batch=4)
    second = a_follower(stream, name="second", after=(first,))
    assert step(second, None).items == 0
    step(first, None)
    step(second, None)
    assert (position_of("first").number, position_of("second").number) == (4, 4)


@pytest.mark.usefixtures("_written")
def test_a_change_is_taken_in_once_and_only_after_upstream_has_it() -> None:
    stream = Numbers(3)
    stream.changed[1] = (2,)
    (first,) = (a_follower(stream, name="first"),)
    second = a_follower(stream, name="second", after=(first,))
    run_all([first, second], open_for=lambda _purpose: None)
    assert Counter(numbers_written()) == {1: 2, 2: 4, 3: 2}
    assert position_of("second").change_no == 1


@pytest.mark.usefixtures("_written")
def test_rewinding_takes_the_same_numbers_again() -> None:
    follower = a_follower(Numbers(9))
    run_all([follower], open_for=lambda _purpose: None)
    rewind(follower, to=4)
    run_all([follower], open_for=lambda _purpose: None)
    assert numbers_written() == sorted([*range(1, 10), *range(5, 10)])


def test_a_follower_with_effects_never_rewinds() -> None:
    with pytest.raises(RegardError, match="never rewinds"):
        rewind(a_follower(Numbers(1), rewindable=False))


def test_an_unknown_follower_is_named_with_those_there_are() -> None:
    with pytest.raises(NotKnown, match="Known: copy"):
        find_follower([a_follower(Numbers(1))], "kopy")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_written")
def test_six_workers_at_once_write_each_row_once() -> None:
    follower = a_follower(Numbers(600), batch=5)
    lost = []

    def work() -> None:
        while (done := step(follower, None)).items:
            if not done.written:
                lost.append(1)
        connections[STATE].close()

    threads = [threading.Thread(target=work, name=f"worker {number}") for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert numbers_written() == list(range(1, 601))


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_written")
def test_whoever_moves_the_cursor_second_drops_its_rows() -> None:
    follower = a_follower(Numbers(5))

    def overtaken(batch: Batch, _reading: Any) -> list[Write]:
        step(follower, None)
        return copy_numbers(batch, None)

    slow = Follower(name="copy", stream=follower.stream, run=overtaken, purpose="keep_record", batch=7)
    assert step(slow, None).written is False
    assert numbers_written() == [1, 2, 3, 4, 5]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_written")
def test_whoever_fails_on_what_another_moved_meanwhile_has_only_lost_its_rows() -> None:
    follower = a_follower(Numbers(5))

    def torn(_batch: Batch, _reading: Any) -> list[Write]:
        step(follower, None)
        raise KeyError("there before, and gone after")

    slow = Follower(name="copy", stream=follower.stream, run=torn, purpose="keep_record", batch=7)
    done = step(slow, None)
    assert (done.written, done.more) == (False, True)
    assert numbers_written() == [1, 2, 3, 4, 5]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_written")
def test_a_step_that_fails_leaves_neither_rows_nor_a_moved_cursor() -> None:
    def half(batch: Batch, _reading: Any) -> list[Write]:
        return [*copy_numbers(batch, None), Write(table="no_such_table", columns=("x",), rows=[(1,)])]

    follower = Follower(name="half", stream=Numbers(5), run=half, purpose="keep_record")
    with pytest.raises(Exception, match="no_such_table"):
        step(follower, None)
    assert (numbers_written(), position_of("half").number) == ([], 0)
