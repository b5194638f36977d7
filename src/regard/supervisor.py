"""Keeps two processes running, web and worker: the standard library and little else, for it is there all the time.

`regard serve` makes the home ready, which takes all of Regard, and then becomes this.
"""

import logging
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from regard.foundation import room
from regard.foundation.becoming import go_on
from regard.foundation.home import the_home
from regard.foundation.parent import naming_parent

_LOOK_EVERY_SECONDS = 0.2
_STEADY_SECONDS = 30.0
_MOST_RESTARTS = 5
_LONGEST_PAUSE_SECONDS = 30
_ENDS_WITHIN_SECONDS = 25.0
_PYTHON = [sys.executable, "-m"]
_log = logging.getLogger("regard.supervisor")


@dataclass
class _Process:
    """One of the two, and how it has fared."""

    name: str
    command: list[str]
    running: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_again_at: float | None = None
    restarts: int = 0
    was_steady: bool = False

    def start(self) -> None:
        self.started_at, self.start_again_at = time.monotonic(), None
        try:
            self.running = subprocess.Popen(self.command, env=naming_parent())
        except OSError as error:
            # As when memory or processes are short: what runs beside it goes on.
            _log.warning("%s cannot be started (%s); trying again", self.name, error.strerror)
            self.running, self.start_again_at = None, self.started_at + _LONGEST_PAUSE_SECONDS

    def ended(self) -> int | None:
        return None if self.running is None else self.running.poll()


def commands(host: str, port: int) -> dict[str, list[str]]:
    """What is supervised, by name. The home is ready, so the server need not make it so again."""
    return {"web": [*_PYTHON, "regard.server", host, str(port)], "worker": [*_PYTHON, "regard", "worker"]}


@dataclass
class Supervisor:
    """Starts web and worker, and starts again what falls over; one that falls does not take the other with it.

    It gives up only on what never stood: what has run well once is tried for ever, ever more rarely.
    """

    host: str
    port: int
    sample: Path | None = None
    """There while the sample company is still to come in; removed when it has."""
    stopping: bool = False
    _bringing: subprocess.Popen[bytes] | None = None
    processes: list[_Process] = field(default_factory=list)

    def run(self) -> int:
        """Until a signal comes; the exit code."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        self.processes = [_Process(name, command) for name, command in commands(self.host, self.port).items()]
        for process in self.processes:
            process.start()
        if self.sample is not None:
            self._bringing = subprocess.Popen([*_PYTHON, "regard", "demo"], env=naming_parent())
        code = self._watch()
        self._end()
        return code

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _watch(self) -> int:
        while not self.stopping:
            time.sleep(_LOOK_EVERY_SECONDS)
            self._is_brought()
            if not all(self._is_well(process) for process in self.processes):
                return 1
        return 0

    def _is_brought(self) -> None:
        """The sample company is all there, or could not be brought in: then the next start tries again."""
        if self.sample is None or self._bringing is None or self._bringing.poll() is None:
            return
        if self._bringing.returncode == 0:
            self.sample.unlink(missing_ok=True)
        self._bringing = None

    def _is_well(self, process: _Process) -> bool:
        if process.start_again_at is not None:
            if time.monotonic() >= process.start_again_at:
                process.start()
            return True
        return self.stopping or process.ended() is None or self._has_ended(process)

    def _has_ended(self, process: _Process) -> bool:
        code = process.ended()
        steady = time.monotonic() - process.started_at > _STEADY_SECONDS
        process.was_steady = process.was_steady or steady or code == room.TRY_AGAIN_LATER
        process.restarts = 0 if steady else process.restarts + 1
        if process.restarts > _MOST_RESTARTS and not process.was_steady:
            _log.error("%s ended again and again (exit %s); giving up", process.name, code)
            return False
        pause = min(2**process.restarts - 1, _LONGEST_PAUSE_SECONDS)
        _log.warning("%s ended (exit %s); starting it again in %s s", process.name, code, pause)
        process.start_again_at = time.monotonic() + pause
        return True

    def _end(self) -> None:
        started = [*(process.running for process in self.processes), self._bringing]
        alive = [one for one in started if one is not None and one.poll() is None]
        for one in alive:
            one.send_signal(signal.SIGTERM)
        until = time.monotonic() + _ENDS_WITHIN_SECONDS
        for one in alive:
            try:
                one.wait(timeout=max(until - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                _log.warning("a process did not end within %s s and is killed", _ENDS_WITHIN_SECONDS)
                one.kill()
                one.wait()


def main(host: str, port: int) -> int:
    """Supervise a home that is ready; the exit code."""
    coming = the_home().sample_coming
    return Supervisor(host=host, port=port, sample=coming if coming.exists() else None).run()


if __name__ == "__main__":
    go_on(main)
