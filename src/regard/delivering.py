"""Tells subscribers beside the followers: who is slow to answer holds nobody up."""

import logging
import threading

from django.db import close_old_connections, connections

from regard.foundation import clock, logs
from regard.web.public import deliver

PAUSE_SECONDS = 1.0
_AFTER_ERROR_SECONDS = 10.0
_log = logging.getLogger("regard.worker")


class Deliverer(threading.Thread):
    """Runs beside the worker's followers until `stop` is set. An error is logged and tried again."""

    def __init__(self, stop: threading.Event) -> None:
        super().__init__(name="deliverer", daemon=True)
        self._stop_told = stop

    def run(self) -> None:
        """Tell, pause, tell."""
        pause = 0.0
        while not self._stop_told.wait(pause):
            pause = self.once()
        connections.close_all()

    def once(self) -> float:
        """Tell one subscriber what waits; how many seconds to wait before the next."""
        try:
            close_old_connections()
            return 0.0 if deliver(clock=clock.now) else PAUSE_SECONDS
        except Exception as error:  # noqa: BLE001 -- the outer edge of the thread: logged, and tried again
            connections.close_all()
            logs.failed(_log, "subscribers could not be told; it will be tried again", error)
            return _AFTER_ERROR_SECONDS
