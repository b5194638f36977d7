"""Kill -9 of web and worker at random moments under load: is what was acknowledged in log and lake exactly once?

`python -m bench.kills --rounds 50`. The test does five rounds of the same.
"""

import argparse
import random
import tempfile
import time
from pathlib import Path

from tests.failures.running import Running, Senders, running
from tests.regard_home import a_regard_home

_VICTIMS = (("web",), ("worker",), ("web", "worker"))


def main() -> None:
    """Rounds of kills, then the count."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=50)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder, a_regard_home(Path(folder) / "home") as home, running(home) as ours:
        begun = time.perf_counter()
        ours.start("web", "worker")
        ours.await_answer()
        with Senders(ours) as senders:
            down = [_round(ours, random.Random(f"{given.seed} {number}"), number) for number in range(given.rounds)]
        ours.stop("worker", within=60)
        ours.stop("web", within=60)
        found = senders.must_all_be_kept(Path(folder))
        print(f"{given.rounds} rounds in {time.perf_counter() - begun:.0f} s; web was away {sum(down):.0f} s of them")
        print(", ".join(f"{name} {count:,}" for name, count in found.items()))
        print("every acknowledged interaction is in log and lake exactly once")


def _round(ours: Running, drawn: random.Random, number: int) -> float:
    """Kill one of the two, or both, at a random moment; the seconds until web answered again."""
    time.sleep(drawn.expovariate(1 / 2.0))
    victims = _VICTIMS[number % len(_VICTIMS)]
    for victim in victims:
        ours.kill(victim)
    begun = time.perf_counter()
    ours.start(*victims)
    ours.await_answer(within=120)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
