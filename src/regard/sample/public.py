"""The front door: the simulated company Meridian Riders."""

from regard.sample.demo import Checked, bring_in, check, is_simulated, make
from regard.sample.generate import SEED
from regard.sample.seen import Finding

__all__ = ["SEED", "Checked", "Finding", "bring_in", "check", "is_simulated", "make"]
