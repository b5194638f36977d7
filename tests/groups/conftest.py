"""One company for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.groups.crowd import Company, a_company


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    """Without a past."""
    with a_company(tmp_path) as built:
        yield built
