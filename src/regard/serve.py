"""Make a home ready, and then become what serves it: what is needed to make ready need not stay in memory."""

import secrets
from pathlib import Path
from typing import NoReturn

from django.db import connections

from regard.company import public as company
from regard.foundation.address import must_be_free
from regard.foundation.becoming import become
from regard.foundation.home import Home, the_home, write_new
from regard.foundation.opening import work_in
from regard.keeping import public as keeping
from regard.web import public as web

FIRST_ACCOUNT = "admin@localhost"


def prepare() -> Home:
    """A home that can be used: its folders, keys and tables, and the words of its pages. Quick when it is ready.

    Raises `RegardError` for a home that is being replaced, or made by another Regard (see `keeping.make_ready`).
    """
    home = the_home().ensure()
    work_in(home)
    keeping.make_ready(home)
    web.compile_catalogs()
    return home


def first_account(home: Home) -> Path:
    """Make an account for the one who starts Regard, unless there is one; the file that says how to sign in."""
    note = home.folder / "first-sign-in.txt"
    if not company.anybody():
        password = secrets.token_urlsafe(12)
        # Written down first: who is killed in between makes another the next time, and nobody is shut out.
        note.unlink(missing_ok=True)
        write_new(note, f"{FIRST_ACCOUNT}\n{password}\n".encode())
        company.add_member(email=FIRST_ACCOUNT, password=password, admin=True)
    return note


def wants_sample(home: Home, *, at_first: bool) -> bool:
    """Whether the sample company is to be brought in: at the first start, or because the last one did not finish it."""
    if at_first and not company.anybody():
        home.sample_coming.touch(mode=0o600)
    return home.sample_coming.exists()


def supervise(host: str, port: int) -> NoReturn:
    """Become the supervisor of web and worker."""
    _become("regard.supervisor", host, port)


def serve_web(host: str, port: int) -> NoReturn:
    """Become the web process."""
    _become("regard.server", host, port)


def _become(module: str, host: str, port: int) -> NoReturn:
    must_be_free(host, port)
    connections.close_all()
    become(module, host, port)
