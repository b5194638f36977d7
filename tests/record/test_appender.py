"""Group commit: everybody is answered after the commit, and who fails, fails alone."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from regard.foundation import clock
from regard.record.appender import Appender, TooBusy
from regard.record.public import Checked, Outcome, Placed, Receipt, check
from tests.builders import an_interaction

pytestmark = pytest.mark.django_db


class Disk:
    """Stands for the database: remembers transactions, fails on a poisonous row, can be held up."""

    def __init__(self) -> None:
        self.transactions: list[list[bytes]] = []
        self.free = threading.Event()
        self.free.set()
        self.poison: bytes | None = None

    def keep(self, checked: Checked) -> Receipt:
        self.free.wait(5)
        keys = [row.message_key for row in checked.rows]
        if self.poison in keys:
            raise OSError("a row that cannot be written")
        self.transactions.append(keys)
        return Receipt(placed=tuple(Placed(number, Outcome.APPENDED) for number, _ in enumerate(keys, start=1)))


def deliveries(count: int) -> Sequence[Checked]:
    return [check([an_interaction(message_id=str(number))], received_at=clock.now()) for number in range(count)]


def test_what_waits_together_is_written_together() -> None:
    disk = Disk()
    appender = Appender(disk.keep)
    disk.free.clear()
    waiting = [appender.submit(one) for one in deliveries(20)]
    disk.free.set()
    assert all(future.result(5).appended == 1 for future in waiting)
    assert len(disk.transactions) <= 3
    appender.close()


def test_a_delivery_that_cannot_be_written_fails_alone() -> None:
    disk = Disk()
    appender = Appender(disk.keep)
    disk.free.clear()
    sent = deliveries(5)
    disk.poison = sent[2].rows[0].message_key
    waiting = [appender.submit(one) for one in sent]
    disk.free.set()
    for number, future in enumerate(waiting):
        if number == 2:
            with pytest.raises(OSError, match="cannot be written"):
                future.result(5)
        else:
            assert future.result(5).appended == 1
    appender.close()


def test_a_full_queue_refuses_at_once_and_says_what_to_do() -> None:
    disk = Disk()
    appender = Appender(disk.keep, most_waiting=2)
    disk.free.clear()
    sent = deliveries(10)

    def send_all() -> None:
        for one in sent:
            appender.submit(one)

    with pytest.raises(TooBusy, match="again in a second"):
        send_all()
    disk.free.set()
    appender.close()


def test_closing_writes_what_is_queued() -> None:
    disk = Disk()
    appender = Appender(disk.keep)
    disk.free.clear()
    waiting = [appender.submit(one) for one in deliveries(3)]
    disk.free.set()
    appender.close()
    assert all(future.done() for future in waiting)
