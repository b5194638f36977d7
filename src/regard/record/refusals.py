"""What was refused: the original, kept whole and sealed, with the reason and what is said of it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.db import connections
from django.db.models import QuerySet

from regard.data_use.public import Reading
from regard.foundation.clock import from_micros, to_micros
from regard.foundation.databases import Write, log_alias, read, read_in, write
from regard.foundation.errors import RegardError
from regard.foundation.keys import KeyRing, ring
from regard.record.bringers import note_again
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


_LONGEST_DETAIL = 2_000
_DETAIL = b"/detail"
_COLUMNS = ("key", "source", "import_id", "line", "reason", "sealed_detail", "received_at", "sealed")
_KEPT_ANEW = (
    "UPDATE refusal SET import_id = %s, line = %s, reason = %s, sealed_detail = %s, received_at = %s, sealed = %s, "
    "ended_as = '', ended_at = NULL, ended_by = '', ended_why = '', emptied_at = NULL "
    "WHERE key = %s AND ended_as = 'expired'"
)


def keep_refused(refused: Sequence[Refused], *, keys: KeyRing, received_at: datetime, import_id: int | None) -> None:
    """Keep these inside the open transaction of the log; one that is kept already stays as it is.

    Only one whose original was deleted because it had waited too long is kept anew.
    """
    if not refused:
        return
    at = to_micros(received_at)
    rows = [_row(one, keys, at, import_id) for one in refused]
    write([Write(table="refusal", columns=_COLUMNS, rows=rows, key=("key",), keep=True)], alias=log_alias())
    kept = read_in(
        "SELECT id, key, import_id, ended_as FROM refusal WHERE key IN ({marks})",
        list({row[0] for row in rows}),
        alias=log_alias(),
    )
    expired = {bytes(key) for _, key, _, ended_as in kept if ended_as == "expired"}
    with connections[log_alias()].cursor() as cursor:
        cursor.executemany(_KEPT_ANEW, [(*values, key) for key, _, *values in rows if key in expired])
    others = {number for number, key, by, _ in kept if by != import_id and bytes(key) not in expired}
    note_again("refusal", others, import_id=import_id, at=at)


def _row(one: Refused, keys: KeyRing, received_at: int, import_id: int | None) -> tuple[Any, ...]:
    original = encoded(one.original)
    key = key_of(one, keys, original=original)
    detail, sealed = sealed_detail(keys, one.detail, key=key), keys.seal(original, about=key)
    return (key, one.source, import_id, one.line, one.reason, detail, received_at, sealed)


def sealed_detail(keys: KeyRing, words: str, *, key: bytes) -> bytes:
    """What is said of the refusal with this key; it may repeat what somebody wrote."""
    return keys.seal(plain(words)[:_LONGEST_DETAIL].encode(), about=key + _DETAIL)


def key_of(one: Refused, keys: KeyRing, *, original: bytes) -> bytes:
    """What makes it this refusal and no other, as the record keeps it."""
    return keys.hash(one.source, one.key, str(one.line)) if one.key else keys.hash_bytes(original)


def encoded(original: Any) -> bytes:
    """An original as JSON; bytes that are no text stand in it as "\\x80"."""
    try:
        return msgspec.json.encode(original)
    except UnicodeEncodeError:
        return encoded(_readable(msgspec.to_builtins(original)))
    except OverflowError:
        # A whole number of more than 64 bits: one reason to refuse it, none to lose it.
        return json.dumps(msgspec.to_builtins(original)).encode()


def _readable(value: Any) -> Any:
    if isinstance(value, dict):
        return {_readable(key): _readable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_readable(one) for one in value]
    return _text(value) if isinstance(value, str) else value


def _text(text: str) -> str:
    # What a CSV file could not decode it hands on as lone surrogates, which neither JSON nor a database takes.
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def plain(words: str) -> str:
    """Words as every database takes them."""
    return _text(words).replace("\0", "\\0")


@dataclass(frozen=True, kw_only=True)
class RefusedSo:
    """How many refusals wait, of one source for one reason, and what has become of the others."""

    source: str
    reason: str
    waiting: int
    mended: int = 0
    discarded: int = 0
    expired: int = 0


_BY_REASON = (
    "SELECT source, reason, sum(CASE WHEN ended_as = '' THEN 1 ELSE 0 END), "
    "sum(CASE WHEN ended_as = 'mended' THEN 1 ELSE 0 END), sum(CASE WHEN ended_as = 'discarded' THEN 1 ELSE 0 END), "
    "sum(CASE WHEN ended_as = 'expired' THEN 1 ELSE 0 END) FROM refusal {where} GROUP BY source, reason "
)


def refused_so(import_id: int | None = None) -> list[RefusedSo]:
    """By source and reason what waits and what has become of the rest, what waits most first."""
    where, params = ("WHERE import_id = %s", [import_id]) if import_id is not None else ("", [])
    rows = read(_BY_REASON.format(where=where), params, alias=log_alias())
    found = [
        RefusedSo(source=source, reason=reason, waiting=waiting, mended=mended, discarded=discarded, expired=expired)
        for source, reason, waiting, mended, discarded, expired in rows
    ]
    return sorted(found, key=lambda one: (-one.waiting, one.source, one.reason))


def refusals_by_reason(import_id: int | None = None) -> list[tuple[str, str, int]]:
    """(source, reason, how many) of what waits to be mended, most first."""
    return [(one.source, one.reason, one.waiting) for one in refused_so(import_id) if one.waiting]


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
    """None once it was deleted."""
    key: bytes
    ended_as: str = ""
    """Empty while it waits; then `mended`, `discarded` or `expired`."""
    ended_at: datetime | None = None
    ended_by: str = ""
    ended_why: str = ""
    mended_as: int | None = None
    """The interaction it has become."""


@dataclass(frozen=True, kw_only=True)
class Which:
    """Which refusals are meant; whatever is None may be anything."""

    import_id: int | None = None
    source: str | None = None
    reason: str | None = None
    ended_as: str = ""

    def rows(self) -> QuerySet[Refusal]:
        """Their rows, oldest first."""
        chosen = {"import_id": self.import_id, "source": self.source, "reason": self.reason}
        named = {name: value for name, value in chosen.items() if value is not None}
        return Refusal.objects.filter(ended_as=self.ended_as, **named).order_by("id")

    def count(self) -> int:
        """How many there are."""
        return self.rows().count()

    def imports(self) -> list[int | None]:
        """Which imports brought them, the newest first; None: a live source."""
        numbers = set(self.rows().order_by().values_list("import_id", flat=True).distinct())
        return sorted(numbers, key=lambda number: -(number or 0))


def refusals(
    reading: Reading,
    *,
    import_id: int | None = None,
    source: str | None = None,
    reason: str | None = None,
    ended_as: str = "",
    after: int = 0,
    limit: int = 50,
) -> list[KeptRefusal]:
    """Refusals that wait to be mended, oldest first, opened; `after` is the number of the last one seen."""
    reading.must_allow("identity", what="a refused original")
    which = Which(import_id=import_id, source=source, reason=reason, ended_as=ended_as)
    return opened(which.rows().filter(id__gt=after)[:limit])


def refusal(reading: Reading, number: int) -> KeptRefusal:
    """The refusal with this number."""
    reading.must_allow("identity", what="a refused original")
    found = opened(Refusal.objects.filter(pk=number))
    if not found:
        raise RegardError(f"There is no refusal {number}. `regard refusals list` lists those that wait.")
    return found[0]


def opened(rows: Iterable[Refusal]) -> list[KeptRefusal]:
    """These rows with their originals."""
    keys = ring()
    return [_opened(row, keys) for row in rows]


def _opened(row: Refusal, keys: KeyRing) -> KeptRefusal:
    key, sealed, detail = bytes(row.key), bytes(row.sealed), bytes(row.sealed_detail)
    return KeptRefusal(
        number=row.pk,
        source=row.source,
        import_id=row.import_id,
        line=row.line,
        reason=row.reason,
        detail=keys.unseal(detail, about=key + _DETAIL).decode() if detail else "",
        received_at=from_micros(row.received_at),
        original=msgspec.json.decode(keys.unseal(sealed, about=key)) if sealed else None,
        key=key,
        ended_as=row.ended_as,
        ended_at=None if row.ended_at is None else from_micros(row.ended_at),
        ended_by=row.ended_by,
        ended_why=row.ended_why,
        mended_as=row.mended_as,
    )
