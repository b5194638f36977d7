"""Who has a home open. Many may work in it; one serves it; whoever replaces it must be alone.

Locks of the system, not files that merely exist: they go when their holder ends, however it ends.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from regard.foundation.errors import RegardError
from regard.foundation.home import Home


class HomeInUse(RegardError):
    """Somebody else has the home open, in a way that bears no company."""


_HELD: dict[Path, int] = {}
"""What this process holds, by file, until it ends."""


def work_in(home: Home) -> None:
    """Share the home with whoever else works in it, until this process ends; refused while somebody replaces it."""
    if home.home_lock not in _HELD and not _take(home.home_lock, fcntl.LOCK_SH):
        raise HomeInUse(f"{home.folder} is being replaced by {_holder(home.home_lock)}. Wait until that has ended.")


def serve_alone(home: Home, *, now: datetime) -> None:
    """Be the one `regard serve` of the home, until this process ends."""
    if not _take(home.serve_lock, fcntl.LOCK_EX):
        raise HomeInUse(
            f"{home.folder} is served already, by {_holder(home.serve_lock)}. Stop that one, or name another home: "
            "REGARD_HOME=… regard serve --port …"
        )
    _sign(home.serve_lock, "regard serve", now)


def hold_on() -> None:
    """Hold what is held also as the program that this process becomes (`os.execv`), until that ends."""
    for descriptor in _HELD.values():
        os.set_inheritable(descriptor, True)


@contextmanager
def backing_up_alone(home: Home, *, now: datetime) -> Iterator[None]:
    """Be the one backup of the home that is under way."""
    if not _take(home.backup_lock, fcntl.LOCK_EX):
        raise HomeInUse(f"{home.folder} is being backed up already, by {_holder(home.backup_lock)}.")
    _sign(home.backup_lock, "regard backup", now)
    try:
        yield
    finally:
        os.close(_HELD.pop(home.backup_lock))


@contextmanager
def alone_in(home: Home, *, doing: str, now: datetime) -> Iterator[None]:
    """Be alone in the home, to replace it."""
    if not _take(home.home_lock, fcntl.LOCK_EX):
        raise HomeInUse(
            f"{doing} must be alone in {home.folder}, and {_others(home)} is using it. "
            "Stop serve, web, worker, import and backup first."
        )
    _sign(home.home_lock, doing, now)
    try:
        yield
    finally:
        os.ftruncate(_HELD[home.home_lock], 0)
        os.close(_HELD.pop(home.home_lock))


def _take(file: Path, how: int) -> bool:
    descriptor = _HELD.get(file)
    if descriptor is None:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except OSError:
        if file not in _HELD:
            os.close(descriptor)
        return False
    _HELD[file] = descriptor
    return True


def _sign(file: Path, doing: str, now: datetime) -> None:
    os.ftruncate(_HELD[file], 0)
    os.pwrite(_HELD[file], f"{doing} (process {os.getpid()}, since {now:%Y-%m-%d %H:%M:%S} UTC)".encode(), 0)


def _holder(file: Path) -> str:
    return file.read_text(encoding="utf-8") or "a process that has just begun"


def _others(home: Home) -> str:
    if _take(home.serve_lock, fcntl.LOCK_EX):
        os.close(_HELD.pop(home.serve_lock))
        return "another process"
    return _holder(home.serve_lock)
