"""A page asked again a moment later, its SQL remembered or written anew by Ibis. `python -m bench.again --rows N`.

The rows must be equal, and remembered it may take 0.85 of the processor. Run `python -m bench.many --rows N` first.
"""

import argparse
import statistics
from collections.abc import Callable
from datetime import timedelta
from unittest import mock
from zoneinfo import ZoneInfo

import pyarrow as pa

from bench.ground import engine_of, lake_at, load, timed, verdict
from bench.page import ENDS, NOW, reading_of
from regard.foundation.warehouse import statements
from regard.overview.public import funnel

_LIMIT = 0.85
_TIMES = 15


def main() -> None:
    """Both ways in turn, each time a second later."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=20_000)
    engine = engine_of(lake_at(arguments.parse_args().rows))
    reading = reading_of(engine)

    def ask(seconds: int) -> pa.Table:
        now, ends = NOW + timedelta(seconds=seconds), {**ENDS, "helpdesk": NOW + timedelta(seconds=seconds)}
        return engine.run(funnel(reading, by="channel", ends=ends, zone=ZoneInfo("Asia/Bangkok"), now=now))

    def anew(seconds: int) -> pa.Table:
        with mock.patch.object(statements, "STATEMENTS", statements.Statements()):
            return ask(seconds)

    ways: dict[str, Callable[[int], pa.Table]] = {"remembered": ask, "anew": anew}
    assert ask(0).equals(anew(0)), "other rows"
    ratios = []
    for second in range(1, _TIMES + 1):
        took = {name: timed(lambda way=way, second=second: way(second)).cpu for name, way in ways.items()}
        ratios.append(took["remembered"] / took["anew"])
    print(f"anew {1000 * took['anew']:.0f} ms of processor, remembered {1000 * took['remembered']:.0f}, {load()}")
    verdict("remembered to written anew (cpu)", statistics.median(ratios), limit=_LIMIT)


if __name__ == "__main__":
    main()
