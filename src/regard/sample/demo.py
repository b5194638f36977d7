"""Brings the sample company in, as any company is brought in, and holds the reports against what was planted."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from regard import house
from regard.foundation.errors import RegardError
from regard.record.public import ImportResult
from regard.sample.asking import seen, truths
from regard.sample.company import PLANTS as PLANTS_FILE
from regard.sample.company import TRUTH
from regard.sample.exports import EXPORTS
from regard.sample.generate import PLANTS, generate
from regard.sample.seen import Finding

Progress = Callable[[int, int], None]
_SLUGS = "meridian-"


@dataclass(frozen=True, kw_only=True)
class Checked:
    """One plant: what was found of it, or why that cannot be said yet."""

    title: str
    findings: tuple[Finding, ...] = ()
    not_yet: str = ""

    @property
    def holds(self) -> bool:
        """Whether nothing is off."""
        return all(one.holds for one in self.findings)


def make(folder: Path, *, seed: int) -> int:
    """Write the company's files; how many interactions. One folder holds one company: another seed is refused."""
    if (folder / TRUTH / PLANTS_FILE).is_file() and (there := truths(folder)["seed"]) != seed:
        raise RegardError(
            f"{folder} holds the company of seed {there}. Another folder, in another home, would work for seed {seed}."
        )
    return generate(folder, seed=seed)


def bring_in(folder: Path, *, by: str, progress: Progress | None = None) -> Iterator[ImportResult]:
    """Import every source by its recipe; again does no harm."""
    for export in EXPORTS:
        recipe = folder / "recipes" / export.recipe
        yield house.bring_in(str(recipe), [folder / export.file], by=by, progress=progress)


def check(folder: Path, *, by: str) -> list[Checked]:
    """What Regard found of each plant."""
    known = seen(folder, by=by)
    return [
        Checked(title=plant.title, findings=tuple(plant.check(known)) if plant.check else (), not_yet=plant.not_yet)
        for plant in PLANTS
        if plant.check or plant.not_yet
    ]


def is_simulated(slugs: Iterable[str]) -> bool:
    """Whether one of these sources is of the sample company: then every page says so."""
    return any(slug.startswith(_SLUGS) for slug in slugs)
