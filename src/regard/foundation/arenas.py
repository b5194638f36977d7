"""How many heaps the C library keeps for the threads of a process."""

import ctypes
import sys

_M_ARENA_MAX = -8  # of glibc's malloc.h
_MOST = 2


def few_arenas() -> bool:
    """Two heaps instead of up to eight for each core; whether the C library took it. To be called before threads begin.

    glibc gives threads heaps of their own so that none waits for another's lock. Under Python's one lock that gains
    little, and what is freed in one heap serves no other: half an hour of load took 40 MB more in the web process.
    """
    if sys.platform != "linux":
        return False
    # Not every C library has it: musl has one heap anyway.
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and mallopt(_M_ARENA_MAX, _MOST) == 1
