"""Generates the company: every plant in turn, then the files."""

import shutil
from importlib import resources
from pathlib import Path

from regard.sample.company import Company
from regard.sample.exports import EXPORTS
from regard.sample.plants import everyday, facebook, leeds, one_matter, recognition, twitter
from regard.sample.plants.plant import Plant

SEED = 1
PLANTS: tuple[Plant, ...] = (
    twitter.PLANT,
    facebook.PLANT,
    one_matter.PLANT,
    recognition.PLANT,
    everyday.PLANT,
    everyday.PHONE,
    everyday.SHOP,
    leeds.PLANT,
)
"""In the order in which they are put in; a new one stands at the end, so that it changes none before it."""


def generated(seed: int = SEED) -> Company:
    """The company in memory."""
    company = Company(seed)
    for plant in PLANTS:
        if plant.sow is not None:
            plant.sow(company)
    return company


def generate(folder: Path, *, seed: int = SEED) -> int:
    """Write the sources, their recipes and the truths into a folder; how many interactions there are."""
    company = generated(seed)
    company.write(folder)
    recipes = folder / "recipes"
    recipes.mkdir(exist_ok=True)
    for export in EXPORTS:
        with resources.as_file(resources.files("regard.sample") / "recipes" / export.recipe) as recipe:
            shutil.copyfile(recipe, recipes / export.recipe)
    return len(company.truths)
