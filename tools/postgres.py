"""A private, throw-away PostgreSQL for tests: loopback only, gone afterwards whatever happens."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

OLDEST = 15
# Nothing here outlives the run, so nothing needs to reach the disk.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
}


def programs() -> Path | None:
    """The folder of the newest server programs that are new enough, or None."""
    folders = [folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if folder.parent.name.isdigit()]
    if on_path := shutil.which("initdb"):
        folders.append(Path(on_path).parent)
    versions = {folder: _version(folder) for folder in folders if (folder / "initdb").exists()}
    newest = max(versions, key=lambda folder: versions[folder], default=None)
    return newest if newest and versions[newest] >= OLDEST else None


@contextlib.contextmanager
def throw_away() -> Iterator[str]:
    """Start a cluster of its own, hand out the URL of its empty database, and remove it at the end."""
    bin_folder = programs()
    if bin_folder is None:
        raise SystemExit(f"PostgreSQL {OLDEST} or newer is needed. On Debian or Ubuntu: apt-get install postgresql")
    home = Path(tempfile.mkdtemp(prefix="regard-postgres-"))
    data, log, port = home / "data", home / "log", _free_port()
    options = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
    control = (str(bin_folder / "pg_ctl"), "-D", str(data), "-w", "-s")
    _as_unprivileged(home, str(bin_folder / "initdb"), "-D", str(data), "-U", "regard", *INITDB)
    try:
        with _terminated_is_an_exit():
            _as_unprivileged(home, *control, "-l", str(log), "-o", f"-p {port} {options}", "start")
            _as_unprivileged(home, str(bin_folder / "createdb"), *_address(port), "regard")
            yield f"postgresql://regard@127.0.0.1:{port}/regard"
    finally:
        with contextlib.suppress(SystemExit):  # It may not have come up; then there is nothing to stop.
            _as_unprivileged(home, *control, "-m", "immediate", "stop")
        shutil.rmtree(home, ignore_errors=True)


INITDB = ("--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions")


def _address(port: int) -> tuple[str, ...]:
    return ("-h", "127.0.0.1", "-p", str(port), "-U", "regard")


def _version(folder: Path) -> int:
    """The major version of the server programs in a folder; 0 when they do not say."""
    said = subprocess.run([str(folder / "initdb"), "--version"], capture_output=True, text=True, check=False).stdout
    number = said.split()[2].split(".")[0] if len(said.split()) > 2 else ""
    return int(number) if number.isdigit() else 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _as_unprivileged(home: Path, *command: str) -> None:
    """Run a server program; PostgreSQL refuses to be root, so root hands it to another account."""
    account = _unprivileged_account() if os.geteuid() == 0 else None
    if account:
        os.chown(home, account.pw_uid, account.pw_gid)
    done = subprocess.run(
        command,
        cwd=home,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # The server inherits it: a pipe would never close.
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
        check=False,
    )
    if done.returncode:
        log = home / "log"
        said = log.read_text(errors="replace")[-2000:] if log.exists() else ""
        raise SystemExit(f"PostgreSQL for the tests failed: {' '.join(command)}\n{said}")


def _unprivileged_account() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise SystemExit("PostgreSQL does not run as root, and there is neither a 'postgres' nor a 'nobody' account here.")


@contextlib.contextmanager
def _terminated_is_an_exit() -> Iterator[None]:
    """Turn SIGTERM into SystemExit, so that the server is stopped then, too."""

    def leave(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
