"""The door under load, beside raw SQLite writing the same rows in the same run.

    python -m bench.collector [--rounds 3] [--seconds 6]
    python3 run.py postgres python -m bench.collector       # on PostgreSQL, too

32 connections, each waits for its answer; 1 and 100 events a request, calls of the tracking API and our own type; then
once more while followers run. Two peers write the same rows, 1,000 a commit, with the same durability (WAL, FULL):
*raw SQLite* is `executemany` alone, of rows that are ready; *sealed SQLite* makes each row first, with one seal and the
keyed hashes that it holds: what any door costs in Python that keeps words encrypted, without HTTP, JSON or mapping.
Where the machine is busy, the CPU and its ratios say more than the clock.
"""

import argparse
import json
import os
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from regard.foundation.keys import KeyRing
from tests.collect.live import LiveDoor, a_live_door

_PEER = """
    PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;
    PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=16384;
    CREATE TABLE interaction (seq integer primary key autoincrement, source text, message_key blob, content_hash blob,
        occurred_at int, received_at int, import_id int, body blob, sealed blob, unique (source, message_key));
    CREATE INDEX of_import ON interaction (import_id, seq); CREATE INDEX of_source ON interaction (source, occurred_at);
"""
_COLUMNS = "source, message_key, content_hash, occurred_at, received_at, import_id, body, sealed"
Row = tuple[Any, ...]
_CASES = (("segment", 1), ("segment", 100), ("own", 1), ("own", 100))


def cpu(door: LiveDoor) -> float:
    """CPU seconds of the web process and what it started, so far: a figure that survives a busy machine."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        fields = stat.read_text().rpartition(")")[2].split()
        if door.process is not None and int(fields[2]) == door.process.pid:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def load(door: LiveDoor, shape: str, each: int, seconds: float) -> dict[str, Any]:
    """What the load client says."""
    before = cpu(door)
    command = [sys.executable, "-m", "bench.load", str(door.port), door.key, "--each", str(each), "--shape", shape]
    done = subprocess.run([*command, "--seconds", str(seconds)], capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    assert set(found["statuses"]) == {"200"}, found
    return found | {"cpu": (cpu(door) - before) / (found["events"] * seconds) * 1e6}


@dataclass(frozen=True, kw_only=True)
class Peer:
    """Rows a second on the clock, and microseconds of CPU a row."""

    rows: float
    cpu: float


def raw(log: Path) -> Peer:
    """SQLite's `executemany` of the rows that the log holds."""
    return _written(_rows(log), lambda rows: rows)


def sealed(log: Path) -> Peer:
    """The same, and each row is made as it comes: the message's key, the content's hash, two keys, and one seal."""
    keys = KeyRing(hashing=os.urandom(32), sealing={1: AESGCM(os.urandom(32))}, newest=1)

    def made(rows: list[Row]) -> list[Row]:
        seal = keys.sealer()
        found = []
        for source, message, _, at, came, by, body, words in rows:
            number = message.hex()
            key, content = keys.hash("message", source, number), keys.hash_bytes(body + words)
            for kind in ("product", "session"):
                keys.hash("object", kind, source, number)
            found.append((source, key, content, at, came, by, body, seal(words, about=key)))
        return found

    return _written(_rows(log), made)


def _rows(log: Path, *, most: int = 30_000) -> list[Row]:
    with closing(sqlite3.connect(log)) as source:
        query = f"SELECT {_COLUMNS} FROM interaction ORDER BY seq DESC LIMIT {most}"  # noqa: S608
        return source.execute(query).fetchall()


def _written(rows: list[Row], made: Callable[[list[Row]], list[Row]]) -> Peer:
    with tempfile.TemporaryDirectory() as folder:
        target = sqlite3.connect(Path(folder) / "peer.sqlite3", isolation_level=None)
        target.executescript(_PEER)
        begun, busy = time.perf_counter(), time.process_time()
        for start in range(0, len(rows), 1_000):
            part = made(rows[start : start + 1_000])
            target.execute("BEGIN IMMEDIATE")
            target.executemany(f"INSERT INTO interaction ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?)", part)  # noqa: S608
            target.execute("COMMIT")
        took, busy = time.perf_counter() - begun, time.process_time() - busy
        return Peer(rows=len(rows) / took, cpu=busy / len(rows) * 1e6)


class Run:
    """What was measured of one database, round by round."""

    def __init__(self, peers: dict[str, list[Peer]]) -> None:
        self.cases: dict[str, list[dict[str, Any]]] = {}
        self.peers = peers

    def measure(self, door: LiveDoor, *, rounds: int, seconds: float) -> None:
        """Every case so many times, the peers beside each."""
        load(door, "segment", 100, 2)
        for _ in range(rounds):
            for shape, each in _CASES:
                self.cases.setdefault(f"{shape}, {each} a request", []).append(load(door, shape, each, seconds))
            if not door.home.database_url:
                for name, peer in (("raw SQLite", raw), ("sealed SQLite", sealed)):
                    self.peers.setdefault(name, []).append(peer(door.home.folder / "log.sqlite3"))

    def tell(self) -> None:
        """Medians, the best of the rounds, and the ratios to both peers by the clock and by CPU."""
        peers = {name: _middle(found) for name, found in self.peers.items()}
        for name, peer in peers.items():
            print(f"  {name:22} {peer.rows:9,.0f} rows/s{'':50}{peer.cpu:7.0f} µs CPU/row")
        for name, cases in self.cases.items():
            figure = {one: statistics.median(case[one] for case in cases) for one in cases[0] if one != "statuses"}
            best = max(case["events"] for case in cases)
            print(
                f"  {name:22} {figure['requests']:7,.0f} requests/s {figure['events']:8,.0f} events/s "
                f"(best {best:8,.0f})  p50 {figure['p50']:5.1f} p99 {figure['p99']:6.1f} ms "
                f"{figure['cpu']:7.0f} µs CPU/event"
            )
            for other, peer in peers.items():
                by_clock, by_cpu = figure["events"] / peer.rows, peer.cpu / figure["cpu"]
                print(f"    of {other}: {by_clock:.2f} by the clock, {by_cpu:.2f} by CPU")


def _middle(found: list[Peer]) -> Peer:
    return Peer(rows=statistics.median(one.rows for one in found), cpu=statistics.median(one.cpu for one in found))


def main() -> None:
    """Print medians and ratios."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--rounds", type=int, default=3)
    wanted.add_argument("--seconds", type=float, default=6)
    given = wanted.parse_args()
    peers: dict[str, list[Peer]] = {}
    url = os.environ.pop("REGARD_TEST_DATABASE_URL", "")
    for name, database in (("SQLite", ""), *((("PostgreSQL", url),) if url else ())):
        os.environ["REGARD_TEST_DATABASE_URL"] = database
        with tempfile.TemporaryDirectory() as folder, a_live_door(Path(folder) / "home") as door:
            alone, followed = Run(peers), Run(peers)
            alone.measure(door, rounds=given.rounds, seconds=given.seconds)
            print(f"{name}; load {os.getloadavg()[0]:.1f}")
            alone.tell()
            worker = subprocess.Popen([sys.executable, "-m", "regard", "worker"], env=door.home.environment())
            followed.measure(door, rounds=1, seconds=given.seconds)
            print(f"{name}, while followers run; load {os.getloadavg()[0]:.1f}", flush=True)
            followed.tell()
            worker.send_signal(signal.SIGTERM)
            worker.wait()


if __name__ == "__main__":
    main()
