"""Make a home ready, and keep its two processes running: web and worker."""

import logging
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from regard.company import public as company
from regard.foundation import room
from regard.foundation.errors import RegardError
from regard.foundation.home import Home, the_home, write_new
from regard.foundation.opening import work_in
from regard.foundation.parent import naming_parent
from regard.keeping import public as keeping
from regard.web import public as web

FIRST_ACCOUNT = "admin@localhost"
_THREADS = 128
_LOOK_EVERY_SECONDS = 0.2
_STEADY_SECONDS = 30.0
_MOST_RESTARTS = 5
_LONGEST_PAUSE_SECONDS = 30
_REQUESTS_END_WITHIN_SECONDS = 15
"""So long a request may go on after a stop was asked for; a process, a little longer."""
_ENDS_WITHIN_SECONDS = 25.0
_REGARD = [sys.executable, "-m", "regard"]
_log = logging.getLogger("regard.serve")


def prepare() -> Home:
    """A home that can be used: its folders, keys and tables, and the words of its pages. Quick when it is ready.

    Raises `RegardError` for a home that is being replaced, or made by another Regard (see `keeping.make_ready`).
    """
    home = the_home().ensure()
    work_in(home)
    keeping.make_ready(home)
    web.compile_catalogs()
    return home


def first_account(home: Home) -> Path:
    """Make an account for the one who starts Regard, unless there is one; the file that says how to sign in."""
    note = home.folder / "first-sign-in.txt"
    if not company.anybody():
        password = secrets.token_urlsafe(12)
        company.add_member(email=FIRST_ACCOUNT, password=password, admin=True)
        note.unlink(missing_ok=True)
        write_new(note, f"{FIRST_ACCOUNT}\n{password}\n".encode())
    return note


def wants_sample(home: Home, *, at_first: bool) -> bool:
    """Whether the sample company is to be brought in: at the first start, or because the last one did not finish it."""
    if at_first and not company.anybody():
        home.sample_coming.touch(mode=0o600)
    return home.sample_coming.exists()


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
        self.running = subprocess.Popen(self.command, env=naming_parent())

    def ended(self) -> int | None:
        return None if self.running is None else self.running.poll()


def commands(host: str, port: int) -> dict[str, list[str]]:
    """What is supervised, by name."""
    return {"web": [*_REGARD, "web", "--host", host, "--port", str(port)], "worker": [*_REGARD, "worker"]}


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
        must_be_free(self.host, self.port)
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        self.processes = [_Process(name, command) for name, command in commands(self.host, self.port).items()]
        for process in self.processes:
            process.start()
        if self.sample is not None:
            self._bringing = subprocess.Popen([*_REGARD, "demo"], env=naming_parent())
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


def must_be_free(host: str, port: int) -> None:
    """Refuse an address that somebody listens on: the server would share it, and each get half of the requests."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as cause:
        raise RegardError(f"{host}:{port} cannot be used: {cause.strerror}. Another --port would work.") from cause


def serve_web(host: str, port: int) -> None:
    """The web process: WSGI, because Django answers several times faster so than under ASGI."""
    must_be_free(host, port)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regard.web.settings")
    os.environ.update(naming_parent())
    Granian(
        "regard.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=_THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=_REQUESTS_END_WITHIN_SECONDS,
        log_access=False,
        log_level=LogLevels.error,
    ).serve()
