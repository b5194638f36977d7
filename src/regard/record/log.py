"""The log: append and erase. It is numbered; a lower number never becomes visible after a higher one."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from regard.foundation.databases import Write, appending, log_alias, read, read_in, write
from regard.foundation.keys import KeyRing
from regard.record.bringers import note_again
from regard.record.interaction import Logged
from regard.record.sealing import COLUMNS, Prepared, open_body
from regard.record.spans import Span, spans

Message = tuple[str, bytes]
"""Source and message key: what makes a message the same message."""


class Outcome(StrEnum):
    """What became of a message at the door."""

    APPENDED = "appended"
    KNOWN = "known"
    REVISION = "revision"


class Placed(msgspec.Struct, frozen=True, gc=False):
    """Where a message stands in the log, and whether it is new there."""

    seq: int
    outcome: Outcome


_INSERT = Write(table="interaction", columns=COLUMNS, rows=(), key=("source", "message_key"), keep=True).statement()


def append(connection: BaseDatabaseWrapper, rows: Sequence[Prepared], *, ring: KeyRing) -> list[Placed]:
    """Append inside the open transaction of `appending`; durable when that is committed.

    The same message with the same content is known already; with other content it is a revision, kept once. What
    another import had brought before is noted, so that taking one of them back leaves what the other brought.
    """
    if not rows:
        return []
    alias, before = connection.alias, _highest(connection)
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, [row.values for row in rows])
    if (placed := _all_new(len(rows), before, alias)) is not None:
        return placed
    fresh = _appended_after(before, alias)
    there = fresh | _already_there(rows, fresh, alias)
    placed = _place(rows, fresh, there)
    revisions = [(one.seq, row) for one, row in zip(placed, rows, strict=True) if one.outcome is Outcome.REVISION]
    write([_revision_rows(revisions, ring)], alias=alias)
    _note_again(rows, placed, there)
    _note_revisions_again(revisions, alias)
    return placed


class _There(NamedTuple):
    """A message as it stands in the log."""

    seq: int
    content_hash: bytes
    import_id: int | None


def _highest(connection: BaseDatabaseWrapper) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(seq), 0) FROM interaction")
        return int(cursor.fetchone()[0])


def _all_new(count: int, before: int, alias: str) -> list[Placed] | None:
    """Where they stand if all of them are new, as they mostly are; else None, and each must be looked up."""
    query = "SELECT count(*), min(seq), max(seq) FROM interaction WHERE seq > %s"
    found, first, last = read(query, [before], alias=alias)[0]
    # On PostgreSQL a message that is there already takes a number, too: only without gaps are they in our order.
    if found != count or last - first + 1 != count:
        return None
    return [Placed(seq, Outcome.APPENDED) for seq in range(first, last + 1)]


def _appended_after(before: int, alias: str) -> dict[Message, _There]:
    # Nobody else appends while our transaction is open, so everything above is ours.
    rows = read(
        "SELECT source, message_key, seq, content_hash, import_id FROM interaction WHERE seq > %s",
        [before],
        alias=alias,
    )
    return {(source, bytes(key)): _There(seq, bytes(content), by) for source, key, seq, content, by in rows}


def _already_there(rows: Sequence[Prepared], fresh: dict[Message, _There], alias: str) -> dict[Message, _There]:
    asked: dict[str, list[bytes]] = {}
    for row in rows:
        if (row.source, row.message_key) not in fresh:
            asked.setdefault(row.source, []).append(row.message_key)
    found: dict[Message, _There] = {}
    query = (
        "SELECT message_key, seq, content_hash, import_id FROM interaction "
        "WHERE source = %s AND message_key IN ({marks})"
    )
    for source, keys in asked.items():
        for key, seq, content, by in read_in(query, keys, params=[source], alias=alias):
            found[(source, bytes(key))] = _There(seq, bytes(content), by)
    return found


def _place(rows: Sequence[Prepared], fresh: dict[Message, _There], there: dict[Message, _There]) -> list[Placed]:
    placed: list[Placed] = []
    seen: set[Message] = set()
    for row in rows:
        message = (row.source, row.message_key)
        stands = there[message]
        if message in fresh and message not in seen:
            outcome = Outcome.APPENDED
        else:
            outcome = Outcome.KNOWN if stands.content_hash == row.content_hash else Outcome.REVISION
        placed.append(Placed(stands.seq, outcome))
        seen.add(message)
    return placed


def _revision_rows(revisions: Sequence[tuple[int, Prepared]], ring: KeyRing) -> Write:
    return Write(
        table="revision",
        columns=("of_seq", "content_hash", "received_at", "import_id", "sealed"),
        rows=[
            (
                seq,
                row.content_hash,
                row.received_at,
                row.import_id,
                ring.seal(row.content, about=row.content_hash),
            )
            for seq, row in revisions
        ],
        key=("of_seq", "content_hash"),
        keep=True,
    )


def _note_again(rows: Sequence[Prepared], placed: Sequence[Placed], there: dict[Message, _There]) -> None:
    again: dict[tuple[int | None, int], set[int]] = {}
    for row, one in zip(rows, placed, strict=True):
        if one.outcome is Outcome.KNOWN and there[(row.source, row.message_key)].import_id != row.import_id:
            again.setdefault((row.import_id, row.received_at), set()).add(one.seq)
    for (import_id, at), seqs in again.items():
        note_again("interaction", seqs, import_id=import_id, at=at)


def _note_revisions_again(revisions: Sequence[tuple[int, Prepared]], alias: str) -> None:
    query = "SELECT of_seq, content_hash, id, import_id FROM revision WHERE of_seq IN ({marks})"
    kept = read_in(query, list({seq for seq, _ in revisions}), alias=alias)
    there = {(seq, bytes(content)): (number, by) for seq, content, number, by in kept}
    again: dict[tuple[int | None, int], set[int]] = {}
    for seq, row in revisions:
        number, by = there[(seq, row.content_hash)]
        if by != row.import_id:
            again.setdefault((row.import_id, row.received_at), set()).add(number)
    for (import_id, at), numbers in again.items():
        note_again("revision", numbers, import_id=import_id, at=at)


def head() -> int:
    """The highest number in the log; 0 when it is empty."""
    return int(read("SELECT coalesce(max(seq), 0) FROM interaction", alias=log_alias())[0][0])


def after(number: int, *, upto: int, limit: int) -> tuple[list[Logged], int]:
    """At most `limit` interactions with number < seq <= upto, and how far this is complete; husks are passed over."""
    rows = read(
        "SELECT seq, body FROM interaction WHERE seq > %s AND seq <= %s ORDER BY seq LIMIT %s",
        [number, upto, limit],
        alias=log_alias(),
    )
    reached = rows[-1][0] if len(rows) == limit else upto
    return _opened(rows), reached


def at(seqs: Sequence[int]) -> list[Logged]:
    """The interactions with these numbers, in order of number; erased ones are absent."""
    found = _opened(read_in("SELECT seq, body FROM interaction WHERE seq IN ({marks})", seqs, alias=log_alias()))
    return sorted(found, key=lambda one: one.seq)


def _opened(rows: Sequence[tuple[Any, ...]]) -> list[Logged]:
    return [open_body(seq, body) for seq, body in rows if body is not None]


def sealed_at(seqs: Sequence[int]) -> dict[int, tuple[bytes, bytes]]:
    """(message key, sealed part) by number; erased ones are absent."""
    rows = read_in("SELECT seq, message_key, sealed FROM interaction WHERE seq IN ({marks})", seqs, alias=log_alias())
    return {seq: (bytes(key), bytes(sealed)) for seq, key, sealed in rows if sealed is not None}


def empty(runs: Sequence[Span], *, at_micros: int) -> int:
    """Erase: leave numbered husks that say nothing; the message may come again and is then new."""
    emptied = 0
    with appending(log_alias()) as connection, connection.cursor() as cursor:
        for first, last in runs:
            cursor.execute(
                "UPDATE interaction SET message_key = NULL, content_hash = NULL, occurred_at = NULL, body = NULL, "
                "sealed = NULL, source = '', erased_at = %s WHERE seq BETWEEN %s AND %s AND erased_at IS NULL",
                [at_micros, first, last],
            )
            emptied += cursor.rowcount
            cursor.execute("DELETE FROM revision WHERE of_seq BETWEEN %s AND %s", [first, last])
    return emptied


def spans_of_import(import_id: int) -> list[Span]:
    """Which numbers an import filled, as runs."""
    rows = read("SELECT seq FROM interaction WHERE import_id = %s AND erased_at IS NULL ORDER BY seq", [import_id],
                alias=log_alias())  # fmt: skip
    return spans(seq for (seq,) in rows)


def close_connection() -> None:
    """Let go of this thread's connection to the log."""
    connections[log_alias()].close()
