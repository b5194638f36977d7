"""The follower that says which matter each interaction belongs to, whatever order they arrive in."""

from collections.abc import Iterable, Sequence
from itertools import count

from regard.data_use.public import Eraser, Reading
from regard.episodes.joining import Link, components, joined, strong_keys
from regard.foundation.clock import to_micros
from regard.foundation.databases import Write, read, read_in
from regard.foundation.followers import Batch, Follower
from regard.record.public import LOG, Logged, history

_Row = tuple[int | None, str, str, str]
_GONE: _Row = (None, "", "", "")


def assign(batch: Batch, reading: Reading) -> list[Write]:
    """Re-join the matters this batch touched: what shares a strong key with it, however far that reaches."""
    loaded = _connected(batch, reading)
    groups = components(list(loaded.values()))
    links = {link.seq: link for group in groups for link in joined(group)}
    gone = [seq for seq in batch.changed if seq not in loaded]
    before = _assigned([*links, *gone])
    moved = {
        seq: row for seq, row in _rows(links, gone).items() if before.get(seq, None if seq in links else _GONE) != row
    }
    return [*_write_refs(batch, loaded, gone), *_write_moved(moved), *_write_episodes(moved, before, links, loaded)]


def _connected(batch: Batch, reading: Reading) -> dict[int, Logged]:
    """The batch and all that is connected with it by strong keys."""
    loaded = {one.seq: one for one in batch.items}
    fresh = {key for one in batch.items for key in strong_keys(one)}
    if batch.changed:
        loaded.update((one.seq, one) for one in history(reading, batch.changed))
        rows = read_in("SELECT value_key FROM object_ref WHERE seq IN ({marks})", batch.changed)
        fresh |= {bytes(key) for (key,) in rows}
    known: set[bytes] = set()
    while fresh:
        known |= fresh
        rows = read_in("SELECT DISTINCT seq FROM object_ref WHERE value_key IN ({marks})", list(fresh))
        # What was erased meanwhile, and what lies beyond this batch, is not there to be read.
        found = history(reading, [seq for (seq,) in rows if seq not in loaded])
        loaded.update((one.seq, one) for one in found)
        fresh = {key for one in found for key in strong_keys(one)} - known
    return loaded


def _assigned(seqs: Sequence[int]) -> dict[int, _Row]:
    rows = read_in("SELECT seq, episode_id, link, why, sure FROM assigned WHERE seq IN ({marks})", seqs)
    return {seq: (episode_id, link, why, sure) for seq, episode_id, link, why, sure in rows}


def _rows(links: dict[int, Link], gone: Iterable[int]) -> dict[int, _Row]:
    here: dict[int, _Row] = {seq: (link.episode_id, link.link, link.why, link.sure) for seq, link in links.items()}
    return here | dict.fromkeys(gone, _GONE)


def _write_refs(batch: Batch, loaded: dict[int, Logged], gone: Sequence[int]) -> list[Write]:
    new = [(key, one.seq) for one in batch.items for key in dict.fromkeys(strong_keys(loaded[one.seq]))]
    return [
        Write(table="object_ref", columns=("value_key", "seq"), rows=new, key=("value_key", "seq"), keep=True),
        Write(table="object_ref", columns=("seq",), rows=[(seq,) for seq in gone], delete=True),
    ]


def _write_moved(moved: dict[int, _Row]) -> list[Write]:
    numbers = count(_next_number("assigned"))
    return [
        Write(
            table="assigned",
            columns=("seq", "episode_id", "link", "why", "sure", "written_no"),
            rows=[(seq, *moved[seq], next(numbers)) for seq in sorted(moved)],
            key=("seq",),
        )
    ]


def _write_episodes(
    moved: dict[int, _Row], before: dict[int, _Row], links: dict[int, Link], loaded: dict[int, Logged]
) -> list[Write]:
    touched = {row[0] for row in moved.values()} | {before[seq][0] for seq in moved if seq in before}
    members: dict[int, list[int]] = {}
    for link in links.values():
        if link.episode_id in touched:
            members.setdefault(link.episode_id, []).append(to_micros(loaded[link.seq].occurred_at))
    numbers = count(_next_number("episode"))
    rows = [
        (episode_id, len(times), min(times, default=0), max(times, default=0), next(numbers))
        for episode_id in sorted(one for one in touched if one is not None)
        for times in [members.get(episode_id, [])]
    ]
    return [
        Write(table="episode", columns=("id", "members", "began_at", "last_at", "written_no"), rows=rows, key=("id",))
    ]


def _next_number(table: str) -> int:
    # Read without a lock: if somebody else writes meanwhile, the cursor has moved and these rows are dropped.
    return int(read(f"SELECT coalesce(max(written_no), 0) + 1 FROM {table}")[0][0])  # noqa: S608 -- two fixed names


ASSIGN = Follower(
    name="episodes.assign",
    stream=LOG,
    run=assign,
    purpose="keep_record",
    tables=("object_ref", "assigned", "episode"),
)

ERASER = Eraser(room="episodes", tables=(), follows=("object_ref", "assigned", "episode"))
