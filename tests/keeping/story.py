"""A small company with a bit of everything: people on several channels, answers, revisions, refusals, an erasure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from regard.foundation import clock
from regard.foundation.home import the_home
from regard.foundation.last_backup import LastBackup
from regard.keeping.manifest import parts_folder, read_manifest
from regard.keeping.public import back_up
from regard.record.public import Identifier, Interaction
from tests.builders import an_interaction, day

PASSPHRASE = "a horse, a battery, a staple"


def people(count: int, *, first: int = 0) -> Iterator[Interaction]:
    """So many who ask by mail, telephone or web, some answered, some asking again elsewhere."""
    for number in range(first, first + count):
        usual: dict[str, Any] = {"channel": ("email", "phone", "web")[number % 3], "case": str(number % 90)}
        yield an_interaction(
            message_id=f"ask-{number}",
            at=day(number / 50),
            identifiers=(Identifier("email", "desk", f"p{number % 40}@meridian.co.th"),),
            role="asks",
            text=f"Where is parcel {number}? ขอบคุณ 谢谢",
            **usual,
        )
        if number % 4:
            at = day(number / 50, hours=2)
            yield an_interaction(message_id=f"answer-{number}", at=at, direction="out", role="answers", **usual)


def backed_up(target: Path, **more: Any) -> LastBackup:
    """The home of the tests, backed up."""
    return back_up(target, home=the_home(), clock=clock.now, **more)


def rows_in(target: Path, table: str) -> list[dict[str, Any]]:
    """The rows of a table of a backup that is not sealed, read as any tool would."""
    kept = read_manifest(target, passphrase=None).manifest.tables[table]
    found = [pq.read_table(parts_folder(target) / part.file) for part in kept.parts]
    return pa.concat_tables(found).to_pylist() if found else []


def all_rows_in(target: Path) -> dict[str, list[str]]:
    """Every table of a backup that is not sealed, in an order of its own."""
    return {
        name: sorted(map(repr, rows_in(target, name)))
        for name in read_manifest(target, passphrase=None).manifest.tables
    }
