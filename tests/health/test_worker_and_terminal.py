"""The worker says how it fares, and the command line tells it."""

from __future__ import annotations

import gc
import json
import os
import threading
import weakref
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from regard import house
from regard.copier import BETWEEN_COMMITS_SECONDS, MUCH, PAUSE_SECONDS, Copier
from regard.foundation import beats, clock
from regard.foundation.errors import RegardError
from regard.foundation.home import Home
from regard.foundation.room import TRY_AGAIN_LATER
from regard.health import public as health
from regard.record.models import Import
from regard.record.public import admit
from regard.worker import Worker
from tests.builders import an_interaction
from tests.regard_home import a_regard_home

pytestmark = pytest.mark.django_db(transaction=True)


class NoLake:
    """A lake that is never reached."""


def a_copier() -> Copier:
    return Copier(NoLake(), threading.Event())  # type: ignore[arg-type]


def a_step(worker: Worker) -> float:
    pause = worker._once(first=False)
    worker._said_at = None
    worker._say()
    return pause


def test_a_worker_that_fails_says_its_number_and_recovers_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    worker = Worker()
    monkeypatch.setattr(house, "follow", lambda: 1 / 0)
    assert [a_step(worker), a_step(worker)] == [1, 2]
    (found,) = beats.beats()
    assert found.failing.startswith("R-")
    monkeypatch.setattr(house, "follow", lambda: 0)
    assert a_step(worker) == 0.2
    (found,) = beats.beats()
    assert found.failing == ""
    worker._leave()
    assert beats.beats() == []


def test_a_copier_that_fails_keeps_no_follower_waiting_and_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    worker, copier = Worker(), a_copier()
    worker._copier = copier
    monkeypatch.setattr(house, "copy_lake", lambda _lake: 1 / 0)
    assert [copier.once(), copier.once()] == [1, 2]
    assert a_step(worker) == 0.2
    (found,) = beats.beats()
    assert found.failing == copier.failing != ""
    monkeypatch.setattr(house, "copy_lake", lambda _lake: 0)
    copier.once()
    a_step(worker)
    assert beats.beats()[0].failing == ""


def test_a_copier_goes_on_at_once_while_there_is_much_and_gathers_what_trickles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pauses = {}
    for copied in (MUCH, 1, 0):
        monkeypatch.setattr(house, "copy_lake", lambda _lake, copied=copied: copied)
        pauses[copied] = a_copier().once()
    assert pauses == {MUCH: 0.0, 1: BETWEEN_COMMITS_SECONDS, 0: PAUSE_SECONDS}


def test_what_refers_to_itself_goes_within_a_minute_although_python_looks_rarely() -> None:
    class Circle:
        """Refers to itself."""

    def left_behind() -> weakref.ref[Circle]:
        circle = Circle()
        circle.itself = circle  # type: ignore[attr-defined]
        return weakref.ref(circle)

    worker, gone = Worker(), left_behind()
    gc.disable()
    try:
        worker._collect(clock.now() + timedelta(seconds=30))
        assert gone() is not None
        worker._collect(clock.now() + timedelta(seconds=61))
        assert gone() is None
    finally:
        gc.enable()


def test_a_worker_measures_the_home_and_the_height_of_every_stream() -> None:
    a_step(Worker())
    ((day, size),) = beats.home_days()
    assert day == clock.now().date()
    assert size > 0
    assert set(beats.tides()[-1][1]) == {one.name for one in house.lags()}


@pytest.mark.parametrize(
    ("code", "state"), [(TRY_AGAIN_LATER, "queued"), (-9, "failed"), (1, "failed"), (0, "running")]
)
def test_what_becomes_of_a_file_whose_process_ended(code: int, state: str) -> None:
    row = Import.objects.create(
        recipe_name="x", recipe_text="", source="x", file_name="x", file_hash="", state="running"
    )
    worker = Worker()
    worker._importing = row.pk
    worker._has_ended(code)
    assert Import.objects.get().state == state


def test_a_worker_whose_clock_was_put_back_goes_on_saying_that_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    worker, before = Worker(), clock.now()
    worker._say()
    monkeypatch.setattr(clock, "now", lambda: before - timedelta(days=9))
    worker._say()
    (found,) = beats.beats()
    assert found.at == before - timedelta(days=9)
    assert [at for at, _ in beats.tides()] == [before - timedelta(days=9)]


# The terminal


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    found = Home(tmp_path).ensure()
    for place in ("regard.health.gather.the_home", "regard.health.telling.the_home", "regard.house.the_home"):
        monkeypatch.setattr(place, lambda: found)
    house.reading_lake.cache_clear()
    return found


@pytest.mark.usefixtures("home")
def test_exit_codes_say_how_it_fares(capsys: pytest.CaptureFixture[str]) -> None:
    assert health.say(for_programs=False) == 2
    assert "Start it: regard serve" in capsys.readouterr().out
    beats.beat(at=clock.now(), version=health.VERSION, clock_drift=0.0, failing="")
    assert health.say(for_programs=False) == 1
    health.keep_limits(health.Limits())
    assert "Run regard backup" in capsys.readouterr().out


def test_a_backup_of_today_is_well(home: Home) -> None:
    beats.beat(at=clock.now(), version=health.VERSION, clock_drift=0.0, failing="")
    note: dict[str, Any] = {"target": "/b", "bytes": 1, "written": 1, "seconds": 1.0, "rows": 1}
    note |= {"at": clock.now().isoformat(), "is_sealed": False, "has_keys": False}
    home.last_backup.write_text(json.dumps({"finished": note, "failed": None}))
    assert health.say(for_programs=True) == 0


@pytest.mark.usefixtures("home")
def test_a_worker_heard_of_in_the_future_is_no_worker() -> None:
    beats.beat(at=clock.now() + timedelta(hours=1), version=health.VERSION, clock_drift=0.0, failing="")
    facts = health.gather(at=clock.now())
    assert {one.watch.name: one.verdict.state for one in health.judge(facts, health.Limits())}["worker"] == "unwell"


def test_a_home_that_is_not_there_does_not_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("regard.health.telling.the_home", lambda: Home(tmp_path / "none"))
    assert health.say(for_programs=False) == 2
    assert "There is no home at" in capsys.readouterr().err


def test_a_folder_that_is_closed_to_us_does_not_hide_how_it_fares(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    scandir = os.scandir

    def but_one(folder: Path) -> Any:
        if folder == home.inbox:
            raise PermissionError(13, "Permission denied")
        return scandir(folder)

    home.version_file.write_text("1")
    monkeypatch.setattr("regard.health.gather.os.scandir", but_one)
    assert health.disk_of(home).home_bytes > 0


# A lake of which the file system has kept less than it said


@pytest.fixture
def damaged(home: Home) -> Home:
    """The newest commit of a table is no JSON."""
    with house.open_lake() as lake:
        house.catch_up(lake)
    admit([an_interaction(message_id="x")], received_at=clock.now())
    with house.open_lake() as lake:
        house.catch_up(lake)
    newest = max((home.lake / "interactions" / "_delta_log").glob("*.json"))
    newest.write_bytes(b"\0" * newest.stat().st_size)
    house.reading_lake.cache_clear()
    return home


@pytest.mark.usefixtures("damaged")
def test_a_lake_that_cannot_be_read_ends_neither_the_worker_nor_health(capsys: pytest.CaptureFixture[str]) -> None:
    worker = Worker()
    a_step(worker)
    assert len(beats.beats()) == 1
    assert {one.name: one.reached for one in house.lags()}["lake.interactions"] == 0
    assert health.say(for_programs=False) == 2
    assert "Small files in the lake: See that the worker runs" in capsys.readouterr().out


@pytest.mark.usefixtures("damaged")
def test_a_lake_that_cannot_be_read_is_copied_again_by_itself() -> None:
    with house.open_lake() as lake:
        copier = Copier(lake, threading.Event())
        for _ in range(3):
            assert not {one.name: one for one in house.lags()}["lake.interactions"].reached
            copier.once()
        copier.once()
        assert copier.failing == ""
    assert {one.name: one.behind for one in house.lags()}["lake.interactions"] == 0
    assert house.reading_lake().snapshot("interactions").files


@pytest.mark.usefixtures("home")
def test_programs_read_it_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    health.say(for_programs=True)
    found = json.loads(capsys.readouterr().out)
    assert found["state"] == "unwell"
    assert {"name", "title", "state", "measured", "limit", "parts", "todo"} <= set(found["checks"][0])


def test_a_number_the_log_does_not_know_is_said(home: Home) -> None:
    with pytest.raises(RegardError, match="nothing under R-AAAA-22"):
        health.say_entry("r-aaaa-22")


def test_who_ends_last_leaves_everything_in_the_two_files(tmp_path: Path) -> None:
    with a_regard_home(tmp_path / "home", on="sqlite") as home:
        home.run("sources", "list")
        assert sorted(file.name for file in home.folder.glob("*.sqlite3*")) == ["log.sqlite3", "state.sqlite3"]
