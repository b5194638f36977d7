"""What is known of the backups of a home."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from regard.foundation.home import Home
from regard.foundation.last_backup import FailedBackup, LastBackup, backups_so_far, last_backup, note_backup

DONE = LastBackup(
    at=datetime(2026, 3, 2, 3, 0, tzinfo=UTC),
    target="/backups/monday",
    bytes=10_000,
    written=1_000,
    seconds=1.5,
    rows=700,
    is_sealed=True,
    has_keys=False,
)
FAILED = FailedBackup(at=datetime(2026, 3, 3, 3, 0, tzinfo=UTC), target="/backups/tuesday", why="no space left")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path).ensure()


def test_before_the_first_there_is_none(home: Home) -> None:
    assert last_backup(home) is None


def test_a_backup_that_failed_does_not_hide_the_last_that_did_not(home: Home) -> None:
    note_backup(home, DONE)
    note_backup(home, FAILED)
    assert (backups_so_far(home).finished, backups_so_far(home).failed) == (DONE, FAILED)


def test_a_later_backup_ends_the_trouble(home: Home) -> None:
    note_backup(home, FAILED)
    note_backup(home, DONE)
    assert (last_backup(home), backups_so_far(home).failed) == (DONE, None)


def test_a_note_that_cannot_be_read_is_no_backup(home: Home) -> None:
    home.last_backup.write_text("{")
    assert last_backup(home) is None
