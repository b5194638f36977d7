"""Make a home ready, and keep its two processes running: web and worker."""

import logging
import os
import secrets
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from regard.company import public as company
from regard.foundation.home import Home, the_home, write_new
from regard.foundation.keys import make_ring
from regard.web import public as web

FIRST_ACCOUNT = "admin@localhost"
_THREADS = 128
_STEADY_SECONDS = 30.0
_MOST_RESTARTS = 5
_log = logging.getLogger("regard.serve")


def prepare() -> Home:
    """A home that can be used: its folders, keys and tables, and the words of its pages. Quick when it is ready."""
    home = the_home().ensure()
    make_ring(home.keys)
    for alias in connections:
        executor = MigrationExecutor(connections[alias])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", database=alias, verbosity=0, interactive=False)
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


@dataclass
class _Process:
    """One of the two, and how it has fared."""

    name: str
    command: list[str]
    running: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    restarts: int = 0

    def start(self) -> None:
        self.started_at = time.monotonic()
        self.running = subprocess.Popen(self.command)

    def ended(self) -> int | None:
        return None if self.running is None else self.running.poll()


@dataclass
class Supervisor:
    """Starts web and worker, starts again what falls over, and gives up on what falls over again and again."""

    host: str
    port: int
    stopping: bool = False
    processes: list[_Process] = field(default_factory=list)

    def run(self) -> int:
        """Until a signal comes; the exit code."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        regard = [sys.executable, "-m", "regard"]
        self.processes = [
            _Process("web", [*regard, "web", "--host", self.host, "--port", str(self.port)]),
            _Process("worker", [*regard, "worker"]),
        ]
        for process in self.processes:
            process.start()
        code = self._watch()
        self._end()
        return code

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _watch(self) -> int:
        while not self.stopping:
            time.sleep(0.2)
            if not all(self._is_well(process) for process in self.processes):
                return 1
        return 0

    def _is_well(self, process: _Process) -> bool:
        return self.stopping or process.ended() is None or self._restart(process)

    def _restart(self, process: _Process) -> bool:
        steady = time.monotonic() - process.started_at > _STEADY_SECONDS
        process.restarts = 0 if steady else process.restarts + 1
        if process.restarts > _MOST_RESTARTS:
            _log.error("%s ended again and again (exit %s); giving up", process.name, process.ended())
            return False
        _log.warning("%s ended (exit %s); starting it again", process.name, process.ended())
        time.sleep(min(process.restarts, 5))
        process.start()
        return True

    def _end(self) -> None:
        alive = [
            process.running for process in self.processes if process.running is not None and process.ended() is None
        ]
        for one in alive:
            one.send_signal(signal.SIGTERM)
        for one in alive:
            try:
                one.wait(timeout=20)
            except subprocess.TimeoutExpired:
                one.kill()


def serve_web(host: str, port: int) -> None:
    """The web process: WSGI, because Django answers several times faster so than under ASGI."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regard.web.settings")
    Granian(
        "regard.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=_THREADS,
        respawn_failed_workers=True,
        log_access=False,
        log_level=LogLevels.error,
    ).serve()
