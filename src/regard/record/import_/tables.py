"""The tables in the files of an import, one after another."""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from regard.record.import_.formats.csv import CsvTable
from regard.record.import_.formats.jsonl import JsonlTable
from regard.record.import_.formats.mbox import MboxTable
from regard.record.import_.formats.ocel import OcelTable
from regard.record.import_.formats.parquet import ParquetTable
from regard.record.import_.formats.xes import XesTable
from regard.record.import_.recipe import File
from regard.record.import_.rows import Refused, Row
from regard.record.import_.unpack import Limits, Member, files_of, opened


class Table(Protocol):
    """What every format gives: the columns if they are known beforehand, and the rows, once."""

    @property
    def columns(self) -> tuple[str, ...] | None: ...

    def __iter__(self) -> Iterator[Row | Refused]: ...


class Format(Protocol):
    """How a format is opened."""

    def __call__(self, member: Member, file: File) -> Table: ...


FORMATS: dict[str, Format] = {
    "csv": CsvTable,
    "jsonl": JsonlTable,
    "parquet": ParquetTable,
    "xes": XesTable,
    "mbox": MboxTable,
    "ocel": OcelTable,
}


@dataclass(frozen=True)
class Opened:
    """One table with where it lies; `position()` moves from 0 to `size`, in bytes of all files as they lie on disk."""

    name: str
    table: Table
    size: int
    _before: int
    _member: Member

    def position(self) -> int:
        """How many bytes of all files have been read."""
        return self._before + self._member.position()

    def followed_by(self, table: Table) -> "Opened":
        """A table that comes when all files have been read."""
        return replace(self, table=table, _before=self.size, _member=replace(self._member, position=lambda: 0))


@contextmanager
def tables(
    paths: Path | Sequence[Path],
    *,
    file: File,
    limits: Limits | None = None,
    wanted: Callable[[str], bool] = lambda _name: True,
) -> Iterator[Iterator[Opened]]:
    """The tables in these files, folders and archives, in order of name; read each before asking for the next.

    A file whose name is not `wanted` is left out.
    """
    with closing(_tables(files_of(paths), file, limits, wanted)) as found:
        yield found


def _tables(
    paths: Sequence[Path], file: File, limits: Limits | None, wanted: Callable[[str], bool]
) -> Generator[Opened, None, None]:
    size, before = sum(path.stat().st_size for path in paths), 0
    for path in paths:
        with opened(path, limits=limits) as members:
            for member in members:
                if wanted(member.name):
                    yield Opened(member.name, FORMATS[file.format](member, file), size, before, member)
        before += path.stat().st_size
