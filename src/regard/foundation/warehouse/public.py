"""The front door of the warehouse."""

from regard.foundation.warehouse.delta import LakeDamaged
from regard.foundation.warehouse.engine import Engine
from regard.foundation.warehouse.lake import Lake
from regard.foundation.warehouse.lock import LakeBusy
from regard.foundation.warehouse.moments import micros
from regard.foundation.warehouse.table import TIMESTAMP, ColumnKind, LakeColumn, LakeTable, WrongRows

__all__ = [
    "TIMESTAMP",
    "ColumnKind",
    "Engine",
    "Lake",
    "LakeBusy",
    "LakeColumn",
    "LakeDamaged",
    "LakeTable",
    "WrongRows",
    "micros",
]
