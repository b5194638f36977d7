"""The reading side of the folder: the entries that share most with what was typed, over all parts."""

import threading
from collections.abc import Callable, Sequence
from typing import NamedTuple

import tantivy

from regard.customers.search.shelf import Manifest, Part, Shelf, schema
from regard.customers.search.terms import Piece, hasher, of_query
from regard.foundation.keys import KeyRing

MOST = 100
"""So many entries are opened and compared in earnest."""
_MOST_PIECES = 80


class Candidate(NamedTuple):
    """An entry: a profile (`seq` is 0), or an interaction of a profile; and how much it shares."""

    score: float
    profile: int
    seq: int


class Candidates:
    """Reads the folder of an index. One for each process; several threads may ask it at once."""

    def __init__(self, shelf: Shelf, ring: KeyRing) -> None:
        self._shelf = shelf
        self._term: Callable[[Piece], str] = hasher(ring)
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._manifest = Manifest()
        self._open: dict[Part, tantivy.Searcher] = {}

    def manifest(self) -> Manifest:
        """What the folder holds now."""
        with self._lock:
            self._look_again()
            return self._manifest

    def alike(self, text: str) -> list[Candidate]:
        """The entries that share most pieces with a text, the rarer ones counting more."""
        query = self._query(text)
        with self._lock:
            self._look_again()
            searchers = list(self._open.values())
        found: list[Candidate] = []
        for searcher in searchers:
            hits = searcher.search(query, MOST, count=False).hits
            places = [place for _, place in hits]
            profiles = searcher.fast_field_values("profile", places)
            seqs = searcher.fast_field_values("seq", places)
            found += [
                Candidate(float(score), int(profile or 0), int(seq or 0))
                for (score, _), profile, seq in zip(hits, profiles, seqs, strict=True)
            ]
        return sorted(found, reverse=True)[:MOST]

    def _query(self, text: str) -> tantivy.Query:
        clauses: list[tuple[tantivy.Occur, tantivy.Query]] = []
        for piece, in_names, in_values in of_query(text)[:_MOST_PIECES]:
            for field, weight in (("names", in_names), ("values", in_values)):
                if weight:
                    one = tantivy.Query.term_query(_SCHEMA, field, self._term(piece), "basic")
                    clauses.append((tantivy.Occur.Should, tantivy.Query.boost_query(one, weight)))
        return tantivy.Query.boolean_query(clauses) if clauses else tantivy.Query.empty_query()

    def _look_again(self) -> None:
        """Open what is new since the last time; a folder that went meanwhile is named no more when asked again."""
        for _ in range(_TRIES):
            try:
                told = self._shelf.file.stat()
            except FileNotFoundError:
                self._seen, self._manifest, self._open = None, Manifest(), {}
                return
            if (told.st_mtime_ns, told.st_ino) == self._seen:
                return
            manifest = self._shelf.read() or Manifest()
            try:
                self._open = {part: self._searcher(part) for part in manifest.parts}
            except (ValueError, OSError):
                continue
            self._manifest, self._seen = manifest, (told.st_mtime_ns, told.st_ino)
            return
        # Damaged: the worker makes it anew when it starts. Until then only what is known exactly is found.
        self._manifest, self._open = Manifest(), {}

    def _searcher(self, part: Part) -> tantivy.Searcher:
        return self._open.get(part) or self._shelf.open(part).searcher()


_TRIES = 3
_SCHEMA = schema()


def profiles_of_candidates(found: Sequence[Candidate]) -> list[int]:
    """The profiles of these, each once, the best first."""
    return list(dict.fromkeys(one.profile for one in found))
