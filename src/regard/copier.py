"""Copies to the lake beside the followers: what waits now must not wait for files to be written."""

import logging
import threading

from django.db import close_old_connections, connections

from regard import house
from regard.foundation import logs, room
from regard.foundation.warehouse.public import Lake, LakeBusy, LakeDamaged

PAUSE_SECONDS = 0.5
BETWEEN_COMMITS_SECONDS = 2.0
"""While little comes in. Each copy is a commit to every table, with files of its own."""
MUCH = 5_000
"""So much copied at once means that there is more: the copier goes on without a pause."""
_BUSY_SECONDS = 5.0
_AFTER_ERROR_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 30.0
_DAMAGED_FOR_SECONDS = 4.0
"""From the third look on that finds a table unreadable, it is not somebody who cleans up."""
_log = logging.getLogger("regard.worker")


def longer(pause: float) -> float:
    """The pause after another error in a row: twice as long, up to half a minute."""
    return min(max(pause * 2, _AFTER_ERROR_SECONDS), _LONGEST_PAUSE_SECONDS)


def what_failed(error: Exception) -> str:
    """Log what failed in this thread, and let its connections go: the next step begins on new ones."""
    connections.close_all()
    is_full = room.is_out_of_room(error)
    return logs.failed(
        _log, "there is no room; it goes on by itself" if is_full else "a step failed; it will be tried again", error
    )


class Copier(threading.Thread):
    """Runs beside the worker's followers until `stop` is set. An error is logged and tried again."""

    def __init__(self, lake: Lake, stop: threading.Event) -> None:
        super().__init__(name="copier", daemon=True)
        self._lake, self._stop_told = lake, stop
        self._pause = 0.0
        self.failing = ""
        """What failed last; empty while all is well."""

    def run(self) -> None:
        """Copy, pause, copy."""
        pause = 0.0
        while not self._stop_told.wait(pause):
            pause = self.once()
        connections.close_all()

    def once(self) -> float:
        """Copy what there is, once; how many seconds to wait before the next."""
        try:
            close_old_connections()
            done = house.copy_lake(self._lake)
        except LakeBusy:
            _log.info("somebody else is writing to the lake")
            return _BUSY_SECONDS
        except Exception as error:  # noqa: BLE001 -- the outer edge of the thread: logged, and tried again
            self.failing = what_failed(error)
            self._pause = longer(self._pause)
            if isinstance(error, LakeDamaged) and self._pause >= _DAMAGED_FOR_SECONDS:
                self._copy_again(error.table)
            return self._pause
        self._pause, self.failing = 0.0, ""
        if done >= MUCH:
            return 0.0
        return BETWEEN_COMMITS_SECONDS if done else PAUSE_SECONDS

    def _copy_again(self, table: str) -> None:
        # As after a power cut: the file system may have kept less of a commit than it said.
        _log.warning("table %s of the lake cannot be read; it is copied again", table)
        try:
            self._lake.reset(table)
        except Exception as error:  # noqa: BLE001 -- the outer edge of the thread: logged, and tried again
            self.failing = what_failed(error)
