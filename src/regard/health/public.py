"""The front door: gather the facts, judge them, tell them."""

from regard.health.checks import WATCHES, at_the_door, judge, state_of
from regard.health.facts import Facts, Queue, Record
from regard.health.gather import VERSION, disk_of, gather, heads
from regard.health.judges import PARTS
from regard.health.limits import EDITABLE, Limits, keep_limits, limits
from regard.health.telling import as_json, say, say_entry
from regard.health.verdict import Check, Quantity, State, Watch

__all__ = [
    "EDITABLE",
    "PARTS",
    "VERSION",
    "WATCHES",
    "Check",
    "Facts",
    "Limits",
    "Quantity",
    "Queue",
    "Record",
    "State",
    "Watch",
    "as_json",
    "at_the_door",
    "disk_of",
    "gather",
    "heads",
    "judge",
    "keep_limits",
    "limits",
    "say",
    "say_entry",
    "state_of",
]
