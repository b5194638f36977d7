"""How far behind the pages are: interactions arrive at a steady rate, web and worker run as they do.

    python -m bench.lag [--rate 500] [--seconds 60]

Beside the load, twice a second, one that asks is sent: how long until it stands in *waiting now*, and until it is in
the lake that reports read. Aim: 2 s and 15 s.
"""

import argparse
import base64
import http.client
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HOME = Path(tempfile.mkdtemp(prefix="regard-bench-home-"))
os.environ |= {"REGARD_HOME": str(HOME), "REGARD_DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "regard.web.settings"}

import django

django.setup()

from regard import house
from regard.foundation.databases import read
from regard.record.public import LOG
from tests.collect.live import LiveDoor, a_live_door

_EACH = 5


def ask(door: LiveDoor, number: int) -> None:
    """Send one that asks; durable when it returns."""
    basic = base64.b64encode(f"{door.key}:".encode()).decode()
    asked = {
        "message_id": f"ask {number}", "occurred_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "channel": "chat", "kind": "message", "direction": "in", "role": "asks",
        "objects": [{"kind": "case", "value": f"case {number}"}],
    }  # fmt: skip
    connection = http.client.HTTPConnection("127.0.0.1", door.port, timeout=30)
    connection.request("POST", "/v1/interactions", json.dumps(asked), {"Authorization": f"Basic {basic}"})
    assert connection.getresponse().status == 200
    connection.close()


def lags(door: LiveDoor, *, seconds: float) -> tuple[list[float], list[float]]:
    """Seconds from the answer of the door to *waiting now*, and to the lake, of each that asked."""
    asked: list[tuple[float, int]] = []
    waiting: list[float] = []
    in_lake: list[float] = []
    begun = time.perf_counter()
    while len(in_lake) < len(asked) or len(waiting) < len(asked) or time.perf_counter() - begun < seconds:
        now = time.perf_counter()
        if now - begun < seconds and now - begun >= len(asked) / 2:
            ask(door, len(asked))
            asked.append((time.perf_counter(), LOG.head()))
        (count,) = read("SELECT count(*) FROM unanswered WHERE channel = 'chat'")[0]
        reached = house.reading_lake().position("interactions")
        now = time.perf_counter()
        waiting += [now - at for at, _ in asked[len(waiting) : count]]
        while len(in_lake) < len(asked) and asked[len(in_lake)][1] <= reached:
            in_lake.append(now - asked[len(in_lake)][0])
        time.sleep(0.05)
    return waiting, in_lake


def told(name: str, took: list[float], *, most: float) -> None:
    """Median and 99th percentile in seconds, against what is aimed at."""
    took = sorted(took)
    p99 = took[int(len(took) * 0.99)]
    kept = "kept" if p99 <= most else "BROKEN"
    print(
        f"  {name:12} p50 {statistics.median(took):5.2f} s   p99 {p99:5.2f} s   (aim {most:g} s) {kept}; n {len(took)}"
    )


def main() -> None:
    """Print how long it took."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--rate", type=float, default=500)
    wanted.add_argument("--seconds", type=float, default=60)
    given = wanted.parse_args()
    with a_live_door(HOME) as door:
        worker = subprocess.Popen([sys.executable, "-m", "regard", "worker"], env=door.home.environment())
        time.sleep(5)
        command = [sys.executable, "-m", "bench.load", str(door.port), door.key, "--each", str(_EACH)]
        pace = ["--rate", str(given.rate / _EACH), "--seconds", str(given.seconds), "--connections", "8"]
        load = subprocess.Popen([*command, *pace], stdout=subprocess.PIPE, text=True)
        waiting, in_lake = lags(door, seconds=given.seconds)
        sent = json.loads(load.communicate()[0])
        print(f"{sent['events']:,.0f} interactions/s for {given.seconds:g} s; load {os.getloadavg()[0]:.1f}")
        told("waiting now", waiting, most=2)
        told("the lake", in_lake, most=15)
        worker.send_signal(signal.SIGTERM)
        worker.wait()


if __name__ == "__main__":
    main()
