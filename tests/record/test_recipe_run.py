"""An import can be stopped anywhere and taken up again; run twice it changes nothing; nothing read is lost."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from regard.data_use.public import open_reading, permit
from regard.foundation import clock
from regard.record.admit import keep
from regard.record.import_ import run
from regard.record.import_.load import load
from regard.record.import_.recipe import Recipe
from regard.record.import_.run import ImportResult, run_import
from regard.record.models import Import
from regard.record.public import refusals

pytestmark = pytest.mark.django_db

DESK = """
name = "desk"
source = "desk"
title = { en = "Desk" }
time = { zone = "UTC" }
[[interaction]]
name = "request"
message_id = "{id}"
occurred_at = "{at}"
channel = "email"
kind = "message"
direction = "in"
text = "{words}"
objects = [{ kind = "case", value = "{id}" }]
"""


@pytest.fixture
def desk() -> Recipe:
    return load(DESK)


def a_file(folder: Path, *, rows: int = 50, wrong: tuple[int, ...] = (), name: str = "desk.csv") -> Path:
    path = folder / name
    lines = [f"{number},{'soon' if number in wrong else '2026-01-05'},hello {number},x\n" for number in range(rows)]
    path.write_text("id,at,words,mood\n" + "".join(lines))
    return path


def counts(done: ImportResult) -> tuple[int, int, int]:
    return (done.appended, done.already_known, done.refused)


def test_a_file_comes_in_and_the_import_tells_what_became_of_it(desk: Recipe, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    path = a_file(tmp_path, wrong=(3,))
    done = run_import(desk, path, by="Ada", chunk=20, progress=lambda at, size: seen.append((at, size)))
    assert (done.state, done.rows, done.error) == ("done", 50, "")
    assert counts(done) == (49, 0, 1)
    assert done.unmapped == {"mood": 50}
    assert seen[-1] == (path.stat().st_size, path.stat().st_size)
    row = Import.objects.get(pk=done.number)
    assert (row.at_row, row.state, row.by, row.recipe_name) == (50, "done", "Ada", "desk")
    assert len(row.file_hash) == 64


def test_what_is_refused_is_kept_with_its_line_and_row(desk: Recipe, tmp_path: Path) -> None:
    done = run_import(desk, a_file(tmp_path, wrong=(3,)), by="Ada")
    reading = open_reading(permit("mend_record", by="Ada", at=clock.now()))
    (kept,) = refusals(reading, import_id=done.number)
    assert (kept.line, kept.reason) == (5, "unreadable_moment")
    assert kept.original == {"id": "3", "at": "soon", "words": "hello 3", "mood": "x"}


def test_the_same_file_again_finds_all_known(desk: Recipe, tmp_path: Path) -> None:
    path = a_file(tmp_path, wrong=(3,))
    first, again = (run_import(desk, path, by="Ada") for _ in range(2))
    assert again.number != first.number
    assert counts(again) == (0, 49, 1)
    reading = open_reading(permit("mend_record", by="Ada", at=clock.now()))
    assert len(refusals(reading)) == 1


def test_a_changed_row_is_a_revision(desk: Recipe, tmp_path: Path) -> None:
    run_import(desk, a_file(tmp_path), by="Ada")
    changed = a_file(tmp_path)
    changed.write_text(changed.read_text().replace("hello 7,", "hello seven,"))
    again = run_import(desk, changed, by="Ada")
    assert (again.appended, again.already_known, again.revisions) == (0, 49, 1)


class Killed(BaseException):
    """What a killed process does not survive."""


@pytest.mark.parametrize("chunks", [0, 1, 3])
@pytest.mark.parametrize("when", ["before", "after"])
def test_an_import_that_was_killed_goes_on_where_it_stopped(
    desk: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunks: int, when: str
) -> None:
    """Killed before or after the log took a chunk: nothing is missing, and nothing comes in twice."""
    path, taken = a_file(tmp_path, rows=100, wrong=(5, 95)), 0

    def dies(*args: Any, **more: Any) -> Any:
        nonlocal taken
        if taken == chunks and when == "before":
            raise Killed
        receipt = keep(*args, **more)
        if taken == chunks:
            raise Killed
        taken += 1
        return receipt

    monkeypatch.setattr(run, "keep", dies)
    with pytest.raises(Killed):
        run_import(desk, path, by="Ada", chunk=20)
    monkeypatch.setattr(run, "keep", keep)
    done = run_import(desk, path, by="Ada", chunk=20)
    assert (done.resumed_at, done.rows, done.state) == (20 * chunks, 100, "done")
    assert done.appended + done.already_known == 98
    assert Import.objects.count() == 1
    assert counts(run_import(desk, path, by="Ada")) == (0, 98, 2)


def test_beginning_again_can_be_asked_for(desk: Recipe, tmp_path: Path) -> None:
    path = tmp_path / "cut.csv.gz"
    packed = gzip.compress(a_file(tmp_path, rows=5_000).read_bytes())
    path.write_bytes(packed[: len(packed) // 2])
    broken = run_import(desk, path, by="Ada")
    assert broken.state == "failed"
    assert "after line" in broken.error
    assert broken.appended > 500
    assert broken.refused == 1
    again = run_import(desk, path, by="Ada", resume=False)
    assert (again.resumed_at, again.already_known) == (0, broken.appended)


def test_a_queued_import_is_run_under_its_number(desk: Recipe, tmp_path: Path) -> None:
    queued = Import.objects.create(recipe_name="desk", recipe_text=DESK, source="desk", file_name="f", by="Ada")
    done = run_import(desk, a_file(tmp_path), by="worker", number=queued.pk)
    assert (done.number, done.appended) == (queued.pk, 50)
    assert Import.objects.get().by == "Ada"


def test_several_files_are_one_import_and_can_be_taken_up_in_the_second(desk: Recipe, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    a_file(folder, rows=30, name="1.csv")
    (folder / "2.csv").write_text("id,at,words\n" + "".join(f"b{number},2026-01-06,hi\n" for number in range(30)))
    done = run_import(desk, folder, by="Ada", chunk=7)
    assert (done.rows, done.appended, done.unmapped) == (60, 60, {"mood": 30})
    Import.objects.update(state="running", at_row=40, rows_read=40)
    resumed = run_import(desk, folder, by="Ada")
    assert (resumed.resumed_at, resumed.rows, resumed.number) == (40, 60, done.number)
