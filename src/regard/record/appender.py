"""Group commit: one writer takes all that is queued, one transaction, then answers everybody.

One fsync then carries as many deliveries as came while the last one was under way. A delivery that cannot be
written fails alone: the others are tried again without it. Where the database itself fails, all fail at once.
"""

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from django.db.utils import InterfaceError, OperationalError

from regard.foundation.errors import RegardError
from regard.record.admit import Checked, Receipt

MOST_WAITING = 1_000
MOST_ROWS_WAITING = 50_000
MOST_AT_ONCE = 5_000
_STOP = None
_OF_THE_DATABASE = (OperationalError, InterfaceError)


class TooBusy(RegardError):
    """The queue is full; the sender should come again in a moment. Nothing of this delivery was kept."""


@dataclass(frozen=True)
class _Delivery:
    checked: Checked
    done: "Future[Receipt]"

    @property
    def size(self) -> int:
        """How much there is to write."""
        return len(self.checked.rows) + len(self.checked.refused)


class Appender:
    """The one writer. `keep` writes rows and refusals in one transaction and says what became of them."""

    def __init__(
        self,
        keep: Callable[[Checked], Receipt],
        *,
        most_waiting: int = MOST_WAITING,
        at_end: Callable[[], None] = lambda: None,
    ) -> None:
        self._keep, self._at_end = keep, at_end
        self.waiting = 0
        """How many rows wait to be written, or are being written now."""
        self._counting = threading.Lock()
        self._waiting: queue.Queue[_Delivery | None] = queue.Queue(maxsize=most_waiting)
        self._thread = threading.Thread(target=self._write_for_ever, name="appender", daemon=True)
        self._thread.start()

    def submit(self, checked: Checked) -> "Future[Receipt]":
        """Queue a delivery; the future is done after the commit. Raises `TooBusy` when the queue is full."""
        delivery = _Delivery(checked, Future())
        self._count(delivery.size)
        try:
            self._waiting.put_nowait(delivery)
        except queue.Full as cause:
            self._count(-delivery.size)
            raise _too_busy() from cause
        return delivery.done

    def _count(self, rows: int) -> None:
        with self._counting:
            # The first to come is always taken: a single delivery is never larger than the door lets through.
            if rows > 0 and self.waiting and self.waiting + rows > MOST_ROWS_WAITING:
                raise _too_busy()
            self.waiting += rows

    def close(self) -> None:
        """Write what is queued, then stop."""
        self._waiting.put(_STOP)
        self._thread.join()

    def _write_for_ever(self) -> None:
        try:
            self._write_until_stopped()
        finally:
            self._at_end()

    def _write_until_stopped(self) -> None:
        while True:
            first = self._waiting.get()
            if first is _STOP:
                return
            deliveries, stop = self._all_that_waits(first)
            self._write(deliveries)
            self._count(-sum(one.size for one in deliveries))
            if stop:
                return

    def _all_that_waits(self, first: _Delivery) -> tuple[list[_Delivery], bool]:
        deliveries = [first]
        size = len(first.checked.rows)
        while size < MOST_AT_ONCE:
            try:
                more = self._waiting.get_nowait()
            except queue.Empty:
                break
            if more is _STOP:
                return deliveries, True
            deliveries.append(more)
            size += len(more.checked.rows)
        return deliveries, False

    def _write(self, deliveries: Sequence[_Delivery]) -> None:
        try:
            receipt = self._keep(_together(deliveries))
        except Exception as error:  # noqa: BLE001 -- the error belongs to the senders, and the writer must live on
            self._write_without(deliveries, error)
            return
        for delivery, part in zip(deliveries, _apart(deliveries, receipt), strict=True):
            delivery.done.set_result(part)

    def _write_without(self, deliveries: Sequence[_Delivery], error: Exception) -> None:
        """By halves, so that one delivery that cannot be written costs few commits; not when the disk is full."""
        if len(deliveries) == 1 or isinstance(error, _OF_THE_DATABASE):
            for delivery in deliveries:
                delivery.done.set_exception(error)
            return
        middle = len(deliveries) // 2
        self._write(deliveries[:middle])
        self._write(deliveries[middle:])


def _too_busy() -> TooBusy:
    return TooBusy("Too much is waiting to be written. Send it again in a second.")


def _together(deliveries: Sequence[_Delivery]) -> Checked:
    return Checked(
        [row for delivery in deliveries for row in delivery.checked.rows],
        [refused for delivery in deliveries for refused in delivery.checked.refused],
    )


def _apart(deliveries: Sequence[_Delivery], receipt: Receipt) -> list[Receipt]:
    parts: list[Receipt] = []
    start = 0
    for delivery in deliveries:
        placed = receipt.placed[start : start + len(delivery.checked.rows)]
        start += len(delivery.checked.rows)
        outcomes = [one.outcome.value for one in placed]
        parts.append(
            Receipt(
                appended=outcomes.count("appended"),
                already_known=outcomes.count("known"),
                revisions=outcomes.count("revision"),
                refused=len(delivery.checked.refused),
                placed=placed,
            )
        )
    return parts
