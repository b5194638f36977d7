"""Random matters, for what must hold of every one.

Drawn from a seed and not interaction by interaction: a report costs as much for three hundred matters as for one.
"""

from datetime import timedelta
from random import Random
from typing import Any

from regard.overview.matter import Matter
from regard.record.public import Logged
from tests.builders import a_logged, day, in_order

CHANNELS = ("email", "phone", "social", "web", "web", "order")
ROLES = (
    "answers", "answers", "answers", "passes", "acknowledges", "asks_back", "claims_done", "informs", "none",
)  # fmt: skip
INBOUND = ("asks", "asks", "unknown", "thanks", "claims_done", "none")
DIRECTIONS = ("in", "in", "in", "out", "out", "out", "internal", "observed")
# The limits (24 hours, 7 and 30 days) are met exactly, and missed by an hour.
HOURS = (0, 0, 1, 2, 23, 24, 25, 47, 48, 168, 169, 192, 336, 720, 721, 744)
_HOUR = timedelta(hours=1)


def an_interaction_by_chance(chance: Random, at_hour: float) -> Logged:
    """One interaction of any sort."""
    at = day(hours=at_hour)
    direction = chance.choice(DIRECTIONS)
    more: dict[str, Any] = {
        "role": chance.choice(INBOUND if direction == "in" else ROLES),
        "human": chance.choice(("yes", "no", "unknown")),
        "auto": chance.random() < 0.1,
        "source": chance.choice(("desk", "ledger")),
        "kind": chance.choice(("message", "call", "search", "assignment", "state")),
    }
    rare: dict[str, Any] = {
        "case": chance.choice("KL"),
        "thread": chance.choice("TU"),
        "passes_to": chance.choice(CHANNELS),
        "reached": chance.random() < 0.5,
        "promised_at": at + chance.choice((1, 30, 900)) * _HOUR,
        "team_ref": chance.choice(("one", "two")),
        "staff_key": chance.choice((b"a", b"b")),
    }
    shares = {"case": 0.6, "thread": 0.5, "passes_to": 0.1, "reached": 0.2}
    more |= {name: value for name, value in rare.items() if chance.random() < shares.get(name, 0.3)}
    if direction == "in" and chance.random() < 0.25:
        more["answered_at"] = at + chance.choice((0, 1, 2)) * _HOUR
    return a_logged(at=at, channel=chance.choice(CHANNELS), direction=direction, **more)


def a_matter_by_chance(chance: Random) -> Matter:
    """A matter of up to eight interactions, of nobody, one or two customers."""
    hours = [chance.choice(HOURS) for _ in range(chance.randint(1, 8))]
    found = in_order([an_interaction_by_chance(chance, hour) for hour in hours])
    customers = {one.seq: chance.choice((7, 7, 7, 8)) for one in found} if chance.random() < 0.75 else {}
    return Matter(found[0].seq, found, customers, chance.choice((None, "email", "web")))


def matters_by_chance(seed: int, *, most: int = 1) -> list[Matter]:
    """So many random matters; the same for the same seed."""
    chance = Random(seed)  # noqa: S311
    return [a_matter_by_chance(chance) for _ in range(most)]
