"""Writing to the lake: once each, one writer, nothing half done."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import DeltaTable

from regard.foundation.errors import NotKnown, RegardError
from regard.foundation.warehouse.delta import NewFile
from regard.foundation.warehouse.public import Engine, Lake, LakeBusy, LakeTable, WrongRows
from tests.foundation.lakes import (
    INTERACTIONS,
    REQUESTS,
    TABLES,
    a_column,
    a_lake,
    an_engine,
    interactions,
    living,
    requests,
    small_steps,
)


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    with a_lake(tmp_path) as lake:
        yield lake


@pytest.fixture
def engine(lake: Lake) -> Iterator[Engine]:
    engine = an_engine(lake)
    yield engine
    engine.close()


def seqs(engine: Engine) -> list[int]:
    return sorted(engine.run(engine.table("interactions"))["seq"].to_pylist())


def test_nobody_has_written_yet(lake: Lake) -> None:
    assert lake.position("requests") == -1
    assert lake.version() == -1


def test_appending_twice_up_to_the_same_number_writes_once(lake: Lake, engine: Engine) -> None:
    assert lake.append("interactions", interactions([1, 2]), upto=2)
    assert not lake.append("interactions", interactions([1, 2]), upto=2)
    assert not lake.append("interactions", interactions([1]), upto=1)
    assert seqs(engine) == [1, 2]
    assert lake.version() == 2


def test_another_process_sees_the_position_that_was_written(lake: Lake) -> None:
    other = Lake(lake.folder, TABLES)
    assert other.position("interactions") == -1
    for upto in range(5):
        lake.append("interactions", interactions([upto]), upto=upto)
        assert other.position("interactions") == upto


def test_two_commits_within_one_tick_of_the_file_clock_are_both_seen(lake: Lake) -> None:
    other, log = Lake(lake.folder, TABLES), lake.folder / "interactions" / "_delta_log"
    for upto in range(3):
        lake.append("interactions", interactions([upto]), upto=upto)
        os.utime(log, (1_000_000_000, 1_000_000_000))
        assert other.position("interactions") == upto


def test_no_rows_still_move_the_position(lake: Lake, engine: Engine) -> None:
    assert lake.append("requests", requests([]), upto=7)
    assert lake.append("interactions", interactions([]), upto=9)
    assert (lake.position("requests"), lake.version()) == (7, 9)
    assert living(engine) == {}


def test_the_newest_row_of_a_key_wins_and_a_removed_key_is_gone(lake: Lake, engine: Engine) -> None:
    lake.append("requests", requests([1, 2, 3]), upto=1)
    lake.append("requests", requests([2], written=2, customer=5), upto=2)
    lake.append("requests", requests([3], written=3, removed=True), upto=3)
    assert living(engine) == {1: 1, 2: 5}
    lake.tidy("requests")
    assert living(engine) == {1: 1, 2: 5}
    lake.append("requests", requests([3], written=4, customer=6), upto=4)
    assert living(engine) == {1: 1, 2: 5, 3: 6}


def test_within_one_append_too_the_newest_wins(lake: Lake, engine: Engine) -> None:
    both = pa.concat_tables([requests([1], written=9, customer=9), requests([1], written=8, customer=8)])
    lake.append("requests", both, upto=1)
    assert living(engine) == {1: 9}


def test_rows_not_newer_than_those_held_are_refused(lake: Lake, engine: Engine) -> None:
    lake.append("requests", requests([1], written=5), upto=1)
    with pytest.raises(WrongRows, match="up to written_no 5, so one with 4 comes too late"):
        lake.append("requests", requests([2], written=4), upto=2)
    lake.tidy("requests")
    with pytest.raises(WrongRows, match="comes too late"):
        lake.append("requests", requests([2], written=5), upto=2)
    assert lake.position("requests") == 1


def test_positions_outlive_folding_joining_erasing_and_tidying(lake: Lake, engine: Engine) -> None:
    with small_steps():
        for upto in range(12):
            lake.append("requests", requests([upto], written=upto, customer=upto), upto=upto)
            lake.append("interactions", interactions([upto], customer=upto), upto=upto)
    for name in ("requests", "interactions"):
        lake.erase(name, column="customer_id", values=[3])
        lake.tidy(name)
        assert lake.position(name) == 11
    assert living(engine) == {key: key for key in range(12) if key != 3}
    assert seqs(engine) == [seq for seq in range(12) if seq != 3]


def test_many_small_files_are_joined_as_it_goes(lake: Lake, engine: Engine) -> None:
    with small_steps(files=4, fold=10):
        for upto in range(30):
            lake.append("interactions", interactions([upto]), upto=upto)
            lake.append("requests", requests([upto], written=upto), upto=upto)
            assert max(len(lake.snapshot(name).files) for name in ("interactions", "requests")) < 4
    assert seqs(engine) == sorted(living(engine)) == list(range(30))


@pytest.mark.parametrize("name", ["interactions", "requests"])
def test_big_files_are_left_alone_as_it_goes(lake: Lake, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr("regard.foundation.warehouse.delta._SMALL_FILE", 2_000)
    lake.append("interactions", interactions(range(5_000)), upto=1)
    lake.append("requests", requests(range(5_000), written=1), upto=1)
    (big,) = lake.snapshot(name).files
    with small_steps(files=4, fold=99):
        for upto in range(2, 12):
            lake.append("interactions", interactions([5_000 + upto]), upto=upto)
            lake.append("requests", requests([upto, 5_000 + upto], written=upto), upto=upto)
    assert big in lake.snapshot(name).files
    lake.tidy(name)
    assert big not in lake.snapshot(name).files


def test_new_keys_join_the_base_and_changed_ones_wait_for_a_fold(lake: Lake, engine: Engine) -> None:
    with small_steps(files=99, fold=3):
        lake.append("requests", requests([1, 2, 3, 4]), upto=1)
        assert (lake.snapshot("requests").rows("base"), lake.snapshot("requests").rows("recent")) == (4, 0)
        lake.append("requests", requests([2, 4, 5], written=2, customer=2), upto=2)
        assert (lake.snapshot("requests").rows("base"), lake.snapshot("requests").rows("recent")) == (5, 2)
        assert living(engine) == {1: 1, 2: 2, 3: 1, 4: 2, 5: 2}
        lake.append("requests", requests([1], written=3, removed=True), upto=3)
        assert (lake.snapshot("requests").rows("base"), lake.snapshot("requests").rows("recent")) == (4, 0)
        assert living(engine) == {2: 2, 3: 1, 4: 2, 5: 2}


def test_a_key_that_comes_several_times_at_once_lives_once(lake: Lake, engine: Engine) -> None:
    for start in (0, 10):  # New keys first, then the same again.
        rows = [
            requests([1, 2, 3], written=start + 1, customer=1),
            requests([1, 3], written=start + 3, customer=3),
            requests([1], written=start + 2, customer=2),
            requests([2], written=start + 2, removed=True),
            requests([3], written=start + 3, customer=3),
        ]
        lake.append("requests", pa.concat_tables(rows), upto=start)
        assert living(engine) == {1: 3, 3: 3}


def test_a_fold_that_fails_half_way_changes_nothing(
    lake: Lake, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake.append("requests", requests([1, 2]), upto=1)
    lake.tidy("requests")
    lake.append("requests", requests([2], written=2, customer=5), upto=2)
    before = lake.snapshot("requests")
    half = lake._deltas["requests"]

    def replace(files: Sequence[NewFile]) -> None:
        assert all(file.path.exists() for file in files)
        raise OSError("the disk is full")

    monkeypatch.setattr(half, "replace", replace)
    with pytest.raises(OSError, match="the disk is full"):
        lake.tidy("requests")
    assert lake.snapshot("requests") == before
    assert living(engine) == {1: 1, 2: 5}
    monkeypatch.undo()
    lake.tidy("requests")
    assert living(engine) == {1: 1, 2: 5}


ENDLESS = """
import sys
from pathlib import Path
from tests.foundation.lakes import TABLES, requests, small_steps
from regard.foundation.warehouse.public import Lake
lake = Lake(Path(sys.argv[1]), TABLES)
with small_steps(files=3, fold=30):
    while True:
        n = lake.position("requests") + 1
        lake.append("requests", requests(range(n % 7, n % 7 + 20), written=n, customer=n), upto=n)
        print(n, flush=True)
"""


def after(upto: int) -> dict[int, int]:
    """What lives when ENDLESS has appended up to a number."""
    return {key: n for n in range(upto + 1) for key in range(n % 7, n % 7 + 20)}


@pytest.mark.timeout(120)
def test_a_writer_killed_at_any_moment_loses_and_doubles_nothing(lake: Lake, engine: Engine) -> None:
    for kill in range(3):
        start = lake.position("requests")
        writer = subprocess.Popen(
            [sys.executable, "-c", ENDLESS, str(lake.folder)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": "."},
        )
        assert writer.stdout is not None
        said = [int(writer.stdout.readline()) for _ in range(8)]
        time.sleep(0.017 * kill)  # Somewhere inside an append, a join or a fold.
        writer.kill()
        said += [int(line) for line in writer.stdout.read().split()]
        writer.stdout.close()
        writer.wait()
        assert lake.position("requests") >= said[-1] > start
        assert living(engine) == after(lake.position("requests"))


def test_erasing_leaves_no_trace_in_files_or_log(lake: Lake, engine: Engine) -> None:
    gone, marks = 777_777_777_777, [b"777777777777", b"unmistakable", (777_777_777_777).to_bytes(8, "little")]

    def traces() -> list[str]:
        files = [file for file in lake.folder.rglob("*") if file.is_file()]
        return [file.name for file in files if any(mark in file.read_bytes() for mark in marks)]

    with small_steps(files=4):
        for upto in range(9):
            lake.append("interactions", interactions([upto], customer=gone, channel="unmistakable"), upto=upto)
            lake.append("requests", requests([upto], written=upto, customer=gone, channel="unmistakable"), upto=upto)
    lake.append("interactions", interactions([50], customer=2), upto=50)
    lake.append("requests", requests([8, 50], written=50, customer=2), upto=50)
    assert traces(), "the search finds what is there"
    crashed = lake.folder / "interactions" / "part-of-a-commit-that-never-came.parquet"
    shutil.copy(lake.snapshot("interactions").files[0].path, crashed)
    assert lake.erase("interactions", column="customer_id", values=[gone, 12]) == 9
    assert lake.erase("requests", column="customer_id", values=[gone, 12]) >= 8
    assert traces() == []
    assert seqs(engine) == [50]
    assert living(engine) == {8: 2, 50: 2}
    for name in ("interactions", "requests"):
        on_disk = {str(file) for file in (lake.folder / name).rglob("*.parquet") if "_delta_log" not in file.parts}
        assert on_disk == {file.path for file in lake.snapshot(name).files}


def test_erasing_the_newest_row_does_not_bring_an_older_one_back(lake: Lake, engine: Engine) -> None:
    lake.append("requests", requests([1, 2], customer=3), upto=1)
    lake.tidy("requests")
    lake.append("requests", requests([1], written=2, customer=7), upto=2)
    assert lake.erase("requests", column="customer_id", values=[7]) == 1
    assert living(engine) == {2: 3}


def test_erasing_keeps_rows_that_do_not_say(lake: Lake, engine: Engine) -> None:
    silent = requests([1]).set_column(1, "customer_id", pa.nulls(1, pa.int64()))
    lake.append("requests", pa.concat_tables([silent, requests([2], customer=7)]), upto=1)
    assert lake.erase("requests", column="customer_id", values=[7]) == 1
    assert list(living(engine)) == [1]


@pytest.mark.parametrize("name", ["interactions", "requests"])
def test_a_whole_import_can_be_erased_at_once(lake: Lake, engine: Engine, name: str) -> None:
    # delta-rs ends the process on a condition with so many values.
    lake.append("interactions", interactions(range(60_000)), upto=1)
    lake.append("requests", requests(range(60_000)), upto=1)
    column = "seq" if name == "interactions" else "episode_id"
    assert lake.erase(name, column=column, values=range(1, 60_000)) == 59_999
    assert engine.run(engine.table(name))[column].to_pylist() == [0]


def test_erasing_what_nobody_has_removes_nothing(lake: Lake, engine: Engine) -> None:
    lake.append("requests", requests([1]), upto=1)
    lake.append("interactions", interactions([1]), upto=1)
    assert lake.erase("requests", column="customer_id", values=[99]) == 0
    assert lake.erase("interactions", column="customer_id", values=[99]) == 0
    assert lake.erase("interactions", column="customer_id", values=[]) == 0
    assert living(engine) == {1: 1}
    assert seqs(engine) == [1]


def test_rows_are_erased_by_a_column_there_is_and_by_whole_numbers(lake: Lake) -> None:
    with pytest.raises(NotKnown, match="customer_id"):
        lake.erase("requests", column="customer", values=[1])
    with pytest.raises(RegardError, match="'channel' is none"):
        lake.erase("requests", column="channel", values=[1])


def test_what_a_killed_process_spilled_is_swept(lake: Lake) -> None:
    alive = an_engine(lake)
    left = lake.spill / "left"
    left.mkdir()
    (left / "held").touch()
    lake.erase("requests", column="customer_id", values=[1])
    assert not left.exists()
    assert len(list(lake.spill.iterdir())) == 1
    alive.close()
    assert list(lake.spill.iterdir()) == []


def test_a_reset_table_is_copied_anew(lake: Lake, engine: Engine) -> None:
    for upto in range(3):
        lake.append("requests", requests([upto], written=9 + upto), upto=upto)
    lake.reset("requests")
    lake.reset("requests")
    assert (lake.position("requests"), living(engine)) == (-1, {})
    for upto in range(3):
        assert lake.append("requests", requests([upto], written=1 + upto, customer=4), upto=upto)
        assert living(engine) == dict.fromkeys(range(upto + 1), 4)


def test_a_second_writer_is_refused_and_may_read(lake: Lake, engine: Engine) -> None:
    lake.append("requests", requests([1]), upto=1)
    second = Lake(lake.folder, TABLES)
    for write in (
        lambda: second.append("requests", requests([2]), upto=2),
        lambda: second.erase("requests", column="customer_id", values=[1]),
        lambda: second.tidy("requests"),
        lambda: second.reset("requests"),
    ):
        with pytest.raises(LakeBusy, match=f"written by process {os.getpid()}"):
            write()
    assert second.position("requests") == 1
    lake.close()
    assert second.append("requests", requests([2], written=2), upto=2)
    assert sorted(living(engine)) == [1, 2]
    second.close()


def test_a_column_declared_later_is_there_and_empty_for_old_rows(lake: Lake) -> None:
    lake.append("requests", requests([1]), upto=1)
    lake.append("interactions", interactions([1]), upto=1)
    lake.close()
    wider = tuple(
        LakeTable(name=one.name, meaning="", key=one.key, columns=(*one.columns, a_column("region", pa.string())))
        for one in TABLES
    )
    with Lake(lake.folder, wider) as later:
        engine = an_engine(later)
        assert engine.run(engine.table("requests"))["region"].to_pylist() == [None]
        later.append("requests", requests([2], written=2).append_column("region", pa.array(["north"])), upto=2)
        later.append("interactions", interactions([2]).append_column("region", pa.array(["north"])), upto=2)
        for name in ("requests", "interactions"):
            for _ in range(2):
                found = engine.run(engine.table(name))["region"].to_pylist()
                assert sorted(found, key=str) == [None, "north"]
                later.tidy(name)
        engine.close()


def test_a_column_of_another_type_needs_a_rebuild(lake: Lake) -> None:
    lake.append("requests", requests([1]), upto=1)
    lake.close()
    columns = tuple(
        a_column("customer_id", pa.string()) if one.name == "customer_id" else one for one in REQUESTS.columns
    )
    other = LakeTable(name="requests", meaning="", key="episode_id", columns=columns)
    rows = requests([2], written=2).set_column(1, "customer_id", pa.array(["x"]))
    with Lake(lake.folder, (other,)) as later:
        with pytest.raises(RegardError, match="'customer_id' of lake table 'requests' is int64 on disk and string now"):
            later.append("requests", rows, upto=2)
        later.reset("requests")
        assert later.append("requests", rows, upto=2)


def test_delta_keeps_to_its_oldest_protocol_and_measures_no_customer(lake: Lake) -> None:
    lake.append("interactions", interactions([1, 2]), upto=2)
    lake.append("requests", requests([1, 2]), upto=2)
    for table in (INTERACTIONS, REQUESTS):
        delta = DeltaTable(lake.folder / table.name)
        assert (delta.protocol().min_reader_version, delta.protocol().min_writer_version) == (1, 2)
        measured = {
            name for name in pa.schema(delta.get_add_actions(flatten=True).schema).names if name.startswith("m")
        }
        assert measured <= {
            "modification_time",
            *(f"{of}.{it}" for of in ("min", "max") for it in ("seq", "written_no", "occurred_at")),
        }


def test_files_that_died_long_ago_are_removed_as_it_goes(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regard.foundation.warehouse.delta.GRACE", "interval 0 seconds")
    with small_steps(files=4, fold=10):
        for upto in range(12):
            lake.append("interactions", interactions([upto]), upto=upto)
    assert len(list((lake.folder / "interactions").glob("*.parquet"))) == len(lake.snapshot("interactions").files)


def test_a_table_of_an_older_regard_takes_on_what_holds_now(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as older:
        older.setattr("regard.foundation.warehouse.delta.GRACE", "interval 1 hours")
        lake.append("requests", requests([1]), upto=1)
    lake.close()
    with Lake(lake.folder, [INTERACTIONS, REQUESTS]) as newer:
        newer.append("requests", requests([2], written=2), upto=2)
        assert newer.snapshot("requests").rows("base") + newer.snapshot("requests").rows("recent") == 2
    held = DeltaTable(lake.folder / "requests").metadata().configuration
    assert held["delta.deletedFileRetentionDuration"] == held["delta.logRetentionDuration"] == "interval 15 minutes"


def test_files_that_died_lately_stay_for_those_who_read_them(lake: Lake) -> None:
    lake.append("requests", requests([1]), upto=1)
    (old,) = lake.snapshot("requests").paths("base")
    os.utime(old, (1_000_000_000, 1_000_000_000))
    lake.append("requests", requests([1], written=2), upto=2)
    lake.tidy("requests")
    assert Path(old).exists()


def test_an_unknown_table_is_named_with_the_known_ones(lake: Lake) -> None:
    with pytest.raises(NotKnown, match=r"No lake table named 'request'\. Known: interactions, requests"):
        lake.position("request")
