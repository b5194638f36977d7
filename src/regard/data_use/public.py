"""The front door of the room."""

from regard.data_use.erasing import Eraser
from regard.data_use.fields import Field, FieldKind
from regard.data_use.permit import Permit, Refused, permit
from regard.data_use.purposes import PARTS, Purpose, purposes, read_purposes
from regard.data_use.reading import Reading, open_reading

__all__ = [
    "PARTS",
    "Eraser",
    "Field",
    "FieldKind",
    "Permit",
    "Purpose",
    "Reading",
    "Refused",
    "open_reading",
    "permit",
    "purposes",
    "read_purposes",
]
