"""Who sends too slowly keeps nobody waiting, and is cut off."""

from __future__ import annotations

import http.client
import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from regard.web.collect import slow
from regard.web.collect.knock import Knock
from tests.collect.live import LiveDoor

BODY = b'{"batch": []}'
SENDERS = 100


def _connection(door: LiveDoor) -> socket.socket:
    return socket.create_connection(("127.0.0.1", door.port), source_address=("127.0.0.3", 0))


@pytest.fixture
def slow_senders(live_door: LiveDoor) -> Iterator[list[socket.socket]]:
    """A hundred from 127.0.0.3 that announce a body and send one byte of it."""
    head = (
        f"POST /v1/batch HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {live_door.key}\r\nContent-Length: 1000\r\n\r\n{{"
    )
    with ExitStack() as open_ones:
        found = []
        for _ in range(SENDERS):
            one = open_ones.enter_context(_connection(live_door))
            one.sendall(head.encode())
            found.append(one)
        yield found


def asked(door: LiveDoor, *, source: str) -> tuple[int, float]:
    """What the door answers somebody at this address, and after how many seconds."""
    begun = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", door.port, timeout=30, source_address=(source, 0))
    connection.request("POST", "/v1/batch", BODY, {"Authorization": f"Bearer {door.key}"})
    status = connection.getresponse().status
    connection.close()
    return status, time.monotonic() - begun


@pytest.mark.timeout(120)
def test_a_hundred_slow_senders_keep_nobody_waiting_and_are_cut(
    live_door: LiveDoor, slow_senders: list[socket.socket]
) -> None:
    time.sleep(1.5)
    found = [asked(live_door, source="127.0.0.2") for _ in range(5)]
    assert [status for status, _ in found] == [200] * 5
    # A busy machine is given more than the second that a quiet one needs.
    assert sorted(took for _, took in found)[2] < 3
    until = time.monotonic() + slow.LONGEST_SECONDS + 15
    ended = 0
    for one in slow_senders:
        one.settimeout(max(until - time.monotonic(), 0.1))
        try:
            while one.recv(4_096):
                pass
            ended += 1
        except ConnectionError:
            ended += 1
        except TimeoutError:
            break
    assert ended == SENDERS
    # So many failures of one address cost it some seconds; then it is heard again.
    while asked(live_door, source="127.0.0.3")[0] != 200:
        assert time.monotonic() < until + 15
        time.sleep(0.5)


def test_one_address_never_has_all_the_readers() -> None:
    readers, held = slow.Readers(), ExitStack()
    with held:
        for number in range(slow.MOST_OF_ONE):
            readers._reading[number] = ("10.0.0.1", "10.0.0.1", time.monotonic())
        with pytest.raises(Knock) as turned_away, readers.reading(peer="10.0.0.1", address="10.0.0.1"):
            pass
        assert (turned_away.value.status, turned_away.value.reason) == (429, "too_slow")
        with readers.reading(peer="10.0.0.2", address="10.0.0.2"):
            pass


def test_only_a_silent_connection_of_that_peer_to_us_is_cut() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, ExitStack() as opened:
        address = server.getsockname()
        sender = opened.enter_context(socket.create_connection(address, source_address=("127.0.0.4", 0)))
        taken = opened.enter_context(server.accept()[0])
        taken.sendall(b"a moment ago")
        assert slow.cut("127.0.0.4", silent_for=5) == 0
        held = len(os.listdir("/proc/self/fd"))
        assert slow.cut("127.0.0.9", silent_for=0) == 0
        assert len(os.listdir("/proc/self/fd")) == held
        assert sender.recv(100) == b"a moment ago"
        time.sleep(0.3)
        # Our own end of a connection that we opened, as to a database of this machine, is left alone.
        assert slow.cut("127.0.0.1", silent_for=0.2) == 0
        assert slow.cut("127.0.0.4", silent_for=0.2) == 1
        assert sender.recv(100) == b""
