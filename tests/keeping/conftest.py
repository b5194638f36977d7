"""Backups of the home that all tests of a process share leave no word behind: other files ask how that home is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from regard.foundation.home import the_home


@pytest.fixture(autouse=True)
def _never_backed_up() -> Iterator[None]:
    yield
    the_home().last_backup.unlink(missing_ok=True)
