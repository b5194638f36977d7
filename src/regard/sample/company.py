"""The company as it is put together: what its systems wrote down, and, apart from it, what is true."""

import csv
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from random import Random
from typing import Any

from regard.sample.exports import EXPORTS, Export
from regard.sample.persons import Person, Register
from regard.sample.words import Words

TRUTH = "truth"
PERSONS, MATTERS, PLANTS = "persons.csv", "matters.csv", "plants.json"


@dataclass(frozen=True)
class Truth:
    """What is true of one row of one source."""

    source: str
    message_id: str
    person: str
    matter: str
    plant: str
    is_signed: bool
    """Whether something in the row points at somebody."""


@dataclass
class Company:
    """Rows by source, and truths. Everything is drawn from the seed, each plant from a stream of its own."""

    seed: int
    words: Words = field(default_factory=Words)
    rows: dict[str, list[tuple[datetime, str, Mapping[str, Any]]]] = field(default_factory=dict)
    truths: list[Truth] = field(default_factory=list)
    plants: dict[str, dict[str, Any]] = field(default_factory=dict)
    joined: set[str] = field(default_factory=set)
    """People (keys) of whom some row names address, telephone and member number together."""
    people: Register = field(init=False)
    _counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.people = Register(self.seed)

    def stream(self, name: str) -> Random:
        """Chance for one plant: a further plant draws from another stream and changes nothing here."""
        return Random(f"{self.seed}/{name}")

    def number(self, kind: str, matter: str, *, digits: int = 9) -> str:
        """A number that says nothing: the next of its kind in a matter."""
        key = f"{self.seed}/{kind}/{matter}"
        self._counts[key] += 1
        found = blake2b(f"{key}/{self._counts[key]}".encode(), digest_size=8).digest()
        return f"{int.from_bytes(found) % 10**digits:0{digits}}"

    def enter(
        self,
        export: Export,
        at: datetime,
        row: Mapping[str, Any],
        *,
        message_id: str,
        person: Person | None,
        matter: str,
        plant: str,
        is_signed: bool = True,
    ) -> None:
        """Write a row into a source, and beside it what is true of it."""
        self.rows.setdefault(export.name, []).append((at, message_id, row))
        key = person.key if person is not None else ""
        self.truths.append(Truth(export.source, message_id, key, matter, plant, is_signed))

    def write(self, folder: Path) -> None:
        """Write every source and, in a folder of their own, the truths."""
        folder.mkdir(parents=True, exist_ok=True)
        for export in EXPORTS:
            found = sorted(self.rows.get(export.name, ()), key=lambda entry: entry[:2])
            export.write(folder, (row for _, _, row in found))
        self._write_truths(folder / TRUTH)

    def _write_truths(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        found = sorted(self.truths, key=lambda one: (one.source, one.message_id))
        persons = [(one.source, one.message_id, one.person) for one in found if one.is_signed and one.person]
        matters = [(one.source, one.message_id, one.matter, one.plant) for one in found]
        _write_csv(folder / PERSONS, ("source", "message_id", "person"), persons)
        _write_csv(folder / MATTERS, ("source", "message_id", "matter", "plant"), matters)
        plants = {"seed": self.seed, "interactions": len(found), "plants": self.plants}
        (folder / PLANTS).write_text(json.dumps(plants, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _write_csv(path: Path, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
