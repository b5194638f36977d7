"""The rows by which matters change; each is written only where it differs from what stands."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import count

from regard.episodes.links import Joined, Link
from regard.episodes.region import Region
from regard.foundation.clock import to_micros
from regard.foundation.databases import Write, read, read_in
from regard.record.public import Logged

_Row = tuple[int | None, int, str, str, str]
_ASSIGNED = "SELECT seq, episode_id, occurred_at, link, why, sure FROM assigned WHERE seq IN ({marks})"


def write_matters(
    region: Region, found: Joined, *, gone: Mapping[int, tuple[int, int]], changed: Iterable[int]
) -> list[Write]:
    """The links and matters that changed, and the matters of what a change was about: their customers may be others."""
    before = _assigned([*(link.seq for link in found.links), *gone])
    now: dict[int, _Row] = {link.seq: _row(link, region.bodies[link.seq]) for link in found.links}
    now.update((seq, (None, at, "", "", "")) for seq, (_, at) in gone.items())
    moved = {seq: row for seq, row in now.items() if before.get(seq) != row}
    matter_of = region.given() | {link.seq: link.episode_id for link in found.links}
    touched = {row[0] for row in moved.values()} | {before[seq][0] for seq in moved if seq in before}
    touched |= {matter_of.get(seq) for seq in changed}
    touched |= _later_on_social(region, matter_of, {*moved, *changed})
    relations, others = _write_relations(region, found, gone)
    touched |= {matter_of.get(seq) for seq in others}
    return [
        *_write_assigned(moved),
        *relations,
        *_write_episodes({one for one in touched if one is not None}, matter_of, region.bodies),
    ]


def _later_on_social(region: Region, matter_of: Mapping[int, int], changed: Iterable[int]) -> set[int]:
    """The later matters of the same customers that showed on social: where these usually ask hangs on what was before.

    They are in the region: of its customers it holds all from the earliest moment touched.
    """
    since: dict[int, datetime] = {}
    for seq in changed:
        if seq in region.bodies and seq in region.whose:
            customer, at = region.whose[seq].customer, region.bodies[seq].occurred_at
            since[customer] = min(at, since.get(customer, at))
    return {
        matter_of[seq]
        for seq, one in region.bodies.items()
        if one.channel == "social"
        and seq in matter_of
        and (owner := region.whose.get(seq)) is not None
        and owner.customer in since
        and one.occurred_at >= since[owner.customer]
    }


def _assigned(seqs: Sequence[int]) -> dict[int, _Row]:
    return {seq: (episode_id, at, link, why, sure) for seq, episode_id, at, link, why, sure in read_in(_ASSIGNED, seqs)}


def _row(link: Link, one: Logged) -> _Row:
    return (link.episode_id, to_micros(one.occurred_at), link.link, link.why, link.sure)


def _write_assigned(moved: Mapping[int, _Row]) -> list[Write]:
    numbers = count(_next_number("assigned"))
    return [
        Write(
            table="assigned",
            columns=("seq", "episode_id", "occurred_at", "link", "why", "sure", "written_no"),
            rows=[(seq, *moved[seq], next(numbers)) for seq in sorted(moved)],
            key=("seq",),
        )
    ]


def _write_relations(region: Region, found: Joined, gone: Collection[int]) -> tuple[list[Write], set[int]]:
    """The relations that changed, and the interactions of other matters that they point to."""
    asked = [*(seq for seq in region.forward), *gone]
    before = {
        (seq, other, how)
        for seq, other, how in read_in("SELECT seq, other_seq, how FROM related WHERE seq IN ({marks})", asked)
    }
    now = {(one.seq, one.other_seq, one.how) for one in found.relations}
    ended, begun = sorted(before - now), sorted(now - before)
    writes = [
        Write(table="related", columns=("seq", "other_seq"), rows=[row[:2] for row in ended], delete=True),
        Write(table="related", columns=("seq", "other_seq", "how"), rows=begun, key=("seq", "other_seq")),
    ]
    return writes, {other for _, other, _ in (*ended, *begun)}


def _write_episodes(
    touched: Collection[int], matter_of: Mapping[int, int], bodies: Mapping[int, Logged]
) -> list[Write]:
    members: dict[int, list[int]] = {episode_id: [] for episode_id in touched}
    for seq, episode_id in matter_of.items():
        if episode_id in members:
            members[episode_id].append(to_micros(bodies[seq].occurred_at))
    numbers = count(_next_number("episode"))
    rows = [
        (episode_id, len(times), min(times, default=0), max(times, default=0), next(numbers))
        for episode_id, times in sorted(members.items())
    ]
    return [
        Write(table="episode", columns=("id", "members", "began_at", "last_at", "written_no"), rows=rows, key=("id",))
    ]


def _next_number(table: str) -> int:
    # Read without a lock: if somebody else writes meanwhile, the cursor has moved and these rows are dropped.
    return int(read(f"SELECT coalesce(max(written_no), 0) + 1 FROM {table}")[0][0])  # noqa: S608 -- two fixed names
