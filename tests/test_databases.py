"""The tests run on the database they were asked to run on, in a home of their own."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connections

from regard import house
from regard.foundation.databases import STATE, appending, log_alias, read


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


@pytest.mark.django_db(transaction=True)
def test_only_who_fills_large_indexes_keeps_much_of_a_database_in_memory() -> None:
    if connections[log_alias()].vendor != "sqlite":
        pytest.skip("PostgreSQL keeps its own memory")

    def cached() -> list[int]:
        return [int(read("PRAGMA cache_size", alias=alias)[0][0]) for alias in (STATE, log_alias())]

    # A thread of its own has connections of its own.
    with ThreadPoolExecutor(1) as another:
        before = another.submit(cached).result()
        another.submit(house.follow).result()
        following = another.submit(cached).result()
        another.submit(_append_nothing).result()
        writing = another.submit(cached).result()
        another.submit(connections.close_all).result()
    assert (before, following, writing) == ([-2_048, -2_048], [-65_536, -2_048], [-65_536, -65_536])


def _append_nothing() -> None:
    with appending(log_alias()):
        pass
