"""Matters as they leave for another home: links by number, relations, and what people said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from regard.data_use.public import Reading
from regard.episodes.links import Link
from regard.episodes.models import Ruling, RulingPair
from regard.episodes.rulings import Pair, add_ruling, pairs_of, reasons_of
from regard.foundation.databases import STATE, appending, read_in

_RELATED = (
    "SELECT mine.episode_id, theirs.episode_id, r.how FROM related r JOIN assigned mine ON mine.seq = r.seq "
    "JOIN assigned theirs ON theirs.seq = r.other_seq "
    "WHERE mine.episode_id IS NOT NULL AND theirs.episode_id IS NOT NULL AND r.seq IN ({marks})"
)


@dataclass(frozen=True, kw_only=True)
class Word:
    """A ruling as a whole: what a person did to which interactions and why; and, perhaps, its taking back."""

    kind: str
    one: int
    other: int
    pairs: tuple[Pair, ...]
    by: str
    at: datetime
    undone_by: str = ""
    undone_at: datetime | None = None
    reason: str = ""


def links_at(reading: Reading, seqs: Sequence[int]) -> dict[int, Link]:
    """To which matter each of these interactions belongs and why, by number; one that belongs to none is absent."""
    reading.must_allow("behavioural", what="why an interaction belongs to a matter")
    query = "SELECT seq, episode_id, link, why, sure FROM assigned WHERE episode_id IS NOT NULL AND seq IN ({marks})"
    return {row[0]: Link(*row) for row in read_in(query, seqs)}


def relations_at(reading: Reading, seqs: Sequence[int]) -> list[tuple[int, int, str]]:
    """(matter, other matter, how) of the relations that these interactions made."""
    reading.must_allow("behavioural", what="how matters are related")
    return [(one, other, how) for one, other, how in read_in(_RELATED, seqs) if one != other]


def words(reading: Reading, *, with_reasons: bool = False) -> list[Word]:
    """All rulings of which something is left, in the order in which they were made, what was taken back included."""
    reading.must_allow("behavioural", what="what people said of matters")
    if with_reasons:
        reading.must_allow("attitudinal", what="why people said so")
    rows = list(Ruling.objects.order_by("no"))
    reasons = reasons_of([row.no for row in rows]) if with_reasons else {}
    pairs: dict[int, list[Pair]] = {}
    for number, one, other, is_together, leads in RulingPair.objects.order_by("no", "one", "other").values_list(
        "no", "one", "other", "is_together", "leads"
    ):
        pairs.setdefault(number, []).append(Pair(one, other, is_together, leads))
    return [
        Word(kind=row.kind, one=row.one, other=row.other, pairs=tuple(pairs[row.no]), by=row.by, at=row.at,
             undone_by=row.undone_by, undone_at=row.undone_at, reason=reasons.get(row.no, ""))
        for row in rows
        if row.no in pairs
    ]  # fmt: skip


def take_over(said: Sequence[Word]) -> int:
    """Hold what was said in another home, in the same order; what was said here already is passed over."""
    fresh = [one for one in said if not _was_said(one)]
    with appending(STATE):
        for one in fresh:
            number = add_ruling(one.kind, one.one, one.other, one.pairs, by=one.by, at=one.at, reason=one.reason)
            Ruling.objects.filter(no=number).update(undone_by=one.undone_by, undone_at=one.undone_at)
    return len(fresh)


def _was_said(one: Word) -> bool:
    same = Ruling.objects.filter(kind=one.kind, by=one.by, at=one.at).values_list("no", flat=True)
    return any(set(pairs_of(number)) == set(one.pairs) for number in same)
