"""The company as it is put together: what its systems wrote down, and, apart from it, what is true."""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
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
PERSONS, MATTERS, PLANTS = "persons", "matters", "plants.json"
"""Two tables, in parts (`persons.csv`, `persons-2024.csv`, …), and one file."""
CORE = "core"


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
    language: str = ""
    """The language that person writes: en, th, zh."""


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
    served: Counter[str] = field(default_factory=Counter)
    """By channel: requests that plants add and that somebody dealt with there, so that shares stay exact."""
    documents: dict[str, tuple[tuple[str, ...], list[tuple[str, ...]]]] = field(default_factory=dict)
    """Files that no recipe reads yet: columns and rows by file name."""
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
        key, language = (person.key, person.writes) if person is not None else ("", "")
        self.truths.append(Truth(export.source, message_id, key, matter, plant, is_signed, language))

    def write(self, folder: Path) -> None:
        """Write every source and, in a folder of their own, the truths."""
        core = folder / CORE
        core.mkdir(parents=True, exist_ok=True)
        for export in (one for one in EXPORTS if one.name in self.rows):
            found = sorted(self.rows[export.name], key=lambda entry: entry[:2])
            with export.opened(core) as write:
                write(row for _, _, row in found)
        for name, (columns, rows) in self.documents.items():
            with ExitStack() as stack:
                _csv(stack, folder / name).writerows((columns, *rows))
        self._write_truths(folder)

    def write_plants(self, folder: Path, *, interactions: int, asked_for: int) -> None:
        """Write what is planted, beside the other truths: the last file, so that half a company is none."""
        said = {"seed": self.seed, "asked_for": asked_for, "interactions": interactions, "plants": self.plants}
        text = json.dumps(said, ensure_ascii=False, indent=1) + "\n"
        (folder / TRUTH / PLANTS).write_text(text, encoding="utf-8")

    def forget(self) -> None:
        """Forget how often each matter was given a number; none of them goes on."""
        self._counts.clear()

    def _write_truths(self, folder: Path) -> None:
        with truth_files(folder) as write:
            write(sorted(self.truths, key=lambda one: (one.source, one.message_id)))


@contextmanager
def truth_files(folder: Path, *, part: str = "") -> Iterator[Callable[[Iterable[Truth]], None]]:
    """Two files beside a company's files, begun anew: whose each row is, and of which matter."""
    there = folder / TRUTH
    there.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        persons, matters = (_csv(stack, there / f"{name}{part}.csv") for name in (PERSONS, MATTERS))
        persons.writerow(("source", "message_id", "person"))
        matters.writerow(("source", "message_id", "matter", "plant", "language"))

        def write(truths: Iterable[Truth]) -> None:
            for one in truths:
                if one.is_signed and one.person:
                    persons.writerow((one.source, one.message_id, one.person))
                matters.writerow((one.source, one.message_id, one.matter, one.plant, one.language))

        yield write


def _csv(stack: ExitStack, path: Path) -> Any:
    out = stack.enter_context(path.open("w", encoding="utf-8", newline=""))
    return csv.writer(out, lineterminator="\n")
