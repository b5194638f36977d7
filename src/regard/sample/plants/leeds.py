"""The shop in Leeds leaves no trace before September 2025."""

from regard.sample.company import Company
from regard.sample.places import LEEDS
from regard.sample.plants.plant import Plant


def sow(company: Company) -> None:
    """Nothing to tell: everybody who comes to Leeds earlier is not told of."""
    company.plants["leeds"] = {"shop_since": LEEDS.shop_since.isoformat()}


PLANT = Plant(
    name="leeds",
    title="Leeds: the shop leaves no trace before September 2025",
    sow=sow,
    not_yet="no stage of maturity is computed, so nothing says that a touchpoint leaves no trace",
)
