"""Matters as they leave for another home: links by number, relations, and what people said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from regard.data_use.public import Reading
from regard.episodes.links import Link
from regard.episodes.models import Ruling
from regard.foundation.databases import STATE, appending, read_in
from regard.record.public import tell

_RELATED = (
    "SELECT mine.episode_id, theirs.episode_id, r.how FROM related r JOIN assigned mine ON mine.seq = r.seq "
    "JOIN assigned theirs ON theirs.seq = r.other_seq "
    "WHERE mine.episode_id IS NOT NULL AND theirs.episode_id IS NOT NULL AND r.seq IN ({marks})"
)


@dataclass(frozen=True, kw_only=True)
class Word:
    """What a person said of two interactions: one matter, or not; and, perhaps, its taking back."""

    one: int
    other: int
    is_together: bool
    by: str
    at: datetime
    undone_by: str = ""
    undone_at: datetime | None = None


def links_at(reading: Reading, seqs: Sequence[int]) -> dict[int, Link]:
    """To which matter each of these interactions belongs and why, by number; one that belongs to none is absent."""
    reading.must_allow("behavioural", what="why an interaction belongs to a matter")
    query = "SELECT seq, episode_id, link, why, sure FROM assigned WHERE episode_id IS NOT NULL AND seq IN ({marks})"
    return {row[0]: Link(*row) for row in read_in(query, seqs)}


def relations_at(reading: Reading, seqs: Sequence[int]) -> list[tuple[int, int, str]]:
    """(matter, other matter, how) of the relations that these interactions made."""
    reading.must_allow("behavioural", what="how matters are related")
    return [(one, other, how) for one, other, how in read_in(_RELATED, seqs) if one != other]


def words(reading: Reading) -> list[Word]:
    """All that people said about matters, in the order in which they said it, what was taken back included."""
    reading.must_allow("behavioural", what="what people said of matters")
    fields = ("one", "other", "is_together", "by", "at", "undone_by", "undone_at")
    return [Word(**row) for row in Ruling.objects.order_by("no").values(*fields)]


def take_over(said: Sequence[Word], *, by: str, at: datetime) -> int:
    """Hold what was said in another home, in the same order; what was said here already is passed over."""
    fresh = [one for one in said if one.one != one.other and not _holds_here(one)]
    if not fresh:
        return 0
    with appending(STATE):
        for word in fresh:
            Ruling.objects.create(
                is_together=word.is_together, by=word.by, at=word.at, undone_by=word.undone_by,
                undone_at=word.undone_at, **_ordered(word),
            )  # fmt: skip
            tell("ruling", [(word.one, word.one), (word.other, word.other)], by=by, at=at)
    return len(fresh)


def _ordered(word: Word) -> dict[str, int]:
    one, other = sorted((word.one, word.other))
    return {"one": one, "other": other}


def _holds_here(word: Word) -> bool:
    return Ruling.objects.filter(is_together=word.is_together, by=word.by, at=word.at, **_ordered(word)).exists()
