"""The tests run on the database they were asked to run on, in a home of their own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.db import connections


@pytest.mark.django_db
def test_the_database_is_the_one_that_was_asked_for() -> None:
    asked_for = "postgresql" if os.environ.get("REGARD_TEST_DATABASE_URL") else "sqlite"
    assert {connections[alias].vendor for alias in connections} == {asked_for}
    assert len(list(connections)) == (1 if asked_for == "postgresql" else 2)


@pytest.mark.django_db
def test_on_sqlite_every_database_is_a_file_in_the_home_of_the_tests() -> None:
    for alias in connections:
        if connections[alias].vendor == "sqlite":
            with connections[alias].cursor() as cursor:
                cursor.execute("PRAGMA database_list")
                file = Path(cursor.fetchone()[2])
            # In memory there is no second connection, no write-ahead log and no lock to wait for.
            assert file.parent == Path(os.environ["REGARD_HOME"])
