"""`regard serve` on a home that is ready and empty: what each of its processes holds, and what starting them takes.

`python -m bench.start --rounds 3`. Of memory a process's own: RssAnon, and of what it shares with its parent only its
part (Pss_Anon), so that the latter add up. Read half a minute after the first answer, when all of them rest.
"""

import argparse
import os
import re
import statistics
import tempfile
import time
from pathlib import Path

from tests.failures.running import Running, members, running
from tests.regard_home import a_regard_home

_REST_SECONDS = 30.0
_TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Start it a few times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        a_regard_home(Path(folder) / "home", on="sqlite") as home,
        running(home) as ours,
    ):
        rounds = [_start(ours) for _ in range(given.rounds)]
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")
    print(f"first answer after {statistics.median(rounds):.1f} s (median of {given.rounds})")


def _start(ours: Running) -> float:
    begun = time.monotonic()
    ours.start("serve")
    ours.await_answer()
    seconds = time.monotonic() - begun
    found = members(ours.processes["serve"].pid)
    print(f"first answer after {seconds:.1f} s and {sum(map(_cpu_seconds, found)):.1f} s of CPU")
    time.sleep(_REST_SECONDS)
    for pid, words in sorted(found.items()):
        print(f"  RssAnon {_mb(pid, 'RssAnon'):>6.1f} MB   Pss_Anon {_mb(pid, 'Pss_Anon'):>6.1f} MB   {words}")
    print(f"  all of them:        Pss_Anon {sum(_mb(pid, 'Pss_Anon') for pid in found):>6.1f} MB")
    ours.stop("serve", within=60)
    return seconds


def _mb(pid: int, name: str) -> float:
    file = Path(f"/proc/{pid}/{'smaps_rollup' if name.startswith('Pss') else 'status'}")
    return int(re.search(rf"^{name}:\s+(\d+) kB", file.read_text(), re.MULTILINE)[1]) / 1024  # type: ignore[index]


def _cpu_seconds(pid: int) -> float:
    # Its own, and that of children it has seen end.
    stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(ticks) for ticks in stat[11:15]) / _TICKS


if __name__ == "__main__":
    main()
