"""Asks Regard what it knows of the sample company, and reads the truths that lie beside its files."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from regard import answering, house
from regard.customers import public as customers
from regard.data_use.public import Reading
from regard.episodes import public as episodes
from regard.foundation.errors import RegardError
from regard.record import public as record
from regard.sample.company import MATTERS, PERSONS, PLANTS, TRUTH
from regard.sample.exports import EXPORTS
from regard.sample.seen import Row, Seen

_PART = 5_000
_EVERYBODY = "10000000"


def seen(folder: Path, *, by: str) -> Seen:
    """What Regard says of the company whose files and truths lie in this folder."""
    plants = truths(folder)
    reading = house.open_for("serve_customer", by=by)
    row_of, facts = _rows(reading)
    seqs = list(row_of)
    return Seen(
        plants=plants["plants"],
        persons=_read(folder, PERSONS),
        matters=_read(folder, MATTERS),
        languages=_languages(folder),
        customer_of={row_of[seq]: customer for seq, customer in customers.customers_of(reading, seqs).items()},
        matter_of={row_of[seq]: matter for seq, matter in _matters(reading) if seq in row_of},
        listed=lambda fate, where: _listed(row_of, fate, where, by=by),
        planted=_planted(folder),
        facts=facts,
    )


def truths(folder: Path) -> dict[str, Any]:
    """What `plants.json` says; raises `RegardError` if no company lies in this folder."""
    path = folder / TRUTH / PLANTS
    if not path.is_file():
        raise RegardError(f"No sample company lies in {folder}. `regard demo` makes one and brings it in.")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _read(folder: Path, name: str) -> dict[Row, str]:
    """The third column of a table of truths, by source and message id."""
    return {(row[0], row[1]): row[2] for row in _table(folder, name)}


def _languages(folder: Path) -> dict[Row, str]:
    # A company of an older Regard says no languages: then its matters are only held against the truth as a whole.
    return {(row[0], row[1]): row[4] for row in _table(folder, MATTERS) if len(row) > 4 and row[4]}


def _planted(folder: Path) -> dict[str, set[Row]]:
    found: dict[str, set[Row]] = {}
    for row in _table(folder, MATTERS):
        found.setdefault(row[3], set()).add((row[0], row[1]))
    return found


def _table(folder: Path, name: str) -> Iterator[list[str]]:
    """The rows of a table of truths, from all its parts."""
    for part in sorted((folder / TRUTH).glob(f"{name}*.csv")):
        with part.open(encoding="utf-8", newline="") as lines:
            rows = csv.reader(lines)
            next(rows)
            yield from rows


def _rows(reading: Reading) -> tuple[dict[int, Row], dict[Row, Mapping[str, object]]]:
    """Source and message id of every interaction of the company, by number; and the facts of each."""
    sources = {export.source for export in EXPORTS}
    found: dict[int, Row] = {}
    facts: dict[Row, Mapping[str, object]] = {}
    head, after = record.LOG.head(), 0
    while after < head:
        logged, after = record.LOG.read(after=after, upto=head, limit=_PART)
        source_of = {one.seq: one.source for one in logged if one.source in sources}
        sealed = record.unseal(reading, list(source_of))
        found.update({seq: (source_of[seq], one.message_id) for seq, one in sealed.items()})
        facts.update({found[seq]: one.facts for seq, one in sealed.items()})
    return found, facts


def _matters(reading: Reading) -> Iterator[tuple[int, int]]:
    """(number, matter) of every interaction."""
    head, after = episodes.EPISODES.head(), 0
    while after < head:
        touched, after = episodes.EPISODES.read(after=after, upto=head, limit=_PART)
        for matter, members in episodes.matters(reading, [one.episode_id for one in touched]).items():
            yield from ((one.seq, matter) for one in members)


def _listed(row_of: Mapping[int, Row], fate: str, where: Mapping[str, str], *, by: str) -> Sequence[Row]:
    given = {**where, "limit": _EVERYBODY} | ({"fate": fate} if fate else {})
    asked = [row["asked_seq"] for row in answering.people(given, by=by)]
    return [row_of[seq] for seq in asked if isinstance(seq, int) and seq in row_of]
