"""A real `regard web` on loopback, with a home of its own, and what its log holds."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.regard_home import RegardHome, a_regard_home

_READY = """
import django
django.setup()
from regard import serve
from regard.company.public import Source, make_write_key, register_source
from regard.foundation import clock
serve.prepare()
register_source(Source(slug="shop", title="Shop", zone="UTC", records_replies=True, is_live=True), at=clock.now())
print(make_write_key("shop", name="a test", by="Ada", at=clock.now()))
"""

_LOGGED = """
import json
import django
django.setup()
from regard.data_use.public import open_reading, permit
from regard.foundation import clock
from regard.record.log import at
from regard.record.public import LOG, unseal
logged = at(range(1, LOG.head() + 1))
sealed = unseal(open_reading(permit("serve_customer", by="a test", at=clock.now())), [one.seq for one in logged])
print(json.dumps([
    {
        "seq": one.seq, "channel": one.channel, "kind": one.kind, "message_id": sealed[one.seq].message_id,
        "identifiers": {ref.kind: ref.value for ref in sealed[one.seq].identifiers},
        "objects": {ref.kind: ref.value for ref in sealed[one.seq].objects},
        "facts": sealed[one.seq].facts,
    }
    for one in logged
]))
"""

_FOLLOW = """
import django
django.setup()
from regard import house
with house.open_lake() as lake:
    house.catch_up(lake)
print(max(lag.behind for lag in house.lags()))
"""


@dataclass
class LiveDoor:
    """The web process of a home; it may be killed and started again."""

    home: RegardHome
    key: str
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start, and wait until it takes connections."""
        command = [sys.executable, "-m", "regard", "web", "--host", "0.0.0.0", "--port", str(self.port)]  # noqa: S104
        self.process = subprocess.Popen(command, env=self.home.environment(), start_new_session=True)
        until = time.monotonic() + 60
        while not self.answers():
            assert time.monotonic() < until, "regard web did not start"
            time.sleep(0.05)

    def answers(self) -> bool:
        """Whether somebody takes connections."""
        with socket.socket() as one:
            return one.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self) -> None:
        """kill -9, at once and with all it has started; returns when nobody answers any more."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        while self.answers():
            time.sleep(0.01)

    def logged(self) -> list[dict[str, Any]]:
        """Every interaction of the log, in order, opened."""
        found: list[dict[str, Any]] = json.loads(run(self.home, _LOGGED))
        return found

    def count(self) -> int:
        """How many interactions the log holds."""
        query = "SELECT count(*) FROM interaction"
        if self.home.database_url:
            with psycopg.connect(self.home.database_url) as connection:
                return int(connection.execute(query).fetchone()[0])  # type: ignore[index]
        with closing(sqlite3.connect(self.home.folder / "log.sqlite3")) as connection:
            return int(connection.execute(query).fetchone()[0])

    def follow(self) -> int:
        """Follow and copy all there is; how far the slowest is behind then."""
        return int(run(self.home, _FOLLOW).split()[-1])


def run(home: RegardHome, program: str) -> str:
    """What a Python program printed, in a process of that home."""
    done = subprocess.run(
        [sys.executable, "-c", program], env=home.environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def a_live_door(folder: Path) -> Iterator[LiveDoor]:
    """A home with a source and a key; the process is started, and ended with the block."""
    with a_regard_home(folder) as home, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        door = LiveDoor(home, run(home, _READY).split()[-1], port)
        door.start()
        try:
            yield door
        finally:
            door.kill()
