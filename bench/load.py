"""The load: so many connections that each wait for an answer and then send the next, in one cheap process.

    python -m bench.load PORT KEY --each 100 --connections 32 --seconds 8 [--shape own] [--rate 500]

Requests are bytes that are made before the clock starts, but for the message ids. Prints JSON.
"""

import argparse
import base64
import json
import os
import selectors
import socket
import time
from collections import Counter
from dataclasses import dataclass, field

_SEGMENT = (
    '{"type":"track","event":"Product Viewed","userId":"u%(who)d","anonymousId":"a%(who)d","messageId":"%(id)s",'
    '"timestamp":"%(at)s","integrations":{"All":true},'
    '"context":{"library":{"name":"analytics-python","version":"2.3.3"},"locale":"th-TH","ip":"10.0.0.1",'
    '"page":{"path":"/p/12","url":"https://shop.example/p/12","title":"A bag"}},'
    '"properties":{"product_id":"p%(who)d","name":"A bag","price":12.5,"currency":"THB","category":"bags",'
    '"position":3}}'
)
_OWN = (
    '{"message_id":"%(id)s","occurred_at":"%(at)s","channel":"chat","kind":"message","direction":"in","role":"asks",'
    '"objects":[{"kind":"thread","value":"t%(who)d"}],"identifiers":[{"kind":"email","value":"u%(who)d@example.com"}],'
    '"text":"Where is my parcel? It was due on Monday.","language":"en"}'
)
_PATHS = {"segment": ("/v1/batch", '{"batch":[%s]}'), "own": ("/v1/interactions", "[%s]")}


@dataclass
class Load:
    """What was sent and what came back."""

    took: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)


class Bodies:
    """Requests without end, no two alike."""

    def __init__(self, key: str, *, shape: str, each: int, at: str) -> None:
        self._each, self._at, self._number = each, at, 0
        self._event = {"segment": _SEGMENT, "own": _OWN}[shape]
        path, self._around = _PATHS[shape]
        basic = base64.b64encode(f"{key}:".encode()).decode()
        self._head = (
            f"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {basic}\r\nContent-Type: application/json\r\n"
        )
        self._run = f"{os.getpid()}-{time.monotonic_ns()}"

    def next(self) -> bytes:
        """The next request."""
        events = []
        for _ in range(self._each):
            self._number += 1
            events.append(
                self._event % {"id": f"{self._run}-{self._number}", "who": self._number % 5_000, "at": self._at}
            )
        body = self._around % ",".join(events)
        return f"{self._head}Content-Length: {len(body)}\r\n\r\n{body}".encode()


def run(port: int, bodies: Bodies, *, connections: int, seconds: float, rate: float) -> Load:
    """Send for so many seconds; with a rate no more than so many requests a second, evenly."""
    load, chosen = Load(), selectors.DefaultSelector()
    ready = [bodies.next() for _ in range(int(min(seconds * (rate or 3_000), 60_000 / bodies._each)))]
    begun = time.perf_counter()
    sent_at: dict[socket.socket, float] = {}
    idle = []
    for _ in range(connections):
        one = socket.create_connection(("127.0.0.1", port))
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        chosen.register(one, selectors.EVENT_READ)
        idle.append(one)
    sent = 0
    while (now := time.perf_counter() - begun) < seconds or sent_at:
        while idle and now < seconds and (not rate or sent < now * rate):
            one = idle.pop()
            one.sendall(ready.pop() if ready else bodies.next())
            sent_at[one] = time.perf_counter()
            sent += 1
        for known, _ in chosen.select(0.001 if rate else 1):
            one = known.fileobj
            answer = one.recv(65_536)
            load.statuses[answer[9:12].decode()] += 1
            load.took.append(time.perf_counter() - sent_at.pop(one))
            idle.append(one)
    return load


def main() -> None:
    """Run, and print what came of it as JSON."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("port", type=int)
    wanted.add_argument("key")
    wanted.add_argument("--each", type=int, default=1)
    wanted.add_argument("--connections", type=int, default=32)
    wanted.add_argument("--seconds", type=float, default=8)
    wanted.add_argument("--rate", type=float, default=0)
    wanted.add_argument("--shape", choices=sorted(_PATHS), default="segment")
    given = wanted.parse_args()
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    bodies = Bodies(given.key, shape=given.shape, each=given.each, at=at)
    begun = time.perf_counter()
    load = run(given.port, bodies, connections=given.connections, seconds=given.seconds, rate=given.rate)
    took = sorted(load.took)
    print(
        json.dumps(
            {
                "requests": len(took) / given.seconds,
                "events": len(took) * given.each / given.seconds,
                "p50": took[len(took) // 2] * 1_000,
                "p99": took[int(len(took) * 0.99)] * 1_000,
                "statuses": load.statuses,
                "client_cpu": time.process_time() / (time.perf_counter() - begun),
            }
        )
    )


if __name__ == "__main__":
    main()
