"""Read a whole backup again and hold it against what it says of itself."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pyarrow as pa

from regard.keeping.envelope import Damaged
from regard.keeping.manifest import KeptTable, Manifest, parts_folder, read_manifest
from regard.keeping.parts import Part, Parts
from regard.keeping.rows import read_rows
from regard.keeping.tables import LOG, Table

Progress = Callable[[str, int], None]


def verify(target: Path, *, passphrase: str | None = None, progress: Progress | None = None) -> Manifest:
    """The manifest of a backup of which every part could be read and holds what it should; else `Damaged`."""
    kept = read_manifest(target, passphrase=passphrase)
    parts = Parts(parts_folder(target), kept.seal)
    rows = 0
    for name, table in kept.manifest.tables.items():
        as_table = Table(name=name, columns=table.columns)
        for part in table.parts:
            _check(as_table, part, read_rows(parts, as_table, part))
            rows += part.rows
            if progress:
                progress(name, rows)
    for file in kept.manifest.files:
        for part in file.parts:
            parts.read(part)
    _log_has_no_gap(kept.manifest.tables[LOG], head=kept.manifest.head)
    return kept.manifest


def check_whole(manifest: Manifest, parts: Parts) -> None:
    """Raise `Damaged` unless every part is as it was written: before anything is restored from them."""
    for part in manifest.parts():
        parts.check(part)


def _check(table: Table, part: Part, rows: pa.Table) -> None:
    if table.name == LOG and not _runs(rows["seq"].to_pylist(), part):
        raise Damaged(f"The numbers in {part.file} are not those from {part.after + 1} to {part.upto}.")


def _runs(seqs: list[int], part: Part) -> bool:
    # Numbers may be missing (a message that was known took one), but none comes twice or out of its part.
    return part.after < seqs[0] and seqs[-1] == part.upto and all(one < other for one, other in pairwise(seqs))


def _log_has_no_gap(log: KeptTable, *, head: int) -> None:
    reached = 0
    for part in log.parts:
        if part.after != reached:
            raise Damaged(f"The log of this backup lacks the numbers after {reached}.")
        reached = part.upto
    if reached != head:
        raise Damaged(f"The log of this backup ends at {reached} and not at {head}.")
