"""The index by which customers are found is kept beside the followers."""

from __future__ import annotations

import threading

import pytest

from regard import house
from regard.foundation import beats
from regard.indexing import MUCH, PAUSE_SECONDS, Indexing
from regard.worker import Worker

pytestmark = pytest.mark.django_db(transaction=True)


def count_clearings(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Every time there is something to clear out."""
    cleared: list[bool] = []

    def clear() -> bool:
        cleared.append(True)
        return True

    monkeypatch.setattr(house, "clear_index", clear)
    return cleared


def test_an_index_that_fails_keeps_no_follower_waiting_and_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    worker, indexing = Worker(), Indexing(threading.Event())
    worker._indexing = indexing
    monkeypatch.setattr(house, "index_next", lambda: 1 / 0)
    assert [indexing.once(), indexing.once()] == [1, 2]
    assert worker._once(first=False) == 0.2
    worker._say()
    assert beats.beats()[0].failing == indexing.failing != ""
    monkeypatch.setattr(house, "index_next", lambda: 0)
    monkeypatch.setattr(house, "clear_index", lambda: False)
    indexing.once()
    assert indexing.failing == ""


def test_it_goes_on_while_there_is_much_and_clears_out_although_little_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cleared = count_clearings(monkeypatch)
    pauses = {}
    for taken in (MUCH, 1, 0):
        monkeypatch.setattr(house, "index_next", lambda taken=taken: taken)
        pauses[taken] = Indexing(threading.Event()).once()
    assert pauses == {MUCH: 0.0, 1: PAUSE_SECONDS, 0: PAUSE_SECONDS}
    assert len(cleared) == 2


def test_clearing_out_takes_a_tenth_of_a_processor_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([100.0, 102.0, 103.0, 119.9, 120.0, 121.0])
    monkeypatch.setattr("regard.indexing.time.perf_counter", lambda: next(moments))
    cleared = count_clearings(monkeypatch)
    monkeypatch.setattr(house, "index_next", lambda: 0)
    indexing = Indexing(threading.Event())
    for _ in range(4):
        indexing.once()
    # It took two seconds, so the next comes eighteen later.
    assert len(cleared) == 2
