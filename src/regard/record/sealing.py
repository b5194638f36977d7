"""From an interaction to a row of the log and back: what is open, what is hashed, what is sealed."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import msgspec

from regard.foundation.clock import to_micros
from regard.foundation.keys import KeyRing
from regard.record.interaction import Identifier, Interaction, Key, Logged, Sealed, default_role

# Deterministic: the same content gives the same bytes, whatever order its facts came in.
_CONTENT = msgspec.msgpack.Encoder(order="deterministic")
_BODY = msgspec.msgpack.Encoder()
_READ_BODY = msgspec.msgpack.Decoder(Logged)
_READ_SEALED = msgspec.msgpack.Decoder(Sealed)
_READ_CONTENT = msgspec.msgpack.Decoder(Interaction)
_IN_BOTH = tuple(name for name in Interaction.__struct_fields__ if name in Logged.__struct_fields__)
_DEFAULTS = {field.name: field.default for field in msgspec.structs.fields(Interaction)}


class _Named(msgspec.Struct):
    identifiers: tuple[Identifier, ...] = ()


_READ_IDENTIFIERS = msgspec.msgpack.Decoder(_Named)

# A promise is a moment of the company's calendar, not of the sender's clock.
_MOMENTS = ("occurred_at", "answered_at", "ended_at")

COLUMNS = (
    "source", "message_key", "content_hash", "occurred_at", "received_at", "import_id", "body", "sealed",
)  # fmt: skip
_OBJECT = "object"
_RECEIVED_AT, _IMPORT_ID = COLUMNS.index("received_at"), COLUMNS.index("import_id")


class Prepared(msgspec.Struct, frozen=True, gc=False):
    """An interaction as a row: `values` follow `COLUMNS`; `content` is the whole of it, for a revision."""

    source: str
    message_key: bytes
    content_hash: bytes
    values: tuple[Any, ...]
    content: bytes

    @property
    def received_at(self) -> int:
        """When it was brought, in microseconds."""
        return int(self.values[_RECEIVED_AT])

    @property
    def import_id(self) -> int | None:
        """The import that brought it; None: a live source."""
        import_id: int | None = self.values[_IMPORT_ID]
        return import_id


class Preparer(Protocol):
    """Turns an interaction into a row; `said` is what the source said, if its moments were moved."""

    def __call__(self, one: Interaction, *, said: Interaction) -> Prepared:
        """The row."""


def preparer(ring: KeyRing, *, received_at: datetime, import_id: int | None) -> Preparer:
    """A function that turns interactions into rows; keys that recur are hashed once."""
    received = to_micros(received_at)
    hashed, seal = _Hashed(ring), ring.sealer()

    def prepare(one: Interaction, *, said: Interaction) -> Prepared:
        content = _CONTENT.encode(said)
        message_key = ring.hash("message", one.source, one.message_id)
        content_hash = ring.hash_bytes(content)
        body = _BODY.encode(_open_part(one, message_key, received_at, import_id, hashed))
        sealed = seal(_BODY.encode(_sealed_part(one)), about=message_key)
        values = (
            one.source, message_key, content_hash, to_micros(one.occurred_at), received, import_id, body, sealed,
        )  # fmt: skip
        return Prepared(one.source, message_key, content_hash, values, content)

    return prepare


class _Hashed(dict[tuple[str, ...], bytes]):
    """What words are hashed to; words that recur within a delivery are hashed once."""

    def __init__(self, ring: KeyRing) -> None:
        super().__init__()
        self._ring = ring

    def __missing__(self, words: tuple[str, ...]) -> bytes:
        self[words] = found = self._ring.hash(*words)
        return found


def brought_by(values: Sequence[Any], ring: KeyRing, *, received_at: datetime, import_id: int | None) -> Prepared:
    """A row of the log (`values` follow `COLUMNS`) as another import brought it: the same content, hash for hash."""
    source, message_key, content_hash, occurred_at, _, _, body, sealed = values
    key, content_hash = bytes(message_key), bytes(content_hash)
    logged = open_body(0, body)
    content = _CONTENT.encode(interaction_of(logged, open_sealed(ring, bytes(sealed), message_key=key)))
    logged = msgspec.structs.replace(logged, received_at=received_at, import_id=import_id)
    values = (
        source, key, content_hash, occurred_at, to_micros(received_at), import_id, _BODY.encode(logged), bytes(sealed),
    )  # fmt: skip
    return Prepared(source, key, content_hash, values, content)


def interaction_of(logged: Logged, sealed: Sealed) -> Interaction:
    """The interaction that a row was made of; a role that its source left open is the one it has here."""
    shared = {name: getattr(logged, name) for name in _IN_BOTH}
    return Interaction(**shared, **{name: getattr(sealed, name) for name in Sealed.__struct_fields__})


def as_told(ring: KeyRing, one: Interaction, *, content_hash: bytes) -> Interaction:
    """The same with its role left open, if that is what its source said: the hash of the content knows."""
    # Built anew of what says something: the encoder leaves out a default only if it is the very same object.
    said = {name: value for name in _DEFAULTS if (value := getattr(one, name)) != _DEFAULTS[name]}
    left_open = Interaction(**said | {"role": None})
    return left_open if ring.hash_bytes(_CONTENT.encode(left_open)) == content_hash else Interaction(**said)


def read_content(ring: KeyRing, sealed: bytes, *, content_hash: bytes) -> Interaction:
    """The interaction that a revision holds."""
    return _READ_CONTENT.decode(ring.unseal(sealed, about=content_hash))


def _open_part(
    one: Interaction, message_key: bytes, received_at: datetime, import_id: int | None, hashed: _Hashed
) -> Logged:
    return Logged(
        seq=0,
        source=one.source,
        message_key=message_key,
        occurred_at=_utc(one.occurred_at),
        received_at=received_at,
        source_order=one.source_order,
        channel=one.channel,
        touchpoint=one.touchpoint,
        kind=one.kind,
        direction=one.direction,
        role=one.role or default_role(kind=one.kind, direction=one.direction),
        human=one.human,
        auto=one.auto,
        asked_by=one.asked_by,
        promised_at=_utc_or_none(one.promised_at),
        answered_at=_utc_or_none(one.answered_at),
        ended_at=_utc_or_none(one.ended_at),
        reached=one.reached,
        passes_to=one.passes_to,
        staff_key=hashed["staff", one.source, one.staff_ref] if one.staff_ref else None,
        team_ref=one.team_ref,
        stage=one.stage,
        offered_by=one.offered_by,
        chosen_by=one.chosen_by,
        keys=tuple(
            Key(ref.kind, ref.namespace, hashed[_OBJECT, ref.kind, ref.namespace, ref.value]) for ref in one.objects
        ),
        language=one.language,
        value=one.value,
        cost=one.cost,
        currency=one.currency,
        corrects_key=_corrected(hashed, one),
        has_text=bool(one.text),
        has_identifiers=bool(one.identifiers),
        import_id=import_id,
    )


def object_key(ring: KeyRing, kind: str, namespace: str, value: str) -> bytes:
    """The keyed hash by which an object is known in the log and in the lake."""
    return ring.hash(_OBJECT, kind, namespace, value)


def _corrected(hashed: _Hashed, one: Interaction) -> bytes | None:
    return hashed["message", one.source, one.corrects] if one.corrects else None


def _sealed_part(one: Interaction) -> Sealed:
    return Sealed(
        message_id=one.message_id,
        objects=one.objects,
        identifiers=one.identifiers,
        staff_ref=one.staff_ref,
        text=one.text,
        facts=one.facts,
        corrects=one.corrects,
    )


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


def _utc_or_none(moment: datetime | None) -> datetime | None:
    return None if moment is None else _utc(moment)


def moved(one: Interaction, by: timedelta) -> Interaction:
    """The same with its moments later by so much; a moment that would leave the calendar stays."""
    moments = {name: _later(getattr(one, name), by) for name in _MOMENTS if getattr(one, name) is not None}
    return msgspec.structs.replace(one, **moments)


def _later(moment: datetime, by: timedelta) -> datetime:
    try:
        return moment + by
    except OverflowError:
        return moment


def open_body(seq: int, body: bytes) -> Logged:
    """The open part of a row."""
    logged = _READ_BODY.decode(body)
    # The number is given by the database after the body is written; this is the one place that fills it in.
    msgspec.structs.force_setattr(logged, "seq", seq)
    return logged


def open_sealed(ring: KeyRing, sealed: bytes, *, message_key: bytes) -> Sealed:
    """The sealed part of a row."""
    return _READ_SEALED.decode(ring.unseal(sealed, about=message_key))


def open_identifiers(ring: KeyRing, sealed: bytes, *, message_key: bytes) -> tuple[Identifier, ...]:
    """Only the identifiers of the sealed part; the rest of it is passed over undecoded."""
    return _READ_IDENTIFIERS.decode(ring.unseal(sealed, about=message_key)).identifiers
