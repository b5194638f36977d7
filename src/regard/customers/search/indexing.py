"""Keeps the index up to the log: takes what is new, and writes parts again that hold what must go."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import msgspec
import tantivy

from regard.customers.known import KNOWN
from regard.customers.search.rows import Row, kinds_in, not_ok_in, not_ok_of, profiles_in, rows_between
from regard.customers.search.shelf import Manifest, Part, Shelf, schema
from regard.customers.search.terms import hasher, joined, pieces_by_sound, pieces_of_name, pieces_of_value
from regard.data_use.public import Reading
from regard.foundation.keys import ring
from regard.record.public import history

AT_ONCE = 20_000
"""So many numbers of the log in one step."""
PART_ENTRIES = 100_000
"""So many entries fill a part: what one erasure has to write again."""
_HEAP = 50_000_000
_change = msgspec.structs.replace


class Indexer:
    """The one writer of a folder. Every step may be cut off anywhere: the next begins where the manifest says."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._term = hasher(ring())
        self._is_checked = False

    def step(self, reading: Reading) -> int:
        """Take the next numbers and changes; how much there was (0: nothing, or somebody else is at it)."""
        with self._shelf.alone() as alone:
            return self._step(reading) if alone else 0

    def clean(self, reading: Reading) -> bool:
        """Write one part again that holds what must go; whether there was one."""
        with self._shelf.alone() as alone:
            return alone and self._clean(reading)

    def _step(self, reading: Reading) -> int:
        manifest = self._fitting()
        changed, change_no = KNOWN.changes(after=manifest.change_no)
        upto = min(KNOWN.head(), manifest.position + AT_ONCE)
        if change_no == manifest.change_no and upto == manifest.position:
            return 0
        after, kinds = manifest.position, set(manifest.kinds)
        parts = self._without(manifest.parts, _gone(reading, changed))
        parts = self._marked(parts, [*not_ok_in(after, upto), *not_ok_of(changed)])
        if upto > after:
            parts = self._taken(parts, reading, after, upto, made=manifest.made)
            kinds |= kinds_in(after, upto)
        self._shelf.keep(
            _change(
                manifest,
                position=upto,
                change_no=change_no,
                kinds=tuple(sorted(kinds)),
                parts=tuple(parts),
                made=manifest.made + len(parts) - len(manifest.parts),
            )
        )
        return upto - after + len(changed)

    def _clean(self, reading: Reading) -> bool:
        manifest = self._fitting()
        stale = next((part for part in manifest.parts if part.stale), None)
        if stale is None:
            return False
        fresh = _change(stale, folder=f"part-{manifest.made}", entries=0, stale=False)
        fresh = self._written(fresh, self._shelf.make(fresh), rows_between(reading, stale.first - 1, stale.last))
        parts = tuple(fresh if part is stale else part for part in manifest.parts)
        self._shelf.keep(_change(manifest, parts=parts, made=manifest.made + 1))
        return True

    def _fitting(self) -> Manifest:
        """What the folder holds, if it fits the record and every part opens; else a new beginning."""
        manifest = self._shelf.read()
        if manifest is None or manifest.position > KNOWN.head():
            return self._shelf.start_anew()
        if self._is_checked:
            return manifest
        self._is_checked = True
        return manifest if self._shelf.is_whole(manifest) else self._shelf.start_anew()

    def _without(self, parts: Iterable[Part], gone: Sequence[int]) -> list[Part]:
        """The parts, those marked that hold something of erased interactions."""
        if not gone:
            return list(parts)
        # A profile goes with its last interaction, and that may lie far from the number it is named by.
        return [
            part
            if part.stale or not (_holds(part, gone) or profiles_in(part.first, part.last) < part.profiles)
            else _change(part, stale=True)
            for part in parts
        ]

    def _marked(self, parts: Iterable[Part], not_ok: Sequence[tuple[str, str]]) -> list[Part]:
        """The parts, those marked that hold a value which links nobody any more."""
        if not not_ok:
            return list(parts)
        any_of = [self._holding(kind, value) for kind, value in not_ok]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in any_of])
        return [
            part if part.stale or not _any(self._shelf.open(part), query) else _change(part, stale=True)
            for part in parts
        ]

    def _holding(self, kind: str, value: str) -> tantivy.Query:
        term = self._term(next(iter(pieces_of_value(kind, value))))
        return tantivy.Query.term_query(schema(), "values", term, "basic")

    def _taken(self, parts: list[Part], reading: Reading, after: int, upto: int, *, made: int) -> list[Part]:
        rows = rows_between(reading, after, upto)
        if parts and parts[-1].entries < PART_ENTRIES:
            last = parts[-1]
            return [*parts[:-1], self._written(_change(last, last=upto), self._shelf.open(last), rows, beyond=after)]
        fresh = Part(folder=f"part-{made}", first=after + 1, last=upto)
        return [*parts, self._written(fresh, self._shelf.make(fresh), rows)]

    def _written(self, part: Part, index: tantivy.Index, rows: Iterable[Row], *, beyond: int | None = None) -> Part:
        """Add rows to a part. `beyond`: above this number a crash may have left entries that no manifest knows."""
        writer = index.writer(_HEAP, 1)
        if beyond is not None:
            writer.delete_documents_by_query(
                tantivy.Query.range_query(schema(), "number", tantivy.FieldType.Unsigned, beyond + 1, None)
            )
        count = 0
        for row in rows:
            writer.add_document(tantivy.Document.from_dict(self._entry(row), _SCHEMA))
            count += 1
        writer.commit()
        writer.wait_merging_threads()
        return _change(
            part,
            entries=part.entries + count,
            profiles=profiles_in(part.first, part.last),
            written=part.written + 1,
        )

    def _entry(self, row: Row) -> dict[str, Any]:
        names = (piece for value in row.names for piece in (*pieces_of_name(value), *pieces_by_sound(value)))
        values = (piece for kind, value in row.values for piece in pieces_of_value(kind, value))
        return {
            "names": joined(names, self._term),
            "values": joined(values, self._term),
            "number": row.seq or row.profile,
            "profile": row.profile,
            "seq": row.seq,
        }


_SCHEMA = schema()


def _gone(reading: Reading, changed: Sequence[int]) -> list[int]:
    """Of the interactions a change is about, those that were erased."""
    here = {one.seq for one in history(reading, changed)}
    return [seq for seq in changed if seq not in here]


def _holds(part: Part, seqs: Collection[int]) -> bool:
    return any(part.first <= seq <= part.last for seq in seqs)


def _any(index: tantivy.Index, query: tantivy.Query) -> bool:
    return bool(index.searcher().search(query, 1, count=False).hits)
