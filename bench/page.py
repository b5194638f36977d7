"""The first page at ten million rows: the funnel by Ibis against SQL written by hand. `python -m bench.page --rows N`.

Cells must be equal; Ibis may take 1.3 times as long. Run `python -m bench.many` first.
"""

import argparse
import math
import statistics
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import ibis

from bench.ground import ROWS, Took, engine_of, lake_at, load, peak_mb, timed, verdict
from regard.data_use.public import Permit, Reading, open_reading, purposes
from regard.foundation.warehouse.public import Engine
from regard.overview.public import funnel

_LIMIT = 1.3
_TIMES = 5
NOW = datetime(2025, 12, 31, tzinfo=UTC)
ENDS = {
    **dict.fromkeys(("helpdesk", "calls", "site"), NOW),
    "tills": NOW - timedelta(days=20),
    "network": NOW - timedelta(days=90),
}


def by_ibis(reading: Reading) -> ibis.Table:
    """The funnel per channel, as the page asks for it."""
    return funnel(reading, by="channel", ends=ENDS, zone=ZoneInfo("Asia/Bangkok"), now=NOW)


def by_hand() -> str:
    """The same by hand."""
    text = Path(__file__).with_name("funnel.sql").read_text(encoding="utf-8")
    for name, days in {"latest": 0, "silence": 7, "arrival": 7, "waited": 30}.items():
        text = text.replace(f"{{{name}}}", _as_of(timedelta(days=days)))
    return text


def _as_of(less: timedelta) -> str:
    cases = " ".join(f"WHEN '{name}' THEN TIMESTAMPTZ '{(end - less).isoformat()}'" for name, end in ENDS.items())
    return f"CASE source {cases} ELSE TIMESTAMPTZ '{(NOW - less).isoformat()}' END"


def reading_of(engine: Engine) -> Reading:
    """Leave to read the lake, without a database to count it in."""
    return open_reading(Permit(purpose=purposes()["report_service"], by="bench", given_at=NOW), lake=engine.table)


def must_be_equal(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> None:
    """Fail unless every cell is the same, to a microsecond."""
    assert [row["channel"] for row in ours] == [row["channel"] for row in theirs]
    for one, other in zip(ours, theirs, strict=True):
        for name, value in one.items():
            same = math.isclose(value, other[name], abs_tol=1e-6) if isinstance(value, float) else value == other[name]
            assert same, f"{one['channel']}, {name}: {value} by Ibis, {other[name]} by hand"


def apart(rows: int, way: str) -> None:
    """The first and the second answer in a process of its own, so that its memory is its own."""
    engine = engine_of(lake_at(rows))
    ask = asking(engine)[way]
    print(f"{way:4} first {timed(ask)}\n{way:4} again {timed(ask)}, peak {peak_mb()} MB", flush=True)


def asking(engine: Engine) -> dict[str, Callable[[], object]]:
    """Both ways to ask."""
    reading, text = reading_of(engine), by_hand()
    return {"ibis": lambda: engine.run(by_ibis(reading)), "hand": lambda: engine.sql(text)}


def main() -> None:
    """Compare cells, then time both ways in turn, so that a busy machine is as busy for the one as for the other."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=ROWS)
    arguments.add_argument("--way", choices=("ibis", "hand"))
    chosen = arguments.parse_args()
    if chosen.way:
        return apart(chosen.rows, chosen.way)
    for way in ("ibis", "hand"):
        subprocess.run([sys.executable, "-m", "bench.page", "--rows", str(chosen.rows), "--way", way], check=True)
    lake = lake_at(chosen.rows)
    layers = lake.snapshot("requests")
    print(f"{layers.rows('base'):,} requests in the base, {layers.rows('recent'):,} recent, {load()}", flush=True)
    engine = engine_of(lake)
    must_be_equal(engine.run(by_ibis(reading_of(engine))).to_pylist(), engine.sql(by_hand()).to_pylist())
    print("all cells are equal", flush=True)
    rounds = [{way: timed(ask) for way, ask in asking(engine).items()} for _ in range(_TIMES)]
    for way in ("ibis", "hand"):
        wall, cpu = (statistics.median(getattr(one[way], unit) for one in rounds) for unit in ("wall", "cpu"))
        print(f"{way:4} {Took(wall=wall, cpu=cpu)}")
    ratio = statistics.median(one["ibis"].cpu / one["hand"].cpu for one in rounds)
    verdict("Ibis to SQL by hand (cpu)", ratio, limit=_LIMIT)
    print(load())
    return None


if __name__ == "__main__":
    main()
