"""The first page at ten million rows: the funnel by Ibis against SQL written by hand. `python -m bench.page --rows N`.

Cells must be equal; Ibis may take 1.3 times as long. Run `python -m bench.many` first.
"""

import argparse
import math
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import ibis

from bench.ground import ROWS, engine_of, lake_at, load, peak_mb, timed, verdict
from regard.data_use.public import Permit, Reading, open_reading, purposes
from regard.foundation.warehouse.public import Engine
from regard.overview.public import funnel

_LIMIT = 1.3
_TIMES = 5
_NOW = datetime(2025, 12, 31, tzinfo=UTC)
_ENDS = {
    **dict.fromkeys(("helpdesk", "calls", "site"), _NOW),
    "tills": _NOW - timedelta(days=20),
    "network": _NOW - timedelta(days=90),
}


def by_ibis(reading: Reading) -> ibis.Table:
    """The funnel per channel, as the page asks for it."""
    return funnel(reading, by="channel", ends=_ENDS, zone=ZoneInfo("Asia/Bangkok"), now=_NOW)


def by_hand() -> str:
    """The same by hand."""
    cases = " ".join(f"WHEN '{name}' THEN TIMESTAMPTZ '{end.isoformat()}'" for name, end in _ENDS.items())
    latest = f"CASE source {cases} ELSE TIMESTAMPTZ '{_NOW.isoformat()}' END"
    return Path(__file__).with_name("funnel.sql").read_text(encoding="utf-8").replace("{latest}", latest)


def reading_of(engine: Engine) -> Reading:
    """Leave to read the lake, without a database to count it in."""
    return open_reading(Permit(purpose=purposes()["report_service"], by="bench", given_at=_NOW), lake=engine.table)


def must_be_equal(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> None:
    """Fail unless every cell is the same, to a microsecond."""
    assert [row["channel"] for row in ours] == [row["channel"] for row in theirs]
    for one, other in zip(ours, theirs, strict=True):
        for name, value in one.items():
            same = math.isclose(value, other[name], abs_tol=1e-6) if isinstance(value, float) else value == other[name]
            assert same, f"{one['channel']}, {name}: {value} by Ibis, {other[name]} by hand"


def one_way(rows: int, way: str) -> None:
    """Time one way in a process of its own, so that its memory is its own."""
    engine = engine_of(lake_at(rows))
    reading, text = reading_of(engine), by_hand()

    def ask() -> object:
        return engine.run(by_ibis(reading)) if way == "ibis" else engine.sql(text)

    print(f"{way:5} first {timed(ask)}", flush=True)
    again = timed(ask, times=_TIMES)
    print(f"{way:5} again {again}, peak {peak_mb()} MB", flush=True)
    print(again.wall, again.cpu, sep="\n", file=sys.stderr)


def main() -> None:
    """Compare cells, then time each way by itself."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=ROWS)
    arguments.add_argument("--way", choices=("ibis", "hand"))
    chosen = arguments.parse_args()
    if chosen.way:
        return one_way(chosen.rows, chosen.way)
    lake = lake_at(chosen.rows)
    layers = lake.snapshot("requests")
    print(f"{layers.rows('base'):,} requests in the base, {layers.rows('recent'):,} recent, {load()}")
    engine = engine_of(lake)
    must_be_equal(engine.run(by_ibis(reading_of(engine))).to_pylist(), engine.sql(by_hand()).to_pylist())
    print("all cells are equal")
    engine.close()
    cpu = {way: _apart(chosen.rows, way) for way in ("ibis", "hand")}
    verdict("Ibis to SQL by hand (cpu)", cpu["ibis"] / cpu["hand"], limit=_LIMIT)
    return None


def _apart(rows: int, way: str) -> float:
    command = [sys.executable, "-m", "bench.page", "--rows", str(rows), "--way", way]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=True)
    return float(done.stderr.split()[-1])


if __name__ == "__main__":
    main()
