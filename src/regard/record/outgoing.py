"""The record as it leaves: each interaction as its source told it, so that another home can take it in."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from regard.data_use.public import Reading
from regard.foundation.clock import to_micros
from regard.foundation.databases import log_alias, read, read_in
from regard.foundation.keys import KeyRing, ring
from regard.record import log
from regard.record.interaction import Interaction, Logged
from regard.record.sealing import as_told, interaction_of, open_body, open_sealed, read_content

_ROWS = "SELECT seq, message_key, content_hash, body, sealed FROM interaction WHERE body IS NOT NULL AND "
_REVISIONS = "SELECT of_seq, id, content_hash, sealed FROM revision WHERE of_seq IN ({marks})"
_NUMBERS = "SELECT message_key, seq FROM interaction WHERE source = %s AND message_key IN ({marks})"


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Which interactions are meant: of a source, from a moment on, before a moment; all where nothing is said."""

    source: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def holds(self, one: Logged) -> bool:
        """Whether this one is meant."""
        return (
            self.source in (None, one.source)
            and (self.since is None or one.occurred_at >= self.since)
            and (self.until is None or one.occurred_at < self.until)
        )

    def condition(self) -> tuple[str, list[Any]]:
        """The same as SQL, with its parameters."""
        said = (("source = %s", self.source), ("occurred_at >= %s", self.since), ("occurred_at < %s", self.until))
        given = [(words, value) for words, value in said if value is not None]
        values = [to_micros(value) if isinstance(value, datetime) else value for _, value in given]
        return "".join(f"{words} AND " for words, _ in given), values


@dataclass(frozen=True, slots=True)
class Leaving:
    """One interaction on its way out: its open part, and (for who may see identities) all of it with its revisions."""

    logged: Logged
    told: Interaction | None = None
    revisions: tuple[Interaction, ...] = ()


_ALL = Chosen()


def leaving(
    reading: Reading, *, upto: int, chosen: Chosen = _ALL, whole: bool = False, portion: int = 2_000
) -> Iterator[list[Leaving]]:
    """The chosen interactions up to a number, in order of number, in portions; erased ones are absent."""
    _must_allow(reading, whole=whole)
    words, values = chosen.condition()
    reached = 0
    while True:
        rows = read(
            f"{_ROWS}{words}seq > %s AND seq <= %s ORDER BY seq LIMIT %s",
            [*values, reached, upto, portion],
            alias=log_alias(),
        )
        if not rows:
            return
        reached = rows[-1][0]
        yield _leaving(rows, whole=whole)


def leaving_at(
    reading: Reading, seqs: Sequence[int], *, chosen: Chosen = _ALL, whole: bool = False, portion: int = 2_000
) -> Iterator[list[Leaving]]:
    """Of the interactions with these numbers the chosen ones, in portions."""
    _must_allow(reading, whole=whole)
    words, values = chosen.condition()
    for start in range(0, len(seqs), portion):
        query = f"{_ROWS}{words}seq IN ({{marks}})"
        yield _leaving(read_in(query, seqs[start : start + portion], params=values, alias=log_alias()), whole=whole)


def names_of(reading: Reading, seqs: Sequence[int], *, whole: bool = False) -> dict[int, tuple[str, str]]:
    """(source, message id) of these interactions by number; without leave to see it the id is its keyed hash."""
    _must_allow(reading, whole=whole)
    if not whole:
        return {one.seq: (one.source, one.message_key.hex()) for one in log.at(seqs)}
    keys, sealed = ring(), log.sealed_at(seqs)
    return {
        one.seq: (one.source, open_sealed(keys, sealed[one.seq][1], message_key=one.message_key).message_id)
        for one in log.at(seqs)
    }


def numbers_of(messages: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The number of each message, given as (source, message id); one that is not here is absent."""
    keys, asked = ring(), dict[str, dict[bytes, str]]()
    for source, message_id in messages:
        asked.setdefault(source, {})[keys.hash("message", source, message_id)] = message_id
    return {
        (source, ids[bytes(key)]): seq
        for source, ids in asked.items()
        for key, seq in read_in(_NUMBERS, list(ids), params=[source], alias=log_alias())
    }


def _must_allow(reading: Reading, *, whole: bool) -> None:
    reading.must_allow("behavioural", what="an interaction that leaves")
    if whole:
        reading.must_allow("identity", what="the identifiers of an interaction that leaves")
        reading.must_allow("attitudinal", what="the words of an interaction that leaves")


def _leaving(rows: Sequence[tuple[Any, ...]], *, whole: bool) -> list[Leaving]:
    if not whole:
        return [Leaving(open_body(seq, body)) for seq, _, _, body, _ in rows]
    keys = ring()
    revisions = _revisions(keys, [row[0] for row in rows])
    return [_opened(keys, row, revisions) for row in rows]


def _opened(keys: KeyRing, row: tuple[Any, ...], revisions: dict[int, list[Interaction]]) -> Leaving:
    seq, message_key, content_hash, body, sealed = row
    logged = open_body(seq, body)
    told = interaction_of(logged, open_sealed(keys, bytes(sealed), message_key=bytes(message_key)))
    told = as_told(keys, told, content_hash=bytes(content_hash))
    return Leaving(logged, told, tuple(revisions.get(seq, ())))


def _revisions(keys: KeyRing, seqs: Sequence[int]) -> dict[int, list[Interaction]]:
    found: dict[int, list[Interaction]] = {}
    for seq, _, content_hash, sealed in sorted(read_in(_REVISIONS, seqs, alias=log_alias()), key=lambda row: row[:2]):
        content = read_content(keys, bytes(sealed), content_hash=bytes(content_hash))
        found.setdefault(seq, []).append(content)
    return found
