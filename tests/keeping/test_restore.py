"""Restored: the same rows and the same figures, on either database; or nothing at all, and one sentence why."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pytest

from regard.foundation.errors import RegardError
from regard.foundation.home import Home
from regard.foundation.keys import make_ring
from regard.keeping import empty_home
from regard.keeping.manifest import read_manifest, write_manifest
from regard.keeping.rows import _values
from tests.keeping.company import Told
from tests.keeping.homes import done_in, kinds
from tests.keeping.story import PASSPHRASE, all_rows_in, rows_in
from tests.regard_home import a_regard_home

pytestmark = pytest.mark.timeout(300)


class Kept(msgspec.Struct):
    """A company and its backups."""

    told: Told
    backup: Path
    sealed: Path
    keys: Path


class Hop(msgspec.Struct):
    """A backup restored on the way, kept again at once, and once more after it had gone on."""

    told: dict[str, Any]
    home: Path
    again: Path
    newer: Path


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """A company on the database under test."""
    folder = tmp_path_factory.mktemp("kept")
    with a_regard_home(folder / "home", on=kinds()[0]) as home:
        told = done_in(home, "begun", folder)
    return Kept(told, folder / "backup", folder / "sealed", folder / "keys.json")


@pytest.fixture(scope="module")
def hops(kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> list[Hop]:
    """From there to the other kind of database and back, where there is another; else to another home."""
    hops: list[Hop] = []
    for kind in kinds()[1:]:
        folder = tmp_path_factory.mktemp(kind)
        hop = Hop({}, folder / "home", folder / "again", folder / "newer")
        backup = hops[-1].again if hops else kept.backup
        with a_regard_home(hop.home, on=kind) as home:
            hop.told = done_in(home, "restored_and_went_on", backup, kept.keys, hop.again, hop.newer, [20, 21, 30])
        hops.append(hop)
    return hops


def test_every_row_of_every_table_comes_back(kept: Kept, hops: list[Hop]) -> None:
    rows = all_rows_in(kept.backup)
    assert len(rows["interaction"]) == 105
    assert len(rows["staff_member"]) == 1
    told = rows.pop("subscription")
    for hop in hops:
        again = all_rows_in(hop.again)
        assert again.pop("subscription") != told, "They come back paused: see below."
        assert again == rows
        assert (hop.home / "inbox" / "0f-cases.csv").read_text() == "case\n1\n"


def test_who_was_told_what_changes_is_told_nothing_by_a_restored_home(kept: Kept, hops: list[Hop]) -> None:
    (told,) = rows_in(kept.backup, "subscription")
    assert told["paused_at"] is None
    for hop in hops:
        (paused,) = rows_in(hop.again, "subscription")
        assert paused["paused_at"]
        assert paused | {"paused_at": None} == told


def test_every_report_says_the_same_cell_by_cell(kept: Kept, hops: list[Hop]) -> None:
    assert kept.told["funnel"], "Nothing was reported, so the same would be said of anything."
    for hop in hops:
        assert hop.told["before"] == kept.told
        assert hop.told["anew"] == kept.told


def test_only_our_account_reads_the_databases_of_a_home(kept: Kept, hops: list[Hop]) -> None:
    homes = (kept.backup.parent / "home", *(hop.home for hop in hops))
    files = [file for home in homes for file in home.glob("*.sqlite3*")]
    assert files
    assert [file for file in files if file.stat().st_mode & 0o077] == []


def test_a_number_that_was_handed_out_is_not_handed_out_again(kept: Kept, hops: list[Hop]) -> None:
    next_number = read_manifest(kept.backup, passphrase=None).manifest.tables["interaction"].next_number
    assert next_number
    for hop in hops:
        assert hop.told["appended"] == next_number > hop.told["head"]


def test_a_backup_under_load_gives_a_prefix_of_the_log(tmp_path: Path) -> None:
    early, late, keys = (tmp_path / name for name in ("early", "late", "keys.json"))
    with a_regard_home(tmp_path / "home", on=kinds()[0]) as home:
        assert done_in(home, "loaded", early, late, keys) >= 60
    rows, all_rows = rows_in(early, "interaction"), rows_in(late, "interaction")
    assert 35 < len(rows) < len(all_rows)
    assert all_rows[: len(rows)] == rows
    with a_regard_home(tmp_path / "restored", on=kinds()[-1]) as restored:
        before, anew = done_in(restored, "restored", early, keys, tmp_path / "again")
    assert before == anew
    assert sum(row["interactions"] for row in before["volume"]) == len(rows) - 3


def test_what_cannot_be_restored_is_said_in_a_sentence_and_leaves_nothing(
    kept: Kept, hops: list[Hop], tmp_path: Path
) -> None:
    damaged, newer = (shutil.copytree(kept.backup, tmp_path / name) for name in ("damaged", "newer"))
    part = next(damaged.glob("parts/interaction-*"))
    part.write_bytes(part.read_bytes()[:-1])
    _from_next_year(newer)
    keys = {"keys": kept.keys}
    whole = {"target": kept.backup, "erased_in": hops[-1].newer, **keys}
    attempts: list[tuple[dict[str, Any], str]] = [
        ({"target": kept.sealed, "passphrase": "a horse, a battery, a stable"}, "This is not the passphrase"),
        ({"target": kept.sealed}, "is sealed. Give its passphrase"),
        ({"target": damaged, **keys}, f"{part.name} is damaged"),
        ({"target": kept.backup}, "holds no keys"),
        ({"target": newer, **keys}, "was made by Regard 9.0.0"),
        ({"target": tmp_path, **keys}, "holds no finished backup"),
        ({"target": hops[-1].newer, "erased_in": kept.backup, **keys}, "is older than what is to be restored"),
        ({"target": kept.backup, "keys": part}, "is damaged"),
        (whole, "restored"),
        (whole, "An empty"),
    ]
    with a_regard_home(tmp_path / "home", on=kinds()[-1]) as home:
        found = done_in(home, "refused", [given for given, _ in attempts], tmp_path / "after")
    for (_, expected), (said, left) in zip(attempts[:-1], found["answers"], strict=False):
        assert expected in said
        assert left == []
    assert attempts[-1][1] in found["answers"][-1][0]
    _was_erased_again(found["told"], hops[-1], after=tmp_path / "after")


def _was_erased_again(told: Told, hop: Hop, *, after: Path) -> None:
    """What was erased and mended away after the backup was made is gone from the home that was restored from it."""
    assert told == hop.told["told"]
    assert [row["seq"] for row in rows_in(after, "interaction") if row["sealed"] is None] == [7, 8, 9, 20, 21, 30]
    assert len(rows_in(after, "refusal")) == 1


def _from_next_year(target: Path) -> None:
    manifest = read_manifest(target, passphrase=None).manifest
    migrations = (*manifest.migrations, ("record", "0999_next_year"))
    write_manifest(target, msgspec.structs.replace(manifest, migrations=migrations, regard="9.0.0"), None)


def test_a_sealed_backup_with_its_keys_is_a_whole_home(kept: Kept, tmp_path: Path) -> None:
    (tmp_path / "words").write_text(f"{PASSPHRASE}\n")
    with a_regard_home(tmp_path / "other", on="sqlite") as other:
        printed = other.run(
            "restore", kept.sealed, "--home", tmp_path / "home", "--passphrase-file", tmp_path / "words"
        )
    assert f"REGARD_HOME={tmp_path / 'home'} regard serve" in printed
    assert sorted(one.name for one in (tmp_path / "home").iterdir() if one.suffix != ".lock") == [
        "inbox", "keys", "lake", "log.sqlite3", "state.sqlite3", "version",
    ]  # fmt: skip


@pytest.mark.failures
def test_killed_at_any_moment_a_backup_is_whole_or_none_and_a_restore_begins_anew(kept: Kept, tmp_path: Path) -> None:
    with a_regard_home(tmp_path / "home", on=kinds()[-1]) as home:
        found = done_in(home, "killed", kept.backup, kept.keys, tmp_path / "new")
    assert all("was not finished. Run it again" in one for one in found["restores"])
    assert found["told"] == kept.told
    first, *later = found["backups"]
    assert "holds no finished backup. One was begun" in first
    assert set(later) == {"whole up to 105"}


@pytest.fixture
def half(tmp_path: Path) -> Home:
    """What a restore that was killed leaves, and the keys that somebody put there since: perhaps the only ones."""
    home = Home(tmp_path / "half").ensure()
    home.restoring.write_text("[]")
    home.state_file.write_text("half of it")
    make_ring(home.keys)
    return home


def test_keys_that_somebody_put_there_since_stay(half: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(empty_home, "_is_server", lambda: False)
    empty_home.must_be_empty(half)
    assert (half.keys / "ring.json").exists()
    assert not half.state_file.exists()
    assert not half.restoring.exists()


def test_a_restore_killed_when_the_server_had_kept_all_of_it_stays_marked(
    half: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(empty_home, "_is_server", lambda: True)
    monkeypatch.setattr("regard.keeping.empty_home.schema.is_empty", lambda: False)
    with pytest.raises(RegardError, match="An empty one would work"):
        empty_home.must_be_empty(half)
    assert (half.keys / "ring.json").exists()
    assert half.restoring.exists()


def test_what_postgresql_cannot_hold_is_told_in_its_place() -> None:
    column = pa.chunked_array([["a\0b", None, "c"]])
    assert _values(column, "text", "postgresql") == ["a\ufffdb", None, "c"]
    assert _values(column, "text", "sqlite") == ["a\0b", None, "c"]
    assert _values(pa.chunked_array([['{"a": "\\u0000"}']]), "json", "postgresql") == ['{"a": "\ufffd"}']


def test_a_moment_is_written_as_django_writes_it_on_sqlite() -> None:
    moment = datetime(2026, 3, 2, 8, 0, 0, 5, tzinfo=UTC)
    column = pa.chunked_array([pa.array([moment, None], pa.timestamp("us", tz="UTC"))])
    assert _values(column, "moment", "sqlite") == ["2026-03-02 08:00:00.000005", None]
