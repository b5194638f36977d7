"""Kill -9 of web and worker at random moments under load; what was acknowledged is in log and lake exactly once."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.failures.running import Senders, members, running
from tests.regard_home import a_regard_home

pytestmark = [pytest.mark.failures, pytest.mark.timeout(400)]
ROUNDS = 5


def test_what_was_acknowledged_survives_every_kill_and_a_stop(tmp_path: Path) -> None:
    drawn = random.Random(7)  # noqa: S311 -- when to kill is no secret
    with a_regard_home(tmp_path / "home") as home, running(home) as processes:
        processes.start("web", "worker")
        processes.await_answer()
        with Senders(processes) as senders:
            for round_ in range(ROUNDS):
                time.sleep(drawn.uniform(0.3, 1.0))
                # A worker takes longer to start than this round: it is killed while it starts, too.
                victims = (("web",), ("worker",), ("web", "worker"))[round_ % 3]
                for victim in victims:
                    processes.kill(victim)
                processes.start(*victims)
                processes.await_answer()
            time.sleep(0.5)
            assert processes.stop("web", within=25) < 20
            assert processes.stop("worker", within=25) < 20
        assert senders.must_all_be_kept(tmp_path)["acknowledged"] > 20 * ROUNDS


@pytest.mark.one_database
def test_a_serve_that_is_killed_leaves_no_orphan_and_loses_nothing(tmp_path: Path) -> None:
    with a_regard_home(tmp_path / "home") as home, running(home) as processes:
        processes.start("serve")
        processes.await_answer()
        serve = processes.processes["serve"]
        with Senders(processes) as senders:
            time.sleep(1)
            os.kill(serve.pid, signal.SIGKILL)
            serve.wait()
            # Web answers what it has begun, the worker ends its step; then both go.
            _await(lambda: not members(serve.pid))
        senders.must_all_be_kept(tmp_path)


def _await(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.1)
