"""The parent of the web process: opens the port and starts again what falls. The pages are its child's alone.

`regard web` makes the home ready, which takes all of Regard, and then becomes this.
"""

import os
import signal

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from regard.foundation.address import must_be_free
from regard.foundation.becoming import go_on
from regard.foundation.home import the_home
from regard.foundation.opening import work_in
from regard.foundation.parent import naming_parent

_THREADS = 128
_IDLE_SECONDS = 600
"""So long a thread waits for work, the longest that granian allows: each that ends leaves some 50 kB behind."""
_REQUESTS_END_WITHIN_SECONDS = 15
"""So long a request may go on after a stop was asked for; a process, a little longer."""


def main(host: str, port: int) -> int:
    """Serve a home that is ready: WSGI, because Django answers several times faster so than under ASGI."""
    work_in(the_home())
    must_be_free(host, port)
    os.environ.update(naming_parent())
    end_children_when_told()
    Granian(
        "regard.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=_THREADS,
        blocking_threads_idle_timeout=_IDLE_SECONDS,
        respawn_failed_workers=True,
        workers_kill_timeout=_REQUESTS_END_WITHIN_SECONDS,
        log_access=False,
        log_level=LogLevels.error,
    ).serve()
    return 0


def end_children_when_told() -> None:
    """A child that is told to stop while it loads ends at once, however early it is told.

    The child listens for itself once the pages are loaded; until then our handler, which it inherits, would hear a stop
    and do nothing. So a stop that comes while it is made waits until it has none.
    """
    stop = {signal.SIGTERM}

    def begin() -> None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, stop)

    os.register_at_fork(
        before=lambda: signal.pthread_sigmask(signal.SIG_BLOCK, stop),
        after_in_parent=lambda: signal.pthread_sigmask(signal.SIG_UNBLOCK, stop),
        after_in_child=begin,
    )


if __name__ == "__main__":
    go_on(main)
