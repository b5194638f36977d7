"""A sender with a key, and a door whose writer stops with the test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from regard.web.collect import writer
from tests.collect.sender import Sender, a_source


@pytest.fixture
def sender(transactional_db: None) -> Iterator[Sender]:
    """Sends for the shop. The writer has a thread of its own, so the test's transaction must be real."""
    yield Sender(a_source())
    writer.stop()
