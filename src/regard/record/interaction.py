"""The interaction: one thing that happened between a customer and the company."""

from datetime import datetime
from typing import Annotated, Literal, get_args

import msgspec

Channel = Literal[
    "web", "app", "shop", "phone", "email", "chat", "sms", "messenger", "social",
    "community", "survey", "review", "order", "delivery", "post", "other",
]  # fmt: skip
Direction = Literal["in", "out", "observed", "internal"]
Role = Literal[
    "asks", "answers", "passes", "acknowledges", "asks_back", "claims_done", "informs", "thanks", "none", "unknown",
]  # fmt: skip
YesNo = Literal["yes", "no", "unknown"]
AskedBy = Literal["customer", "staff"]
Stage = Literal["awareness", "discovery", "interest", "consideration", "action", "use", "support"]

ObjectKind = Literal["case", "order", "thread", "session", "topic", "product", "campaign", "organisation"]

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Short = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Scalar = str | int | float | bool


class ObjectRef(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A key that an interaction carries: which case, order, thread, session, topic, product or campaign."""

    kind: ObjectKind
    namespace: Short
    value: Short


class Identifier(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What points at a customer; its namespace is the source unless the kind is global (email, phone)."""

    kind: Short
    namespace: Short
    value: Short


class Interaction(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """One interaction as a source tells it, before admission. Fields are those of docs/interaction.md."""

    source: Short
    message_id: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
    occurred_at: Moment
    source_order: int = 0
    channel: Channel
    touchpoint: Short | None = None
    kind: Short
    direction: Direction
    role: Role | None = None
    human: YesNo = "unknown"
    auto: bool = False
    asked_by: AskedBy = "customer"
    promised_at: Moment | None = None
    answered_at: Moment | None = None
    ended_at: Moment | None = None
    reached: bool | None = None
    passes_to: Short | None = None
    staff_ref: Short | None = None
    team_ref: Short | None = None
    stage: Stage | None = None
    offered_by: Literal["company", "customer"] | None = None
    chosen_by: Literal["company", "customer"] | None = None
    objects: tuple[ObjectRef, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    text: Annotated[str, msgspec.Meta(max_length=1_000_000)] | None = None
    language: Short | None = None
    value: float | None = None
    cost: float | None = None
    currency: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")] | None = None
    facts: dict[Short, Scalar] = {}
    corrects: Short | None = None


class Key(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An object key in the log: the value is a keyed hash, so it can be matched but not read."""

    kind: str
    namespace: str
    value_key: bytes


class Logged(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """The open part of an admitted interaction: what followers read. Words and identifiers stay sealed.

    `message_key`, `staff_key`, `corrects_key` and the values of `keys` are keyed hashes. Moments are UTC.
    New fields are only ever appended, with a default: old rows must still decode.
    """

    seq: int
    source: str
    message_key: bytes
    occurred_at: datetime
    received_at: datetime
    source_order: int
    channel: str
    touchpoint: str | None
    kind: str
    direction: str
    role: str
    human: str = "unknown"
    auto: bool = False
    asked_by: str = "customer"
    promised_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    reached: bool | None = None
    passes_to: str | None = None
    staff_key: bytes | None = None
    team_ref: str | None = None
    stage: str | None = None
    offered_by: str | None = None
    chosen_by: str | None = None
    keys: tuple[Key, ...] = ()
    language: str | None = None
    value: float | None = None
    cost: float | None = None
    currency: str | None = None
    corrects_key: bytes | None = None
    has_text: bool = False
    has_identifiers: bool = False
    import_id: int | None = None

    @property
    def order(self) -> tuple[datetime, str, int, bytes]:
        """Position among interactions: (occurred_at, source, source_order, message)."""
        return (self.occurred_at, self.source, self.source_order, self.message_key)


class Sealed(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The part of an interaction that is encrypted in the log: who, and what was said."""

    message_id: str
    objects: tuple[ObjectRef, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    staff_ref: str | None = None
    text: str | None = None
    facts: dict[str, Scalar] = {}
    corrects: str | None = None


CHANNELS: tuple[str, ...] = get_args(Channel)
ROLES: tuple[str, ...] = get_args(Role)
STAGES: tuple[str, ...] = get_args(Stage)
OBJECT_KINDS: tuple[str, ...] = get_args(ObjectKind)


def default_role(*, kind: str, direction: str) -> str:
    """The role an interaction has when its source names none."""
    return _DEFAULT_ROLES.get((direction, kind)) or _DEFAULT_BY_DIRECTION[direction]


# Observed and internal interactions never ask or answer; a review or survey has a role only if its source says so.
_DEFAULT_BY_DIRECTION = {"in": "unknown", "out": "answers", "observed": "none", "internal": "none"}
_DEFAULT_ROLES = {
    ("in", "review"): "none",
    ("in", "survey"): "none",
    ("in", "purchase"): "none",
    ("in", "payment"): "none",
    ("in", "visit"): "unknown",
    ("in", "call"): "unknown",
    ("out", "note"): "none",
    ("out", "campaign"): "informs",
    ("out", "newsletter"): "informs",
    ("out", "notification"): "informs",
    ("out", "delivery"): "informs",
    ("out", "survey"): "informs",
}
