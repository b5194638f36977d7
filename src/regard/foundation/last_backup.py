"""When this home was last backed up: written by each backup, read by whoever says how the home is."""

from datetime import datetime

import msgspec

from regard.foundation.home import Home, the_home, write_whole


class LastBackup(msgspec.Struct, frozen=True, kw_only=True):
    """A backup that was finished: `at` its moment, `bytes` the whole of it, `written` what was not there already."""

    at: datetime
    target: str
    bytes: int
    written: int
    seconds: float
    rows: int
    is_sealed: bool
    has_keys: bool


class FailedBackup(msgspec.Struct, frozen=True, kw_only=True):
    """A backup that was not finished, and why."""

    at: datetime
    target: str
    why: str


class BackupsSoFar(msgspec.Struct, frozen=True, kw_only=True):
    """The last backup that was finished, and the last that was not if it came later."""

    finished: LastBackup | None = None
    failed: FailedBackup | None = None


_READ = msgspec.json.Decoder(BackupsSoFar)


def backups_so_far(home: Home | None = None) -> BackupsSoFar:
    """What is known of the backups of a home; nothing before the first, or if the note cannot be read."""
    try:
        return _READ.decode((home or the_home()).last_backup.read_bytes())
    except (FileNotFoundError, msgspec.DecodeError):
        return BackupsSoFar()


def last_backup(home: Home | None = None) -> LastBackup | None:
    """The last backup that was finished; None before the first."""
    return backups_so_far(home).finished


def note_backup(home: Home, done: LastBackup | FailedBackup) -> None:
    """Write down what became of a backup."""
    so_far = (
        BackupsSoFar(finished=done)
        if isinstance(done, LastBackup)
        else BackupsSoFar(finished=last_backup(home), failed=done)
    )
    write_whole(home.last_backup, msgspec.json.encode(so_far))
