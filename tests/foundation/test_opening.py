"""One home opened twice is refused; a lock goes with its holder, however it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from regard.foundation.home import Home
from regard.foundation.opening import HomeInUse, alone_in, serve_alone, work_in

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
_OPENING = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from regard.foundation import opening
from regard.foundation.home import Home
home, now = Home(Path(sys.argv[1])), datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
{what}
print("open", flush=True)
sys.stdin.read()
"""
BECOMES = """
opening.work_in(home); opening.serve_alone(home, now=now); opening.hold_on()
import os
another = 'print("open", flush=True); import sys; sys.stdin.read()'
os.execv(sys.executable, [sys.executable, "-c", another])
"""
SERVES, WORKS, REPLACES = (
    "opening.work_in(home); opening.serve_alone(home, now=now)",
    "opening.work_in(home)",
    "alone = opening.alone_in(home, doing='regard upgrade', now=now); alone.__enter__()",
)


@contextmanager
def another(home: Home, what: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the home open."""
    process = subprocess.Popen(
        [sys.executable, "-c", _OPENING.format(what=what), str(home.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert process.stdin
    assert process.stdout
    try:
        assert process.stdout.readline() == "open\n"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def test_a_home_is_served_once_and_the_refusal_says_by_whom(home: Home) -> None:
    with (
        another(home, SERVES) as served,
        pytest.raises(HomeInUse, match=rf"regard serve \(process {served.pid}, since 2026-03-02 07:00:00 UTC\)"),
    ):
        serve_alone(home, now=NOW)


def test_a_home_is_served_by_what_its_server_became(home: Home) -> None:
    with (
        another(home, BECOMES) as served,
        pytest.raises(HomeInUse, match=rf"regard serve \(process {served.pid}, "),
    ):
        serve_alone(home, now=NOW)


def test_many_work_in_a_home_that_is_served(home: Home) -> None:
    with another(home, SERVES), another(home, WORKS):
        work_in(home)


@pytest.mark.parametrize("what", [SERVES, WORKS, BECOMES])
def test_whoever_replaces_a_home_is_alone(home: Home, what: str) -> None:
    refused = pytest.raises(HomeInUse, match="must be alone")
    with another(home, what), refused, alone_in(home, doing="regard upgrade", now=NOW):
        pass


def test_nobody_works_in_a_home_that_is_being_replaced(home: Home) -> None:
    with another(home, REPLACES) as upgrading, pytest.raises(HomeInUse, match=rf"process {upgrading.pid}"):
        work_in(home)


@pytest.mark.parametrize("what", [SERVES, WORKS, REPLACES, BECOMES])
def test_who_is_killed_leaves_the_home_open(home: Home, what: str) -> None:
    with another(home, what) as killed:
        killed.kill()
        killed.wait()
        with alone_in(home, doing="regard restore", now=NOW):
            assert home.home_lock.read_text().startswith("regard restore")
