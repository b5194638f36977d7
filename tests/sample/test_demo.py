"""The whole way: the sample company by the command line into a home of its own, and the reports held against it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.regard_home import RegardHome, a_regard_home

pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("sample")]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RegardHome]:
    """A home into which the sample company was brought."""
    with a_regard_home(tmp_path_factory.mktemp("meridian-home")) as found:
        said = found.run("demo")
        assert said.count(" 0 refused") == 11
        yield found


def test_the_check_finds_all_that_is_planted_and_says_what_cannot_be_said_yet(home: RegardHome) -> None:
    said = home.run("demo", "--check")
    assert "is off" not in said
    assert len(re.findall(r"\d +holds", said)) == 21
    assert "not yet: no stage of maturity" in said


def test_the_figures_of_the_reports(home: RegardHome) -> None:
    touchpoints, channels = home.rows({"report": "funnel", "by": "touchpoint"}, {"report": "funnel", "by": "channel"})
    rows = {row["touchpoint"]: row for row in touchpoints}
    names = ("requests", "ignored", "passed", "arrived", "gave_up", "answered_here", "returned", "returned_usual")
    assert [rows["twitter"][name] for name in names] == [200, 110, 76, 60, 16, 14, 134, 0]
    assert rows["facebook"]["requests"] == rows["facebook"]["matured"] == 100
    assert rows["facebook"]["matured"] - rows["facebook"]["finished"] == 72
    by_channel = {row["channel"]: row for row in channels}
    assert (by_channel["phone"]["requests"], by_channel["phone"]["ignored"]) == (400, 20)
    assert (by_channel["shop"]["requests"], by_channel["shop"]["ignored"]) == (600, 48)


def test_a_truth_that_does_not_hold_ends_in_failure(home: RegardHome, tmp_path: Path) -> None:
    truth = home.folder / "sample" / "truth" / "plants.json"
    kept = truth.read_text(encoding="utf-8")
    plants = json.loads(kept)
    plants["plants"]["twitter"]["asked"]["ignored"].pop()
    truth.write_text(json.dumps(plants), encoding="utf-8")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "regard", "demo", "--check"], env=home.environment(), capture_output=True, text=True
        )
    finally:
        truth.write_text(kept, encoding="utf-8")
    assert done.returncode == 1
    assert done.stdout.count("is off") == 1


def test_generating_only_brings_nothing_in(tmp_path: Path) -> None:
    with a_regard_home(tmp_path / "home") as fresh:
        said = fresh.run("demo", "--generate-only", "--into", tmp_path / "files", "--seed", "5")
        assert "interactions of a simulated company" in said
        assert (tmp_path / "files" / "truth" / "persons.csv").is_file()
        assert not (tmp_path / "home" / "log.sqlite3").exists()
