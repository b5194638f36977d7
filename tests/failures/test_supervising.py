"""The supervisor: what falls is started again, ever more rarely; a stop is bounded; nobody takes the other along."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from regard import supervisor
from regard.copier import longer
from regard.foundation.address import must_be_free
from regard.foundation.errors import RegardError
from regard.foundation.room import TRY_AGAIN_LATER

pytestmark = pytest.mark.failures
LIVES = "import time; time.sleep(60)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"


@pytest.fixture(autouse=True)
def our_signals() -> Iterator[None]:
    """The supervisor takes the signals of its process; that is this one here."""
    before = {one: signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)}
    yield
    for one, handler in before.items():
        signal.signal(one, handler)


def supervise(monkeypatch: pytest.MonkeyPatch, *, web: str, worker: str, stop_after: float) -> tuple[int, float]:
    """Supervise these two programs; the exit code, and how long the stop took."""
    programs = {"web": [sys.executable, "-c", web], "worker": [sys.executable, "-c", worker]}
    monkeypatch.setattr(supervisor, "commands", lambda host, port: programs)
    monkeypatch.setattr(supervisor, "_LOOK_EVERY_SECONDS", 0.02)
    timer = threading.Timer(stop_after, os.kill, (os.getpid(), signal.SIGTERM))
    timer.start()
    begun = time.monotonic()
    code = supervisor.Supervisor(host="", port=0).run()
    timer.cancel()
    timer.join()
    return code, time.monotonic() - begun - stop_after


def counting(file: Path, *, code: int) -> str:
    """A program that notes that it began, and falls."""
    return f"open({str(file)!r}, 'a').write('x'); raise SystemExit({code})"


def test_a_stop_ends_both(monkeypatch: pytest.MonkeyPatch) -> None:
    code, seconds = supervise(monkeypatch, web=LIVES, worker=LIVES, stop_after=0.3)
    assert (code, seconds < 2) == (0, True)


def test_who_does_not_hear_is_killed_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "_ENDS_WITHIN_SECONDS", 0.5)
    code, seconds = supervise(monkeypatch, web=DEAF, worker=LIVES, stop_after=0.6)
    assert (code, seconds < 2.5) == (0, True)


def test_one_that_falls_again_and_again_and_never_stood_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "_LONGEST_PAUSE_SECONDS", 0)
    code, _ = supervise(monkeypatch, web=LIVES, worker=counting(tmp_path / "n", code=1), stop_after=20)
    assert code == 1
    assert (tmp_path / "n").read_text() == "x" * (supervisor._MOST_RESTARTS + 1)


@pytest.mark.parametrize(("steady", "exits"), [(0.0, 1), (30.0, TRY_AGAIN_LATER)])
def test_one_that_stood_once_or_waits_for_room_is_never_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steady: float, exits: int
) -> None:
    monkeypatch.setattr(supervisor, "_LONGEST_PAUSE_SECONDS", 0)
    monkeypatch.setattr(supervisor, "_STEADY_SECONDS", steady)
    code, _ = supervise(monkeypatch, web=LIVES, worker=counting(tmp_path / "n", code=exits), stop_after=2.5)
    assert code == 0
    assert len((tmp_path / "n").read_text()) > supervisor._MOST_RESTARTS + 1


def test_one_that_the_system_cannot_start_now_is_started_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    popen, calls = subprocess.Popen, list[list[str]]()

    def sometimes(command: list[str], **named: Any) -> subprocess.Popen[bytes]:
        calls.append(command)
        if len(calls) in {3, 4}:
            raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")
        return popen(command, **named)

    monkeypatch.setattr("regard.supervisor.subprocess.Popen", sometimes)
    monkeypatch.setattr(supervisor, "_LONGEST_PAUSE_SECONDS", 0)
    monkeypatch.setattr(supervisor, "_STEADY_SECONDS", 0.0)
    code, _ = supervise(monkeypatch, web=LIVES, worker=counting(tmp_path / "n", code=1), stop_after=2.0)
    assert code == 0
    assert len((tmp_path / "n").read_text()) > 1


def test_the_worker_waits_ever_longer_and_never_longer_than_half_a_minute() -> None:
    pauses = [0.0]
    for _ in range(8):
        pauses.append(longer(pauses[-1]))
    assert pauses[1:] == [1, 2, 4, 8, 16, 30, 30, 30]


def test_an_address_that_somebody_listens_on_is_refused_and_not_shared() -> None:
    with socket.socket() as other:
        # As the server itself opens it: without the check, two of them would share the port.
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(RegardError, match=f"127.0.0.1:{port} cannot be used"):
            must_be_free("127.0.0.1", port)
    must_be_free("127.0.0.1", port)
