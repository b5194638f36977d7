"""The heaps of a process of many threads."""

from __future__ import annotations

import subprocess
import sys

import pytest

_PROGRAM = """
import ctypes, ctypes.util, os, sqlite3, sys, threading
from regard.foundation.arenas import few_arenas
if sys.argv[1] == "few" and not few_arenas():
    raise SystemExit(3)
together = threading.Barrier(17)
def work():
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE one AS SELECT randomblob(100000) AS it")
    together.wait()
    together.wait()
for _ in range(16):
    threading.Thread(target=work, daemon=True).start()
together.wait()
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
told = ctypes.c_void_p(libc.fopen(b"/dev/stdout", b"w"))
libc.malloc_info(0, told)
libc.fflush(told)
together.wait()
"""


def heaps(how: str) -> int:
    done = subprocess.run([sys.executable, "-c", _PROGRAM, how], capture_output=True, text=True, check=False)
    if done.returncode == 3:
        pytest.skip("another C library than glibc")
    assert done.returncode == 0, done.stderr
    return done.stdout.count("<heap nr=")


@pytest.mark.skipif(sys.platform != "linux", reason="of Linux")
def test_sixteen_threads_share_two_heaps_and_would_take_more() -> None:
    assert heaps("few") <= 2 < heaps("many")


_SCATTERED = """
from regard.foundation.arenas import give_back
def resident():
    line = next(one for one in open("/proc/self/status") if one.startswith("RssAnon"))
    return int(line.split()[1])
much = [bytes(2_000) for _ in range(50_000)]
kept = much[::50]
held = resident()
del much
freed = resident()
gave = give_back()
print(gave, held - freed, held - resident())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="of Linux")
def test_what_lies_free_between_what_is_kept_goes_back_to_the_machine() -> None:
    done = subprocess.run([sys.executable, "-c", _SCATTERED], capture_output=True, text=True, check=True)
    gave, by_itself, at_last = done.stdout.split()
    if gave == "False":
        pytest.skip("another C library than glibc")
    assert int(by_itself) < 10_000 < 70_000 < int(at_last)
