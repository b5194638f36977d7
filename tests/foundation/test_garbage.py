"""Nothing is looked for while modules are loaded; a process that looks for garbage rarely is tidied once a minute."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import time
import weakref

import pytest

from regard.foundation import garbage


class Thing:
    """Refers to itself."""

    def __init__(self) -> None:
        self.me = self


def test_circles_are_freed_beside_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(garbage, "_TIDY_EVERY_SECONDS", 0.01)
    monkeypatch.setattr(garbage, "tidy", _until_told(told := threading.Event(), ended := threading.Event()))
    gone = weakref.ref(Thing())
    assert gone(), "Python has not looked for circles yet"
    garbage.tidy_every_minute()
    deadline = time.monotonic() + 20
    while gone() and time.monotonic() < deadline:
        time.sleep(0.01)
    told.set()
    assert ended.wait(timeout=20)
    assert gone() is None


def _until_told(told: threading.Event, ended: threading.Event) -> object:
    real = garbage.tidy

    def tidy() -> None:
        if told.is_set():
            ended.set()
            threading.Event().wait()  # For ever: while it tidied, the next test would find nothing tidied.
        real()

    return tidy


def test_tidying_frees_circles_and_gives_back() -> None:
    gc.disable()
    try:
        gone = weakref.ref(Thing())
        garbage.tidy()
        assert gone() is None
    finally:
        gc.enable()


_PROGRAM = """
import gc
import regard.__main__
import regard.cli
loading = gc.isenabled()
regard.cli.app = lambda: print(loading, gc.isenabled(), gc.get_freeze_count() > 100_000)
regard.__main__.main()
"""


def test_a_command_looks_for_circles_once_it_is_loaded_and_not_through_what_was_loaded() -> None:
    done = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True", "True"]
