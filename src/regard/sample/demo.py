"""Brings the sample company in, as any company is brought in, and holds the reports against what was planted."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from regard import house
from regard.company import public as company
from regard.foundation.errors import RegardError
from regard.record import public as record
from regard.record.public import ImportResult
from regard.sample.asking import seen, truths
from regard.sample.background import FOLDER
from regard.sample.company import CORE, TRUTH
from regard.sample.company import PLANTS as PLANTS_FILE
from regard.sample.exports import EXPORTS
from regard.sample.generate import PLANTS, generate
from regard.sample.plants.plant import Plant
from regard.sample.seen import Finding, Seen, recorded

Progress = Callable[[int, int], None]
NAME = "Meridian Riders"
_SLUGS = "meridian-"
_MANY = 100_000
_PARTS = (f"{CORE}/", f"{FOLDER}/*/")


@dataclass(frozen=True, kw_only=True)
class Checked:
    """One plant: what was found of it, and what cannot be said yet."""

    title: str
    findings: tuple[Finding, ...] = ()
    not_yet: str = ""

    @property
    def holds(self) -> bool:
        """Whether nothing is off."""
        return all(one.holds for one in self.findings)


def make(folder: Path, *, seed: int, interactions: int) -> int:
    """Write the company's files; how many interactions. One folder holds one company: another one is refused."""
    if (folder / TRUTH / PLANTS_FILE).is_file():
        there = truths(folder)
        if (there["seed"], there["asked_for"]) != (seed, interactions):
            raise RegardError(
                f"{folder} holds the company of seed {there['seed']} with --interactions {there['asked_for']}. "
                "The same again, or another folder in another home, would work."
            )
        return int(there["interactions"])
    return generate(folder, seed=seed, interactions=interactions)


def bring_in(folder: Path, *, by: str, progress: Progress | None = None) -> Iterator[ImportResult]:
    """Import every source by its recipe, the core first; again does no harm. Progress is that of all files together.

    A home that has no name yet is given the company's.
    """
    if not company.choice("company_name"):
        company.choose("company_name", NAME)
    found = ((export, sorted(folder.glob(part + export.file))) for part in _PARTS for export in EXPORTS)
    wanted = [(export, files) for export, files in found if files]
    whole, before = sum(_bytes(files) for _, files in wanted), 0
    for export, files in wanted:
        tell = None if progress is None else partial(_tell, progress, before, whole)
        yield house.bring_in(str(folder / "recipes" / export.recipe), files, by=by, progress=tell)
        before += _bytes(files)


def _tell(progress: Progress, before: int, whole: int, done: int, _bytes: int) -> None:
    progress(before + done, whole)


def _bytes(files: Iterable[Path]) -> int:
    return sum(file.stat().st_size for file in files)


def take_back(*, by: str, at: datetime) -> int:
    """Take back every import of the company and forget its sources; how many interactions were emptied."""
    ours = [one.number for one in record.imports(limit=_MANY) if one.source.startswith(_SLUGS)]
    emptied = sum(record.erase_import(number, by=by, at=at) for number in ours)
    company.forget_sources(named=_SLUGS)
    if company.choice("company_name") == NAME:
        company.choose("company_name", "")
    return emptied


def check(folder: Path, *, by: str) -> list[Checked]:
    """What Regard found of each plant."""
    known = seen(folder, by=by)
    wanted = [plant for plant in PLANTS if (plant.check or plant.not_yet) and plant.name in known.plants]
    return [Checked(title=plant.title, findings=_found(plant, known), not_yet=plant.not_yet) for plant in wanted]


def _found(plant: Plant, known: Seen) -> tuple[Finding, ...]:
    """What its check says; of what nobody can look for yet, at least whether it stands in the record."""
    stands = (recorded(known, plant.name),) if plant.not_yet and plant.name in known.planted else ()
    return (*stands, *(plant.check(known) if plant.check else ()))


def is_simulated(slugs: Iterable[str]) -> bool:
    """Whether one of these sources is of the sample company: then every page says so."""
    return any(slug.startswith(_SLUGS) for slug in slugs)
