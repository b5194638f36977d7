"""Takes the record out: one file, in a format that other tools read, the same bytes for the same content."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from regard import house
from regard.company import public as company
from regard.exchange.gather import gather
from regard.exchange.ocel_json import json_of
from regard.exchange.ocel_sqlite import write_sqlite
from regard.exchange.scratch import Scratch
from regard.exchange.sources import told_of_sources
from regard.exchange.wanted import Wanted
from regard.exchange.xes import what_is_lost, xes_of
from regard.foundation.errors import NotKnown, RegardError
from regard.record.public import LOG

FORMATS = {
    "ocel-json": (".json", ".jsonocel"), "ocel-sqlite": (".sqlite", ".sqlite3", ".db"), "xes": (".xes",),
}  # fmt: skip
"""The formats there are, each with the endings of its files; a download has the first."""
_BLOCK = 1 << 20
_BEHIND = "{behind:,} interactions are not in it: customers and matters are not known that far. `regard lag` says more."


def form_of(file: Path) -> str:
    """The format that files of that ending have; raises for an ending that none has."""
    for form, endings in FORMATS.items():
        if file.suffix.lower() in endings:
            return form
    known = ", ".join(ending for endings in FORMATS.values() for ending in endings)
    raise RegardError(f"The ending of {file.name} says no format. --format, or one of {known}, would work.")


@dataclass(frozen=True, kw_only=True)
class TakenOut:
    """What a file holds, and what is to be said of it."""

    events: int
    objects: int
    notes: tuple[str, ...] = ()


def take_out(file: Path, *, form: str, wanted: Wanted, by: str) -> TakenOut:
    """Write the file; nothing is there if it fails, and what is there already is not written over."""
    if file.exists():
        raise RegardError(f"{file} exists already; another name would work.")
    with gathered(wanted, form=form, by=by) as (scratch, behind):
        draft = file.with_name(f".{file.name}.part")
        try:
            _write(scratch, form, draft)
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)
        events, objects = scratch.counts()
        notes = [_BEHIND.format(behind=behind)] if behind else []
        notes += [what_is_lost(scratch)] if form == "xes" else []
    return TakenOut(events=events, objects=objects, notes=tuple(notes))


@contextmanager
def gathered(wanted: Wanted, *, form: str, by: str) -> Iterator[tuple[Scratch, int]]:
    """What is wanted, gathered for a purpose that may; and by how many numbers customers and matters lag behind."""
    if form not in FORMATS:
        raise NotKnown("format", form, FORMATS)
    known = company.sources()
    if wanted.chosen.source is not None and wanted.chosen.source not in known:
        raise NotKnown("source", wanted.chosen.source, known)
    reading = house.open_for(wanted.purpose, by=by)
    upto = house.followed()
    with Scratch() as scratch:
        gather(wanted, scratch, reading, upto=upto, sources=told_of_sources(whole=wanted.whole))
        yield scratch, max(LOG.head() - upto, 0)


def streamed(wanted: Wanted, *, form: str, by: str) -> Iterator[bytes]:
    """The file in pieces, for a download; it is gathered before the first piece."""
    with gathered(wanted, form=form, by=by) as (scratch, _):
        if form in _TEXTS:
            yield from _TEXTS[form](scratch)
            return
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "export"
            _write(scratch, form, file)
            with file.open("rb") as content:
                while block := content.read(_BLOCK):
                    yield block


_TEXTS: dict[str, Callable[[Scratch], Iterator[bytes]]] = {"ocel-json": json_of, "xes": xes_of}


def _write(scratch: Scratch, form: str, file: Path) -> None:
    # For its owner only, before the first word is in it.
    file.touch(mode=0o600)
    if form == "ocel-sqlite":
        write_sqlite(scratch, file)
        return
    with file.open("wb") as out:
        for piece in _TEXTS[form](scratch):
            out.write(piece)
