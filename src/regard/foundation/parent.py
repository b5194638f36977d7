"""A process that another one started ends with it: an orphan would keep port, locks and memory for ever."""

import os
import signal
import threading
import time
from pathlib import Path

_PARENT = "REGARD_PARENT"
_LOOK_EVERY_SECONDS = 0.5


def naming_parent() -> dict[str, str]:
    """The environment for a child that shall not outlive this process."""
    return os.environ | {_PARENT: str(os.getpid())}


def end_with_parent() -> None:
    """Stop this process, as if asked to, once the one that started it and named itself is gone."""
    named = os.environ.get(_PARENT)
    if named:
        threading.Thread(target=_watch, args=(int(named),), name="end with parent", daemon=True).start()


def _watch(parent: int) -> None:
    if os.getppid() != parent and Path(f"/proc/{parent}").exists():
        return  # Named for somebody else: a child of ours started us and did not name itself.
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
