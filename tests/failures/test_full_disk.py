"""A disk that takes nothing more: nothing is acknowledged that is not kept, and with room all goes on by itself."""

from __future__ import annotations

import csv
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from regard import house
from regard.foundation.home import Home
from regard.foundation.room import TRY_AGAIN_LATER, is_out_of_room
from regard.record.models import Import
from regard.record.public import load_recipe, run_import
from tests.builders import an_interaction
from tests.desk import record_all
from tests.failures.running import Running, Senders, members, running
from tests.failures.test_kills import RECIPE
from tests.regard_home import a_regard_home

pytestmark = pytest.mark.failures
ON_POSTGRES = bool(os.environ.get("REGARD_TEST_DATABASE_URL"))
NOTHING = 0


_AGAIN = """
import json, sys
from pathlib import Path
import django
django.setup()
from regard import house
from regard.foundation.databases import log_alias, read
done = house.bring_in(sys.argv[1], [Path(sys.argv[2])], by="a test")
print(json.dumps([done.state, done.resumed_at, done.rows,
                  read("SELECT count(*) FROM interaction", alias=log_alias())[0][0]]))
"""


def limit_all(processes: Running, most_bytes: int) -> None:
    """From now on no file may be written beyond this size: how a full disk looks without root."""
    for process in processes.processes.values():
        for pid in members(process.pid):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (most_bytes, resource.RLIM_INFINITY))


@pytest.mark.timeout(400)
@pytest.mark.skipif(ON_POSTGRES, reason="the disk of PostgreSQL is not ours to fill")
def test_web_and_worker_wait_for_room_and_go_on_by_themselves(tmp_path: Path) -> None:
    with a_regard_home(tmp_path / "home") as home, running(home) as processes:
        processes.start("web", "worker")
        processes.await_answer()
        with Senders(processes, threads=2) as senders:
            time.sleep(1)
            limit_all(processes, NOTHING)
            time.sleep(1)
            held = len(senders.acknowledged)
            turned_away = senders.turned_away.get(503, 0)
            time.sleep(2)
            assert len(senders.acknowledged) == held
            assert senders.turned_away.get(503, 0) > turned_away
            assert all(process.poll() is None for process in processes.processes.values())
            limit_all(processes, resource.RLIM_INFINITY)
            time.sleep(2)
            assert len(senders.acknowledged) > held
        assert set(senders.turned_away) == {503}
        processes.stop("worker", within=25)
        processes.stop("web", within=25)
        senders.must_all_be_kept(tmp_path)


@pytest.mark.timeout(400)
@pytest.mark.skipif(ON_POSTGRES, reason="the disk of PostgreSQL is not ours to fill")
def test_an_import_that_finds_no_room_says_so_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    recipe, file = tmp_path / "desk.toml", tmp_path / "desk.csv"
    recipe.write_text(RECIPE)
    a_file(file, cases=6_000)
    with a_regard_home(tmp_path / "home") as home:
        home.run("lag")
        most = (home.folder / "log.sqlite3").stat().st_size + 2**21
        broken = subprocess.run(
            [sys.executable, "-m", "regard", "import", str(recipe), str(file)],
            env=home.environment(),
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY)),
        )
        assert broken.returncode == TRY_AGAIN_LATER, broken.stderr
        assert "nothing of this was kept" in " ".join(broken.stderr.split())
        state, resumed_at, rows, held = json.loads(Running(home).python(_AGAIN, recipe, file))
        assert (state, rows, held) == ("done", 6_000, 12_000)
        assert 0 < resumed_at < 6_000


def a_file(path: Path, *, cases: int) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("case", "opened", "closed"))
        writer.writerows((number, "2026-01-05T08:00:00", "2026-01-06T08:00:00") for number in range(cases))


@pytest.mark.django_db(transaction=True)
def test_a_place_that_could_not_be_saved_is_not_counted_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "desk.csv"
    a_file(file, cases=10)
    recipe = load_recipe(RECIPE, name="desk")
    saves = Import.save
    count = [0]

    def save(self: Import, **named: Any) -> None:
        count[0] += 1
        if count[0] == 3:
            raise OSError(28, "No space left on device")
        saves(self, **named)

    monkeypatch.setattr(Import, "save", save)
    with pytest.raises(OSError, match="No space"):
        run_import(recipe, file, by="a test", recipe_text=RECIPE, chunk=4)
    row = Import.objects.get()
    assert row.at_row * 2 == row.appended
    done = run_import(recipe, file, by="a test", recipe_text=RECIPE, chunk=4)
    assert (done.rows, done.appended) == (10, 20)


# The lake, on a disk of its own


@contextmanager
def a_small_disk(folder: Path, *, megabytes: int) -> Iterator[Path]:
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("left out: only root may mount a small disk here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def small_lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The lake of this process, on a disk of a few megabytes."""
    with a_small_disk(tmp_path / "disk", megabytes=8) as disk:
        monkeypatch.setattr(house, "the_home", lambda: Home(disk))
        house.reading_lake.cache_clear()
        yield disk
        house.reading_lake.cache_clear()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["full", "read-only"])
def test_the_lake_waits_for_room_and_holds_nothing_half(small_lake: Path, way: str) -> None:
    with house.open_lake() as lake:
        record_all([an_interaction(message_id=f"a{number}") for number in range(50)])
        house.catch_up(lake)
        before = {table.name: lake.snapshot(table.name) for table in lake.tables}
        record_all([an_interaction(message_id=f"b{number}") for number in range(50)])
        lake.close()  # What is open for writing cannot be made read-only.
        with no_room(small_lake, way), pytest.raises(Exception) as caught:  # noqa: PT011 -- whatever Delta makes of it
            house.catch_up(lake)
        assert is_out_of_room(caught.value)
        assert lake.snapshot("interactions") == before["interactions"]
        house.catch_up(lake)
        assert sum(file.rows for file in lake.snapshot("interactions").files) == 100
        assert all(one.behind == 0 for one in house.lags())


@contextmanager
def no_room(disk: Path, way: str) -> Iterator[None]:
    if way == "full":
        ballast = disk / "ballast"
        with pytest.raises(OSError, match="No space"):
            ballast.write_bytes(bytes(2**24))
        yield
        ballast.unlink()
        return
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    yield
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
