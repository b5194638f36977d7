"""A backup: one moment of everything, whole or none, and nothing in it that was erased."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connections

from regard.customers.public import RECOGNISE
from regard.episodes.public import ASSIGN
from regard.foundation import clock
from regard.foundation.databases import log_alias, read
from regard.foundation.errors import RegardError
from regard.foundation.followers import step
from regard.foundation.home import Home, the_home
from regard.foundation.last_backup import backups_so_far, last_backup
from regard.keeping import files, schema
from regard.keeping.erasures import gone_in
from regard.keeping.manifest import parts_folder, read_manifest
from regard.keeping.numbering import go_on_at
from regard.keeping.parts import Parts
from regard.keeping.public import verify
from regard.keeping.tables import LEFT_OUT, place_of, tables_of
from regard.record.public import erase
from tests.desk import follow, reading_for, record, record_all
from tests.keeping.story import PASSPHRASE, all_rows_in, backed_up, people, rows_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "backup"


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part of the log for each 40 interactions, read ten at a time."""
    monkeypatch.setattr("regard.keeping.rows.ROWS_AT_MOST", 40)
    monkeypatch.setattr("regard.keeping.log_parts.ROWS_AT_MOST", 40)
    monkeypatch.setattr("regard.keeping.moment._ROWS_AT_ONCE", 10)


def test_every_table_is_kept_or_named_as_left_out() -> None:
    there: set[str] = set()
    for alias in connections:
        with connections[alias].cursor() as cursor:
            there |= set(connections[alias].introspection.table_names(cursor))
    assert there - tables_of(apps).keys() == set(LEFT_OUT)


def test_the_tables_are_those_that_the_migrations_make() -> None:
    assert tables_of(schema.apps_at(schema.applied())) == tables_of(apps)


def test_of_everything_in_a_home_it_is_said_whether_it_is_kept() -> None:
    has = {name for name, value in vars(Home).items() if isinstance(value, property)} | {"folder"}
    decided = [*files.KEPT, *files.APART, *files.MADE_AGAIN]
    assert sorted(decided) == sorted(has)


def test_a_backup_holds_every_row_of_every_table(target: Path) -> None:
    record_all(list(people(60)))
    follow()
    backed_up(target)
    kept = verify(target).tables
    for name, alias in place_of(tables_of(apps), {alias: connections[alias] for alias in connections}).items():
        assert kept[name].rows == read(f'SELECT count(*) FROM "{name}"', alias=alias)[0][0], name  # noqa: S608
    assert kept["interaction"].rows == 105
    assert kept["assigned"].rows == 105


@pytest.mark.usefixtures("small_parts")
def test_the_second_backup_writes_only_what_is_new_of_the_log(target: Path) -> None:
    record_all(list(people(60)))
    backed_up(target)
    before = read_manifest(target, passphrase=None).manifest.tables["interaction"].parts
    record_all(list(people(60, first=60)))
    backed_up(target)
    after = verify(target).tables["interaction"].parts
    assert len(before) == 3
    assert after[:2] == before[:2]
    assert sum(part.rows for part in after) == 210
    assert [row["seq"] for row in rows_in(target, "interaction")] == _seqs()


def _seqs() -> list[int]:
    return [seq for (seq,) in read("SELECT seq FROM interaction ORDER BY seq", alias=log_alias())]


@pytest.mark.usefixtures("small_parts")
def test_what_is_erased_leaves_with_the_next_backup(target: Path) -> None:
    record_all(list(people(120)))
    backed_up(target)
    before = read_manifest(target, passphrase=None).manifest.tables["interaction"].parts
    victim = _seqs()[50]
    (sealed,) = (row["sealed"] for row in rows_in(target, "interaction") if row["seq"] == victim)
    erase([victim], why="a test", by="a test", at=clock.now())
    backed_up(target)
    after = verify(target).tables["interaction"].parts
    # Only the part it lay in was written anew.
    assert [one == other for one, other in zip(before[:4], after[:4], strict=True)] == [True, False, True, True]
    assert not (parts_folder(target) / before[1].file).exists()
    assert {row["seq"]: row["sealed"] for row in rows_in(target, "interaction")}[victim] is None
    assert sealed not in [row["sealed"] for row in rows_in(target, "interaction")]


def test_a_part_that_went_missing_is_made_again(target: Path) -> None:
    record_all(list(people(20)))
    backed_up(target)
    for file in parts_folder(target).glob("interaction-*"):
        file.unlink()
    backed_up(target)
    verify(target)


def test_a_damaged_manifest_does_not_stop_the_next_backup(target: Path) -> None:
    record_all(list(people(5)))
    backed_up(target)
    (target / "manifest.json").write_text("{")
    backed_up(target)
    verify(target)


def test_a_folder_with_a_manifest_of_somebody_else_is_left_alone(target: Path) -> None:
    record_all(list(people(5)))
    theirs = parts_folder(target) / "thesis.tex"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("important")
    (target / "manifest.json").write_text('{"name": "a program of theirs"}')
    with pytest.raises(RegardError, match="holds other things"):
        backed_up(target)
    assert theirs.read_text() == "important"
    assert "of theirs" in (target / "manifest.json").read_text()


def test_what_others_put_between_the_parts_stays(target: Path) -> None:
    record_all(list(people(5)))
    backed_up(target)
    (parts_folder(target) / "@eaDir").mkdir()
    backed_up(target)
    assert (parts_folder(target) / "@eaDir").is_dir()


def test_a_home_that_is_half_restored_does_not_take_the_place_of_its_backup(target: Path) -> None:
    record_all(list(people(5)))
    backed_up(target)
    before = all_rows_in(target)
    the_home().restoring.write_text("[]")
    try:
        with pytest.raises(RegardError, match="was not finished"):
            backed_up(target)
    finally:
        the_home().restoring.unlink()
    assert all_rows_in(target) == before


@pytest.mark.usefixtures("small_parts")
def test_numbers_that_mean_others_than_in_the_backup_are_kept_anew(target: Path, tmp_path: Path) -> None:
    record_all(list(people(60)))
    backed_up(target)
    begin_again_at(_seqs()[30])
    backed_up(target)
    backed_up(tmp_path / "anew")
    assert rows_in(target, "interaction") == rows_in(tmp_path / "anew", "interaction")
    verify(target)


@pytest.mark.usefixtures("small_parts")
def test_a_history_with_a_gap_where_another_had_a_number_has_no_gap_in_its_parts(target: Path) -> None:
    record_all(list(people(60)))
    backed_up(target)
    parts = read_manifest(target, passphrase=None).manifest.tables["interaction"].parts
    begin_again_at(_seqs()[30])
    with connections[log_alias()].cursor() as cursor:
        cursor.execute("DELETE FROM interaction WHERE seq = %s", [parts[0].upto])
    backed_up(target)
    verify(target)
    assert [row["seq"] for row in rows_in(target, "interaction")] == _seqs()


def test_a_first_backup_killed_as_it_was_finished_is_made_again(target: Path) -> None:
    record_all(list(people(5)))
    parts_folder(target).mkdir(parents=True)
    (target / ".manifest.json.0123abcd").write_text("half of it")
    backed_up(target)
    assert sorted(one.name for one in target.iterdir()) == ["manifest.json", "parts"]


def test_a_backup_of_another_history_cannot_say_what_was_erased(target: Path, tmp_path: Path) -> None:
    record_all(list(people(60)))
    backed_up(target)
    held, newer = read_manifest(target, passphrase=None), tmp_path / "newer"
    erase([_seqs()[50]], why="a test", by="a test", at=clock.now())
    backed_up(newer)
    assert gone_in(newer, held, target, passphrase=None).husks == (_seqs()[50],)
    begin_again_at(_seqs()[30])
    backed_up(newer)
    with pytest.raises(RegardError, match="its numbers mean others"):
        gone_in(newer, held, target, passphrase=None)


def begin_again_at(seq: int) -> None:
    """As after a restore of an older backup, or of the whole machine: numbers above this one are handed out anew."""
    with connections[log_alias()].cursor() as cursor:
        cursor.execute("DELETE FROM interaction WHERE seq > %s", [seq])
    go_on_at(connections[log_alias()], tables_of(apps)["interaction"], 0)
    record_all(list(people(40, first=1_000)))


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    record_all(list(people(5)))
    (tmp_path / "file").write_text("")
    with pytest.raises(RegardError, match=r"was not finished: .*Not a directory"):
        backed_up(tmp_path / "file" / "backup")


def test_what_a_backup_that_was_killed_has_left_makes_room_for_the_next(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_all(list(people(5)))
    backed_up(target)
    left = [
        parts_folder(target) / name
        for name in ("cursor-0123456789abcdef.parquet", ".cursor-0123456789abcdef.parquet.0123abcd")
    ]
    for one in left:
        one.write_bytes(b"of a backup that was killed")
    fails_at(1, monkeypatch)
    with pytest.raises(OSError, match="No space left"):
        backed_up(target)
    assert [one for one in left if one.exists()] == []
    verify(target)


def test_a_backup_that_breaks_off_leaves_the_one_before_whole(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record_all(list(people(20)))
    backed_up(target)
    before = all_rows_in(target)
    record_all(list(people(20, first=20)))
    fails_at(2, monkeypatch)
    with pytest.raises(OSError, match="No space left"):
        backed_up(target)
    assert all_rows_in(target) == before
    verify(target)
    so_far = backups_so_far(the_home())
    assert so_far.finished
    assert so_far.failed
    assert "No space left" in so_far.failed.why


def test_a_first_backup_that_breaks_off_is_none(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record_all(list(people(5)))
    fails_at(3, monkeypatch)
    with pytest.raises(OSError, match="No space left"):
        backed_up(target)
    with pytest.raises(RegardError, match=r"holds no finished backup\. One was begun"):
        verify(target)
    monkeypatch.undo()
    backed_up(target)
    verify(target)


def fails_at(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full when the part of this number is to be written."""
    write, left = Parts.write, [number]

    def until_full(self: Parts, name: str, content: bytes, *, form: str) -> object:
        left[0] -= 1
        if not left[0]:
            raise OSError(28, "No space left on device")
        return write(self, name, content, form=form)

    monkeypatch.setattr(Parts, "write", until_full)


def test_files_that_wait_in_the_inbox_are_kept(target: Path) -> None:
    for left in the_home().inbox.iterdir():
        left.unlink()
    file = the_home().inbox / "ab-cases.csv"
    file.write_bytes(b"case\n1\n" * 1_000)
    try:
        backed_up(target)
        (kept,) = verify(target).files
        assert kept.path == "inbox/ab-cases.csv"
        assert (parts_folder(target) / kept.parts[0].file).read_bytes() == file.read_bytes()
    finally:
        file.unlink()
    assert not the_home().backing_up.exists()


def test_the_home_knows_its_last_backup(target: Path) -> None:
    record_all(list(people(5)))
    done = backed_up(target, passphrase=PASSPHRASE)
    assert last_backup(the_home()) == done
    assert done.is_sealed
    assert not done.has_keys
    assert done.bytes == sum(file.stat().st_size for file in parts_folder(target).iterdir()) == done.written


def test_a_backup_beside_writers_and_followers_is_one_moment(target: Path) -> None:
    record_all(list(people(50)))
    stop = threading.Event()
    failed: list[BaseException] = []

    def until_stopped(work: str) -> None:
        try:
            portion = 0
            while not stop.is_set():
                portion += 1
                if work == "append":
                    record(*people(5, first=100 + portion * 5))
                    time.sleep(0.005)
                else:
                    for follower in (RECOGNISE, ASSIGN):
                        step(replace(follower, batch=11), reading_for(follower.purpose))
        except BaseException as error:
            failed.append(error)
            raise
        finally:
            for alias in connections:
                connections[alias].close()

    threads = [threading.Thread(target=until_stopped, args=(work,)) for work in ("append", "follow")]
    for thread in threads:
        thread.start()
    try:
        for _ in range(2):
            backed_up(target)
            head = verify(target).head
            must_be_one_moment(target, head)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not failed
    assert _seqs()[-1] > head


def must_be_one_moment(target: Path, head: int) -> None:
    """No follower is beyond the log, and what it has written is all of what it has read."""
    cursors = {row["follower"]: row["position"] for row in rows_in(target, "cursor")}
    live = {row["seq"] for row in rows_in(target, "interaction")}
    assert max(live) == head
    recognised, assigned = (cursors.get(name, 0) for name in ("customers.recognise", "episodes.assign"))
    assert assigned <= recognised <= head
    assert {row["seq"] for row in rows_in(target, "assigned")} == {seq for seq in live if seq <= assigned}
    # Only who asks says who they are.
    assert {row["seq"] for row in rows_in(target, "recognised")} == {seq for seq in _asks(target) if seq <= recognised}


def _asks(target: Path) -> set[int]:
    return {row["seq"] for row in rows_in(target, "interaction") if b"asks" in row["body"]}
