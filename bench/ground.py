"""What every bench stands on: a home of its own, Django for the rooms that need it, medians and memory."""

import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

os.environ["REGARD_HOME"] = tempfile.mkdtemp(prefix="regard-bench-home-")
os.environ["DJANGO_SETTINGS_MODULE"] = "regard.web.settings"

import django

django.setup()

from regard.foundation.warehouse.public import Engine, Lake
from regard.overview.lake import REQUESTS
from regard.record.lake import INTERACTIONS

TABLES = (INTERACTIONS, REQUESTS)
ROWS = 10_000_000
SEED = 1


def lake_at(rows: int) -> Lake:
    """The lake of so many rows that `bench.many` writes; under `REGARD_BENCH`, else `./var/bench`."""
    return Lake(Path(os.environ.get("REGARD_BENCH") or "var/bench") / f"lake-{rows}", TABLES)


def engine_of(lake: Lake) -> Engine:
    """An engine with the memory that a web process of a small machine has."""
    return Engine(lake, memory_limit=os.environ.get("REGARD_MEMORY") or "4GB")


@dataclass(frozen=True, kw_only=True)
class Took:
    """Median seconds on the clock and of the processor."""

    wall: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.wall:8.3f} s wall {self.cpu:8.3f} s cpu"


def timed(work: Callable[[], object], *, times: int = 1) -> Took:
    """Run the work so many times; the medians."""
    walls, cpus = [], []
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return Took(wall=statistics.median(walls), cpu=statistics.median(cpus))


def peak_mb() -> int:
    """The most memory this process has held, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 2**20 if sys.platform == "darwin" else peak // 2**10


def load() -> str:
    """How busy the machine is: without it no figure means anything."""
    return "load " + " ".join(f"{one:.1f}" for one in os.getloadavg())


def verdict(what: str, ratio: float, *, limit: float) -> bool:
    """Print a ratio against its limit; whether it is kept."""
    kept = ratio <= limit
    print(f"{what}: {ratio:.2f} (limit {limit:g}) {'kept' if kept else 'BROKEN'}")
    return kept
