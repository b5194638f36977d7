"""The front door of the room."""

from regard.company.choices import choice, choose, report_zone
from regard.company.due import ASSUMED, Due, DueRule, add_due_row, due_of, due_rules
from regard.company.sources import Source, is_any_source, register_source, sources
from regard.company.staff import (
    Member,
    Token,
    add_member,
    anybody,
    keep_language,
    let_in,
    make_token,
    member,
    member_of,
    members,
    revoke_token,
    set_password,
    tokens_of,
)

__all__ = [
    "ASSUMED",
    "Due",
    "DueRule",
    "Member",
    "Source",
    "Token",
    "add_due_row",
    "add_member",
    "anybody",
    "choice",
    "choose",
    "due_of",
    "due_rules",
    "is_any_source",
    "keep_language",
    "let_in",
    "make_token",
    "member",
    "member_of",
    "members",
    "register_source",
    "report_zone",
    "revoke_token",
    "set_password",
    "sources",
    "tokens_of",
]
