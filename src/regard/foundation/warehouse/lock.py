"""One writer at a time: a lock on a file, which the system releases when its holder ends, however it ends."""

import fcntl
import os
from pathlib import Path

from regard.foundation.errors import RegardError


class LakeBusy(RegardError):
    """Somebody else writes to the lake."""


class WriterLock:
    """Held from the first write until `release`, so that nobody writes between two writes that belong together."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._descriptor: int | None = None

    def take(self) -> None:
        """Become the writer, or raise `LakeBusy`; harmless when already taken."""
        if self._descriptor is not None:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            # flock, not lockf: it also keeps out a second lake opened by this very process.
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as cause:
            holder = os.pread(descriptor, 20, 0).decode("ascii", "replace") or "unknown"
            os.close(descriptor)
            raise LakeBusy(
                f"The lake in {self._file.parent} is being written by process {holder}. "
                "Stop that one, or let it do this work; reading needs no lock."
            ) from cause
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode("ascii"), 0)
        self._descriptor = descriptor

    def release(self) -> None:
        """Let others write."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
