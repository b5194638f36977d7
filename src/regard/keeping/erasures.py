"""What was erased after a backup was made: learnt from a newer backup, and erased again before anybody can read it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow.compute as pc

from regard.foundation.databases import Write, log_alias, read, write
from regard.foundation.errors import RegardError
from regard.keeping.manifest import Kept, parts_folder, read_manifest
from regard.keeping.parts import Parts
from regard.keeping.rows import read_rows
from regard.keeping.tables import LOG, Table
from regard.record import public as record

_REFUSALS = "refusal"


@dataclass(frozen=True, kw_only=True)
class Gone:
    """Interactions that are husks in the newer backup, and the refusals it still has."""

    husks: tuple[int, ...]
    refusals: frozenset[int]


def gone_in(newer: Path, held: Kept, target: Path, *, passphrase: str | None) -> Gone:
    """What a newer backup of the same home no longer has of the older one that is held in `target`."""
    kept, older = read_manifest(newer, passphrase=passphrase), held.manifest
    if kept.manifest.ring != older.ring:
        raise RegardError(f"{newer} is the backup of another home, so it cannot say what was erased in this one.")
    if kept.manifest.made_at < older.made_at:
        raise RegardError(f"{newer} is older than what is to be restored. A newer backup would say what was erased.")
    if older.head and _came_in(kept, newer, older.head) != _came_in(held, target, older.head):
        raise RegardError(
            f"{newer} was made after a backup older than {target} had been restored: its numbers mean others, so it "
            "cannot say what was erased. A newer backup of the same home from before that would."
        )
    return Gone(
        husks=tuple(seq for seq in _husks(kept, newer) if seq <= older.head),
        refusals=frozenset(_refusals(kept, newer)),
    )


def erase_again(gone: Gone, *, at: datetime) -> None:
    """Carry it out in the home that was restored; the followers learn of it as of any erasure."""
    if gone.husks:
        # Some were husks in the older backup already; to empty them again does no harm.
        record.erase(gone.husks, why="erased after the backup was made", by="regard restore", at=at)
    rows = [row for row in read("SELECT id FROM refusal", alias=log_alias()) if row[0] not in gone.refusals]
    write([Write(table=_REFUSALS, columns=("id",), rows=rows, delete=True)], alias=log_alias())


def _husks(kept: Kept, target: Path) -> Iterator[int]:
    held = kept.manifest.tables[LOG]
    table, parts = Table(name=LOG, columns=held.columns), Parts(parts_folder(target), kept.seal)
    for part in held.parts:
        if part.husks:
            rows = read_rows(parts, table, part)
            yield from rows.filter(pc.is_valid(rows["erased_at"]))["seq"].to_pylist()


def _came_in(kept: Kept, target: Path, seq: int) -> int | None:
    """When the interaction of this number came in; None where a backup has none of it."""
    held = kept.manifest.tables[LOG]
    table, parts = Table(name=LOG, columns=held.columns), Parts(parts_folder(target), kept.seal)
    for part in held.parts:
        if part.after < seq <= part.upto:
            rows = read_rows(parts, table, part)
            return next(iter(rows.filter(pc.equal(rows["seq"], seq))["received_at"].to_pylist()), None)
    return None


def _refusals(kept: Kept, target: Path) -> Iterator[int]:
    held = kept.manifest.tables[_REFUSALS]
    table, parts = Table(name=_REFUSALS, columns=held.columns), Parts(parts_folder(target), kept.seal)
    for part in held.parts:
        yield from read_rows(parts, table, part)["id"].to_pylist()
