"""A disk that is full or cannot be written: known by what the system says, wherever in an error it says so."""

import errno
import os

from regard.foundation.logs import chain, code_of

NOTHING_KEPT = (
    "The disk is full or cannot be written, so nothing of this was kept. "
    "Make room, then send it again; everything else goes on by itself."
)
TRY_AGAIN_LATER = 75
"""The exit code of a command that found no room (EX_TEMPFAIL)."""
_ERRNO = tuple(getattr(errno, name) for name in ("ENOSPC", "EDQUOT", "EROFS", "EFBIG", "EIO") if hasattr(errno, name))
_CODES = tuple(errno.errorcode[one] for one in _ERRNO)
_SQLITE = ("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_CANTOPEN")
# These say that the file itself is damaged; waiting mends nothing.
_DAMAGED = ("SQLITE_IOERR_SHORT_READ", "SQLITE_IOERR_CORRUPTFS", "SQLITE_IOERR_DATA")
_POSTGRES = ("53100", "25006", "58030")  # disk_full, read_only_sql_transaction, io_error
# Delta and DuckDB hand on only words.
_WORDS = (*(os.strerror(one) for one in _ERRNO), "failed to offload data block")


def is_out_of_room(error: BaseException) -> bool:
    """Whether this went wrong because nothing can be written; trying again works once there is room."""
    return any(_says_so(one) for one in chain(error))


def _says_so(error: BaseException) -> bool:
    code = code_of(error)
    if (code.startswith(_SQLITE) and code not in _DAMAGED) or code in _CODES or code in _POSTGRES:
        return True
    return not isinstance(error, OSError) and any(words in str(error) for words in _WORDS)
