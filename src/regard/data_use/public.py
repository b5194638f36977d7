"""The front door of the room."""

from regard.data_use.erasing import Eraser
from regard.data_use.fields import Field, FieldKind
from regard.data_use.permit import Permit, Refused, permit
from regard.data_use.purposes import PARTS, Purpose, purposes, read_purposes
from regard.data_use.reading import Reading, open_reading
from regard.data_use.retention import LONGEST, RULES, Kept, days_kept, keep_for

__all__ = [
    "LONGEST",
    "PARTS",
    "RULES",
    "Eraser",
    "Field",
    "FieldKind",
    "Kept",
    "Permit",
    "Purpose",
    "Reading",
    "Refused",
    "days_kept",
    "keep_for",
    "open_reading",
    "permit",
    "purposes",
    "read_purposes",
]
