"""Opens what people have — files, folders, .gz, .zip — as streams of bytes; bounded, and wary of bombs."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol, cast

from regard.foundation.errors import RegardError

_BLOCK = 1 << 18
_IF_RIGHT = "All before it was read. If it is right, bring it in unpacked."


class CannotOpen(RegardError):
    """A file that cannot be read as what it claims to be."""


class TooLarge(RegardError):
    """A file that unpacks to more than is allowed."""


@dataclass(frozen=True)
class Limits:
    """How far a packed file may swell: in all, and against its packed size once past `free_bytes`."""

    max_bytes: int = 64 << 30
    max_ratio: int = 200
    free_bytes: int = 64 << 20

    def weigh(self, name: str, *, unpacked: int, packed: int) -> None:
        """Raise `TooLarge` for what is, or is made to be, larger than that."""
        if unpacked > self.max_bytes:
            raise TooLarge(f"{name} unpacks to more than {self.max_bytes:,} bytes. {_IF_RIGHT}")
        if unpacked > self.free_bytes and unpacked > packed * self.max_ratio:
            raise TooLarge(
                f"{name} unpacks to more than {self.max_ratio} times its size, as files made to fill a disk do. "
                f"{_IF_RIGHT}"
            )


@dataclass
class Member:
    """One unpacked stream. `broken` says, once the stream has ended, why it ended too early."""

    name: str
    stream: io.BufferedReader
    path: Path
    size: int  # Bytes of the file as it lies on disk; what `position` moves towards.
    position: Callable[[], int]
    guard: "_Guard | None" = field(default=None, repr=False)
    limits: Limits = field(default_factory=Limits, repr=False)

    @property
    def broken(self) -> str | None:
        """Why the stream ended before its end, if it did."""
        return self.guard.broken if self.guard else None


def files_of(paths: Path | Sequence[Path]) -> list[Path]:
    """The files meant, in order: of a folder those in it, by name, without hidden ones."""
    found: list[Path] = []
    for path in [paths] if isinstance(paths, Path) else paths:
        if path.is_dir():
            found += sorted(one for one in path.iterdir() if one.is_file() and not one.name.startswith("."))
        elif path.is_file():
            found.append(path)
        else:
            raise CannotOpen(f"There is no file {str(path)!r}.")
    if not found:
        raise CannotOpen(f"There is no file in {paths}." if isinstance(paths, Path) else "No file was named.")
    return found


@contextmanager
def opened(path: Path, *, limits: Limits | None = None) -> Iterator[Iterator[Member]]:
    """The streams in a file: one, or one per member of a .zip; each is to be read before the next is asked for."""
    limits = limits or Limits()
    with path.open("rb", buffering=0) as raw:
        start = raw.read(4)
        raw.seek(0)
        if start[:2] == b"\x1f\x8b":
            yield iter([_gunzipped(path, raw, limits)])
        elif start == b"PK\x03\x04":
            with _zip(path, raw) as archive, closing(_members(path, archive, limits)) as members:
                yield members
        else:
            size = path.stat().st_size
            yield iter([Member(path.name, io.BufferedReader(raw, _BLOCK), path, size, raw.tell, limits=limits)])


def inner_name(path: Path) -> str:
    """The file's name without the ending of its packing: "cases.csv" of "cases.csv.gz"."""
    return path.stem if path.suffix.lower() in (".gz", ".gzip") else path.name


def plain_name(name: str) -> str:
    """The name of a member without its folder: "messages.csv" of "export/messages.csv"."""
    return name.replace("\\", "/").rpartition("/")[2]


def _gunzipped(path: Path, raw: io.FileIO, limits: Limits) -> Member:
    size = path.stat().st_size
    guard = _Guard(gzip.GzipFile(fileobj=io.BufferedReader(raw, _BLOCK)), path.name, raw.tell, limits)
    return Member(inner_name(path), io.BufferedReader(guard, _BLOCK), path, size, raw.tell, guard)


@contextmanager
def _zip(path: Path, raw: io.FileIO) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(raw)
    except (zipfile.BadZipFile, ValueError) as error:
        raise CannotOpen(f"{path.name} is no whole .zip: {error}. Was it cut off? Fetch it again.") from error
    with archive:
        yield archive


def _members(path: Path, archive: zipfile.ZipFile, limits: Limits) -> Generator[Member, None, None]:
    size = path.stat().st_size
    whole = _Whole()
    infos = [one for one in archive.infolist() if not one.is_dir() and not _is_hidden(one.filename)]
    if not infos:
        raise CannotOpen(f"{path.name} is an empty .zip.")
    for info in sorted(infos, key=lambda one: one.filename):
        if info.flag_bits & 1:
            raise CannotOpen(f"{info.filename} in {path.name} has a password; unpack it first.")
        try:
            inner = archive.open(info)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise CannotOpen(f"{info.filename} in {path.name} cannot be unpacked: {error}.") from error
        with inner:
            before = whole.packed
            guard = _Guard(cast(_Packed, inner), info.filename, _packed_of(info, inner), limits, whole)
            position = _clamped(before, guard.packed, info.compress_size)
            yield Member(info.filename, io.BufferedReader(guard, _BLOCK), path, size, position, guard)
        whole.packed = before + info.compress_size


def _is_hidden(name: str) -> bool:
    # A name such as ../../x.csv is only a name here: nothing is ever written where it points.
    return name.startswith("__MACOSX/") or plain_name(name).startswith(".")


def _packed_of(info: zipfile.ZipInfo, inner: IO[bytes]) -> Callable[[], int]:
    """Packed bytes read of a member; zipfile counts what is left to read."""
    return lambda: info.compress_size - int(getattr(inner, "_compress_left", 0))


def _clamped(before: int, packed: Callable[[], int], most: int) -> Callable[[], int]:
    return lambda: before + min(max(packed(), 0), most)


@dataclass
class _Whole:
    """What all members of one archive unpacked to so far: the limits hold for the whole."""

    packed: int = 0
    unpacked: int = 0


class _Packed(Protocol):
    """What unpacks a little at a time: a GzipFile or a member of a .zip."""

    def read1(self, size: int, /) -> bytes: ...


class _Guard(io.RawIOBase):
    """Stops a stream that swells beyond the limits, and turns an early end into an end with a reason."""

    def __init__(
        self, inner: _Packed, name: str, packed: Callable[[], int], limits: Limits, whole: _Whole | None = None
    ) -> None:
        self._inner, self._name, self.packed, self._limits = inner, name, packed, limits
        self._whole = whole or _Whole()
        self.broken: str | None = None
        self._lines = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if self.broken:
            return 0
        try:
            data = self._inner.read1(len(buffer))
        except EOFError:
            self.broken = "the packed file ends early, as after a download that was cut off"
            return 0
        except (zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as error:
            self.broken = f"the packed file is damaged here ({error})"
            return 0
        buffer[: len(data)] = data
        self._whole.unpacked += len(data)
        self._check()
        self._lines += data.count(b"\n")
        return len(data)

    def _check(self) -> None:
        packed = self._whole.packed + max(self.packed(), 1)
        name = f"{self._name}, after line {self._lines:,} or so,"
        self._limits.weigh(name, unpacked=self._whole.unpacked, packed=packed)
