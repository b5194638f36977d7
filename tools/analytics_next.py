"""Segment's browser library, for one test: fetched from npm once, checked, kept outside the repository."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

VERSION = "1.84.3"
_INTEGRITY = "5l7cPBzScxhfJ0zdcKQI4daDvMIWWUk7hClT1xGRelnHUltIEoQ9w8+ZpFPoWJMpX8D7IA1nVAfJbpiKi3XaKw=="
"""sha512 of the tarball, as the registry names it."""
_WANTED = "package/dist/umd/"
_SECONDS = 60


class NotHad(Exception):
    """The library cannot be had here; says why."""


def scripts() -> dict[str, str]:
    """The text of each script of the browser build, by file name. Raises `NotHad`."""
    archive = _folder() / f"analytics-next-{VERSION}.tgz"
    if not archive.exists():
        _fetch(archive)
    if _digest(archive) != _INTEGRITY:
        raise NotHad(f"{archive.name} is not what it was when it was pinned; delete it to fetch it again")
    found = {}
    with tarfile.open(archive) as opened:
        for member in opened:
            if member.name.startswith(_WANTED) and member.name.endswith(".js") and (one := opened.extractfile(member)):
                found[Path(member.name).name] = one.read().decode()
    return found


def _folder() -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "regard-tests"


def _fetch(archive: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise NotHad("npm is not installed")
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", f"@segment/analytics-next@{VERSION}", "--ignore-scripts", "--silent"]
        try:
            done = subprocess.run(command, cwd=folder, capture_output=True, timeout=_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as cause:
            raise NotHad("npm took too long") from cause
        packed = list(Path(folder).glob("*.tgz"))
        if done.returncode or len(packed) != 1:
            raise NotHad("npm could not fetch @segment/analytics-next")
        if _digest(packed[0]) != _INTEGRITY:
            raise NotHad("what npm fetched is not what was pinned")
        archive.parent.mkdir(parents=True, exist_ok=True)
        # Several test processes may fetch at once: each puts a whole file in its place.
        waiting = archive.with_suffix(f".{os.getpid()}")
        shutil.copyfile(packed[0], waiting)
        waiting.replace(archive)


def _digest(archive: Path) -> str:
    return base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
