"""Generates the company: every plant in turn, then the files."""

import shutil
from collections.abc import Iterable
from importlib import resources
from pathlib import Path

from regard.sample.background import Told, write_background
from regard.sample.company import Company
from regard.sample.exports import EXPORTS
from regard.sample.plants import (
    bad_moment,
    balance,
    calm,
    community,
    everyday,
    facebook,
    leeds,
    member_number,
    offers,
    one_matter,
    other_tenth,
    recognition,
    slow_site,
    stages,
    twitter,
)
from regard.sample.plants.plant import Plant

SEED, INTERACTIONS = 1, 80_000
PLANTS: tuple[Plant, ...] = (
    twitter.PLANT,
    facebook.PLANT,
    one_matter.PLANT,
    recognition.PLANT,
    everyday.PLANT,
    member_number.PLANT,
    other_tenth.PLANT,
    bad_moment.PLANT,
    slow_site.PLANT,
    offers.PLANT,
    community.PLANT,
    calm.PLANT,
    stages.PLANT,
    leeds.PLANT,
    balance.PHONE,
    balance.SHOP,
)
"""In the order in which they are put in; each draws from a stream of its own, the balance of all comes last."""


def generated(seed: int = SEED, *, plants: Iterable[Plant] = PLANTS) -> Company:
    """The core in memory: the same whatever the size."""
    company = Company(seed)
    for plant in plants:
        if plant.sow is not None:
            plant.sow(company)
    return company


def generate(folder: Path, *, seed: int = SEED, interactions: int = 0, plants: Iterable[Plant] = PLANTS) -> int:
    """Write the sources, their recipes and the truths into a folder; how many interactions there are.

    The core is always there; the many fill up to `interactions`.
    """
    company = generated(seed, plants=plants)
    company.write(folder)
    _write_recipes(folder / "recipes")
    core = len(company.truths)
    if interactions > core:
        _add(company, write_background(folder, seed=seed, interactions=interactions - core))
    company.write_plants(folder, interactions=max(interactions, core), asked_for=interactions)
    return max(interactions, core)


def _add(company: Company, told: Told) -> None:
    """The many asked, too."""
    for channel, requests in told.requests.items():
        company.plants[channel]["requests"] += requests
        company.plants[channel]["asked"]["ignored"] += told.ignored[channel]


def _write_recipes(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for export in EXPORTS:
        with resources.as_file(resources.files("regard.sample") / "recipes" / export.recipe) as recipe:
            shutil.copyfile(recipe, folder / export.recipe)
