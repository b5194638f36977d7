"""What was refused: the original, kept whole and sealed, with the reason."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from regard.data_use.public import Reading
from regard.foundation.clock import from_micros, to_micros
from regard.foundation.databases import Write, log_alias, read
from regard.foundation.keys import KeyRing, ring
from regard.record.interaction import Interaction
from regard.record.models import Refusal


@dataclass(frozen=True, kw_only=True)
class Refused:
    """One thing that could not be admitted. `original` is what the source sent: a row, or an interaction."""

    source: str
    reason: str
    detail: str
    original: Any
    line: int | None = None
    key: str = ""
    """What makes it this refusal and no other (file and line); empty: the original itself."""


_COLUMNS = ("key", "source", "import_id", "line", "reason", "detail", "received_at", "sealed")


def refusal_rows(refused: list[Refused], *, keys: KeyRing, received_at: datetime, import_id: int | None) -> Write:
    """The rows that keep these refusals; one that is kept already stays as it is."""
    return Write(
        table="refusal",
        columns=_COLUMNS,
        rows=[_row(one, keys, to_micros(received_at), import_id) for one in refused],
        key=("key",),
        keep=True,
    )


def _row(one: Refused, keys: KeyRing, received_at: int, import_id: int | None) -> tuple[Any, ...]:
    original = msgspec.json.encode(one.original if not isinstance(one.original, Interaction) else _plain(one.original))
    key = keys.hash(one.source, one.key, str(one.line)) if one.key else keys.hash_bytes(original)
    sealed = keys.seal(original, about=key)
    return (key, one.source, import_id, one.line, one.reason, one.detail[:2_000], received_at, sealed)


def _plain(interaction: Interaction) -> Any:
    return msgspec.to_builtins(interaction)


def refusals_by_reason(import_id: int | None = None) -> list[tuple[str, str, int]]:
    """(source, reason, how many) of what waits to be mended, most first."""
    where, params = ("import_id = %s AND", [import_id]) if import_id is not None else ("", [])
    return [
        (source, reason, count)
        for source, reason, count in read(
            f"SELECT source, reason, count(*) FROM refusal WHERE {where} mended_as IS NULL "  # noqa: S608 -- fixed words
            "GROUP BY source, reason ORDER BY count(*) DESC, source, reason",
            params,
            alias=log_alias(),
        )
    ]


@dataclass(frozen=True, kw_only=True)
class KeptRefusal:
    """A refusal as it is kept, opened: the original is whatever the source sent."""

    number: int
    source: str
    import_id: int | None
    line: int | None
    reason: str
    detail: str
    received_at: datetime
    original: Any


def refusals(
    reading: Reading,
    *,
    import_id: int | None = None,
    source: str | None = None,
    reason: str | None = None,
    after: int = 0,
    limit: int = 50,
) -> list[KeptRefusal]:
    """Refusals that wait to be mended, oldest first, opened; `after` is the number of the last one seen."""
    reading.must_allow("identity", what="a refused original")
    found = Refusal.objects.filter(mended_as=None, id__gt=after)
    if import_id is not None:
        found = found.filter(import_id=import_id)
    if source is not None:
        found = found.filter(source=source)
    if reason is not None:
        found = found.filter(reason=reason)
    keys = ring()
    return [
        KeptRefusal(
            number=row.pk,
            source=row.source,
            import_id=row.import_id,
            line=row.line,
            reason=row.reason,
            detail=row.detail,
            received_at=from_micros(row.received_at),
            original=msgspec.json.decode(keys.unseal(bytes(row.sealed), about=bytes(row.key))),
        )
        for row in found.order_by("id")[:limit]
    ]
