"""Which migrations of this Regard a database has not made yet, asked often: the files are read once a process."""

from functools import cache

from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def missing(alias: str) -> frozenset[tuple[str, str]]:
    """App and name of each; one query. Raises `DatabaseError` where the database does not answer."""
    return _known() - MigrationRecorder(connections[alias]).applied_migrations().keys()


@cache
def _known() -> frozenset[tuple[str, str]]:
    # To build it takes some 20 ms, and its hundreds of nodes refer to each other in circles.
    return frozenset(MigrationLoader(None).graph.nodes)
