"""The company of the first seed, generated once."""

from __future__ import annotations

from pathlib import Path

import pytest

from regard.sample.company import Company
from regard.sample.generate import generate, generated


@pytest.fixture(scope="package")
def company() -> Company:
    """The company in memory."""
    return generated()


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its files."""
    found = tmp_path_factory.mktemp("meridian")
    generate(found)
    return found
