"""Acknowledged is kept: kill -9 of the web process under load."""

from __future__ import annotations

import base64
import http.client
import json
import random
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.collect.live import LiveDoor, a_live_door

pytestmark = pytest.mark.failures
SENDERS, ROUNDS = 8, 5


class Client(threading.Thread):
    """Sends batches, each again and again until it is acknowledged, as every SDK does."""

    def __init__(self, door: LiveDoor, number: int, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.acknowledged: list[str] = []
        self.sent_again = 0
        self._door, self._number, self._ending = door, number, stop
        self._random = random.Random(number)  # noqa: S311 -- how much to send is no secret
        self._connection: http.client.HTTPConnection | None = None

    def run(self) -> None:
        """Until told to stop; the last batch is seen through."""
        while not self._ending.is_set():
            first = len(self.acknowledged)
            ids = [f"{self._number}-{first + more}" for more in range(self._random.randint(1, 20))]
            batch = [{"type": "track", "event": "Wheel Spun", "userId": "u1", "messageId": one} for one in ids]
            body = json.dumps({"batch": batch}).encode()
            while not self._is_acknowledged(body):
                self.sent_again += 1
                time.sleep(0.05)
            self.acknowledged += ids
        self._hang_up()

    def _is_acknowledged(self, body: bytes) -> bool:
        basic = base64.b64encode(f"{self._door.key}:".encode()).decode()
        try:
            self._connection = self._connection or http.client.HTTPConnection("127.0.0.1", self._door.port, timeout=20)
            self._connection.request("POST", "/v1/batch", body, {"Authorization": f"Basic {basic}"})
            reply = self._connection.getresponse()
            return reply.status == 200 and json.loads(reply.read()) == {"success": True}
        except (OSError, http.client.HTTPException):
            self._hang_up()
            return False

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


@pytest.mark.timeout(300)
def test_every_acknowledged_interaction_is_in_the_log_exactly_once(tmp_path: Path) -> None:
    stop, when = threading.Event(), random.Random(7)  # noqa: S311 -- when to kill is no secret
    with a_live_door(tmp_path / "home") as door:
        clients = [Client(door, number, stop) for number in range(SENDERS)]
        for client in clients:
            client.start()
        for _ in range(ROUNDS):
            time.sleep(when.uniform(0.2, 1.0))
            door.kill()
            door.start()
        stop.set()
        for client in clients:
            client.join(60)
        acknowledged = Counter(one for client in clients for one in client.acknowledged)
        logged = Counter(one["message_id"] for one in door.logged())
    assert sum(client.sent_again for client in clients) >= ROUNDS, "nobody was sending when it was killed"
    assert logged == acknowledged
    assert set(logged.values()) == {1}
