"""Web and worker as processes of a home of their own, what is sent to them over HTTP, and what became of it."""

from __future__ import annotations

import http.client
import itertools
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.regard_home import RegardHome

_OPEN_A_SOURCE = """
import django
django.setup()
from regard import serve
from regard.company import public as company
from regard.foundation import clock
serve.prepare()
shop = company.Source(slug="shop", title="Shop", zone="UTC", records_replies=True, is_live=True)
company.register_source(shop, at=clock.now())
print(company.make_write_key("shop", name="a test", by="a test", at=clock.now()))
"""
_KEPT = """
import json, sys
from collections import Counter
import django
django.setup()
from regard import house
from regard.foundation.databases import log_alias, read
from regard.foundation.keys import ring
with house.open_lake() as lake:
    house.catch_up(lake)
keys = {ring().hash("message", "shop", one).hex() for one in open(sys.argv[1]).read().split()}
log = Counter(bytes(key).hex() for (key,) in read("SELECT message_key FROM interaction", alias=log_alias()))
lake = Counter(row["key"] for row in house.engine().sql("SELECT message_key AS key FROM interactions").to_pylist())
print(json.dumps({"acknowledged": len(keys), "log": log.total(), "lake": lake.total(),
    "lost_from_log": len(keys - set(log)), "lost_from_lake": len(keys - set(lake)),
    "twice_in_log": log.total() - len(log), "twice_in_lake": lake.total() - len(lake),
    "in_one_only": len(set(log) ^ set(lake))}))
"""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def members(group: int) -> dict[int, str]:
    """The processes of a group that still live, and as what they were started."""
    found = {}
    for one in Path("/proc").glob("[0-9]*"):
        try:
            stat = (one / "stat").read_text().rpartition(")")[2].split()
            if int(stat[2]) == group and stat[0] != "Z":
                found[int(one.name)] = (one / "cmdline").read_text().replace("\0", " ")
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


@dataclass
class Running:
    """The processes of one home."""

    home: RegardHome
    port: int = field(default_factory=free_port)
    key: str = ""
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def open_a_source(self) -> None:
        """Make the home, and a key with which to write to it."""
        self.key = self.python(_OPEN_A_SOURCE).strip().splitlines()[-1]

    def python(self, program: str, *words: str | Path) -> str:
        """What a program in this home printed."""
        done = subprocess.run(
            [sys.executable, "-c", program, *map(str, words)],
            env=self.home.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *names: str) -> None:
        """Start serve, web or worker."""
        for name in names:
            place = [] if name == "worker" else ["--port", str(self.port)]
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "regard", name, *place],
                env=self.home.environment(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )

    def kill(self, name: str) -> None:
        """Kill -9, with all that it started."""
        process = self.processes.pop(name)
        # The whole group: also what it started. It may have gone before us.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self, name: str, *, within: float) -> float:
        """SIGTERM; the seconds until it has ended. It must end by itself, and well."""
        process = self.processes.pop(name)
        begun = time.monotonic()
        process.terminate()
        code = process.wait(timeout=within)
        assert code in {0, -signal.SIGTERM}, f"{name} ended with {code}"
        return time.monotonic() - begun

    def end(self) -> None:
        """Leave nothing behind."""
        for name in list(self.processes):
            self.kill(name)

    def ask(self, method: str, path: str, body: bytes | None = None, *, timeout: float = 30.0) -> tuple[int, bytes]:
        """One request; raises OSError or HTTPException when nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
            connection.request(method, path, body, headers if method == "POST" else {})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def await_answer(self, *, within: float = 60.0) -> None:
        """Until it answers."""
        until = time.monotonic() + within
        while True:
            try:
                self.ask("GET", "/healthz")
            except (OSError, http.client.HTTPException):
                assert time.monotonic() < until, "nobody answers"
                time.sleep(0.1)
            else:
                return


@contextmanager
def running(home: RegardHome) -> Iterator[Running]:
    """A home with a source, none of whose processes outlive the test."""
    found = Running(home)
    found.open_a_source()
    try:
        yield found
    finally:
        found.end()


def an_ask(message_id: str) -> dict[str, Any]:
    """What a shop might send."""
    return {
        "source": "shop",
        "message_id": message_id,
        "occurred_at": "2026-01-05T09:30:00Z",
        "channel": "chat",
        "kind": "message",
        "direction": "in",
        "objects": [{"kind": "thread", "namespace": "shop", "value": message_id.partition("-")[0]}],
        "text": f"Where is my order {message_id}?",
    }


class Senders:
    """Some who send without end; each sends its delivery again until it is acknowledged, as SDKs do."""

    def __init__(
        self,
        to: Running,
        *,
        name: str = "s",
        threads: int = 4,
        at_once: int = 5,
        pause: float = 0.0,
        what: Callable[[str], dict[str, Any]] = an_ask,
    ) -> None:
        """`what`: the interaction of a message id, which is the delivery's name and its place in it."""
        self._to, self._name, self._at_once, self._pause, self._what = to, name, at_once, pause, what
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self.acknowledged: list[list[dict[str, Any]]] = []
        self.sent = 0
        self.turned_away: dict[int, int] = {}
        self._threads = [threading.Thread(target=self._send, args=(number,)) for number in range(threads)]

    def __enter__(self) -> Senders:
        for one in self._threads:
            one.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        for one in self._threads:
            one.join()

    def _send(self, number: int) -> None:
        due = time.monotonic()
        for round_ in itertools.count():
            delivery = [self._what(f"{self._name}{number}.{round_}-{place}") for place in range(self._at_once)]
            with self._lock:
                self.sent += len(delivery)
            while not self._is_acknowledged(delivery):
                if self._stop.wait(random.uniform(0.02, 0.1)):  # noqa: S311 -- when to try again is no secret
                    return
            with self._lock:
                self.acknowledged.append(delivery)
            # By the clock and not after the answer: a slow answer must not lighten the load.
            due += self._pause
            if self._stop.wait(max(due - time.monotonic(), 0.0)):
                return

    def _is_acknowledged(self, delivery: list[dict[str, Any]]) -> bool:
        try:
            status, _ = self._to.ask("POST", "/v1/interactions", json.dumps(delivery).encode())
        except (OSError, http.client.HTTPException):
            return False
        if status != 200:
            with self._lock:
                self.turned_away[status] = self.turned_away.get(status, 0) + 1
        return status == 200

    def must_all_be_kept(self, folder: Path) -> dict[str, int]:
        """Every interaction that was acknowledged is in log and lake exactly once; how many of each there are.

        Follows what is left to follow, so no worker may run any more.
        """
        file = folder / "acknowledged"
        file.write_text("\n".join(one["message_id"] for one in itertools.chain.from_iterable(self.acknowledged)))
        found: dict[str, int] = json.loads(self._to.python(_KEPT, file))
        wrong = ("lost_from_log", "lost_from_lake", "twice_in_log", "twice_in_lake", "in_one_only")
        assert {name: found[name] for name in wrong} == dict.fromkeys(wrong, 0)
        assert found["acknowledged"] <= found["log"] == found["lake"] <= self.sent
        return found
