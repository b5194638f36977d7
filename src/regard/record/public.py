"""The front door of the room."""

from regard.record.admit import Checked, Receipt, admit, check, keep
from regard.record.appender import Appender, TooBusy
from regard.record.change import tell
from regard.record.checks import CHECKS, Objection, objection_to
from regard.record.erasing import ERASER, erase, erase_import, finish_erasures
from regard.record.imports import ImportState, find_import, imports, queue_import, take_queued
from regard.record.interaction import (
    CHANNELS,
    OBJECT_KINDS,
    ROLES,
    STAGES,
    Identifier,
    Interaction,
    Key,
    Logged,
    ObjectRef,
    Sealed,
)
from regard.record.log import Outcome, Placed
from regard.record.lake import FIELDS, INTERACTIONS, LAKE, interaction_rows
from regard.record.reading import LOG, LogStream, ends, history, unseal
from regard.record.refusals import KeptRefusal, Refused, refusals, refusals_by_reason

__all__ = [
    "CHANNELS",
    "CHECKS",
    "ERASER",
    "FIELDS",
    "INTERACTIONS",
    "LAKE",
    "LOG",
    "OBJECT_KINDS",
    "ROLES",
    "STAGES",
    "Appender",
    "Checked",
    "Identifier",
    "ImportState",
    "Interaction",
    "KeptRefusal",
    "Key",
    "LogStream",
    "Logged",
    "ObjectRef",
    "Objection",
    "Outcome",
    "Placed",
    "Receipt",
    "Refused",
    "Sealed",
    "TooBusy",
    "admit",
    "check",
    "ends",
    "erase",
    "erase_import",
    "find_import",
    "finish_erasures",
    "history",
    "imports",
    "interaction_rows",
    "keep",
    "objection_to",
    "queue_import",
    "refusals",
    "refusals_by_reason",
    "take_queued",
    "tell",
    "unseal",
]
