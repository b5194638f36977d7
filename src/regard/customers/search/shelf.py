"""The folder: parts, each an index of its own over a run of numbers, and one file that says which parts hold.

That file is the commit. A part is written first and named in it afterwards; what was written beyond it is taken back by
whoever writes next. Entries are never changed: where something must go, the whole part is written again from the state
and the old folder removed, so that no byte of what went is left.
"""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import tantivy

from regard.foundation.home import write_whole
from regard.foundation.keys import KeyRing

FORMAT = 2
_MANIFEST = "parts.json"


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """An index over the numbers from `first` to `last`; `written` counts up when it was written to."""

    folder: str
    first: int
    last: int
    entries: int = 0
    profiles: int = 0
    written: int = 0
    stale: bool = False
    """It holds something that must go."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """How far the index is in the log and in the changes, and of which parts it is made."""

    format: int = FORMAT
    ring: str = ""
    """Says which key ring the hashes were made with."""
    position: int = 0
    change_no: int = 0
    kinds: tuple[tuple[str, str], ...] = ()
    parts: tuple[Part, ...] = ()
    made: int = 0
    """So many folders were made: the next one's name."""


_READ = msgspec.json.Decoder(Manifest)


class Shelf:
    """The folder of the index, to be read or written."""

    def __init__(self, folder: Path, ring: KeyRing) -> None:
        self.folder = folder
        self._ring = ring.hash("find", "ring").hex()

    @property
    def file(self) -> Path:
        """The file that says which parts hold."""
        return self.folder / _MANIFEST

    def read(self) -> Manifest | None:
        """What the folder holds; None if there is none, or none that fits this Regard and these keys."""
        try:
            found = _READ.decode(self.file.read_bytes())
        except (FileNotFoundError, msgspec.DecodeError):
            return None
        return found if found.format == FORMAT and found.ring == self._ring else None

    def reached(self) -> int:
        """How far the index is in the log."""
        found = self.read()
        return found.position if found is not None else 0

    def keep(self, manifest: Manifest) -> None:
        """Commit: from now on these parts hold, and no other folder is left."""
        write_whole(self.file, msgspec.json.encode(msgspec.structs.replace(manifest, ring=self._ring)))
        self.clear_all_but({part.folder for part in manifest.parts})

    def drop(self) -> None:
        """Let go of what there is: whoever writes next begins anew."""
        self.file.unlink(missing_ok=True)

    def clear_all_but(self, named: set[str]) -> None:
        """Remove the folders that no manifest names: replaced, or left by a crash."""
        for one in self.folder.iterdir():
            if one.is_dir() and one.name not in named:
                shutil.rmtree(one)

    def start_anew(self) -> Manifest:
        """An empty index in place of whatever is there."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True, mode=0o700)
        self.keep(Manifest())
        return Manifest()

    def open(self, part: Part) -> tantivy.Index:
        """The index of a part; raises `ValueError` or `OSError` where it is damaged."""
        index = tantivy.Index.open(str(self.folder / part.folder))
        # By hand: reading goes by the manifest, and a thread for each part would watch for nothing.
        index.config_reader("manual", 0)
        index.reload()
        return index

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether this is the one who writes, for as long as it takes."""
        self.folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self.folder.with_name(f"{self.folder.name}.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield False
                return
            yield True

    def is_whole(self, manifest: Manifest) -> bool:
        """Whether every part that it names opens."""
        try:
            for part in manifest.parts:
                self.open(part)
        except (ValueError, OSError):
            return False
        return True

    def make(self, part: Part) -> tantivy.Index:
        """An empty index for a part."""
        folder = self.folder / part.folder
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        return tantivy.Index(schema(), path=str(folder))


def schema() -> tantivy.Schema:
    """Two fields of hashes, and numbers that say whose entry it is. Nothing is stored to be read."""
    builder = tantivy.SchemaBuilder()
    for field in ("names", "values"):
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="basic")
    for field in ("number", "profile", "seq"):
        builder.add_unsigned_field(field, fast=True, indexed=field == "number")
    return builder.build()
