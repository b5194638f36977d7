"""Back up a home while it runs: one moment of it, in a folder that is a whole backup at any time, or none."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import connections

from regard.foundation.clock import Clock
from regard.foundation.databases import STATE
from regard.foundation.errors import RegardError
from regard.foundation.home import Home
from regard.foundation.last_backup import FailedBackup, LastBackup, note_backup
from regard.foundation.opening import backing_up_alone
from regard.foundation.room import is_out_of_room
from regard.keeping import schema
from regard.keeping.empty_home import must_be_restored
from regard.keeping.envelope import Damaged
from regard.keeping.files import cut, files_in, inbox_aside, name_again
from regard.keeping.keys_file import fingerprint
from regard.keeping.log_parts import log_parts
from regard.keeping.manifest import (
    Kept,
    KeptFile,
    KeptTable,
    Manifest,
    holds_others,
    is_backup,
    parts_folder,
    read_manifest,
    write_manifest,
)
from regard.keeping.moment import Moment, one_moment
from regard.keeping.parts import Part, Parts, is_ours
from regard.keeping.passphrase import Seal, must_be_long
from regard.keeping.rows import filled, write_rows
from regard.keeping.schema import Standing
from regard.keeping.tables import LOG, Table, tables_of

Progress = Callable[[str, int], None]
"""Told the table under way, and how many rows are kept so far."""

_HOLDS_OTHERS = "{target} holds other things. A new folder, or one with a backup of this home, would work."
_MAY_WRITE = "A folder that this account may write to would work."
_log = logging.getLogger("regard.backup")


def back_up(
    target: Path,
    *,
    home: Home,
    passphrase: str | None = None,
    with_keys: bool = False,
    clock: Clock,
    progress: Progress | None = None,
) -> LastBackup:
    """Bring the backup in `target` to this moment, or begin one; what became of it is noted in the home.

    Until the last step the backup that was there stays whole. Afterwards nothing is left of what was erased since.
    """
    began = clock()
    _must_be_able(target, home=home, passphrase=passphrase, with_keys=with_keys)
    with backing_up_alone(home, now=began):
        try:
            done = _make(target, home, passphrase, with_keys=with_keys, clock=clock, progress=progress)
        except BaseException as error:
            note_backup(home, FailedBackup(at=began, target=str(target), why=str(error) or type(error).__name__))
            if isinstance(error, OSError) and not is_out_of_room(error):
                raise RegardError(f"The backup in {target} was not finished: {error}. {_MAY_WRITE}") from error
            raise
        note_backup(home, done)
    return done


def _make(
    target: Path, home: Home, passphrase: str | None, *, with_keys: bool, clock: Clock, progress: Progress | None
) -> LastBackup:
    began = clock()
    held = _held(target, home=home, passphrase=passphrase)
    seal = held.seal if held else Seal(passphrase) if passphrase else None
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    parts_folder(target).mkdir(exist_ok=True, mode=0o700)
    parts = Parts(parts_folder(target), seal)
    if held or not is_backup(target):
        parts.sweep(held.manifest.parts() if held else ())  # A backup that was killed would leave no room for the next.
    manifest = _Backup(target, home, held, parts, progress).make(clock=clock, with_keys=with_keys)
    write_manifest(target, manifest, seal)
    parts.sweep(manifest.parts())
    return LastBackup(
        at=manifest.made_at,
        target=str(target),
        bytes=sum(part.bytes for part in manifest.parts()),
        written=parts.written,
        seconds=(clock() - began).total_seconds(),
        rows=sum(table.rows for table in manifest.tables.values()),
        is_sealed=seal is not None,
        has_keys=manifest.has_keys,
    )


def _must_be_able(target: Path, *, home: Home, passphrase: str | None, with_keys: bool) -> None:
    must_be_restored(home)  # Half a home must not take the place of the backup that it is being made from.
    if schema.must_be_known(home) is Standing.FRESH:
        raise RegardError(f"There is nothing in {home.folder} yet that could be backed up.")
    if passphrase is not None:
        must_be_long(passphrase)
    elif with_keys:
        raise RegardError("Keys go into a backup only if a passphrase seals it. Give one, or use --keys-apart FILE.")
    if target.resolve().is_relative_to(home.folder.resolve()):
        raise RegardError(f"{target} lies in the home and would be lost with it. A folder on another disk would work.")
    if target.exists() and not is_backup(target) and holds_others(target):
        raise RegardError(_HOLDS_OTHERS.format(target=target))


def _was_ours(target: Path) -> bool:
    """Whether a manifest that cannot be read lies beside parts of ours and nothing else: others name files so, too."""
    parts = files_in(parts_folder(target))
    return bool(parts) and all(map(is_ours, parts)) and not holds_others(target)


def _held(target: Path, *, home: Home, passphrase: str | None) -> Kept | None:
    """The backup to go on from; None where there is none, or none that can be used."""
    if not is_backup(target):
        return None
    try:
        held = read_manifest(target, passphrase=passphrase)
    except Damaged as damage:
        if not _was_ours(target):
            raise RegardError(_HOLDS_OTHERS.format(target=target)) from damage
        _log.warning("%s It is made anew.", damage)
        return None
    if held.manifest.ring != fingerprint(home):
        raise RegardError(f"{target} holds the backup of another home. A folder of its own would work.")
    if passphrase and held.seal is None:
        raise RegardError(f"The backup in {target} is not sealed, so parts of it would stay open. Use a new folder.")
    return held


@dataclass
class _Backup:
    """One backup under way."""

    target: Path
    home: Home
    held: Kept | None
    parts: Parts
    progress: Progress | None
    rows: int = 0

    def make(self, *, clock: Clock, with_keys: bool) -> Manifest:
        migrations = schema.applied()
        tables = tables_of(schema.apps_at(migrations))
        with inbox_aside(self.home) as aside:
            name_again(self.home, aside)
            with one_moment(tables, then=lambda: name_again(self.home, aside)) as moment:
                made_at = clock()
                kept = {table.name: self._table(table, moment) for table in tables.values()}
                head = moment.number(tables[LOG], "max(seq)")
            files = [self._file("inbox", file) for file in files_in(aside)]
        if with_keys:
            files += [self._file("keys", file) for file in files_in(self.home.keys)]
        return Manifest(
            made_at=made_at,
            regard=schema.VERSION,
            database=connections[STATE].vendor,
            home=str(self.home.folder),
            ring=fingerprint(self.home),
            migrations=migrations,
            tables=kept,
            files=tuple(files),
            head=head,
        )

    def _table(self, table: Table, moment: Moment) -> KeptTable:
        kept = []
        for part in self._log(table, moment) if table.name == LOG else self._whole(table, moment):
            kept.append(part)
            self.rows += part.rows
            if self.progress:
                self.progress(table.name, self.rows)
        return KeptTable(columns=table.columns, parts=tuple(kept), next_number=moment.next_number(table))

    def _whole(self, table: Table, moment: Moment) -> Iterator[Part]:
        for rows in filled(moment.batches(table)):
            yield write_rows(self.parts, table, rows)

    def _log(self, table: Table, moment: Moment) -> Iterator[Part]:
        before = self.held.manifest.tables.get(LOG) if self.held else None
        usable = before.parts if before and before.columns == table.columns else ()
        return log_parts(table, moment, self.parts, before=usable)

    def _file(self, folder: str, file: Path) -> KeptFile:
        pieces = tuple(self.parts.write(folder, piece, form="bytes") for piece in cut(file))
        return KeptFile(path=f"{folder}/{file.name}", parts=pieces)
