"""The one writer of this process: everything that arrives is written by it, many deliveries to one commit."""

import logging
import threading

from django.db import connections
from django.db.utils import DatabaseError, InterfaceError

from regard.foundation import clock, logs
from regard.record.public import Appender, Checked, Receipt, TooBusy, keep
from regard.web.collect.knock import Knock

_LONGEST_WAIT = 25.0
_lock = threading.Lock()
_appender: Appender | None = None
_log = logging.getLogger("regard.collect")


def write(checked: Checked) -> Receipt:
    """Durable when it returns; raises `Knock` (503) when it cannot be, and then the sender must come again."""
    try:
        return _the_appender().submit(checked).result(timeout=_LONGEST_WAIT)
    except TooBusy as cause:
        raise Knock(503, "too_busy", str(cause), retry_after=1) from cause
    except TimeoutError as cause:
        # It may still be written; sent again it is known by its message ids.
        raise Knock(503, "slow_disk", "The record takes long to write. Send it again.", retry_after=5) from cause
    except (DatabaseError, InterfaceError, OSError) as cause:
        number = logs.failing(_log, "the record cannot be written", cause)
        words = f"The record cannot be written now ({number}), and nothing of this was kept. Send it again."
        raise Knock(503, "cannot_write", words, retry_after=5) from cause


def waiting() -> int:
    """How many interactions wait for the writer."""
    return _appender.waiting if _appender is not None else 0


def stop() -> None:
    """Write what waits, and stop; the next delivery starts it again."""
    global _appender
    with _lock:
        if _appender is not None:
            _appender.close()
            _appender = None


def _the_appender() -> Appender:
    global _appender
    with _lock:
        if _appender is None:
            _appender = Appender(_keep, at_end=connections.close_all)
        return _appender


def _keep(checked: Checked) -> Receipt:
    # The connection stays open: the last to close SQLite's log copies all of its WAL and syncs once more, so that each
    # commit would cost two. After an error it is opened anew, for a database that came back.
    try:
        return keep(checked.rows, checked.refused, received_at=clock.now())
    except (DatabaseError, InterfaceError):
        connections.close_all()
        raise
