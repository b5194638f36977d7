"""Group commit: one writer takes all that is queued, one transaction, then answers everybody.

One fsync then carries as many deliveries as came while the last one was under way. A delivery that cannot be
written fails alone: the others are tried again without it. Where the database itself fails, all fail at once.
"""

import queue
import threading
from collections.abc import Callable, Iterator, Sequence

from django.db.utils import InterfaceError, OperationalError

from regard.foundation.errors import RegardError
from regard.record.admit import Checked, Receipt, receipt_of

MOST_WAITING = 1_000
MOST_ROWS_WAITING = 50_000
MOST_AT_ONCE = 5_000
_STOP = None
_OF_THE_DATABASE = (OperationalError, InterfaceError)


class TooBusy(RegardError):
    """The queue is full; the sender should come again in a moment. Nothing of this delivery was kept."""


class Delivery:
    """What one sender brought, and what became of it: as a `Future`, but with one lock that is waited for."""

    # Waking whoever waits for a Future takes its condition, a list and a second lock, each under the lock of Python.
    __slots__ = ("_error", "_receipt", "_settled", "checked", "size")

    def __init__(self, checked: Checked) -> None:
        self.checked = checked
        self.size = len(checked.rows) + len(checked.refused)
        """How much there is to write."""
        self._receipt: Receipt | None = None
        self._error: Exception | None = None
        self._settled = threading.Lock()
        self._settled.acquire()

    def result(self, timeout: float) -> Receipt:
        """The receipt, once it is durable; raises what hindered it, or `TimeoutError`."""
        if not self._settled.acquire(timeout=timeout):
            raise TimeoutError
        self._settled.release()
        if self._receipt is None:
            raise self._error or TimeoutError
        return self._receipt

    def done(self) -> bool:
        """Whether it was written, or could not be."""
        return not self._settled.locked()

    def settle(self, receipt: Receipt | None = None, *, error: Exception | None = None) -> None:
        """Say what became of it; once."""
        self._receipt, self._error = receipt, error
        self._settled.release()


class Appender:
    """The one writer. `keep` writes rows and refusals in one transaction and says what became of them."""

    def __init__(
        self,
        keep: Callable[[Checked], Receipt],
        *,
        most_waiting: int = MOST_WAITING,
        at_end: Callable[[], None] = lambda: None,
    ) -> None:
        self._keep, self._at_end, self._most_waiting = keep, at_end, most_waiting
        self.waiting = 0
        """How many rows wait to be written, or are being written now."""
        self._counting = threading.Lock()
        self._waiting: queue.SimpleQueue[Delivery | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write_for_ever, name="appender", daemon=True)
        self._thread.start()

    def submit(self, checked: Checked) -> Delivery:
        """Queue a delivery; it is done after the commit. Raises `TooBusy` when the queue is full."""
        delivery = Delivery(checked)
        with self._counting:
            # The first to come is always taken: a single delivery is never larger than the door lets through.
            too_much = self.waiting and self.waiting + delivery.size > MOST_ROWS_WAITING
            if too_much or self._waiting.qsize() >= self._most_waiting:
                raise TooBusy("Too much is waiting to be written. Send it again in a second.")
            self.waiting += delivery.size
            self._waiting.put(delivery)
        return delivery

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
            with self._counting:
                self.waiting -= sum(one.size for one in deliveries)
            if stop:
                return

    def _all_that_waits(self, first: Delivery) -> tuple[list[Delivery], bool]:
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

    def _write(self, deliveries: Sequence[Delivery]) -> None:
        try:
            receipt = self._keep(_together(deliveries))
        except Exception as error:  # noqa: BLE001 -- the error belongs to the senders, and the writer must live on
            self._write_without(deliveries, error)
            return
        for delivery, part in zip(deliveries, _apart(deliveries, receipt), strict=True):
            delivery.settle(part)

    def _write_without(self, deliveries: Sequence[Delivery], error: Exception) -> None:
        """By halves, so that one delivery that cannot be written costs few commits; not when the disk is full."""
        if len(deliveries) == 1 or isinstance(error, _OF_THE_DATABASE):
            for delivery in deliveries:
                delivery.settle(error=error)
            return
        middle = len(deliveries) // 2
        self._write(deliveries[:middle])
        self._write(deliveries[middle:])


def _together(deliveries: Sequence[Delivery]) -> Checked:
    return Checked(
        [row for delivery in deliveries for row in delivery.checked.rows],
        [refused for delivery in deliveries for refused in delivery.checked.refused],
    )


def _apart(deliveries: Sequence[Delivery], receipt: Receipt) -> Iterator[Receipt]:
    start = 0
    for delivery in deliveries:
        end = start + len(delivery.checked.rows)
        yield receipt_of(receipt.placed[start:end], refused=len(delivery.checked.refused))
        start = end
