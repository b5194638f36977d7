"""What arrived at the door lately: everything in the record that no import brought."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from regard.data_use.public import Reading
from regard.foundation.clock import from_micros
from regard.foundation.databases import log_alias, read, read_in
from regard.foundation.keys import ring
from regard.record.interaction import Logged
from regard.record.log import at as logged_at
from regard.record.models import Refusal
from regard.record.refusals import KeptRefusal, Refused, encoded, key_of, opened

_FAR_ENOUGH = 50_000
"""Further back nobody looks: behind a large import, what arrived before it is not searched for."""

_LOOKED_THROUGH = 100

_NEWEST = (
    "SELECT (SELECT coalesce(max(seq), 0) FROM interaction), (SELECT coalesce(max(id), 0) FROM revision), "
    "(SELECT coalesce(max(id), 0) FROM refusal)"
)
_APPENDED = (
    "SELECT seq, source, received_at, 'appended' FROM interaction WHERE import_id IS NULL AND erased_at IS NULL "
    "AND seq > %s {of_source} ORDER BY seq DESC LIMIT %s"
)
_REVISED = (
    "SELECT r.of_seq, i.source, r.received_at, 'revision' FROM revision r JOIN interaction i ON i.seq = r.of_seq "
    "WHERE r.import_id IS NULL AND r.id > %s {of_source} ORDER BY r.id DESC LIMIT %s"
)
_REFUSED = (
    "SELECT id, source, received_at, 'refused' FROM refusal WHERE import_id IS NULL AND ended_as = '' "
    "AND id > %s {of_source} ORDER BY id DESC LIMIT %s"
)


@dataclass(frozen=True, kw_only=True)
class Newest:
    """The highest numbers there are: who knows them knows whether anything came."""

    interaction: int
    revision: int
    refusal: int


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """One thing that arrived. `number` is that of the interaction, or of the refusal if it was `refused`."""

    outcome: str
    number: int
    source: str
    at: datetime


def newest() -> Newest:
    """The present highest numbers; costs three look-ups."""
    interaction, revision, refusal = read(_NEWEST, alias=log_alias())[0]
    return Newest(interaction=int(interaction), revision=int(revision), refusal=int(refusal))


def arrivals(reading: Reading, *, source: str | None = None, limit: int = 50) -> list[Arrival]:
    """At most so many of each outcome, the newest first."""
    reading.must_allow("behavioural", what="what arrived")
    heads = newest()
    found: list[Arrival] = []
    for query, head in ((_APPENDED, heads.interaction), (_REVISED, heads.revision), (_REFUSED, heads.refusal)):
        whose = "" if source is None else f"AND {'i.' if query is _REVISED else ''}source = %s"
        params = [max(head - _FAR_ENOUGH, 0), *([] if source is None else [source]), limit]
        found.extend(
            Arrival(outcome=outcome, number=int(number), source=slug, at=from_micros(at))
            for number, slug, at, outcome in read(query.format(of_source=whose), params, alias=log_alias())
        )
    return sorted(found, key=lambda one: one.at, reverse=True)


def arrived(reading: Reading, number: int) -> Logged | None:
    """The interaction with this number; None if there is none or it was erased."""
    reading.must_allow("behavioural", what="an interaction")
    return next(iter(logged_at([number])), None)


def kept_as(refused: Sequence[Refused]) -> list[int | None]:
    """Under which number each of these waits; None where none does, because it was mended or never written."""
    keys = ring()
    wanted = [key_of(one, keys, original=encoded(one.original)) for one in refused]
    query = "SELECT key, id FROM refusal WHERE ended_as = '' AND key IN ({marks})"
    numbers = {bytes(key): int(number) for key, number in read_in(query, wanted, alias=log_alias())}
    return [numbers.get(key) for key in wanted]


def last_refused(reading: Reading, *, source: str, shape: str, limit: int) -> list[KeptRefusal]:
    """What arrived in this shape at the door and was refused last, newest first; a hundred are looked through."""
    reading.must_allow("identity", what="a refused original")
    rows = Refusal.objects.filter(ended_as="", import_id=None, source=source).order_by("-id")[:_LOOKED_THROUGH]
    return [one for one in opened(rows) if _collected_as(one.original) == shape][:limit]


def _collected_as(original: Any) -> Any:
    return original.get("collected_as") if isinstance(original, dict) else None
