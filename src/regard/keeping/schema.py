"""How a home's tables stand beside those this Regard knows: none yet, the same, older, newer."""

import importlib.metadata
from collections.abc import Iterable
from enum import StrEnum

from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import StateApps

from regard.foundation import migrated
from regard.foundation.errors import RegardError
from regard.foundation.home import Home, write_whole
from regard.foundation.migrated import Migration

VERSION = importlib.metadata.version("regard")


class Standing(StrEnum):
    """What this Regard can do with a home."""

    FRESH = "fresh"
    CURRENT = "current"
    OUTDATED = "outdated"
    NEWER = "newer"


def standing(home: Home) -> Standing:
    """How the tables of this home stand; of two databases, the worse decides."""
    if _release(version_of(home)) > _release(VERSION):
        return Standing.NEWER
    made = [migrated.applied(alias) for alias in connections]
    if any(migrated.unknown(one) for one in made):
        return Standing.NEWER
    if not any(made):
        return Standing.FRESH
    return Standing.OUTDATED if steps() else Standing.CURRENT


def must_be_known(home: Home) -> Standing:
    """How the home stands, unless this Regard is too old for it, or its tables are gone."""
    found = standing(home)
    if found is Standing.NEWER:
        noted = version_of(home)
        by = f"Regard {noted}" if noted and noted != VERSION else "a newer Regard"
        raise RegardError(
            f"{home.folder} was last used by {by}; this is {VERSION}, which does not know all of its tables. "
            "Run the newer one, or restore a backup made by this one."
        )
    _must_have_tables(home)
    return found


def _must_have_tables(home: Home) -> None:
    """Refuse to make new ones where there were some: they are elsewhere, or lost."""
    gone = [connections[alias] for alias in connections if not migrated.applied(alias)]
    if version_of(home) and gone:
        names = " and ".join(str(connection.settings_dict["NAME"]) for connection in gone)
        raise RegardError(
            f"{home.folder} was used by Regard {version_of(home)}, but {names} holds no table of it. Put it back, or "
            "name the right one in REGARD_DATABASE_URL; if it is lost, restore a backup into an empty folder."
        )


def version_of(home: Home) -> str:
    """Which Regard made or upgraded the home last; empty where none has said so."""
    try:
        return home.version_file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""


def note_version(home: Home) -> None:
    """Write down that the home is now of this version."""
    if version_of(home) != VERSION:
        write_whole(home.version_file, f"{VERSION}\n".encode())


def applied() -> tuple[Migration, ...]:
    """The migrations that made these tables. Of two databases that differ, one was upgraded and the other not."""
    of_each = [tuple(sorted(migrated.applied(alias))) for alias in connections]
    if any(one != of_each[0] for one in of_each):
        raise RegardError("The upgrade of this home was not finished. `regard upgrade` finishes it.")
    return of_each[0]


def apps_at(migrations: Iterable[Migration]) -> StateApps:
    """The models as they were after these migrations."""
    loader = MigrationLoader(None)
    return loader.project_state(_last_of_each(migrations, loader)).apps


def migrate_to(migrations: Iterable[Migration]) -> None:
    """Make the tables of empty databases as they were after these migrations."""
    wanted = list(migrations)
    for alias in connections:
        executor = MigrationExecutor(connections[alias])
        executor.migrate(_last_of_each(wanted, executor.loader))


def steps() -> int:
    """How many migrations are still to be made."""
    return max(len(migrated.missing(alias)) for alias in connections)


def migrate() -> None:
    """Bring the tables to what this Regard has."""
    for alias in connections:
        call_command("migrate", database=alias, verbosity=0, interactive=False)


def is_empty() -> bool:
    """Whether no database of this home holds any table."""
    return not any(_tables_in(alias) for alias in connections)


def has_table(name: str) -> bool:
    """Whether a database of this home holds this table."""
    return any(name in _tables_in(alias) for alias in connections)


def _tables_in(alias: str) -> list[str]:
    with connections[alias].cursor() as cursor:
        return connections[alias].introspection.table_names(cursor)


def _last_of_each(migrations: Iterable[Migration], loader: MigrationLoader) -> list[Migration]:
    # Django takes a target that is applied already for the wish to go back to it, so only the last may be named.
    wanted = set(migrations)
    return [
        node
        for node in sorted(wanted)
        if not any(child.key in wanted and child.key[0] == node[0] for child in loader.graph.node_map[node].children)
    ]


def _release(version: str) -> tuple[int, ...]:
    # A third number is a repair: it changes no table, and going back from it must stay possible.
    return tuple(int(number) for number in version.split(".")[:2] if number.isdigit())
