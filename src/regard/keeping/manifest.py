"""The manifest: what a backup consists of. It is written last; a folder without one holds no backup."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from regard.foundation.errors import RegardError
from regard.foundation.home import draft_of, write_whole
from regard.keeping.envelope import Damaged, unwrap, wrap
from regard.keeping.parts import Part
from regard.keeping.passphrase import Seal

IS_A = "a Regard backup"
_FILE = "manifest.json"
_PARTS = "parts"


class KeptTable(msgspec.Struct, frozen=True, kw_only=True):
    """A table: its columns and their kinds, its rows as Parquet files, and the next number it would have handed out."""

    columns: dict[str, str]
    parts: tuple[Part, ...]
    next_number: int | None = None

    @property
    def rows(self) -> int:
        """How many there are."""
        return sum(part.rows for part in self.parts)


class KeptFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of the home, by its path there, cut into parts."""

    path: str
    parts: tuple[Part, ...]


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """All of a backup: the one moment it shows, by which Regard it was made, and where everything lies."""

    made_at: datetime
    regard: str
    database: str
    home: str
    ring: str
    """Stands for the key ring it was made with, and says nothing about the keys."""
    migrations: tuple[tuple[str, str], ...]
    tables: dict[str, KeptTable]
    files: tuple[KeptFile, ...]
    head: int
    """The highest number of the log."""

    def parts(self) -> Iterator[Part]:
        """Every part, each once per mention."""
        for table in self.tables.values():
            yield from table.parts
        for file in self.files:
            yield from file.parts

    @property
    def has_keys(self) -> bool:
        """Whether the keys lie in the backup."""
        return any(file.path.startswith("keys/") for file in self.files)


_READ = msgspec.json.Decoder(Manifest)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A backup that is there, opened."""

    manifest: Manifest
    seal: Seal | None


def parts_folder(target: Path) -> Path:
    """Where the parts of a backup lie."""
    return target / _PARTS


def is_backup(target: Path) -> bool:
    """Whether a finished backup lies there."""
    return (target / _FILE).is_file()


def holds_others(target: Path) -> bool:
    """Whether anything lies there that no backup puts there."""
    return not target.is_dir() or any(
        one.name not in {_FILE, _PARTS} and draft_of(one.name) != _FILE for one in target.iterdir()
    )


def read_manifest(target: Path, *, passphrase: str | None) -> Kept:
    """The backup in this folder, or one sentence that says why there is none to be had."""
    if not is_backup(target):
        unfinished = " One was begun and not finished." if parts_folder(target).is_dir() else ""
        raise RegardError(f"{target} holds no finished backup.{unfinished}")
    file = target / _FILE
    opened = unwrap(file.read_bytes(), is_a=IS_A, where=str(file), passphrase=passphrase)
    try:
        return Kept(manifest=_READ.decode(opened.content), seal=opened.seal)
    except msgspec.DecodeError as cause:
        raise Damaged(f"{file} is damaged: {cause}.") from cause


def write_manifest(target: Path, manifest: Manifest, seal: Seal | None) -> None:
    """Make the backup a finished one, in one step."""
    write_whole(target / _FILE, wrap(msgspec.json.encode(manifest), is_a=IS_A, seal=seal))
    for one in target.iterdir():
        if draft_of(one.name) == _FILE:
            one.unlink()
