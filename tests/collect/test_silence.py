"""What is sent to the door, and how it fails there, leaves nothing of anybody in the log."""

from __future__ import annotations

from pathlib import Path

import pytest

from regard.foundation import logs
from regard.foundation.home import the_home
from regard.record import public as record
from tests.collect.sender import Sender

KNOWN = ("somchai.jaidee@example.co.th", "Somchai Jaidee", "0891234567", "my order never came")


@pytest.fixture(autouse=True)
def log() -> Path:
    """The log of the home, from here on; what failed for another test may be said again."""
    logs._FAILING.clear()
    file = the_home().log
    file.unlink(missing_ok=True)
    return file


def test_a_delivery_that_breaks_the_door_gets_a_number_and_leaves_no_trace_of_its_sender(
    sender: Sender, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(events: object, **_named: object) -> None:
        raise ValueError(f"cannot map {events} of {KNOWN[0]}")

    monkeypatch.setattr(record, "collect", breaks)
    event = {"userId": KNOWN[0], "event": KNOWN[3], "properties": {"name": KNOWN[1], "phone": KNOWN[2]}}
    replies = [sender.post(f"/v1/track?email={KNOWN[0]}", event, user_agent=KNOWN[1]) for _ in range(20)]
    assert {reply.status for reply in replies} == {503}
    number = replies[0].body["error"]["message"].partition("(")[2].partition(")")[0]
    lines = log.read_text(encoding="utf-8").splitlines()
    # What fails at every request is one line, and its number stands in every answer.
    assert len(lines) == 1
    assert all(number in str(reply.body) for reply in replies)
    assert logs.entries(log, number)[0]["errors"][0]["kind"] == "ValueError"
    for known in (*KNOWN, "Somchai", "Jaidee", "somchai.jaidee"):
        assert known not in lines[0]
