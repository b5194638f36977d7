"""Taking back an import: what it alone brought goes; what another brought as well is brought again in their name.

For every message of the import, all deliveries of it are gathered: the row, its revisions, and who brought each of
them again. The husk is left, and the deliveries of others are appended anew, in the order in which they came. So the
log is what it would be without the import, but for its numbers.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connections

from regard.foundation.clock import from_micros
from regard.foundation.databases import Write, appending, log_alias, read, read_in, write
from regard.foundation.keys import KeyRing, ring
from regard.record import log
from regard.record.bringers import What, brought_again, close_import, forget
from regard.record.sealing import COLUMNS, Prepared, brought_by, preparer, read_content
from regard.record.spans import Span, portions, spans

_PORTION = 5_000


@dataclass(kw_only=True)
class WouldGo:
    """What taking an import back would do to the record."""

    interactions: int = 0
    stay: int = 0
    """Of its interactions, those that another import or a live source brought as well."""
    promises: int = 0
    revisions: int = 0
    refusals: int = 0
    spans: list[Span] = field(default_factory=list)
    """The numbers of the interactions that would go."""


def prepare_taking_back(import_id: int, *, at: int) -> None:
    """From now on nothing of the import is appended, not by a reader that still runs either."""
    with appending(log_alias()):
        close_import(import_id, at=at)


def would_go(import_id: int) -> WouldGo:
    """What taking it back would do; nothing is written."""
    said = WouldGo()
    for portion in portions(log.spans_of_import(import_id), size=_PORTION):
        seqs = _numbers(portion)
        stay = {seq for seq, _ in _others(seqs, import_id=import_id)}
        going = [one for one in log.at(seqs) if one.seq not in stay]
        said.interactions += len(going)
        said.stay += len(stay)
        said.promises += sum(one.promised_at is not None for one in going)
        said.spans += spans(one.seq for one in going)
    revisions = [number for (number,) in read(_REVISIONS, [import_id], alias=log_alias())]
    kept = {number for number, _, _ in brought_again("revision", revisions, but=import_id)}
    said.revisions = len(revisions) - len(kept)
    refusals = [number for (number,) in read(_REFUSALS, [import_id], alias=log_alias())]
    kept = {number for number, _, _ in brought_again("refusal", refusals, but=import_id)}
    said.refusals = len(refusals) - len(kept)
    return said


_REVISIONS = "SELECT id FROM revision WHERE import_id = %s"
_REFUSALS = "SELECT id FROM refusal WHERE import_id = %s"


def empty_portion(portion: Sequence[Span], *, import_id: int, at: int) -> int:
    """Empty these rows of the import and append what others brought of them, in one transaction; how many are husks."""
    seqs, keys = _numbers(portion), ring()
    with appending(log_alias()) as connection:
        others = _others(seqs, import_id=import_id)
        survivors = [one.prepared(keys) for _, one in sorted(others, key=lambda other: other[1].at)]
        emptied = log.empty(portion, at_micros=at)
        log.append(connection, survivors, ring=keys)
    return emptied


def let_go_of_the_rest(import_id: int) -> None:
    """Its revisions of messages of others, its refusals, and that it brought anything again."""
    with appending(log_alias()):
        _hand_over_or_delete("revision", _REVISIONS, _REVISION_OF, import_id)
        _hand_over_or_delete("refusal", _REFUSALS, _REFUSAL_OF, import_id)
        forget(import_id)


def _hand_over_or_delete(what: What, query: str, hand_over: str, import_id: int) -> None:
    numbers = [number for (number,) in read(query, [import_id], alias=log_alias())]
    heirs: dict[int, tuple[int | None, int]] = {}
    for number, heir, at in brought_again(what, numbers, but=import_id):
        heirs.setdefault(number, (heir, at))
    with connections[log_alias()].cursor() as cursor:
        cursor.executemany(hand_over, [(heir, at, number) for number, (heir, at) in heirs.items()])
    write([Write(table=what, columns=("import_id",), rows=[(import_id,)], delete=True)], alias=log_alias())


_REVISION_OF = "UPDATE revision SET import_id = %s, received_at = %s WHERE id = %s"
# Mended by the import that goes: with the other it waits again.
_REFUSAL_OF = (
    "UPDATE refusal SET import_id = %s, received_at = %s, mended_as = NULL, "
    "ended_as = CASE WHEN ended_as = 'mended' THEN '' ELSE ended_as END WHERE id = %s"
)


@dataclass(frozen=True)
class _Delivery:
    """One content of a message, as somebody brought it: a row of the log, or a revision of one."""

    at: int
    import_id: int | None
    row: Sequence[Any] | None = None
    revision: tuple[bytes, bytes] | None = None  # Content hash, and the sealed content.

    def prepared(self, keys: KeyRing) -> Prepared:
        """As a row to be appended in the name of who brought it."""
        received_at = from_micros(self.at)
        if self.row is not None:
            return brought_by(self.row, keys, received_at=received_at, import_id=self.import_id)
        content_hash, sealed = self.revision or (b"", b"")
        interaction = read_content(keys, sealed, content_hash=content_hash)
        return preparer(keys, received_at=received_at, import_id=self.import_id)(interaction, said=interaction)


def _numbers(portion: Sequence[Span]) -> list[int]:
    return [number for first, last in portion for number in range(first, last + 1)]


def _others(seqs: Collection[int], *, import_id: int) -> list[tuple[int, _Delivery]]:
    """What others than the import brought of these interactions of it, by number."""
    return [*_of_rows(seqs, import_id), *_of_revisions(seqs, import_id)]


def _of_rows(seqs: Collection[int], import_id: int) -> list[tuple[int, _Delivery]]:
    again = brought_again("interaction", seqs, but=import_id)
    query = f"SELECT seq, {', '.join(COLUMNS)} FROM interaction WHERE erased_at IS NULL AND seq IN ({{marks}})"  # noqa: S608 -- fixed names
    rows = {seq: row for seq, *row in read_in(query, list({seq for seq, _, _ in again}), alias=log_alias())}
    return [(seq, _Delivery(at, by, row=rows[seq])) for seq, by, at in again if seq in rows]


def _of_revisions(seqs: Collection[int], import_id: int) -> list[tuple[int, _Delivery]]:
    query = "SELECT id, of_seq, content_hash, received_at, import_id, sealed FROM revision WHERE of_seq IN ({marks})"
    found = []
    contents: dict[int, tuple[int, tuple[bytes, bytes]]] = {}
    for number, seq, content_hash, at, by, sealed in sorted(read_in(query, list(seqs), alias=log_alias())):
        contents[number] = (seq, (bytes(content_hash), bytes(sealed)))
        if by != import_id:
            found.append((seq, _Delivery(at, by, revision=contents[number][1])))
    for number, by, at in brought_again("revision", contents, but=import_id):
        seq, content = contents[number]
        found.append((seq, _Delivery(at, by, revision=content)))
    return found
