"""The queues of this process: whoever keeps senders waiting says here how many."""

from collections.abc import Callable

from regard.health.public import Queue
from regard.record.public import MOST_ROWS_WAITING
from regard.web.collect import writer


def _door() -> Queue:
    return Queue(name="door", waiting=writer.waiting(), most=MOST_ROWS_WAITING)


QUEUES: tuple[Callable[[], Queue], ...] = (_door,)
