"""Somebody who sends, with a key."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from regard.web.collect import writer
from tests.collect.live import LiveDoor, a_live_door
from tests.collect.sender import Sender, a_source


@pytest.fixture
def sender(db: None) -> Sender:
    """Sends for the shop; what it sends is gone with the test's transaction."""
    return Sender(a_source())


@pytest.fixture
def real_sender(transactional_db: None) -> Iterator[Sender]:
    """The same, by the one writer: it has a thread of its own, so the test's transaction must be real."""
    yield Sender(a_source(), at_once=False)
    writer.stop()


@pytest.fixture(scope="package")
def live_door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveDoor]:
    """One real web process for all tests of this folder that only send to it."""
    with a_live_door(tmp_path_factory.mktemp("live") / "home") as door:
        yield door
