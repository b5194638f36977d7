"""How much one sender may send: a bucket of tokens per key and per address, in memory, for one process."""

import ipaddress
import math
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from regard.web.collect.body import Environ
from regard.web.collect.knock import Knock

_MOST_BUCKETS = 20_000


@dataclass(frozen=True)
class Rate:
    """So many a second in the long run, and so many at once."""

    a_second: float
    at_once: float


class Buckets:
    """A bucket per name; `take` says how many seconds to wait when it is empty, 0 when there was enough."""

    def __init__(self, rate: Rate, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate, self._clock = rate, clock
        self._levels: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def take(self, name: str, amount: float = 1) -> float:
        """Take so many tokens; the seconds until there are enough, and none are taken, or 0."""
        now = self._clock()
        with self._lock:
            level = self._level(name, now)
            # More than the bucket holds may pass once it is full: otherwise it never could.
            wanted = min(amount, self.rate.at_once)
            if level < wanted:
                return (wanted - level) / self.rate.a_second
            if len(self._levels) >= _MOST_BUCKETS and name not in self._levels:
                self._forget_the_full(now)
            self._levels[name] = (level - amount, now)
            return 0.0

    def is_empty(self, name: str) -> bool:
        """Whether the next to take one would have to wait."""
        with self._lock:
            return self._level(name, self._clock()) < 1

    def _level(self, name: str, now: float) -> float:
        level, since = self._levels.get(name, (self.rate.at_once, now))
        return min(self.rate.at_once, level + (now - since) * self.rate.a_second)

    def _forget_the_full(self, now: float) -> None:
        self._levels = {name: one for name, one in self._levels.items() if self._level(name, now) < self.rate.at_once}
        if len(self._levels) >= _MOST_BUCKETS:
            self._levels.clear()


class Limits:
    """Requests per address, events per key, and failures per address: who guesses keys must guess slowly."""

    def __init__(self) -> None:
        self._addresses = Buckets(_rate("REGARD_COLLECT_REQUESTS", Rate(3_000, 6_000)))
        self._keys = Buckets(_rate("REGARD_COLLECT_EVENTS", Rate(50_000, 200_000)))
        self._failures = Buckets(Rate(5, 100))

    def request(self, address: str) -> None:
        """One more request from there; raises `Knock` (429)."""
        if self._failures.is_empty(address):
            raise _slower("too many requests that failed", 10)
        if wait := self._addresses.take(address):
            raise _slower("too many requests from this address", wait)

    def failure(self, address: str) -> None:
        """One more that failed."""
        self._failures.take(address)

    def events(self, key: str, count: int) -> None:
        """So many more events with this key; raises `Knock` (429)."""
        if wait := self._keys.take(key, count):
            raise _slower("too many events with this key", wait)


def address_of(environ: Environ) -> str:
    """Who asks: the peer, or behind REGARD_PROXIES proxies of ours the one they name; a network of 64 bits for IPv6."""
    proxies = int(os.environ.get("REGARD_PROXIES", "0") or 0)
    forwarded = environ.get("HTTP_X_FORWARDED_FOR", "") if proxies else ""
    return _address(str(environ.get("REMOTE_ADDR", "")), forwarded, proxies)


@lru_cache(maxsize=10_000)
def _address(peer: str, forwarded: str, proxies: int) -> str:
    named = [one.strip() for one in forwarded.split(",") if one.strip()]
    # Only what our own proxies wrote can be believed, and they write at the end.
    address = named[-proxies] if proxies and len(named) >= proxies else peer
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(parsed) if parsed.version == 4 else str(ipaddress.ip_network(f"{parsed}/64", strict=False))


def _rate(variable: str, usual: Rate) -> Rate:
    """From the environment as "3000" a second; twice as many may come at once."""
    said = os.environ.get(variable, "")
    return Rate(float(said), 2 * float(said)) if said else usual


def _slower(why: str, wait: float) -> Knock:
    return Knock(429, "too_many", f"There are {why}. Come again later.", retry_after=max(1, math.ceil(wait)))
