"""What `regard serve` becomes once the home is ready: small, still the one that serves it, and gone without a rest."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.failures.running import Running, members, running
from tests.regard_home import a_regard_home

pytestmark = [pytest.mark.failures, pytest.mark.one_database]
MOST_OWN_KB = 30 * 1024


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with a_regard_home(tmp_path_factory.mktemp("small") / "home") as home, running(home) as processes:
        processes.start("serve")
        processes.await_answer()
        yield processes


def said_of(pid: int, field: str) -> int:
    """What the system says of a process under this name: a number, memory in kB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(rf"^{field}:\s+(\d+)", status, re.MULTILINE)[1])  # type: ignore[index]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc here, which says what a process holds")
def test_who_only_watches_is_small(served: Running) -> None:
    serve = served.processes["serve"].pid
    child_of = {said_of(pid, "PPid"): pid for pid, words in members(serve).items() if "regard.server" in words}
    watching = [serve, child_of[serve]]
    # RssAnon is a process's own; the pages of files beside it the machine may take back.
    assert [pid for pid in watching if said_of(pid, "RssAnon") > MOST_OWN_KB] == []
    assert said_of(child_of[child_of[serve]], "RssAnon") > MOST_OWN_KB, (
        "the pages are served by nobody, or measured wrong"
    )


def test_its_home_is_still_served_once(served: Running) -> None:
    again = subprocess.run(
        [sys.executable, "-m", "regard", "serve", "--port", str(served.port + 1)],
        env=served.home.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert again.returncode == 1
    assert f"regard serve (process {served.processes['serve'].pid}," in " ".join(again.stderr.split())


def test_a_stop_ends_all_of_it_and_folds_what_sqlite_wrote_ahead(served: Running) -> None:
    serve = served.processes["serve"].pid
    assert served.stop("serve", within=25) < 20
    assert members(serve) == {}
    assert list(served.home.folder.glob("*-wal")) == []


def test_a_stop_while_the_pages_are_still_being_loaded_waits_for_nothing(served: Running) -> None:
    served.start("web")
    web, until = served.processes["web"].pid, time.monotonic() + 60
    while sum("regard.server" in words for words in members(web).values()) < 2:
        assert time.monotonic() < until
        time.sleep(0.02)
    assert served.stop("web", within=25) < 10
    assert members(web) == {}


_FORK = """
import os, signal, sys, time
from regard.server import end_children_when_told
heard = []
signal.signal(signal.SIGTERM, lambda *_: heard.append("stop"))
os.register_at_fork(after_in_child=lambda: (os.write(told, b"."), time.sleep(1)))
end_children_when_told()
made, told = os.pipe()
child = os.fork()
if not child:
    time.sleep(60)
    os._exit(3)
os.read(made, 1)
os.kill(child, signal.SIGTERM)
code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
os.kill(os.getpid(), signal.SIGTERM)
print(code, heard)
"""


def test_a_child_is_told_to_stop_before_it_could_listen_and_its_parent_still_hears() -> None:
    done = subprocess.run([sys.executable, "-c", _FORK], capture_output=True, text=True, timeout=50, check=True)
    assert done.stdout.strip() == f"{-signal.SIGTERM} ['stop']"


def test_the_pages_are_not_served_from_a_home_that_is_not_ready(served: Running) -> None:
    served.home.folder.joinpath("restoring").touch()
    server = subprocess.Popen(
        [sys.executable, "-m", "regard.server", "127.0.0.1", str(served.port)],
        env=served.home.environment(),
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    served.processes["server"] = server
    assert server.stderr
    with server.stderr:
        assert any(b"was not finished. Run it again" in line for line in server.stderr)
    served.kill("server")
