"""How fast a file becomes figures: `regard import` end to end, beside raw SQLite writing the same rows.

    .venv/bin/python -m bench.import_ FILE [RECIPE] [--rounds 3]

Each round, on a fresh home: admission alone, then following and copying alone, each in CPU and wall seconds; then the
command itself, which does both side by side in two processes. The peer, in the same run: SQLite's `executemany` of the
same bytes into a table with the same indexes, 5,000 rows a commit, with the same durability.
"""

import argparse
import os
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HOME = Path(tempfile.mkdtemp(prefix="regard-bench-home-"))
os.environ["REGARD_HOME"] = str(HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "regard.web.settings"

import django

django.setup()

from django.db import connections

from regard import house, serve
from regard.foundation.home import the_home
from regard.record.public import LOG

_PEER = """
    PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;
    PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=16384;
    CREATE TABLE interaction (seq integer primary key autoincrement, source text, message_key blob, content_hash blob,
        occurred_at int, received_at int, import_id int, body blob, sealed blob, unique (source, message_key));
    CREATE INDEX of_import ON interaction (import_id, seq); CREATE INDEX of_source ON interaction (source, occurred_at);
"""
_COLUMNS = "source, message_key, content_hash, occurred_at, received_at, import_id, body, sealed"


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """CPU and wall seconds of some work in this process."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


def fresh() -> None:
    """An empty home."""
    connections.close_all()
    shutil.rmtree(HOME, ignore_errors=True)
    house.reading_lake.cache_clear()
    house.engine.cache_clear()
    serve.prepare()


def follow() -> None:
    """Follow and copy all."""
    with house.open_lake() as lake:
        house.catch_up(lake)


def peer(folder: Path) -> float:
    """Wall seconds that raw SQLite takes for the rows of the log as it is now."""
    source = sqlite3.connect(the_home().log_file)
    rows = source.execute(f"SELECT {_COLUMNS} FROM interaction ORDER BY seq").fetchall()  # noqa: S608
    target = sqlite3.connect(folder / "peer.sqlite3", isolation_level=None)
    target.executescript(_PEER)
    begun = time.perf_counter()
    for start in range(0, len(rows), 5_000):
        target.execute("BEGIN IMMEDIATE")
        target.executemany(
            f"INSERT INTO interaction ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?)",  # noqa: S608
            rows[start : start + 5_000],
        )
        target.execute("COMMIT")
    return time.perf_counter() - begun


def command(recipe: str, file: Path) -> float:
    """Wall seconds of `regard import`, the figures being up to date when it ends."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-m", "regard", "import", recipe, str(file)], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def main() -> None:
    """Print medians and ratios."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("file", type=Path)
    wanted.add_argument("recipe", nargs="?", default="boston311")
    wanted.add_argument("--rounds", type=int, default=3)
    given = wanted.parse_args()
    found: dict[str, list[float]] = {}
    count = 0
    for _ in range(given.rounds):
        fresh()
        admit_cpu, admit_wall = timed(lambda: house.bring_in(given.recipe, [given.file], by="bench"))
        follow_cpu, follow_wall = timed(follow)
        count = LOG.head()
        with tempfile.TemporaryDirectory() as folder:
            raw = peer(Path(folder))
        fresh()
        whole = command(given.recipe, given.file)
        for name, value in (
            ("admit, CPU s", admit_cpu),
            ("admit, wall s", admit_wall),
            ("follow and copy, CPU s", follow_cpu),
            ("follow and copy, wall s", follow_wall),
            ("raw SQLite, wall s", raw),
            ("regard import, wall s", whole),
            ("admit / raw SQLite", admit_wall / raw),
            ("interactions/s end to end", count / whole),
            ("interactions/s of CPU, all work", count / (admit_cpu + follow_cpu)),
        ):
            found.setdefault(name, []).append(value)
    print(f"{count:,} interactions, {given.rounds} rounds: median (least to most)")
    for name, values in found.items():
        print(f"  {name:34} {statistics.median(values):12,.2f}   ({min(values):,.2f} to {max(values):,.2f})")
    print(
        f"  peak memory of this process        {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:12,.0f} MiB"
    )
    shutil.rmtree(HOME, ignore_errors=True)


if __name__ == "__main__":
    main()
