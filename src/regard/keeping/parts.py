"""A backup consists of parts: files of some 32 MB at most, each written whole, hashed, and sealed if it is to be."""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

import msgspec

from regard.foundation.home import draft_of, write_whole
from regard.keeping.envelope import Damaged
from regard.keeping.passphrase import DoesNotOpen, Seal

PART_BYTES = 32 * 2**20
_ABOUT = "a part of a Regard backup"
_NAME = re.compile(r"[a-z0-9_]+-[0-9a-f]{16}\.(parquet|bytes)(\.sealed)?")
"""Nothing in it can lead out of the folder."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a backup.

    Of the log it also says which numbers it covers, when the last of them came in, how many of them were erased and
    when last.
    """

    file: str
    bytes: int
    sha256: str
    rows: int = 0
    after: int = 0
    upto: int = 0
    received_at: int = 0
    husks: int = 0
    erased_at: int = 0


class Parts:
    """The folder of the parts. The order of parts and their end are the manifest's, which names each by its hash."""

    def __init__(self, folder: Path, seal: Seal | None) -> None:
        self.folder = folder
        self.written = 0
        self._seal = seal

    def write(self, name: str, content: bytes, *, form: str) -> Part:
        """Keep this content durably. The same content unsealed is the same file again."""
        stored = content if self._seal is None else self._seal.seal(content, about=_ABOUT)
        sha256 = hashlib.sha256(stored).hexdigest()
        file = f"{name}-{sha256[:16]}.{form}{'.sealed' if self._seal else ''}"
        write_whole(self.folder / file, stored)
        self.written += len(stored)
        return Part(file=file, bytes=len(stored), sha256=sha256)

    def has(self, part: Part) -> bool:
        """Whether the file of a part is there, in its length: what a backup that adds to an older one goes by."""
        file = self.folder / part.file
        return file.is_file() and file.stat().st_size == part.bytes

    def check(self, part: Part) -> None:
        """Raise `Damaged` unless the part is as it was written."""
        self._stored(part)

    def read(self, part: Part) -> bytes:
        """The content, after its hash was found to be right."""
        stored = self._stored(part)
        try:
            return stored if self._seal is None else self._seal.open(stored, about=_ABOUT)
        except DoesNotOpen as cause:
            raise Damaged(f"{self.folder / part.file} is damaged: it is not what was sealed.") from cause

    def sweep(self, kept: Iterable[Part]) -> None:
        """Remove what no longer belongs to the backup; with it goes what was erased since. What is not ours stays."""
        names = {part.file for part in kept}
        for file in self.folder.iterdir():
            if file.name not in names and is_ours(file):
                file.unlink()

    def _stored(self, part: Part) -> bytes:
        if not _NAME.fullmatch(part.file):
            raise Damaged(f"{part.file!r} is no name of a part of a backup.")
        file = self.folder / part.file
        try:
            # Its length first: what is longer than it was is not read into memory.
            stored = file.read_bytes() if file.stat().st_size == part.bytes else b""
        except FileNotFoundError as cause:
            raise Damaged(f"{file} is missing.") from cause
        if hashlib.sha256(stored).hexdigest() != part.sha256:
            raise Damaged(f"{file} is damaged: it is not what was written.")
        return stored


def is_ours(file: Path) -> bool:
    """Whether a file of this name is a part, or the draft of one."""
    return bool(_NAME.fullmatch(draft_of(file.name) or file.name))
