"""The home: the one folder that holds everything an installation knows."""

import errno
import os
import re
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_DRAFT = re.compile(r"\.(.+)\.[0-9a-f]{8}")


@dataclass(frozen=True)
class Home:
    """Where each store of this installation lies."""

    folder: Path

    @property
    def state_file(self) -> Path:
        """SQLite: side tables, cursors, staff; everything that may change."""
        return self.folder / "state.sqlite3"

    @property
    def log_file(self) -> Path:
        """SQLite of its own, so that whoever appends never waits for followers."""
        return self.folder / "log.sqlite3"

    @property
    def lake(self) -> Path:
        """The Delta tables that analysis reads."""
        return self.folder / "lake"

    @property
    def found(self) -> Path:
        """By what customers are found: keyed hashes, made again from the tables whenever it is missing."""
        return self.folder / "found"

    @property
    def found_lock(self) -> Path:
        """Held by whoever writes to `found`."""
        return self.folder / "found.lock"

    @property
    def inbox(self) -> Path:
        """Files handed in on the page, until they are imported."""
        return self.folder / "inbox"

    @property
    def keys(self) -> Path:
        """The keys that open sealed text and identifiers; a backup keeps them apart."""
        return self.folder / "keys"

    @property
    def log(self) -> Path:
        """What happened, for those who run this: JSON lines, without personal data."""
        return self.folder / "log" / "regard.log"

    @property
    def worker_lock(self) -> Path:
        """Held by the worker that runs on this home."""
        return self.folder / "worker.lock"

    @property
    def home_lock(self) -> Path:
        """Shared by whoever works in this home, held alone by whoever replaces it."""
        return self.folder / "home.lock"

    @property
    def serve_lock(self) -> Path:
        """Held by the one `regard serve` of this home."""
        return self.folder / "serve.lock"

    @property
    def backup_lock(self) -> Path:
        """Held by the one backup of this home that is under way."""
        return self.folder / "backup.lock"

    @property
    def backing_up(self) -> Path:
        """Second names of files, for as long as a backup reads them."""
        return self.folder / "backing-up"

    @property
    def version_file(self) -> Path:
        """Which Regard this home was last made or upgraded by."""
        return self.folder / "version"

    @property
    def last_backup(self) -> Path:
        """When this home was last backed up, and where to."""
        return self.folder / "last-backup.json"

    @property
    def before_upgrade(self) -> Path:
        """The home as it was, for as long as an upgrade has not succeeded."""
        return self.folder / "before-upgrade"

    @property
    def restoring(self) -> Path:
        """There for as long as a restore has not succeeded."""
        return self.folder / "restoring"

    @property
    def sample_coming(self) -> Path:
        """There from the first start with the sample company until all of it has come in."""
        return self.folder / "sample-coming"

    def ensure(self) -> "Home":
        """Make the folders, readable by this account only."""
        for folder in (self.folder, self.lake, self.inbox, self.keys):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self

    def web_secret(self) -> str:
        """The key that signs sessions; made at the first start, and for one process only while there is no home."""
        file = self.keys / "web"
        if file.exists():
            return file.read_text(encoding="ascii").strip()
        secret = secrets.token_urlsafe(48)
        if self.keys.is_dir():
            write_new(file, secret.encode("ascii"))
            return file.read_text(encoding="ascii").strip()
        return secret


def the_home() -> Home:
    """The home named by `REGARD_HOME`, else `./var`."""
    return _home_at(os.path.abspath(os.environ.get("REGARD_HOME") or "var"))


@lru_cache(maxsize=8)
def _home_at(folder: str) -> Home:
    return Home(Path(folder))


def write_whole(file: Path, content: bytes) -> None:
    """Write a file, or replace it: durable, and never half of it, whenever the power goes."""
    draft = _draft_of(file, content)
    try:
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(file.parent)


def draft_of(name: str) -> str | None:
    """Which file this is a draft of, left by one who did not come to the end of writing it; None where of none."""
    found = _DRAFT.fullmatch(name)
    return found[1] if found else None


def write_new(file: Path, content: bytes) -> None:
    """Write a file that did not exist, whole and durable; if somebody was first, theirs stands."""
    # Two processes may start at once: the one that links first decides, the other reads what it wrote.
    draft = _draft_of(file, content)
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def sync_folder(folder: Path) -> None:
    """Make durable which files a folder holds, where the file system can."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:
            raise
    finally:
        os.close(descriptor)


def _draft_of(file: Path, content: bytes) -> Path:
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
    except OSError:
        draft.unlink(missing_ok=True)  # A full disk must not be filled with drafts.
        raise
    return draft
