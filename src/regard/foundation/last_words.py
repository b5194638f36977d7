"""What a process says to whoever started it when it ends by an error, and its exit code."""

import logging

from regard.foundation import logs, room
from regard.foundation.errors import RegardError

_log = logging.getLogger("regard.cli")


def last_words(error: Exception) -> tuple[str, int]:
    """One sentence, and the exit code; of a mistake of ours the log keeps where it happened."""
    if isinstance(error, RegardError):
        return str(error), 1
    if room.is_out_of_room(error):
        return room.NOTHING_KEPT, room.TRY_AGAIN_LATER
    number = logs.failed(_log, "a command broke", error)
    return f"Something broke on our side. regard log-entry {number} shows where.", 70
