"""Boston's 121,145 requests, from the file to the figure, by the command line; facts counted by other means."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.regard_home import RegardHome, a_regard_home

pytestmark = [pytest.mark.facts, pytest.mark.timeout(600), pytest.mark.xdist_group("boston")]

FILE = Path("boston311") / "boston311_2015.csv.gz"


@pytest.fixture(scope="module")
def boston(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RegardHome]:
    """A home into which Boston was brought."""
    with a_regard_home(tmp_path_factory.mktemp("boston")) as home:
        said = home.run("import", "boston311", shared_data / FILE)
        assert "121,145 rows, 222,417 new interactions, 0 known already, 0 revisions, 0 refused" in said
        yield home


KEYS = ("channel", "touchpoint", "source", "month", "asked_by", "total")
Tables = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def funnels(boston: RegardHome) -> Tables:
    """The funnel by everything it can be told apart by, and by channel of those whom customers asked."""
    rows = boston.rows(
        *({"report": "funnel", "by": key} for key in KEYS),
        {"report": "funnel", "by": "channel", "asked_by": "customer"},
    )
    return dict(zip((*KEYS, "customers"), rows, strict=True))


def test_the_figures_of_all_together(boston: RegardHome) -> None:
    found = boston.report("funnel", by="total")
    (row,) = found["rows"]
    told = {name: row[name] for name in ("requests", "answered_here", "ignored", "open", "time_fault", "late")}
    assert told == {
        "requests": 121_145,
        "answered_here": 101_075,
        "ignored": 16_371,
        "open": 3_502,
        "time_fault": 197,
        "late": 24_517,
    }
    assert (row["late_promised"], row["answered_closure"]) == (19_154, 101_075)
    assert found["meta"]["definition"] == "funnel@1"
    assert found["meta"]["n"] == 121_145
    assert found["meta"]["as_of"].startswith("2016-01-13T03:22:40")  # 2016-01-12 22:22:40 in Boston
    assert found["meta"]["lake_version"] == 222_417


def test_who_asked_on_which_channel_and_touchpoint(funnels: Tables) -> None:
    assert {row["asked_by"]: row["requests"] for row in funnels["asked_by"]} == {
        "customer": 93_489,
        "staff": 27_656,
    }
    assert {row["channel"]: row["requests"] for row in funnels["customers"]} == {
        "phone": 62_285,
        "app": 18_838,
        "web": 12_305,
        "social": 61,
    }
    assert {(row["channel"], row["touchpoint"]): row["requests"] for row in funnels["touchpoint"]} == {
        ("phone", "hotline"): 62_285,
        ("app", "citizens connect"): 18_838,
        ("web", "self service"): 12_305,
        ("social", "twitter"): 61,
        ("other", "employee"): 14_675,
        ("other", "city worker app"): 12_783,
        ("other", "maximo"): 198,
    }


def test_half_of_those_who_were_answered_waited_longer(funnels: Tables) -> None:
    rows = {row["channel"]: row for row in funnels["channel"]}
    assert round(rows["phone"]["first_answer_seconds_median"]) == 322_477
    assert round(rows["web"]["first_answer_seconds_median"]) == 445_158


def test_it_always_adds_up(funnels: Tables) -> None:
    for rows in funnels.values():
        for row in rows:
            parts = ("answered_here", "passed", "ignored", "open", "time_fault")
            assert row["requests"] == sum(row[part] for part in parts)
            assert row["matured"] == row["requests"] - row["open"] - row["pending"] - row["not_measurable"]
            assert row["late_promised"] <= row["late"] <= row["answered_here"]


AFTER = ({"report": "funnel", "by": "touchpoint"}, {"report": "waiting"}, {"report": "volume", "by": "kind"})


def test_those_who_wait_are_the_same_in_the_record_and_in_the_lake(boston: RegardHome, funnels: Tables) -> None:
    (waiting,) = boston.rows({"report": "waiting"})
    assert sum(row["waiting_now"] for row in waiting) == funnels["total"][0]["waiting_now"]


@pytest.mark.one_database
def test_importing_again_and_rewinding_every_follower_change_nothing(boston: RegardHome, shared_data: Path) -> None:
    before = boston.rows(*AFTER)
    said = boston.run("import", "boston311", shared_data / FILE)
    assert "0 new interactions, 222,417 known already, 0 revisions" in said
    for follower in ("episodes.assign", "overview.waiting"):
        boston.run("rewind", follower)
    boston.run("follow")
    assert boston.rows(*AFTER) == before


def test_a_dry_run_says_what_would_come_in_and_brings_nothing(shared_data: Path, tmp_path: Path) -> None:
    with a_regard_home(tmp_path) as home:
        said = home.run("import", "boston311", shared_data / FILE, "--dry-run")
        assert "121,145 rows would become 222,417 interactions" in said
        assert home.rows({"report": "volume"}) == [[]]
