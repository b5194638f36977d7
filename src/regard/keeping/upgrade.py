"""Bring a full home to this Regard; whatever goes wrong, it is as it was."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connections, transaction

from regard.foundation.databases import STATE
from regard.foundation.errors import RegardError
from regard.foundation.home import Home, sync_folder, write_whole
from regard.foundation.keys import make_ring
from regard.foundation.opening import alone_in
from regard.keeping import schema
from regard.keeping.empty_home import must_be_restored
from regard.keeping.files import for_us_only
from regard.keeping.schema import Standing
from regard.keeping.tables import LOG
from regard.record import public as record

_WHOLE = "whole"
_ROOM = 1.2


class UpgradeFailed(RegardError):
    """The home could not be upgraded; it is as it was."""


@dataclass(frozen=True, kw_only=True)
class Upgraded:
    """From which version to which; `steps` is 0 where there was nothing to do."""

    before: str
    now: str
    steps: int


def make_ready(home: Home) -> None:
    """Make what a home needs before it is worked in, or say why it cannot be. Quick when it is ready."""
    must_be_restored(home)
    if home.before_upgrade.exists():
        raise RegardError(f"The upgrade of {home.folder} was not finished. `regard upgrade` takes it up again.")
    found = schema.must_be_known(home)
    if found is Standing.FRESH:
        make_ring(home.keys)
    elif not (home.keys / "ring.json").exists():
        raise RegardError(f"{home.folder} has data and no keys. Put its folder `keys` back: no new key opens anything.")
    # Where nothing was recorded yet there is nothing to lose; else an upgrade is asked for, never a surprise.
    # A first start that was killed may not even have made the log.
    if found is Standing.OUTDATED and schema.has_table(LOG) and record.LOG.head():
        raise RegardError(
            f"{home.folder} was last used by Regard {schema.version_of(home) or 'of an older version'}. Stop whatever "
            f"uses it; `regard upgrade` then brings it to {schema.VERSION}, and keeps it as it was until that is done."
        )
    if found is not Standing.CURRENT:
        schema.migrate()
        for_us_only(home)
    schema.note_version(home)


def needs_upgrade(home: Home) -> bool:
    """Whether an upgrade has something to do, or to end."""
    return home.before_upgrade.exists() or schema.standing(home) is Standing.OUTDATED


def upgrade(home: Home, *, now: datetime) -> Upgraded:
    """Bring the tables of a home to this version. Raises `UpgradeFailed` when it is as it was."""
    with alone_in(home, doing="regard upgrade", now=now):
        _end_what_was_cut_off(home)
        before = schema.version_of(home)
        steps = schema.steps() if schema.must_be_known(home) is Standing.OUTDATED else 0
        if steps:
            with _as_it_was(home):
                schema.migrate()
        for_us_only(home)
        make_ready(home)
    return Upgraded(before=before, now=schema.VERSION, steps=steps)


@contextmanager
def _as_it_was(home: Home) -> Iterator[None]:
    if connections[STATE].vendor != "sqlite":
        # A server changes tables, too, in a transaction: all of the upgrade, or nothing of it.
        try:
            with transaction.atomic():
                yield
        except Exception as cause:
            raise UpgradeFailed(
                f"The upgrade failed, and nothing was changed. {type(cause).__name__}: {cause}"
            ) from cause
        return
    _put_aside(home)
    try:
        yield
    except Exception as cause:
        _put_back(home)
        raise UpgradeFailed(f"The upgrade failed; the home is as it was. {type(cause).__name__}: {cause}") from cause
    _forget(home)


def _put_aside(home: Home) -> None:
    needed = sum(file.stat().st_size for file in _databases(home)) * _ROOM
    if (free := shutil.disk_usage(home.folder).free) < needed:
        raise UpgradeFailed(
            f"The home is copied before it is changed, which takes {needed / 2**30:.1f} GB; {free / 2**30:.1f} GB are "
            "free. Nothing was changed."
        )
    home.before_upgrade.mkdir(mode=0o700)
    try:
        for file in _databases(home):
            _copy(file, home.before_upgrade / file.name)
    except Exception as cause:
        _forget(home)
        raise UpgradeFailed(
            f"The home could not be copied; nothing was changed. {type(cause).__name__}: {cause}"
        ) from cause
    write_whole(home.before_upgrade / _WHOLE, b"")


def _put_back(home: Home) -> None:
    connections.close_all()
    for file in _databases(home):
        # A second name of the copy, for which there is always room. The copy keeps its own until all are back: who is
        # killed here begins again.
        draft = home.before_upgrade / f"{file.name}.back"
        draft.unlink(missing_ok=True)
        os.link(home.before_upgrade / file.name, draft)
        for rest in ("-wal", "-shm"):
            file.with_name(f"{file.name}{rest}").unlink(missing_ok=True)
        draft.replace(file)
    sync_folder(home.folder)
    _forget(home)


def _end_what_was_cut_off(home: Home) -> None:
    # Nobody has used the home since, for `make_ready` lets nobody in; so what was put aside is all there is to know.
    if (home.before_upgrade / _WHOLE).exists():
        _put_back(home)
    elif home.before_upgrade.exists():
        _forget(home)


def _forget(home: Home) -> None:
    (home.before_upgrade / _WHOLE).unlink(missing_ok=True)  # From here on the home itself counts, in one step.
    shutil.rmtree(home.before_upgrade)


def _databases(home: Home) -> list[Path]:
    return [file for file in (home.state_file, home.log_file) if file.exists()]


def _copy(source: Path, target: Path) -> None:
    target.touch(mode=0o600)
    with closing(sqlite3.connect(source)) as of, closing(sqlite3.connect(target)) as to:
        of.backup(to)
    with target.open("rb+") as written:
        os.fsync(written.fileno())
