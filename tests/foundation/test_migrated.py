"""What a database has made is told apart from what this Regard does not have."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader

from regard.foundation import migrated


class Squashed(MigrationLoader):
    """As if one migration stood for all of the customers'."""

    def load_disk(self) -> None:
        super().load_disk()
        assert self.disk_migrations is not None
        theirs = sorted(key for key in self.disk_migrations if key[0] == "customers")
        before = [one for key in theirs for one in self.disk_migrations[key].dependencies if one[0] != "customers"]
        whole = type("Whole", (Migration,), {"replaces": theirs, "dependencies": before})
        self.disk_migrations["customers", "0001_whole"] = whole("0001_whole", "customers")


@pytest.fixture(autouse=True)
def asked_anew() -> Iterator[None]:
    """What this process remembers of its files is forgotten before and after."""
    migrated._known.cache_clear()
    yield
    migrated._known.cache_clear()


def test_a_home_that_made_what_one_migration_stands_for_now_is_not_newer(monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = [key for key in MigrationLoader(None).disk_migrations or () if key[0] == "customers"]
    assert len(theirs) > 1
    monkeypatch.setattr(migrated, "MigrationLoader", Squashed)
    assert not set(theirs) & set(Squashed(None).graph.nodes), "the graph names only the one"
    assert migrated.unknown(theirs) == []


def test_what_is_of_another_regard_is_named() -> None:
    assert migrated.unknown([("customers", "0001_initial"), ("customers", "9999_later")]) == [
        ("customers", "9999_later")
    ]
