"""Five stages: what the company put in order, month by month, and the proofs that lie in its files."""

from datetime import date

from regard.sample.company import Company
from regard.sample.plants.plant import Plant

FILE = "practice.csv"
_COLUMNS = ("Since", "Until", "Proof", "Said by", "Words")
_STAGES = (("initial", 6), ("developing", 5), ("defined", 6), ("managed", 7))
"""Stages, and for how many months in a row; never optimising, because the shop in Leeds leaves no trace until late."""
_FOREVER = ""
_PROOFS = (
    ("2024-07-01", _FOREVER, "touchpoints registered", "Head of service", "Every department named what it is for."),
    ("2024-07-01", _FOREVER, "promises have owners", "Head of service", "Each promise has one name beside it."),
    ("2024-12-01", _FOREVER, "one definition per figure", "Analyst", "Answered, finished, returned: written down."),
    ("2024-12-01", "2025-11-30", "board statement", "Board", "We are measured by who was answered."),
    ("2025-06-01", _FOREVER, "goals with horizons", "Head of experience", "Three goals: a quarter, a year, three."),
    ("2025-06-01", _FOREVER, "insights with measured effect", "Analyst", "The server: 13 of 100 visits fewer lost."),
    ("2025-11-01", "2026-10-31", "board statement", "Board", "Renewed: we are measured by who was answered."),
)


def sow(company: Company) -> None:
    """Write down the proofs; the months follow from them."""
    company.documents[FILE] = (_COLUMNS, [tuple(proof) for proof in _PROOFS])
    stages = [stage for stage, months in _STAGES for _ in range(months)]
    months = [date(2024 + count // 12, count % 12 + 1, 1) for count in range(len(stages))]
    company.plants["stages"] = {
        "months": {f"{month:%Y-%m}": stage for month, stage in zip(months, stages, strict=True)},
        "file": FILE,
    }


PLANT = Plant(
    name="stages",
    title="Five stages: 24 months from initial to managed",
    sow=sow,
    not_yet="no stage of maturity is computed yet; planted: initial 6, developing 5, defined 6, managed 7 months",
)
