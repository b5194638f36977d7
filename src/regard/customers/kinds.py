"""Kinds of identifiers and attributes: how far each may be trusted to point at one person."""

from dataclasses import dataclass
from typing import Literal

Class = Literal["unique", "strong", "derived", "link", "weak", "attribute"]
"""unique: a customer has one of a namespace · strong: a customer may have several · derived: made of two others ·
link: attaches, and is nobody's name · weak: of a device, not a person · attribute: tells of a person, never links."""

NO_LIMIT = 1_000_000


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
    is_vetoed: bool = False
    """It does not join people whose first names or birth dates clash."""
    is_homes: bool = False
    """Of a household as often as of a person: it joins two who each have an address only if both say a first name."""
    days: int = 0
    """What was not seen for longer is not the same person's any more; 0: for ever."""
    beside: int = 0
    """So many days a second value may be used beside the first: a card that was changed; 0: there is no second."""


# Measured in research on 100,000 interactions of 25,000 people; the limits are those of the guard table there.
_KINDS = (
    Kind("account", "unique", 1, most=1, owners=1),
    Kind("loyalty", "unique", 2, most=1, owners=1, beside=30),
    Kind("email", "strong", 3, most=5, owners=2, is_global=True, is_vetoed=True),
    Kind("phone_name", "derived", 4, most=12, owners=1, is_global=True),
    Kind("phone", "strong", 5, most=5, owners=2, is_global=True, is_vetoed=True, is_homes=True),
    Kind("order", "link", 6, most=NO_LIMIT, owners=1),
    Kind("handle", "strong", 7, most=5, owners=1),
    Kind("cookie", "weak", 8, most=60, owners=2, is_vetoed=True, days=400),
    Kind("device", "weak", 9, most=30, owners=2, is_vetoed=True),
    Kind("name", "attribute", 10, most=NO_LIMIT, owners=NO_LIMIT, is_global=True),
    Kind("first_name", "attribute", 11, most=NO_LIMIT, owners=NO_LIMIT, is_global=True),
    Kind("family_name", "attribute", 12, most=NO_LIMIT, owners=NO_LIMIT, is_global=True),
    Kind("birth_date", "attribute", 13, most=NO_LIMIT, owners=NO_LIMIT, is_global=True),
    Kind("address", "attribute", 14, most=NO_LIMIT, owners=NO_LIMIT, is_global=True),
)
KINDS = {kind.name: kind for kind in _KINDS}
UNLISTED = KINDS["handle"]
"""What a source calls by a name of its own counts as a handle: of that source, with one owner."""


def named(*trust: Class) -> frozenset[str]:
    """The listed kinds of these classes: asked for each mark of each interaction, so by name."""
    return frozenset(kind.name for kind in _KINDS if kind.trust in trust)


ATTRIBUTES = named("attribute")
UNIQUE = named("unique")
WINDOWED = frozenset(kind.name for kind in _KINDS if kind.days)
"""What is forgotten when it was not seen for long."""
CHANGED = frozenset(kind.name for kind in _KINDS if kind.beside)
"""What may be changed for another of its kind."""
WHOSE = frozenset({"account", "email"})
"""What says that two such values may be one person's, if both stand with it."""


def kind_of(name: str) -> Kind:
    """The kind of that name."""
    return KINDS.get(name, UNLISTED)
