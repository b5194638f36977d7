"""Keeping ten million facts fresh: appends of touched matters, the swap of views, folding, and what reading costs.

`python -m bench.refresh --rows N`, after `python -m bench.many`. It changes the lake's rows, not their number.
"""

import argparse
import random
import shutil
import statistics
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import write_deltalake

from bench.ground import ROWS, engine_of, lake_at, load, peak_mb, timed, verdict
from bench.many import PART, Maker
from bench.page import by_hand
from regard.foundation.warehouse.public import Engine, Lake
from regard.overview.public import REQUESTS

_APPENDS, _TOUCHED = 100, 500
_RUN = 25


class Touching:
    """Parts of matters that moved, as a follower would hand them over."""

    def __init__(self, lake: Lake, *, rows: int) -> None:
        self._lake, self._rows = lake, rows
        self._maker = Maker(rows=rows, seed=2)
        self._draw = random.Random(1)
        self.at = lake.position(REQUESTS.name)

    def part(self, touched: int) -> pa.Table:
        """So many matters, in runs of neighbours: four of five young, the others of any age."""
        self.at += 1
        numbers = [one for number in range(touched // _RUN) for one in self._run(young=number % 5 != 0)]
        rows = self._maker.chosen(REQUESTS, numbers)
        at = rows.schema.get_field_index("written_no")
        return rows.set_column(at, "written_no", pa.repeat(pa.scalar(self.at, pa.int64()), rows.num_rows))

    def append(self, rows: pa.Table) -> None:
        """Into the lake."""
        assert self._lake.append(REQUESTS.name, rows, upto=self.at)

    def _run(self, *, young: bool) -> range:
        first = self._draw.randrange(self._rows * 19 // 20 if young else 1, self._rows - _RUN)
        return range(first, first + _RUN)


def appends(lake: Lake, engine: Engine, touching: Touching, folder: Path) -> None:
    """What an append of a few hundred matters costs, and the first query after it."""
    ours, plain, first, again = [], [], [], []
    query = "SELECT count(*) FROM requests WHERE episode_id = 1"
    for number in range(_APPENDS):
        rows = touching.part(_TOUCHED)
        ours.append(timed(lambda rows=rows: touching.append(rows)))
        plain.append(timed(lambda rows=rows: write_deltalake(folder / "plain", rows, mode="append")))
        if number % 10 == 0:
            first.append(timed(lambda: engine.sql(query)).wall)
            again.append(timed(lambda: engine.sql(query)).wall)
    cpu, peer = (statistics.median(one.cpu for one in all) for all in (ours, plain))
    walls = sorted(one.wall * 1000 for one in ours)
    print(
        f"append of {_TOUCHED}: {cpu * 1000:.0f} ms cpu, wall {walls[_APPENDS // 2]:.0f} median, {walls[-1]:.0f} most"
    )
    verdict("append to a Delta append of the same rows (median cpu)", cpu / peer, limit=3)
    swap = statistics.median(first) - statistics.median(again)
    print(f"first query after an append: {swap * 1000:.0f} ms more than the second")


def reading(lake: Lake, engine: Engine, touching: Touching) -> None:
    """What the recent layer costs the funnel: none, and the most that is allowed before a fold."""
    lake.tidy(REQUESTS.name)
    alone = timed(lambda: engine.sql(by_hand()), times=3)
    most = lake.snapshot(REQUESTS.name).rows("base") // 8
    while lake.snapshot(REQUESTS.name).rows("recent") < most - 20_000:
        touching.append(touching.part(10_000))
    recent = lake.snapshot(REQUESTS.name).rows("recent")
    under = timed(lambda: engine.sql(by_hand()), times=3)
    print(f"funnel on the base alone {alone}\nfunnel under {recent:,} recent rows {under}")
    verdict("funnel under the most recent rows to the base alone (cpu)", under.cpu / alone.cpu, limit=1.5)


def folding(lake: Lake, folder: Path) -> None:
    """What a fold costs, against reading and writing the same files without looking at them."""
    took = timed(lambda: lake.tidy(REQUESTS.name))

    def copy() -> None:
        for number, file in enumerate(lake.snapshot(REQUESTS.name).files):
            with pq.ParquetWriter(folder / f"{number}.parquet", REQUESTS.schema) as writer:
                for batch in pq.ParquetFile(file.path).iter_batches(PART, columns=list(REQUESTS.names)):
                    writer.write_batch(batch)

    plain = timed(copy)
    print(f"fold of {lake.snapshot(REQUESTS.name).rows('base'):,}: {took}; plain copy {plain}")
    verdict("fold to a plain copy (cpu)", took.cpu / plain.cpu, limit=2)


def main() -> None:
    """Print all figures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=ROWS)
    chosen = arguments.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="regard-bench-"))
    with lake_at(chosen.rows) as lake:
        engine, touching = engine_of(lake), Touching(lake, rows=chosen.rows)
        lake.tidy(REQUESTS.name)
        print(f"{lake.snapshot(REQUESTS.name).rows('base'):,} requests, {load()}", flush=True)
        appends(lake, engine, touching, folder)
        print(f"peak so far {peak_mb()} MB")
        reading(lake, engine, touching)
        print(f"peak so far {peak_mb()} MB")
        folding(lake, folder)
        engine.close()
    shutil.rmtree(folder)
    print(f"peak {peak_mb()} MB, {load()}")


if __name__ == "__main__":
    main()
