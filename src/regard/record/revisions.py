"""Revisions: the same message with other content, and what changed from one to the next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from regard.data_use.public import Reading
from regard.foundation.clock import from_micros
from regard.foundation.databases import log_alias, read, read_in
from regard.foundation.keys import ring
from regard.record import log
from regard.record.interaction import Interaction, default_role
from regard.record.sealing import interaction_of, open_sealed, read_content

_KEPT = "SELECT of_seq, received_at, id, content_hash, import_id, sealed FROM revision WHERE of_seq IN ({marks})"
_BY_SOURCE = "SELECT i.source, count(*) FROM revision r JOIN interaction i ON i.seq = r.of_seq GROUP BY i.source"
_SAME = frozenset(("source", "message_id"))


@dataclass(frozen=True)
class Changed:
    """One field that a revision tells otherwise; None: it has no value there."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, kw_only=True)
class KeptRevision:
    """One revision: when it came, by which import (None: a live source), and how it differs from what came before."""

    received_at: datetime
    import_id: int | None
    changes: tuple[Changed, ...]


def revisions_of(reading: Reading, seqs: Sequence[int]) -> dict[int, tuple[KeptRevision, ...]]:
    """The revisions of these interactions in order of time, by number; without any it is absent."""
    reading.must_allow("identity", what="a revision of an interaction")
    keys = ring()
    found: dict[int, tuple[KeptRevision, ...]] = {}
    rows = sorted(read_in(_KEPT, list(seqs), alias=log_alias()))
    before = _as_first(list({row[0] for row in rows}))
    for seq, at, _, content_hash, import_id, sealed in rows:
        now = read_content(keys, bytes(sealed), content_hash=bytes(content_hash))
        kept = KeptRevision(received_at=from_micros(at), import_id=import_id, changes=tuple(_changes(before[seq], now)))
        found[seq] = (*found.get(seq, ()), kept)
        before[seq] = now
    return found


def revisions_by_source() -> dict[str, int]:
    """How many revisions each source has; one without any is absent."""
    return dict(read(_BY_SOURCE, alias=log_alias()))


def _as_first(seqs: Sequence[int]) -> dict[int, Interaction]:
    keys, sealed = ring(), log.sealed_at(seqs)
    return {
        one.seq: interaction_of(one, open_sealed(keys, sealed[one.seq][1], message_key=sealed[one.seq][0]))
        for one in log.at(seqs)
    }


def _changes(before: Interaction, after: Interaction) -> Iterable[Changed]:
    was, now = _told(before), _told(after)
    for name in dict.fromkeys((*was, *now)):
        if was.get(name) != now.get(name):
            yield Changed(name, was.get(name), now.get(name))


def _told(one: Interaction) -> dict[str, str]:
    """Every field that says something as text; keys and facts each under a name of their own."""
    fields: dict[str, Any] = msgspec.to_builtins(one)
    # A row keeps the role that it has, a revision the one that was said: compared is what both come to.
    fields["role"] = one.role or default_role(kind=one.kind, direction=one.direction)
    told: dict[str, str] = {}
    for name, value in fields.items():
        if name == "facts":
            told |= {f"facts.{fact}": str(content) for fact, content in value.items()}
        elif name in ("objects", "identifiers"):
            told |= {f"{name}.{kind}": str(content) for kind, _, content in value}
        elif name not in _SAME:
            told[name] = str(value)
    return told
