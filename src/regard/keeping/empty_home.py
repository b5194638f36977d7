"""A home that is being filled is empty before and whole afterwards; in between a mark says that it is neither."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from django.db import connections, transaction

from regard.foundation.databases import STATE
from regard.foundation.errors import RegardError
from regard.foundation.home import Home, sync_folder, write_whole
from regard.keeping import schema
from regard.keeping.files import files_in


def must_be_restored(home: Home) -> None:
    """Refuse a home that holds half of what it is to be made from."""
    if home.restoring.exists():
        raise RegardError(f"The restore into {home.folder} was not finished. Run it again; it begins anew.")


def must_be_empty(home: Home) -> None:
    """Refuse a home that holds anything but keys. What a restore that was cut off has left is cleared away.

    All but its keys: they may be others, that somebody has put there since.
    """
    if _is_server() and not schema.is_empty():
        name = connections[STATE].settings_dict["NAME"]
        raise RegardError(
            f"The database {name} holds tables already. An empty one would work: createdb NEW, then "
            "--database-url postgresql://…/NEW."
        )
    if home.restoring.exists():
        _clear(home)
    if any(file.exists() for file in _databases(home)) or any(_has_any(one) for one in (home.lake, home.inbox)):
        raise RegardError(f"{home.folder} holds a Regard already. An empty folder would work: --home FOLDER.")


@contextmanager
def all_or_nothing(home: Home) -> Iterator[None]:
    """Fill a home: whatever goes wrong, it is empty again, or marked as not finished if the process is killed."""
    home.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys_before = files_in(home.keys)
    write_whole(home.restoring, b"")
    home.ensure()
    shutil.rmtree(home.found, ignore_errors=True)  # It was made of other tables.
    try:
        # A server takes back everything by itself; two files of SQLite are removed.
        with transaction.atomic() if _is_server() else nullcontext():
            _be_quick()
            yield
        _make_durable(home)
    except BaseException:
        _clear(home)
        for key in files_in(home.keys):
            if key not in keys_before:
                key.unlink()
        raise
    home.restoring.unlink()
    sync_folder(home.folder)


def _be_quick() -> None:
    # Nobody relies on the files before the mark is taken away, and that comes after they were made durable.
    for connection in connections.all():
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA synchronous=OFF")


def _make_durable(home: Home) -> None:
    # Closing the last connection brings everything from the write-ahead log into the file.
    connections.close_all()
    for file in _databases(home):
        if file.exists():
            with file.open("rb+") as written:
                os.fsync(written.fileno())


def _clear(home: Home) -> None:
    connections.close_all()
    for file in _databases(home):
        for one in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
            one.unlink(missing_ok=True)
    for folder in (home.lake, home.found, home.inbox):
        shutil.rmtree(folder, ignore_errors=True)
    home.restoring.unlink()


def _databases(home: Home) -> tuple[Path, ...]:
    return (home.state_file, home.log_file)


def _has_any(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())


def _is_server() -> bool:
    return connections[STATE].vendor != "sqlite"
