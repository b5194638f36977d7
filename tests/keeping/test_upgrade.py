"""A full home of an older Regard is brought to this one; what fails leaves it as it was; what is newer is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from regard.keeping.public import VERSION
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


def test_going_back_from_a_repair_stays_possible(found: dict[str, Any], tmp_path: Path) -> None:
    assert "was last used by" not in found["newer repair"]


def test_every_migration_of_ours_can_be_taken_back_by_the_server() -> None:
    # On PostgreSQL an upgrade is one transaction: that is what keeps the home as it was.
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("regard.")}
    alone = [
        key for key, one in (MigrationLoader(None).disk_migrations or {}).items() if key[0] in ours and not one.atomic
    ]
    assert alone == []
