"""Restore a backup into an empty home, on the same or the other kind of database: all of it, or nothing."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connections, transaction

from regard.company import public as company
from regard.foundation import migrated
from regard.foundation.databases import STATE
from regard.foundation.errors import RegardError
from regard.foundation.home import Home
from regard.foundation.opening import alone_in
from regard.keeping import schema
from regard.keeping.empty_home import all_or_nothing, must_be_empty
from regard.keeping.envelope import Damaged
from regard.keeping.erasures import erase_again, gone_in
from regard.keeping.files import for_us_only, place_in
from regard.keeping.keys_file import fingerprint, put_keys
from regard.keeping.manifest import Manifest, parts_folder, read_manifest
from regard.keeping.numbering import go_on_at
from regard.keeping.parts import Parts
from regard.keeping.rows import fill, read_rows
from regard.keeping.tables import Table, place_of, tables_of
from regard.keeping.verify import Progress, check_whole
from regard.record import public as record


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What a home was made from, and how many subscriptions were paused by it."""

    manifest: Manifest
    paused: int


def restore(
    target: Path,
    *,
    home: Home,
    passphrase: str | None = None,
    keys: Path | None = None,
    erased_in: Path | None = None,
    now: datetime,
    progress: Progress | None = None,
) -> Restored:
    """Make `home` what the backup in `target` holds; lake and search are made again by the worker.

    `keys` is a file of `write_keys`, where the keys lie neither in the backup nor in the home. `erased_in` is a newer
    backup of the same home: what was erased until then is erased here, too, before anybody can read it. Subscribers are
    told nothing until somebody says so.
    """
    kept = read_manifest(target, passphrase=passphrase)
    parts = Parts(parts_folder(target), kept.seal)
    _must_be_known(kept.manifest, target)
    check_whole(kept.manifest, parts)
    gone = gone_in(erased_in, kept, target, passphrase=passphrase) if erased_in else None
    with alone_in(home, doing="regard restore", now=now):
        must_be_empty(home)
        with all_or_nothing(home):
            _put_files(home, kept.manifest, parts)
            if keys:
                put_keys(home, keys, passphrase=passphrase)
            _keys_must_fit(home, kept.manifest)
            make_tables(kept.manifest, parts, progress=progress)
            for_us_only(home)
            if schema.steps():
                schema.migrate()
            record.inbox_moved(Path(kept.manifest.home) / home.inbox.name, home.inbox)
            if gone:
                erase_again(gone, at=now)
            record.finish_erasures(at=now)
            # The home that it was made from may live on: nobody is to hear of the same customers from both.
            paused = company.pause_subscriptions(at=now)
            schema.note_version(home)
    return Restored(manifest=kept.manifest, paused=paused)


def make_tables(manifest: Manifest, parts: Parts, *, progress: Progress | None = None) -> None:
    """The tables of the Regard that made the backup, with their rows; `schema.migrate` brings them to this one's."""
    schema.migrate_to(manifest.migrations)
    tables = tables_of(schema.apps_at(manifest.migrations))
    if {name: table.columns for name, table in tables.items()} != {
        name: kept.columns for name, kept in manifest.tables.items()
    }:
        raise Damaged("The backup does not hold the tables that its migrations make.")
    places = place_of(tables, {alias: connections[alias] for alias in connections})
    with _without_checks():
        _empty(tables, places)
        done = 0
        for name, table in tables.items():
            connection = connections[places[name]]
            for part in manifest.tables[name].parts:
                with transaction.atomic(using=connection.alias):
                    fill(connection, table, read_rows(parts, table, part))
                done += part.rows
                if progress:
                    progress(name, done)
            go_on_at(connection, table, manifest.tables[name].next_number)


def _must_be_known(manifest: Manifest, target: Path) -> None:
    if unknown := migrated.unknown(manifest.migrations):
        raise RegardError(
            f"{target} was made by Regard {manifest.regard}; this is {schema.VERSION}, which does not know "
            f"{'.'.join(unknown[0])}. Restore it with that Regard or a newer one."
        )


def _put_files(home: Home, manifest: Manifest, parts: Parts) -> None:
    for file in manifest.files:
        place = place_in(home, file.path)
        if place.exists():
            continue  # A key that was put there by hand; whether it fits is looked at later.
        place.touch(mode=0o600)
        with place.open("wb") as written:
            for part in file.parts:  # A file of the inbox may be larger than memory.
                written.write(parts.read(part))
            written.flush()
            os.fsync(written.fileno())


def _keys_must_fit(home: Home, manifest: Manifest) -> None:
    if not (home.keys / "ring.json").exists():
        raise RegardError(
            "The backup holds no keys, and without them no word and no name in it can be read. "
            "Give the file of keys: --keys FILE, or put the folder `keys` of the old home into the new one."
        )
    if fingerprint(home) != manifest.ring:
        raise RegardError("These are the keys of another home: they open nothing in this backup.")


def _empty(tables: dict[str, Table], places: dict[str, str]) -> None:
    # Migrations put rows of their own into some tables; the backup has them, too.
    for name in tables:
        with connections[places[name]].cursor() as cursor:
            cursor.execute(f'DELETE FROM "{name}"')  # noqa: S608 -- names come from code


@contextmanager
def _without_checks() -> Iterator[None]:
    """Tables are filled in order of name, so a key may come before what it points to; looked at in the end."""
    lite = [connections[alias] for alias in connections if connections[alias].vendor == "sqlite"]
    for connection in lite:
        connection.disable_constraint_checking()
    yield
    for connection in lite:
        connection.check_constraints()
        connection.enable_constraint_checking()
    if not lite:
        with connections[STATE].cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
