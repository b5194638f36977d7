"""The door under load, beside raw SQLite writing the same rows in the same run.

    python -m bench.collector [--rounds 3] [--seconds 6]
    python3 run.py postgres python -m bench.collector       # on PostgreSQL, too

32 connections, each waits for its answer; 1 and 100 events a request, calls of the tracking API and our own type; then
once more while followers run. The peer: SQLite's `executemany` of the same rows into a table with the same indexes,
1,000 rows a commit, with the same durability (WAL, FULL).
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
from pathlib import Path
from typing import Any

from tests.collect.live import LiveDoor, a_live_door

_PEER = """
    PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;
    PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=16384;
    CREATE TABLE interaction (seq integer primary key autoincrement, source text, message_key blob, content_hash blob,
        occurred_at int, received_at int, import_id int, body blob, sealed blob, unique (source, message_key));
    CREATE INDEX of_import ON interaction (import_id, seq); CREATE INDEX of_source ON interaction (source, occurred_at);
"""
_COLUMNS = "source, message_key, content_hash, occurred_at, received_at, import_id, body, sealed"
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


def peer(log: Path, *, rows: int = 30_000) -> float:
    """Rows a second that raw SQLite takes."""
    source = sqlite3.connect(log)
    found = source.execute(f"SELECT {_COLUMNS} FROM interaction ORDER BY seq DESC LIMIT {rows}").fetchall()  # noqa: S608
    with tempfile.TemporaryDirectory() as folder:
        target = sqlite3.connect(Path(folder) / "peer.sqlite3", isolation_level=None)
        target.executescript(_PEER)
        begun, busy = time.perf_counter(), time.process_time()
        for start in range(0, len(found), 1_000):
            target.execute("BEGIN IMMEDIATE")
            target.executemany(
                f"INSERT INTO interaction ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?)",  # noqa: S608
                found[start : start + 1_000],
            )
            target.execute("COMMIT")
        took, busy = time.perf_counter() - begun, time.process_time() - busy
        print(f"  raw SQLite: {len(found) / took:,.0f} rows/s, {busy / len(found) * 1e6:.0f} µs CPU/row")
        return len(found) / took


def measured(door: LiveDoor, *, rounds: int, seconds: float, raw: list[float]) -> dict[str, list[dict[str, Any]]]:
    """Every case so many times, the peer beside each."""
    found: dict[str, list[dict[str, Any]]] = {}
    load(door, "segment", 100, 2)
    for _ in range(rounds):
        for shape, each in _CASES:
            found.setdefault(f"{shape}, {each} a request", []).append(load(door, shape, each, seconds))
        if not door.home.database_url:
            raw.append(peer(door.home.folder / "log.sqlite3"))
    return found


def told(found: dict[str, list[dict[str, Any]]], raw: float) -> None:
    """Medians, and the ratio to the peer."""
    for name, cases in found.items():
        figure = {
            one: statistics.median(case[one] for case in cases) for one in ("requests", "events", "p50", "p99", "cpu")
        }
        print(
            f"  {name:24} {figure['requests']:8,.0f} requests/s {figure['events']:9,.0f} events/s"
            f"   p50 {figure['p50']:6.1f} ms   p99 {figure['p99']:6.1f} ms   {figure['cpu']:6.0f} µs CPU/event"
            f"   {figure['events'] / raw:5.2f} of raw SQLite"
        )


def main() -> None:
    """Print medians and ratios."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--rounds", type=int, default=3)
    wanted.add_argument("--seconds", type=float, default=6)
    given = wanted.parse_args()
    raw: list[float] = []
    url = os.environ.pop("REGARD_TEST_DATABASE_URL", "")
    for name, database in (("SQLite", ""), *((("PostgreSQL", url),) if url else ())):
        os.environ["REGARD_TEST_DATABASE_URL"] = database
        with tempfile.TemporaryDirectory() as folder, a_live_door(Path(folder) / "home") as door:
            alone = measured(door, rounds=given.rounds, seconds=given.seconds, raw=raw)
            print(f"{name}; raw SQLite {statistics.median(raw):,.0f} rows/s; load {os.getloadavg()[0]:.1f}")
            told(alone, statistics.median(raw))
            worker = subprocess.Popen([sys.executable, "-m", "regard", "worker"], env=door.home.environment())
            print(f"{name}, while followers run")
            told(measured(door, rounds=1, seconds=given.seconds, raw=raw), statistics.median(raw))
            worker.send_signal(signal.SIGTERM)
            worker.wait()


if __name__ == "__main__":
    main()
