"""Who sends too slowly loses the connection: a slow body holds a thread, and there are only so many."""

import os
import socket
import stat
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from regard.web.collect.knock import Knock

LONGEST_SECONDS = 10.0
MOST_READERS = 96
MOST_OF_ONE = 64
_SLOW_SECONDS = 1.0
_MOST_SLOW_OF_ONE = 16
_TICK = 1.0
# struct tcp_info of Linux: eight bytes, then 32-bit numbers; the tenth is how long ago we last sent, in milliseconds.
_LAST_SENT = struct.Struct("=8x36xI")


class Readers:
    """The bodies that are being read now. One address never has all the threads, and no body takes for ever."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reading: dict[int, tuple[str, str, float]] = {}
        self._watch: threading.Thread | None = None

    @contextmanager
    def reading(self, *, peer: str, address: str) -> Iterator[None]:
        """While a body is read; raises `Knock` when too many are."""
        me = threading.get_ident()
        with self._lock:
            self._must_have_room(address)
            self._reading[me] = (peer, address, time.monotonic())
            if self._watch is None:
                self._watch = threading.Thread(target=self._watch_for_ever, name="slow bodies", daemon=True)
                self._watch.start()
        try:
            yield
        finally:
            with self._lock:
                self._reading.pop(me, None)

    def _must_have_room(self, address: str) -> None:
        if len(self._reading) < _MOST_SLOW_OF_ONE:
            return
        now = time.monotonic()
        theirs = [since for _, whose, since in self._reading.values() if whose == address]
        slow = sum(now - since > _SLOW_SECONDS for since in theirs)
        if slow >= _MOST_SLOW_OF_ONE or len(theirs) >= MOST_OF_ONE:
            raise Knock(429, "too_slow", "Too many bodies from this address are on their way.", retry_after=5)
        if len(self._reading) >= MOST_READERS:
            raise Knock(503, "too_busy", "Too many bodies are on their way. Come again.", retry_after=2)

    def _watch_for_ever(self) -> None:
        while True:
            time.sleep(_TICK)
            now = time.monotonic()
            with self._lock:
                late = Counter(peer for peer, _, since in self._reading.values() if now - since > LONGEST_SECONDS)
            for peer in late:
                cut(peer, silent_for=LONGEST_SECONDS)


def cut(peer: str, *, silent_for: float) -> int:
    """Shut the connections of this peer to which nothing was sent for so many seconds; how many.

    The server does not say which connection a request came by. One that waits for its own body has been answered
    nothing since: that is how it is found. An idle connection of the same peer may go with it; it is opened again.
    What this process itself has opened, such as a database on this machine, came by no port on which it listens.
    """
    ended = 0
    with ExitStack() as opened:
        ours = [opened.enter_context(one) for one in _sockets()]
        ports = {one.getsockname()[1] for one in ours if one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)}
        for one in ours:
            if _is_silent(one, peer, silent_for, ports):
                one.shutdown(socket.SHUT_RDWR)
                ended += 1
    return ended


def _sockets() -> Iterator[socket.socket]:
    """Every network socket of this process, each by a number of its own."""
    for name in os.listdir("/proc/self/fd") if os.path.isdir("/proc/self/fd") else ():
        try:
            if not stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                continue
            one = socket.socket(fileno=os.dup(int(name)))
        except OSError:
            continue  # Closed since it was listed.
        if one.family in (socket.AF_INET, socket.AF_INET6) and one.type == socket.SOCK_STREAM:
            yield one
        else:
            one.close()


def _is_silent(one: socket.socket, peer: str, silent_for: float, ports: set[int]) -> bool:
    try:
        if one.getsockname()[1] not in ports or one.getpeername()[0].removeprefix("::ffff:") != peer:
            return False
        info = one.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _LAST_SENT.size)
    except (OSError, AttributeError):
        return False
    return len(info) == _LAST_SENT.size and int(_LAST_SENT.unpack(info)[0]) >= silent_for * 1_000
