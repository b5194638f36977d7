"""The one list of rooms, from top to bottom, and what each of them declares."""

from importlib import import_module
from typing import Any

ROOMS = ("web", "overview", "episodes", "record", "data_use", "company", "foundation")
"""A room imports only rooms that stand after it in this list, and only their `public.py`."""

ROOMS_WITH_TABLES = (
    ("foundation", "Foundation"),
    ("company", "Company"),
    ("data_use", "DataUse"),
    ("record", "Record"),
    ("episodes", "Episodes"),
    ("overview", "Overview"),
)
