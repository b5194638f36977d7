"""How many heaps the C library keeps for the threads of a process."""

import ctypes
import sys
from typing import Any

_M_ARENA_MAX = -8  # of glibc's malloc.h
_MOST = 2


def few_arenas() -> bool:
    """Two heaps instead of up to eight for each core; whether the C library took it. To be called before threads begin.

    glibc gives threads heaps of their own so that none waits for another's lock. Under Python's one lock that gains
    little, and what is freed in one heap serves no other: half an hour of load took 40 MB more in the web process.
    """
    mallopt = _of_glibc("mallopt")
    return mallopt is not None and mallopt(_M_ARENA_MAX, _MOST) == 1


def give_back() -> bool:
    """Give what lies free within the heaps back to the machine; whether there was anything."""
    trim = _of_glibc("malloc_trim")
    return trim is not None and trim(0) == 1


def _of_glibc(name: str) -> Any:
    # Not every C library has it: musl has one heap, and keeps little.
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
