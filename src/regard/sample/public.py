"""The front door: the simulated company Meridian Riders."""

from regard.sample.demo import Checked, bring_in, check, is_simulated, make, take_back
from regard.sample.generate import INTERACTIONS, SEED
from regard.sample.seen import Finding
from regard.sample.wishes import write_wishes

__all__ = [
    "INTERACTIONS",
    "SEED",
    "Checked",
    "Finding",
    "bring_in",
    "check",
    "is_simulated",
    "make",
    "take_back",
    "write_wishes",
]
