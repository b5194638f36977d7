"""What SQLite wrote ahead is folded into its files at the end, also by a process that has no database open."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from regard.foundation.folding import fold
from regard.foundation.home import Home

_LEAVES = """
import os, sqlite3, sys
left = sqlite3.connect(sys.argv[1])
left.execute("PRAGMA journal_mode=WAL")
left.execute("CREATE TABLE kept (what)")
left.execute("INSERT INTO kept VALUES ('it')")
left.commit()
os._exit(0)
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home whose databases were left without being closed."""
    found = Home(tmp_path)
    for file in (found.state_file, found.log_file):
        subprocess.run([sys.executable, "-c", _LEAVES, str(file)], check=True)
    return found


def ahead(home: Home) -> list[str]:
    """The write-ahead logs that there are."""
    return sorted(one.name for one in home.folder.glob("*-wal"))


def test_what_was_left_is_folded_and_is_there(home: Home) -> None:
    assert ahead(home) == ["log.sqlite3-wal", "state.sqlite3-wal"]
    fold(home)
    assert ahead(home) == []
    with closing(sqlite3.connect(home.log_file)) as log:
        assert log.execute("SELECT what FROM kept").fetchall() == [("it",)]


def test_what_somebody_has_open_is_left_to_them(home: Home) -> None:
    with closing(sqlite3.connect(home.log_file)) as theirs:
        theirs.execute("SELECT what FROM kept").fetchall()
        fold(home)
        assert ahead(home) == ["log.sqlite3-wal"]
        assert theirs.execute("SELECT what FROM kept").fetchall() == [("it",)]


def test_where_no_database_is_none_is_made(tmp_path: Path) -> None:
    fold(Home(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_stops_nobody(home: Home) -> None:
    home.log_file.write_bytes(b"no database, however long one looks at it" * 100)
    fold(home)
    assert "state.sqlite3-wal" not in ahead(home)
