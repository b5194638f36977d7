"""The register of fields: each datum that is kept has one of the four kinds, and analysis never sees an identity."""

from dataclasses import dataclass
from typing import Literal

FieldKind = Literal["identity", "descriptive", "attitudinal", "behavioural", "technical"]
"""The four kinds of customer data, and `technical` for what says nothing about a customer (a number, a position)."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One datum: where it is kept, of which kind, and why it is held."""

    name: str
    kind: FieldKind
    kept_in: Literal["log", "state", "lake"]
    why: str
    sealed: bool = False
