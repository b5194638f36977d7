"""A full home of an older Regard is brought to this one; what fails leaves it as it was; what is newer is refused."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from regard.foundation.home import Home
from regard.keeping import upgrade
from regard.keeping.public import VERSION, UpgradeFailed
from tests.keeping.homes import done_in, kinds
from tests.regard_home import a_regard_home

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One home's story, and what was said at each turn."""
    with a_regard_home(tmp_path_factory.mktemp("older") / "home", on=kinds()[0]) as home:
        told: dict[str, Any] = done_in(home, "upgraded")
        return told


def test_a_full_home_of_an_older_regard_is_not_changed_unasked(found: dict[str, Any]) -> None:
    assert "`regard upgrade` then brings it to" in found["outdated"]


def test_an_upgrade_that_fails_leaves_the_home_as_it_was(found: dict[str, Any]) -> None:
    assert "The upgrade failed" in found["failed"]
    assert "ValueError: a migration that went wrong" in found["failed"]
    said, all_there = found["after failing"]
    assert "`regard upgrade` then brings it to" in said
    assert all_there


def test_an_upgrade_that_is_killed_is_taken_up_from_the_beginning(found: dict[str, Any]) -> None:
    # Two files of SQLite have no common transaction, so the home says that it is neither old nor new.
    assert "`regard upgrade`" in found["killed"]
    assert found["upgraded"] == "from '' in some steps"


def test_an_upgraded_home_says_the_same_cell_by_cell(found: dict[str, Any]) -> None:
    assert found["before"]["funnel"]
    assert found["told"] == found["before"]
    assert found["version"] == f"{VERSION}\n"
    assert not found["left"]
    assert found["refused"] == ["unknown", "unknown"]


def test_only_our_account_reads_the_databases_of_an_upgraded_home(found: dict[str, Any]) -> None:
    assert found["read by others"] == []


def test_a_second_upgrade_has_nothing_to_do(found: dict[str, Any]) -> None:
    assert found["again"] == f"from '{VERSION}' in no steps"


def test_a_home_of_a_newer_regard_is_refused(found: dict[str, Any]) -> None:
    assert "was last used by Regard 99.0.1" in found["newer release"]
    for said in found["newer table"]:
        assert "does not know all of its tables" in said


def test_a_home_whose_tables_are_gone_is_not_made_anew(found: dict[str, Any]) -> None:
    assert [said for said in found["gone"] if "holds no table of it. Put it back" not in said] == []


def test_a_first_start_that_is_killed_goes_on_at_the_next(tmp_path: Path) -> None:
    with a_regard_home(tmp_path / "home", on=kinds()[0]) as home:
        assert done_in(home, "begun_again_and_again") == 0


def test_going_back_from_a_repair_stays_possible(found: dict[str, Any], tmp_path: Path) -> None:
    assert "was last used by" not in found["newer repair"]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "full").ensure()
    write_in(home, "as it was")
    return home


def write_in(home: Home, word: str) -> None:
    for file in (home.state_file, home.log_file):
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("CREATE TABLE IF NOT EXISTS said (word)")
            connection.execute("INSERT INTO said VALUES (?)", [word])


def words_in(home: Home) -> list[list[str]]:
    found = []
    for file in (home.state_file, home.log_file):
        with closing(sqlite3.connect(file)) as connection:
            found.append([word for (word,) in connection.execute("SELECT word FROM said")])
    return found


def is_full(*_given: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_disk_that_an_upgrade_filled_has_room_to_put_the_home_back(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade._put_aside(home)
    write_in(home, "half a migration")
    monkeypatch.setattr(upgrade, "_copy", is_full)
    upgrade._put_back(home)
    assert words_in(home) == [["as it was"], ["as it was"]]
    assert not home.before_upgrade.exists()


def test_who_is_killed_while_the_home_is_put_back_begins_again(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    upgrade._put_aside(home)
    write_in(home, "half a migration")
    with monkeypatch.context() as killed:
        killed.setattr(upgrade, "_forget", is_full)
        with pytest.raises(OSError, match="No space"):
            upgrade._put_back(home)
    upgrade._end_what_was_cut_off(home)
    assert words_in(home) == [["as it was"], ["as it was"]]
    assert not home.before_upgrade.exists()


def test_a_home_of_which_no_copy_fits_is_left_alone(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upgrade, "_copy", is_full)
    with pytest.raises(UpgradeFailed, match=r"nothing was changed\. OSError"):
        upgrade._put_aside(home)
    assert not home.before_upgrade.exists()


def test_every_migration_of_ours_can_be_taken_back_by_the_server() -> None:
    # On PostgreSQL an upgrade is one transaction: that is what keeps the home as it was.
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("regard.")}
    alone = [
        key for key, one in (MigrationLoader(None).disk_migrations or {}).items() if key[0] in ours and not one.atomic
    ]
    assert alone == []
