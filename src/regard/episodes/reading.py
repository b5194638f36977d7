"""Matters as the other rooms read them."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from regard.customers.public import timeline
from regard.data_use.public import Reading
from regard.episodes.links import Link
from regard.foundation.clock import from_micros
from regard.foundation.databases import read, read_in
from regard.record.public import Logged, history


@dataclass(frozen=True, slots=True)
class Touched:
    """A matter that was written: its id, how many interactions it has (0: it ended up in another), its number."""

    episode_id: int
    members: int
    no: int


@dataclass(frozen=True)
class MatterView:
    """One matter: its interactions in order, and why each belongs to it."""

    episode_id: int
    interactions: tuple[Logged, ...]
    links: tuple[Link, ...]
    related: tuple[tuple[int, str], ...] = ()
    """Other matters, each `related` (it shares a key), or one that this `reopens` or by which it was `reopened`."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A matter and when it began."""

    episode_id: int
    at: datetime


class EpisodeStream:
    """Matters in the order in which they were last written: what to look at again."""

    def head(self) -> int:
        """The highest number."""
        return int(read("SELECT coalesce(max(written_no), 0) FROM episode")[0][0])

    def read(self, *, after: int, upto: int, limit: int) -> tuple[Sequence[Touched], int]:
        """Matters written after a number, and how far this is complete."""
        rows = read(
            "SELECT id, members, written_no FROM episode WHERE written_no > %s AND written_no <= %s "
            "ORDER BY written_no LIMIT %s",
            [after, upto, limit],
        )
        return [Touched(*row) for row in rows], rows[-1][2] if len(rows) == limit else upto

    def changes(self, *, after: int) -> tuple[Sequence[int], int]:
        """None of its own: a change reaches a matter through the follower that writes it."""
        return (), after


EPISODES = EpisodeStream()


def matters(reading: Reading, episode_ids: Sequence[int]) -> dict[int, list[Logged]]:
    """The interactions of these matters, each in order of time; a matter without members is absent."""
    rows = read_in("SELECT seq, episode_id FROM assigned WHERE episode_id IN ({marks})", episode_ids)
    episode_of = dict(rows)
    found: dict[int, list[Logged]] = {}
    for one in history(reading, list(episode_of)):
        found.setdefault(episode_of[one.seq], []).append(one)
    return {episode_id: sorted(members, key=lambda one: one.order) for episode_id, members in found.items()}


def matter(reading: Reading, number: int) -> MatterView | None:
    """The matter of this id, or the one that the interaction with this number belongs to; None if there is neither."""
    rows = read("SELECT episode_id FROM assigned WHERE seq = %s AND episode_id IS NOT NULL", [number])
    if not rows:
        return None
    episode_id = rows[0][0]
    interactions = matters(reading, [episode_id]).get(episode_id)
    if not interactions:
        return None
    links = links_of(reading, [episode_id])
    shown = tuple(links[one.seq] for one in interactions)
    return MatterView(episode_id, tuple(interactions), shown, tuple(sorted(_relations_of(episode_id))))


def ended_up(number: int) -> bool:
    """Whether this was a matter that has ended up in another: its first interaction is no more the first of any."""
    return bool(read("SELECT 1 FROM episode WHERE id = %s AND members = 0", [number]))


def matters_at(reading: Reading, seqs: Sequence[int]) -> dict[int, int]:
    """The matter that each of these interactions belongs to, by number; one that belongs to none is absent."""
    reading.must_allow("behavioural", what="which matter an interaction belongs to")
    return dict(read_in("SELECT seq, episode_id FROM assigned WHERE episode_id IS NOT NULL AND seq IN ({marks})", seqs))


def members_of(reading: Reading, episode_ids: Sequence[int]) -> dict[int, int]:
    """The matter of each interaction that belongs to one of these, by number."""
    reading.must_allow("behavioural", what="which interactions are a matter")
    return dict(read_in("SELECT seq, episode_id FROM assigned WHERE episode_id IN ({marks})", episode_ids))


def links_of(reading: Reading, episode_ids: Sequence[int]) -> dict[int, Link]:
    """Why each interaction of these matters belongs to it, by number."""
    reading.must_allow("behavioural", what="why an interaction belongs to a matter")
    rows = read_in("SELECT seq, episode_id, link, why, sure FROM assigned WHERE episode_id IN ({marks})", episode_ids)
    return {row[0]: Link(*row) for row in rows}


def matters_of_customers(reading: Reading, customers: Collection[int]) -> dict[int, list[Begun]]:
    """The matters in which each of these customers took part, the newest first; who has none is absent."""
    customer_of = {seq: customer for customer, seq, _ in timeline(reading, customers, since=0)}
    rows = read_in(
        "SELECT seq, episode_id FROM assigned WHERE episode_id IS NOT NULL AND seq IN ({marks})", [*customer_of]
    )
    taking_part = {(customer_of[seq], episode_id) for seq, episode_id in rows}
    began = dict(
        read_in("SELECT id, began_at FROM episode WHERE id IN ({marks})", list({one for _, one in taking_part}))
    )
    found: dict[int, list[Begun]] = {}
    # A matter that was just joined to another has no row of its own any more.
    present = [one for one in taking_part if one[1] in began]
    for customer, episode_id in sorted(present, key=lambda one: (began[one[1]], one[1]), reverse=True):
        found.setdefault(customer, []).append(Begun(episode_id, from_micros(began[episode_id])))
    return found


_RELATIONS = (
    "SELECT {other}.episode_id, r.how FROM related r JOIN assigned mine ON mine.seq = r.seq "
    "JOIN assigned theirs ON theirs.seq = r.other_seq WHERE {own}.episode_id = %s"
)
_SEEN_FROM_THERE = {"related": "related", "reopens": "reopened"}


def _relations_of(episode_id: int) -> set[tuple[int, str]]:
    pointing = read(_RELATIONS.format(own="mine", other="theirs"), [episode_id])
    pointed = read(_RELATIONS.format(own="theirs", other="mine"), [episode_id])
    found = {(other, how) for other, how in pointing} | {(other, _SEEN_FROM_THERE[how]) for other, how in pointed}
    return {(other, how) for other, how in found if other is not None and other != episode_id}


def reopened(reading: Reading, episode_ids: Sequence[int]) -> dict[int, datetime]:
    """When these matters were asked about again in a later one, each first time; others are absent."""
    reading.must_allow("behavioural", what="which matter was asked about again")
    rows = read_in(
        "SELECT theirs.episode_id, min(mine.occurred_at) FROM related r JOIN assigned mine ON mine.seq = r.seq "
        "JOIN assigned theirs ON theirs.seq = r.other_seq WHERE r.how = 'reopens' AND mine.episode_id IS NOT NULL "
        "AND theirs.episode_id IN ({marks}) GROUP BY theirs.episode_id",
        episode_ids,
    )
    return {episode_id: from_micros(at) for episode_id, at in rows}


_ASSIGNED_WITHIN = (
    "SELECT episode_id, count(*) FROM assigned WHERE seq BETWEEN %s AND %s AND episode_id IS NOT NULL "
    "GROUP BY episode_id"
)


def matters_within(reading: Reading, runs: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """How many matters have all their interactions in these runs of numbers, and how many have some there."""
    reading.must_allow("behavioural", what="which matters these interactions belong to")
    within: Counter[int] = Counter()
    for first, last in runs:
        within.update(dict(read(_ASSIGNED_WITHIN, [first, last])))
    whole = dict(read_in("SELECT id, members FROM episode WHERE id IN ({marks})", [*within]))
    gone = sum(whole.get(episode_id, 0) <= count for episode_id, count in within.items())
    return gone, len(within) - gone
