"""The front door of the room."""

from regard.company.choices import choice, choose, report_zone
from regard.company.due import ASSUMED, Due, DueRule, add_due_row, due_of, due_rules
from regard.company.sources import Source, register_source, sources
from regard.company.staff import add_member, anybody, make_token, member_of

__all__ = [
    "ASSUMED",
    "Due",
    "DueRule",
    "Source",
    "add_due_row",
    "add_member",
    "anybody",
    "choice",
    "choose",
    "due_of",
    "due_rules",
    "make_token",
    "member_of",
    "register_source",
    "report_zone",
    "sources",
]
