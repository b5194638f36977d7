"""The company of the first seed, generated once; and a home that holds what can be checked of it today."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from regard.sample.company import Company
from regard.sample.generate import PLANTS, generate, generated
from tests.regard_home import RegardHome, a_regard_home

SMALL = 7_000
"""Interactions in all: what can be checked today, and some of the many around it."""


@pytest.fixture(scope="package")
def company() -> Company:
    """The core in memory."""
    return generated()


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the core and of a few of the many."""
    found = tmp_path_factory.mktemp("meridian")
    generate(found, interactions=64_000)
    return found


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RegardHome]:
    """A home into which the command line brought the plants that reports can be held against, and some of the many."""
    with a_regard_home(tmp_path_factory.mktemp("meridian-home")) as found:
        generate(found.folder / "sample", interactions=SMALL, plants=[one for one in PLANTS if not one.not_yet])
        said = found.run("demo", "--interactions", str(SMALL))
        assert f"{SMALL:,} rows, {SMALL:,} new interactions, 0 known already" in said
        yield found
