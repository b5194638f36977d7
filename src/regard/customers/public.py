"""The front door of the room."""

from regard.customers.grouping import Grouping, Merge, People, grouped
from regard.customers.hygiene import Clean, clean
from regard.customers.kinds import KINDS, Kind, kind_of
from regard.customers.known import KNOWN, KnownStream
from regard.customers.lake import CUSTOMER_MAP, FIELDS, LAKE, RECOGNISED
from regard.customers.merging import allow, merge, part, undo
from regard.customers.reading import (
    Shown,
    Whose,
    customer_now,
    customers_of,
    customers_within,
    identifiers,
    profiles_of,
    timeline,
    whose,
)
from regard.customers.recognise import ERASER, RECOGNISE
from regard.customers.signature import Mark

FOLLOWERS = (RECOGNISE,)

__all__ = [
    "CUSTOMER_MAP",
    "ERASER",
    "FIELDS",
    "FOLLOWERS",
    "KINDS",
    "KNOWN",
    "LAKE",
    "RECOGNISE",
    "RECOGNISED",
    "Clean",
    "Grouping",
    "Kind",
    "KnownStream",
    "Mark",
    "Merge",
    "People",
    "Shown",
    "Whose",
    "allow",
    "clean",
    "customer_now",
    "customers_of",
    "customers_within",
    "grouped",
    "identifiers",
    "kind_of",
    "merge",
    "part",
    "profiles_of",
    "timeline",
    "undo",
    "whose",
]
