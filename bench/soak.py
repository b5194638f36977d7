"""An hour of half of peak against a real `regard serve`: do memory and lag stay flat?

`python -m bench.soak --minutes 60`. Peak is measured first, by senders that wait for nothing but their answers.
What is sent are conversations, of customers who come back and of new ones: every follower, the lake and the index have
their work. The first third warms up; of the rest a straight line says how much each figure grows in an hour, with an
interval. Of memory there are two figures: what is resident, and what of it is the processes' own; the rest are pages of
files, the databases' and the index's, that the machine takes back when it wants them.
"""

import argparse
import itertools
import math
import os
import re
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prometheus_client.openmetrics.parser import text_string_to_metric_families

from regard.foundation import clock
from tests.failures.running import Running, Senders, members, running
from tests.regard_home import a_regard_home

_PEAK_SECONDS = 20
_SENDERS, _AT_ONCE = 4, 20
_MB = 2**20
_QUESTIONS = 1_000


@dataclass(frozen=True)
class Sample:
    """What was seen at one moment, seconds after the load began."""

    at: float
    web_mb: float
    worker_mb: float
    own_web_mb: float
    own_worker_mb: float
    behind_items: float
    behind_seconds: float


def _a_line(message_id: str) -> dict[str, Any]:
    """One line of a conversation: in turn the customer asks, and somebody answers."""
    thread, _, place = message_id.partition("-")
    sender, _, number = thread.partition(".")
    who = f"{sender}.{_who(int(number))}"
    asks = int(place) % 2 == 0
    return {
        "source": "shop",
        "message_id": message_id,
        "occurred_at": clock.now().isoformat(),
        "source_order": int(place),
        "channel": "chat",
        "kind": "message",
        "direction": "in" if asks else "out",
        "human": "yes",
        "objects": [{"kind": "thread", "namespace": "shop", "value": thread}],
        "identifiers": [
            {"kind": "account", "namespace": "shop", "value": who},
            {"kind": "email", "value": f"{who}@example.com"},
        ],
        "text": f"Where is my order {message_id}?" if asks else f"It leaves the house today: {message_id}.",
    }


def _who(conversation: int) -> int:
    """The customer of a conversation: of each three in a row it is one, and one in ten is with somebody of long ago."""
    return conversation // (3 if conversation % 10 else 6)


def main() -> None:
    """Peak, then half of it, then what grew."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--minutes", type=float, default=60)
    asked.add_argument("--every", type=float, default=10, help="seconds between two samples")
    given = asked.parse_args()
    os.environ["REGARD_METRICS"] = "loopback"
    with tempfile.TemporaryDirectory() as folder, a_regard_home(Path(folder) / "home") as home, running(home) as ours:
        ours.start("serve")
        ours.await_answer()
        _warm(ours)
        peak = _rate(ours, 0.0, _PEAK_SECONDS)
        pause = _SENDERS * _AT_ONCE / (peak / 2)
        print(f"peak {peak:,.0f} interactions/s; half of it for {given.minutes:g} minutes")
        with Senders(ours, name="soak", threads=_SENDERS, at_once=_AT_ONCE, pause=pause, what=_a_line) as senders:
            samples = _watch(ours, minutes=given.minutes, every=given.every)
        print(f"load of the machine: {os.getloadavg()[2]:.1f} over the last 15 minutes")
        rate = len(senders.acknowledged) * _AT_ONCE / (given.minutes * 60)
        print(f"kept {rate:,.0f} interactions/s; turned away: {senders.turned_away or 'nothing'}")
        _tell(samples)
        ours.stop("serve", within=60)


def _warm(ours: Running) -> None:
    # Each of the many threads of the web process opens its databases once, when it is first asked something: with a
    # sample every ten seconds that takes an hour, and would look like growth.
    for _ in range(_QUESTIONS):
        ours.ask("GET", "/metrics")


def _rate(ours: Running, pause: float, seconds: float) -> float:
    with Senders(ours, name="peak", threads=_SENDERS, at_once=_AT_ONCE, pause=pause, what=_a_line) as senders:
        time.sleep(seconds)
        return len(senders.acknowledged) * _AT_ONCE / seconds


def _watch(ours: Running, *, minutes: float, every: float) -> list[Sample]:
    begun = time.monotonic()
    samples = []
    while (at := time.monotonic() - begun) < minutes * 60:
        samples.append(_sample(ours, at))
        time.sleep(every)
    return samples


def _sample(ours: Running, at: float) -> Sample:
    status, body = ours.ask("GET", "/metrics")
    assert status == 200, body
    found = {one.name: one.samples for one in text_string_to_metric_families(body.decode())}
    memory = {one.labels["process"].split()[0]: one.value / _MB for one in found["regard_process_resident_bytes"]}
    own = {pid: _own_mb(pid) for pid in members(ours.processes["serve"].pid)}
    (worker,) = (int(one.labels["worker"].split()[-1]) for one in found["regard_worker_silent_seconds"])
    return Sample(
        at=at,
        web_mb=memory.get("web", 0),
        worker_mb=memory.get("worker", 0),
        own_web_mb=sum(own.values()) - own[worker],
        own_worker_mb=own[worker],
        behind_items=max((one.value for one in found["regard_follower_behind_items"]), default=0),
        behind_seconds=max((one.value for one in found["regard_follower_behind_seconds"]), default=0),
    )


def _own_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return float(re.search(r"RssAnon:\s+(\d+) kB", status)[1]) / 1024  # type: ignore[index]


def _tell(samples: Sequence[Sample]) -> None:
    later = [one for one in samples if one.at > samples[-1].at / 3]
    print(f"{len(later)} samples after warming up\n{'':16}{'median':>10}{'most':>10}{'per hour':>12}  95 % interval")
    for name in ("web_mb", "worker_mb", "own_web_mb", "own_worker_mb", "behind_items", "behind_seconds"):
        values = [getattr(one, name) for one in later]
        slope, half = _slope([one.at / 3600 for one in later], values)
        level = max(statistics.median(values), 1.0)
        # Flat: no growth that the interval shows, or none that a day would notice.
        flat = slope - half <= 0 or slope + half < 0.01 * level
        told = f"{statistics.median(values):>10,.1f}{max(values):>10,.1f}{slope:>+12,.1f}"
        print(f"{name:16}{told}  {slope - half:+,.1f} to {slope + half:+,.1f}   {'flat' if flat else 'GROWS'}")


def _slope(xs: Sequence[float], ys: Sequence[float]) -> tuple[float, float]:
    """The slope of a least-squares line and half of its 95 % interval, widened as neighbours are alike (AR(1))."""
    slope, start = statistics.linear_regression(xs, ys)
    rests = [y - start - slope * x for x, y in zip(xs, ys, strict=True)]
    spread = sum((x - statistics.fmean(xs)) ** 2 for x in xs)
    whole = sum(rest**2 for rest in rests)
    if not whole:
        return slope, 0.0
    alike = min(max(sum(one * other for one, other in itertools.pairwise(rests)) / whole, 0.0), 0.99)
    error = math.sqrt(whole / (len(xs) - 2) / spread * (1 + alike) / (1 - alike))
    return slope, 1.96 * error


if __name__ == "__main__":
    main()
