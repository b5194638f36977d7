"""Which files of a home are kept, and which are made again."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from regard.foundation.home import Home
from regard.keeping.envelope import Damaged
from regard.keeping.parts import PART_BYTES

KEPT = {"inbox": "files that wait to be imported"}
APART = {"keys": "apart, or sealed with --with-keys"}
MADE_AGAIN = {
    "folder": "the home itself",
    "state_file": "its tables are kept, whatever database they lie in",
    "log_file": "its tables are kept, whatever database they lie in",
    "lake": "copied from the tables again",
    "found": "made from the tables again",
    "log": "what the programs said on the old machine",
    "found_lock": "a lock",
    "worker_lock": "a lock",
    "home_lock": "a lock",
    "serve_lock": "a lock",
    "backup_lock": "a lock",
    "backing_up": "of a backup under way",
    "sample_coming": "a mark; the sample company's files can be made again",
    "version_file": "written by the restore",
    "last_backup": "says where backups of the old home lie",
    "before_upgrade": "of an upgrade under way",
    "restoring": "of a restore under way",
}
"""What else a `Home` has, and why no backup holds it."""

_PATH = re.compile(r"(inbox|keys)/(?!\.{1,2}$)[^/\0]{1,255}")


@contextmanager
def inbox_aside(home: Home) -> Iterator[Path]:
    """A folder where `name_again` gives the files of the inbox a second name, gone afterwards."""
    aside = home.backing_up
    shutil.rmtree(aside, ignore_errors=True)  # A backup that was killed left its own.
    aside.mkdir(mode=0o700)
    try:
        yield aside
    finally:
        shutil.rmtree(aside)


def name_again(home: Home, aside: Path) -> None:
    """What is imported and removed meanwhile goes on existing under its second name."""
    for file in files_in(home.inbox):
        try:
            os.link(file, aside / file.name)
        except (FileExistsError, FileNotFoundError):
            continue


def files_in(folder: Path) -> list[Path]:
    """The files of a folder, in order of name."""
    return sorted(file for file in folder.iterdir() if file.is_file()) if folder.is_dir() else []


def cut(file: Path) -> Iterator[bytes]:
    """The content of a file in pieces of the size of a part."""
    with file.open("rb") as content:
        while piece := content.read(PART_BYTES):
            yield piece


def place_in(home: Home, path: str) -> Path:
    """Where a kept file belongs. Whatever a backup says, it leads nowhere else."""
    if not _PATH.fullmatch(path):
        raise Damaged(f"The backup names a file {path!r}, and Regard keeps none of that name.")
    return home.folder / path


def for_us_only(home: Home) -> None:
    """Let this account alone read the databases of SQLite, also where others may look into the folder of the home."""
    for file in (home.state_file, home.log_file):
        for one in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
            if one.exists():
                one.chmod(0o600)
