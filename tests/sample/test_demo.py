"""The whole way: the sample company by the command line into a home of its own, and the reports held against it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from regard import cli, house, serve
from regard.company import public as company
from regard.foundation import clock
from regard.sample import demo
from regard.sample import public as sample
from regard.sample.public import Checked, Finding
from tests.regard_home import RegardHome

pytestmark = [pytest.mark.timeout(600), pytest.mark.one_database]

OFF = Finding(claim="twitter: ignored", planted=110, found=109, invented=0, holds=False)


def test_the_check_finds_all_that_is_planted(home: RegardHome) -> None:
    said = home.run("demo", "--check")
    assert "is off" not in said
    assert len(re.findall(r"\d +holds", said)) == 25


def test_the_figures_of_the_reports(home: RegardHome) -> None:
    touchpoints, channels = home.rows({"report": "funnel", "by": "touchpoint"}, {"report": "funnel", "by": "channel"})
    rows = {row["touchpoint"]: row for row in touchpoints}
    names = ("requests", "ignored", "passed", "arrived", "gave_up", "answered_here", "returned", "returned_usual")
    assert [rows["twitter"][name] for name in names] == [200, 110, 76, 60, 16, 14, 134, 0]
    assert rows["facebook"]["requests"] == rows["facebook"]["matured"] == 100
    assert rows["facebook"]["matured"] - rows["facebook"]["finished"] == 72
    by_channel = {row["channel"]: row for row in channels}
    assert by_channel["phone"]["ignored"] / by_channel["phone"]["requests"] == 0.05
    assert by_channel["shop"]["ignored"] / by_channel["shop"]["requests"] == 0.08


def test_taken_back_nothing_of_it_is_left(home: RegardHome, tmp_path: Path) -> None:
    """In a copy: other files ask the same home, and who comes first is chance."""
    copy = RegardHome(Path(shutil.copytree(home.folder, tmp_path / "home")), database_url="")
    assert copy.rows({"report": "funnel", "by": "channel"}) != [[]]
    assert "interactions of the simulated company are taken back" in copy.run("demo", "--remove")
    assert copy.rows({"report": "funnel", "by": "channel"}) == [[]]


@pytest.mark.django_db
@pytest.mark.parametrize(("before", "within"), [("", "Meridian Riders"), ("Ada's bicycles", "Ada's bicycles")])
def test_a_home_without_a_name_is_given_the_companys_until_it_is_taken_back(
    before: str, within: str, tmp_path: Path
) -> None:
    company.choose("company_name", before)
    assert list(demo.bring_in(tmp_path, by="Ada")) == []
    assert company.choice("company_name") == within
    demo.take_back(by="Ada", at=clock.now())
    assert company.choice("company_name") == before


def test_a_truth_that_does_not_hold_ends_in_failure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    not_there = Checked(title="Five stages", not_yet="no stage is computed yet")
    monkeypatch.setattr(serve, "prepare", lambda: None)
    monkeypatch.setattr(house, "lags", tuple)
    monkeypatch.setattr(sample, "check", lambda _folder, *, by: [Checked(title=by, findings=(OFF,)), not_there])
    done = CliRunner().invoke(cli.app, ["demo", "--check", "--into", str(tmp_path)])
    assert done.exit_code == 1
    assert done.stdout.count("is off") == 1
    assert "capability not there yet: no stage is computed yet" in " ".join(done.stdout.split())


def test_generating_only_brings_nothing_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "prepare", lambda: pytest.fail("a home was made ready"))
    done = CliRunner().invoke(cli.app, ["demo", "--generate-only", "--into", str(folder), "--interactions", "64000"])
    assert done.exit_code == 0, done.output
    assert "64,000 interactions of a simulated company" in done.stdout
