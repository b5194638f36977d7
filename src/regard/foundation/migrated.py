"""Which migrations a database has made, and which of ours it has not. Asked often: files are read once a process."""

from collections.abc import Iterable
from functools import cache

from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

Migration = tuple[str, str]
"""App and name."""


def applied(alias: str) -> frozenset[Migration]:
    """Those that made its tables; one query. Raises `DatabaseError` where the database does not answer."""
    return frozenset(MigrationRecorder(connections[alias]).applied_migrations())


def missing(alias: str) -> frozenset[Migration]:
    """Those it has not made yet; one query. Raises `DatabaseError` where the database does not answer."""
    return _known() - applied(alias)


def unknown(migrations: Iterable[Migration]) -> list[Migration]:
    """Those that this Regard does not have."""
    return sorted(set(migrations) - _known())


@cache
def _known() -> frozenset[Migration]:
    # To load them takes some 20 ms, and hundreds of nodes refer to each other in circles. All files, and not the graph:
    # where one migration stands for several, the graph leaves those out, and a home that made them would seem newer.
    return frozenset(MigrationLoader(None).disk_migrations or ())
