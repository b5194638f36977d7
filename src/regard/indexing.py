"""Keeps the index by which customers are found, beside the followers: what waits now does not wait for it."""

import threading
import time

from django.db import close_old_connections, connections

from regard import house
from regard.copier import longer, what_failed

PAUSE_SECONDS = 1.0
"""Between two looks. Each that finds something is a commit to the newest part."""
MUCH = 5_000
"""So much taken at once means that there is more: it goes on without a pause."""
_SHARE = 10
"""Clearing out what went takes at most one part in so many of a processor, however often something goes."""


class Indexing(threading.Thread):
    """Runs beside the worker's followers until `stop` is set. An error is logged and tried again."""

    def __init__(self, stop: threading.Event) -> None:
        super().__init__(name="indexing", daemon=True)
        self._stop_told = stop
        self._pause = 0.0
        self._clears_from = 0.0
        self.failing = ""
        """What failed last; empty while all is well."""

    def run(self) -> None:
        """Index, pause, index."""
        pause = 0.0
        while not self._stop_told.wait(pause):
            pause = self.once()
        connections.close_all()

    def once(self) -> float:
        """Take what there is, once; how many seconds to wait before the next."""
        try:
            close_old_connections()
            done = house.index_next()
            # Also where something always comes in: what was erased does not wait for a quiet hour.
            if done < MUCH:
                self._clear()
        except Exception as error:  # noqa: BLE001 -- the outer edge of the thread: logged, and tried again
            self.failing = what_failed(error)
            self._pause = longer(self._pause)
            return self._pause
        self._pause, self.failing = 0.0, ""
        return 0.0 if done >= MUCH else PAUSE_SECONDS

    def _clear(self) -> None:
        began = time.perf_counter()
        if began >= self._clears_from and house.clear_index():
            now = time.perf_counter()
            self._clears_from = now + (now - began) * (_SHARE - 1)
