"""By which keys interactions are found again: cases, orders, threads and sessions, whoever's they are."""

from collections.abc import Collection, Mapping

from regard.customers.public import Whose
from regard.episodes.nature import STRONG, is_shared_thread, personal
from regard.foundation.databases import Write, read_in
from regard.record.public import Logged

_KINDS = frozenset({*STRONG, "session"})


def refs_of(one: Logged, owner: Whose | None) -> list[bytes]:
    """The keys under which an interaction is kept. In a public thread the profile's own, for profiles never change."""
    return [
        personal(key.value_key, owner.profile)
        if owner is not None and is_shared_thread(key.kind, one)
        else key.value_key
        for key in one.keys
        if key.kind in _KINDS
    ]


def wanted_refs(one: Logged, owner: Whose | None, profiles: Mapping[int, Collection[int]]) -> list[bytes]:
    """The keys under which to look for what an interaction may hang on; `profiles` of each customer."""
    found: list[bytes] = []
    for key in one.keys:
        if key.kind in _KINDS:
            if owner is not None and is_shared_thread(key.kind, one):
                found += [personal(key.value_key, profile) for profile in profiles[owner.customer]]
            else:
                found.append(key.value_key)
    return found


def speaks_in_public(one: Logged) -> bool:
    """Whether it carries the key of a public thread."""
    return any(is_shared_thread(key.kind, one) for key in one.keys)


def found_by(refs: Collection[bytes]) -> list[tuple[bytes, int]]:
    """(key, number) of all interactions kept under these keys."""
    rows = read_in("SELECT value_key, seq FROM object_ref WHERE value_key IN ({marks})", list(refs))
    return [(bytes(key), seq) for key, seq in rows]


def kept_for(seqs: Collection[int]) -> list[tuple[int, bytes]]:
    """(number, key) under which these interactions are kept."""
    rows = read_in("SELECT seq, value_key FROM object_ref WHERE seq IN ({marks})", list(seqs))
    return [(seq, bytes(key)) for seq, key in rows]


def keys_of(episode_ids: Collection[int]) -> list[tuple[bytes, int]]:
    """(key, matter): all keys under which the interactions of these matters are kept."""
    rows = read_in(
        "SELECT DISTINCT o.value_key, a.episode_id FROM assigned a JOIN object_ref o ON o.seq = a.seq "
        "WHERE a.episode_id IN ({marks})",
        list(episode_ids),
    )
    return [(bytes(key), episode_id) for key, episode_id in rows]


def named_since(refs: Collection[bytes], since: int) -> list[tuple[bytes, int, int, int]]:
    """(key, number, moment, matter) of the interactions kept under these keys, from a moment (µs) on."""
    rows = read_in(
        "SELECT o.value_key, a.seq, a.occurred_at, a.episode_id FROM object_ref o JOIN assigned a ON a.seq = o.seq "
        "WHERE a.occurred_at >= %s AND a.episode_id IS NOT NULL AND o.value_key IN ({marks})",
        list(refs),
        params=[since],
    )
    return [(bytes(key), seq, at, episode_id) for key, seq, at, episode_id in rows]


def write_refs(
    new: Collection[Logged], again: Collection[int], bodies: Mapping[int, Logged], whose: Mapping[int, Whose]
) -> list[Write]:
    """Keys of new interactions; those of `again` (changed, or erased and without a body) anew."""
    kept = [*new, *(bodies[seq] for seq in again if seq in bodies)]
    rows = {(key, one.seq) for one in kept for key in refs_of(one, whose.get(one.seq))}
    return [
        Write(table="object_ref", columns=("seq",), rows=[(seq,) for seq in again], delete=True),
        Write(table="object_ref", columns=("value_key", "seq"), rows=sorted(rows), key=("value_key", "seq"), keep=True),
    ]
