"""The worker: follows the log, copies to the lake, brings in queued files; as many as you like may run."""

import fcntl
import logging
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from types import FrameType

from django.db import DatabaseError, close_old_connections, connections

from regard import house, upkeep
from regard.copier import Copier, longer, what_failed
from regard.delivering import Deliverer
from regard.foundation import beats, clock, room
from regard.foundation.garbage import tidy
from regard.foundation.home import the_home
from regard.foundation.parent import naming_parent
from regard.health import public as health
from regard.indexing import Indexing
from regard.record import public as record

_PAUSE_SECONDS = 0.2
_COPIER_ENDS_WITHIN = 20.0
_BEAT_EVERY = timedelta(seconds=5)
_MEASURE_EVERY = timedelta(hours=1)
_COLLECT_EVERY = timedelta(minutes=1)
_IMPORT_ENDS_WITHIN = 10.0
_DELETE_EVERY = timedelta(hours=1)
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


def _is_time(last: datetime | None, every: timedelta, now: datetime) -> bool:
    """Whether it was so long ago; also when it lies in the future, for then the clock was put back."""
    return last is None or not timedelta(0) <= now - last < every


def is_running() -> bool:
    """Whether a worker holds this home."""
    with worker_lock(the_home().worker_lock) as free:
        return not free


class Worker:
    """Runs until it is told to stop. An error is logged and tried again, for the cursors have not moved."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._import: subprocess.Popen[bytes] | None = None
        self._importing = 0
        self._copier: Copier | None = None
        self._indexing: Indexing | None = None
        self._deliverer: Deliverer | None = None
        self._failing = ""
        self._pause = 0.0
        self._begun = False
        self._said_at: datetime | None = None
        self._measured_at: datetime | None = None
        self._deleted_at: datetime | None = None
        self._collected_at = clock.now()

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Stop after the step that is under way."""
        self._stop.set()

    def run(self) -> None:
        """Follow, copy, import, until stopped."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        with worker_lock(the_home().worker_lock) as first, house.open_lake() as lake:
            if not first:
                _log.info("another worker copies to the lake; this one follows")
            if first:
                self._copier = Copier(lake, self._stop)
                self._copier.start()
                self._indexing = Indexing(self._stop)
                self._indexing.start()
                self._deliverer = Deliverer(self._stop)
                self._deliverer.start()
            while not self._stop.is_set():
                self._stop.wait(self._once(first=first))
                self._say()
                self._collect(clock.now())
            for beside in (self._copier, self._indexing, self._deliverer):
                if beside is not None:
                    beside.join(_COPIER_ENDS_WITHIN)
        self._end_import()
        self._leave()

    def _once(self, *, first: bool) -> float:
        try:
            close_old_connections()
            self._begin(first=first)
            done = house.follow()
            if first:
                # Also what a crash cut off: a decision that is not done is carried on.
                done += record.carry_on(at=clock.now())
                self._delete_what_is_old(clock.now())
                self._take_queued()
        except Exception as error:  # noqa: BLE001 -- the outer edge of the process: logged, and tried again
            return self._after(error)
        self._pause, self._failing = 0.0, ""
        return 0.0 if done else _PAUSE_SECONDS

    def _delete_what_is_old(self, now: datetime) -> None:
        if _is_time(self._deleted_at, _DELETE_EVERY, now):
            self._deleted_at = now
            if gone := upkeep.delete_what_is_old(now=now):
                _log.info("%s refused originals were deleted by the rules of retention", gone)

    def _collect(self, now: datetime) -> None:
        # Between batches: what they leave behind in circles, or free in the heaps, would stay for days.
        if _is_time(self._collected_at, _COLLECT_EVERY, now):
            self._collected_at = now
            tidy()

    def _begin(self, *, first: bool) -> None:
        if self._begun:
            return
        if first:
            record.requeue_interrupted(the_home().inbox)
        self._begun = True

    def _after(self, error: Exception) -> float:
        self._failing = what_failed(error)
        self._pause = longer(self._pause)
        return self._pause

    # Signs of life

    def _say(self) -> None:
        """Say every few seconds that this worker is there, and every hour how large the home is."""
        now = clock.now()
        if not _is_time(self._said_at, _BEAT_EVERY, now):
            return
        self._said_at = now
        try:
            beside = (self._copier, self._indexing)
            failing = next((one for one in (self._failing, *(it.failing for it in beside if it)) if one), "")
            beats.beat(at=now, version=health.VERSION, clock_drift=clock.drift(), failing=failing)
            beats.note_tide(health.heads(), at=now)
            if _is_time(self._measured_at, _MEASURE_EVERY, now):
                beats.note_home(health.disk_of(the_home()).home_bytes, day=now.date())
                self._measured_at = now
        except (DatabaseError, OSError):
            # The step itself has said what is wrong; silence is a sign, too.
            connections.close_all()
        except Exception as error:  # noqa: BLE001 -- the outer edge of the process: who cannot say it goes on working
            what_failed(error)

    def _leave(self) -> None:
        try:
            beats.leave()
        except DatabaseError:
            connections.close_all()

    # Queued files

    def _take_queued(self) -> None:
        # A process of its own: a large file must not keep the followers waiting.
        if self._import is not None:
            if self._import.poll() is None:
                return
            self._has_ended(self._import.returncode)
            self._import = None
        taken = record.take_queued()
        if taken is not None:
            self._importing = taken.number
            command = [sys.executable, "-m", "regard", "import-queued", str(taken.number)]
            self._import = subprocess.Popen(command, env=naming_parent())

    def _has_ended(self, code: int) -> None:
        if code == room.TRY_AGAIN_LATER:
            record.queue_again(self._importing)
        elif code:
            record.give_up(self._importing, at=clock.now())

    def _end_import(self) -> None:
        if self._import is None or self._import.poll() is not None:
            return
        # Cut off between two parts or in one: it is taken up where the last whole part ended.
        self._import.terminate()
        try:
            self._import.wait(timeout=_IMPORT_ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            self._import.kill()
            self._import.wait()
