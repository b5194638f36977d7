"""The worker: follows the log, copies to the lake, brings in queued files; as many as you like may run."""

import fcntl
import logging
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from django.db import close_old_connections

from regard import house
from regard.foundation import clock
from regard.foundation.home import the_home
from regard.foundation.warehouse.public import Lake, LakeBusy
from regard.record import public as record

_PAUSE_SECONDS = 0.5
_AFTER_ERROR_SECONDS = 5.0
_log = logging.getLogger("regard.worker")


@contextmanager
def worker_lock(file: Path) -> Iterator[bool]:
    """Whether this process is the one worker that copies to the lake and takes queued files; held until the end."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True


def is_running() -> bool:
    """Whether a worker holds this home."""
    with worker_lock(the_home().worker_lock) as free:
        return not free


class Worker:
    """Runs until it is told to stop."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._import: subprocess.Popen[bytes] | None = None

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Stop after the step that is under way."""
        self._stop.set()

    def run(self) -> None:
        """Follow, copy, import, until stopped. An error is logged and tried again: the cursors have not moved."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        with worker_lock(the_home().worker_lock) as first, house.open_lake() as lake:
            if not first:
                _log.info("another worker copies to the lake; this one follows")
            record.finish_erasures(at=clock.now())
            if first:
                record.requeue_interrupted(the_home().inbox)
            while not self._stop.is_set():
                self._stop.wait(self._once(lake, first=first))
        self._end_import()

    def _once(self, lake: Lake, *, first: bool) -> float:
        try:
            close_old_connections()
            done = house.follow() + (house.copy_lake(lake) if first else 0)
            if first:
                self._take_queued()
        except LakeBusy:
            _log.info("somebody else is writing to the lake")
            return _AFTER_ERROR_SECONDS
        except Exception:  # noqa: BLE001 -- the outer edge of the process: logged, and tried again
            _log.exception("a step failed; it will be tried again")
            return _AFTER_ERROR_SECONDS
        return 0.0 if done else _PAUSE_SECONDS

    def _take_queued(self) -> None:
        # A process of its own: a large file must not keep the followers waiting.
        if self._import is not None and self._import.poll() is None:
            return
        taken = record.take_queued()
        if taken is not None:
            command = [sys.executable, "-m", "regard", "import-queued", str(taken.number)]
            self._import = subprocess.Popen(command)

    def _end_import(self) -> None:
        if self._import is not None and self._import.poll() is None:
            self._import.terminate()
            self._import.wait(timeout=30)
