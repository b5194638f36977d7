"""Kinds of identifiers: how far each may be trusted to point at one person."""

from dataclasses import dataclass
from typing import Literal

Class = Literal["unique", "strong", "weak"]
"""unique: a customer has one of a namespace · strong: a customer may have several · weak: of a device, not a person."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. Lower `priority` is believed first; `most` values a customer may have; `owners` it may have itself."""

    name: str
    trust: Class
    priority: int
    most: int
    owners: int
    is_global: bool = False
    """The same value is the same thing whatever source tells it; otherwise its namespace keeps it apart."""


# Measured in research on 100,000 interactions of 25,000 people; the limits are those of the guard table there.
_KINDS = (
    Kind("account", "unique", 1, most=1, owners=1),
    Kind("loyalty", "unique", 2, most=1, owners=1),
    Kind("email", "strong", 3, most=5, owners=2, is_global=True),
    Kind("phone", "strong", 5, most=5, owners=2, is_global=True),
    Kind("handle", "strong", 7, most=5, owners=1),
    Kind("cookie", "weak", 8, most=60, owners=2),
    Kind("device", "weak", 9, most=30, owners=2),
)
KINDS = {kind.name: kind for kind in _KINDS}
UNLISTED = KINDS["handle"]
"""What a source calls by a name of its own counts as a handle: of that source, with one owner."""


def kind_of(name: str) -> Kind:
    """The kind of that name."""
    return KINDS.get(name, UNLISTED)
