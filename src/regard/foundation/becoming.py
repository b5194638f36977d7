"""A process that made everything ready becomes one that only watches, and gives back all the memory that it took."""

import logging
import logging.config
import os
import sys
from collections.abc import Callable
from typing import NoReturn

from regard.foundation import logs
from regard.foundation.folding import fold
from regard.foundation.home import the_home
from regard.foundation.last_words import last_words
from regard.foundation.opening import hold_on
from regard.foundation.parent import end_with_parent


def become(module: str, host: str, port: int) -> NoReturn:
    """Go on as a module that calls `go_on`: with the same number, parent and locks on the home, and nothing else."""
    hold_on()
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, "-m", module, host, str(port)])  # noqa: S606  The path is our own.


def go_on(main: Callable[[str, int], int]) -> NoReturn:
    """Run what the process became, at the host and port it was given; it logs and fails as every command does."""
    logging.config.dictConfig(logs.settings(the_home(), debug=logs.is_open()))
    end_with_parent()
    try:
        code = main(sys.argv[1], int(sys.argv[2]))
    except Exception as error:  # noqa: BLE001 -- the outer edge of the process
        words, code = last_words(error)
        sys.stderr.write(f"{words}\n")
    finally:
        fold(the_home())
    sys.exit(code)
