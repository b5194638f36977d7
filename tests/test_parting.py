"""Matters put right from the terminal."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from regard import parting, serve
from regard.foundation.databases import read
from tests.builders import an_interaction, day
from tests.desk import follow, matters_by_message, record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_no_home_of_its_own")]


@pytest.fixture
def _no_home_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test has set everything up already."""
    monkeypatch.setattr(serve, "prepare", lambda: None)


def said(*words: object) -> str:
    """What the terminal shows."""
    done = CliRunner().invoke(parting.app, [str(word) for word in words], env={"COLUMNS": "200"})
    assert done.exit_code == 0, done.output
    return done.output


def test_a_matter_is_shown_split_with_a_preview_and_joined_again() -> None:
    first, second = (
        one.seq for one in record(an_interaction(case="K", role="asks"), an_interaction(case="K", at=day(9))).placed
    )
    follow()
    assert "case" in said("show", second)
    assert "Nothing was changed." in said("split", second, "--preview")
    assert read("SELECT count(*) FROM ruling") == [(0,)]
    assert "regard matters undo" in said("split", second, "--reason", "another bell")
    assert matters_by_message()[second][0] == second
    assert "another bell" in said("show", first)
    (number,) = read("SELECT no FROM ruling")[0]
    assert "Taken back." in said("undo", number)
    assert matters_by_message()[second][0] == first
