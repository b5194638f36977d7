"""The test command leaves nothing out in silence and fails when anything fails."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

import pytest

import run
from tools import checks, environment, postgres, system_parts

ABSENT = system_parts.Part("a harp", lambda: False, ("harp", "harp-strings"))


@pytest.fixture
def nothing_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_parts, "FOR_THE_BROWSER", (ABSENT,))
    monkeypatch.setattr(system_parts, "FOR_POSTGRESQL", ())


@pytest.mark.usefixtures("nothing_is_there")
def test_what_cannot_be_installed_is_named_with_the_command_that_would(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_parts, "_privilege", lambda: None)
    with pytest.raises(SystemExit, match=r"a harp(.|\n)*sudo apt-get install .* harp harp-strings") as refused:
        system_parts.require(is_quick=False)
    assert isinstance(refused.value.code, str)  # Python prints it and exits with 1.


@pytest.mark.usefixtures("nothing_is_there")
def test_what_is_still_missing_after_installing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_parts, "install", lambda packages, *, why: None)
    with pytest.raises(SystemExit, match="still missing: a harp"):
        system_parts.require(is_quick=False)


@pytest.mark.usefixtures("nothing_is_there")
def test_the_quick_run_needs_nothing_from_the_system() -> None:
    system_parts.require(is_quick=True)


@pytest.mark.parametrize("failing", ["format", "lint", "types", "room rules", "tests on SQLite", "tests on PostgreSQL"])
def test_one_failing_check_fails_the_run_and_the_others_still_run(
    failing: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(postgres, "throw_away", a_database)
    monkeypatch.setattr(checks, "_check", lambda name, _command, **_: checks.Outcome(name, name != failing, 1.0))
    assert checks.run(is_quick=False, pytest_arguments=[]) == 1
    summary = capsys.readouterr().out
    assert f"FAILED     1.0 s  {failing}" in summary
    assert summary.count("ok  ") == 5


def test_the_quick_run_says_what_it_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(checks, "_check", lambda name, _command, **_: checks.Outcome(name, is_good=True, seconds=1.0))
    assert checks.run(is_quick=True, pytest_arguments=[]) == 0
    assert "left out: tests on PostgreSQL, tests in the browser" in capsys.readouterr().out


def test_an_unknown_command_is_answered_with_the_known_ones() -> None:
    with pytest.raises(SystemExit, match=r"'tset'\. Known: serve, setup, test, postgres, fix"):
        run.main(["tset"])


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        ([], ["--sample"]),
        (["--empty"], []),
        (["--port", "9000"], ["--sample", "--port", "9000"]),
        (["serve", "--empty", "--port", "9000"], ["--port", "9000"]),
    ],
)
def test_a_new_home_opens_on_the_sample_company_unless_told_otherwise(
    arguments: list[str], options: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    became: list[list[str]] = []
    monkeypatch.setattr(environment, "make", lambda: None)
    monkeypatch.setattr(os, "execv", lambda _program, words: became.append(words))
    run.main(arguments)
    assert [words[1:] for words in became] == [["serve", "--upgrade", *options]]


@contextlib.contextmanager
def a_database() -> Iterator[str]:
    """A name only: these tests run no checks."""
    yield "postgresql://nobody@127.0.0.1/nothing"
