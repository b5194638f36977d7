"""The rows by which recognition changes who is who; each is written only where it differs from what stands."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import count

from regard.customers.evidence import Findings
from regard.customers.grouping import Merge
from regard.customers.region import Region
from regard.customers.signature import Signature
from regard.customers.ties import packed
from regard.customers.traits import seal_traits
from regard.foundation.databases import Write, read, read_in
from regard.foundation.keys import KeyRing
from regard.record.public import spans

_IDENTIFIER = ("value_key", "kind", "namespace", "value", "forms", "profile_id", "status")


def write_profiles(fresh: Mapping[int, Signature], emptied: Collection[int]) -> list[Write]:
    """New profiles, and none for those without interactions."""
    links = [(mark.key, profile) for profile, signature in fresh.items() for mark in signature.marks]
    gone = [(profile,) for profile in sorted(emptied)]
    return [
        Write(table="profile", columns=("id",), rows=gone, delete=True),
        Write(table="profile_identifier", columns=("profile_id",), rows=gone, delete=True),
        Write(
            table="profile",
            columns=("id", "set_key", "marks"),
            rows=[(profile, one.key, packed(one.marks)) for profile, one in fresh.items()],
        ),
        Write(table="profile_identifier", columns=("value_key", "profile_id"), rows=links),
    ]


def write_identifiers(
    fresh: Mapping[int, Signature], found: Findings, *, lost: Sequence[bytes], emptied: Collection[int], ring: KeyRing
) -> list[Write]:
    """New values sealed, turned values with their status; values that nobody carries any more go."""
    new: dict[bytes, tuple[object, ...]] = {}
    for profile, signature in fresh.items():
        for mark, value in zip(signature.marks, signature.values, strict=True):
            if mark.key not in found.before and mark.key not in new:
                sealed = ring.seal(value.encode(), about=mark.key)
                forms = seal_traits(ring, mark, value)
                new[mark.key] = (mark.key, mark.kind, mark.namespace, sealed, forms, profile, found.status[mark.key])
    seen = {mark.key for signature in fresh.values() for mark in signature.marks}
    orphans = [(key,) for key in _without_carriers(lost, emptied) if key not in seen]
    gone = {key for (key,) in orphans}
    # Few, and not found by their value.
    aside = {bytes(key) for (key,) in read("SELECT DISTINCT value_key FROM doubt_aside")} if orphans else set()
    rows = read_in(f"SELECT {', '.join(_IDENTIFIER[:-1])} FROM identifier WHERE value_key IN ({{marks}})",  # noqa: S608 -- fixed names
                   list(found.turned - gone))  # fmt: skip
    turned = [(*row, found.status[bytes(row[0])]) for row in rows]
    return [
        Write(table="identifier", columns=("value_key",), rows=orphans, delete=True),
        Write(table="merge_event", columns=("value_key",), rows=orphans, delete=True),
        Write(table="doubt_aside", columns=("value_key",), rows=[(key,) for key in sorted(gone & aside)], delete=True),
        Write(table="identifier", columns=_IDENTIFIER, rows=[*new.values(), *turned], key=("value_key",)),
    ]


def _without_carriers(lost: Sequence[bytes], emptied: Collection[int]) -> list[bytes]:
    # Counted, not read: a first name may have many carriers.
    there = dict(read_in(
        "SELECT value_key, count(*) FROM profile_identifier WHERE value_key IN ({marks}) GROUP BY value_key", lost
    ))  # fmt: skip
    leaving = Counter(
        bytes(key)
        for (key,) in read_in("SELECT value_key FROM profile_identifier WHERE profile_id IN ({marks})", list(emptied))
    )
    left = {bytes(key): count for key, count in there.items()}
    return [key for key in lost if left.get(key, 0) <= leaving[key]]


def write_recognised(recognised: Mapping[int, tuple[int, int]], gone: Collection[int]) -> list[Write]:
    """The profile of each interaction; erased ones keep a row without one, so that copies learn of it."""
    moments = dict(read_in("SELECT seq, occurred_at FROM recognised WHERE seq IN ({marks})", list(gone)))
    rows: list[tuple[object, ...]] = [(seq, profile, at) for seq, (profile, at) in recognised.items()]
    rows += [(seq, None, moments[seq]) for seq in sorted(gone)]
    columns = ("seq", "profile_id", "occurred_at", "written_no")
    return [Write(table="recognised", columns=columns, rows=_numbered(rows, "recognised"), key=("seq",))]


def write_map(customers: Mapping[int, int | None], region: Region, *, emptied: Collection[int]) -> list[Write]:
    """The customer of each profile whose customer changed. A profile that is its own again keeps a row that says so."""
    before = region.before
    rows: list[tuple[object, ...]] = [
        (profile, customer)
        for profile, customer in sorted(customers.items())
        if before.get(profile, profile) != customer
    ]
    rows += [(profile, None) for profile in sorted(emptied)]
    columns = ("profile_id", "customer_id", "written_no")
    return [Write(table="customer_map", columns=columns, rows=_numbered(rows, "customer_map"), key=("profile_id",))]


def write_merges(merges: Sequence[Merge], region: Region, *, emptied: Collection[int]) -> list[Write]:
    """The merges that rules made, as they stand now. What people said is theirs and stays."""
    there = read_in(
        "SELECT one, other, value_key, no FROM merge_event WHERE rule = 'identifier' AND one IN ({marks})",
        [*region.before, *emptied],
    )
    standing = {(one, other, bytes(key)): number for one, other, key, number in there}
    now = {(merge.one, merge.other, merge.key) for merge in merges if merge.key is not None}
    ended = [(number,) for merge, number in standing.items() if merge not in now]
    begun = [(*merge, "identifier", "", "") for merge in sorted(now - standing.keys())]
    columns = ("one", "other", "value_key", "rule", "by", "undone_by")
    gone = [(profile,) for profile in sorted(emptied)]
    return [
        # What people said of a profile goes with it; a parting goes on for the profiles that are left.
        *(Write(table="merge_event", columns=(side,), rows=gone, delete=True) for side in ("one", "other")),
        Write(table="merge_side", columns=("profile_id",), rows=gone, delete=True),
        Write(table="merge_event", columns=("no",), rows=ended, delete=True),
        Write(table="merge_event", columns=tuple(f'"{name}"' for name in columns), rows=begun),
    ]


def write_regrouped(changed: Iterable[int], moved: Sequence[int]) -> list[Write]:
    """What has to be looked at again by those who follow: what a change was about, and whose company changed."""
    rows = read_in("SELECT seq FROM recognised WHERE profile_id IN ({marks})", moved)
    runs = spans({*changed, *(seq for (seq,) in rows)})
    if not runs:
        return []
    number = int(read("SELECT coalesce(max(no), 0) + 1 FROM regrouped")[0][0])
    return [Write(table="regrouped", columns=("no", "spans"), rows=[(number, json.dumps(runs))])]


def _numbered(rows: Sequence[tuple[object, ...]], table: str) -> list[tuple[object, ...]]:
    if not rows:
        return []
    # Read without a lock: if somebody else writes meanwhile, the cursor has moved and these rows are dropped.
    first = int(read(f"SELECT coalesce(max(written_no), 0) + 1 FROM {table}")[0][0])  # noqa: S608 -- two fixed names
    return [(*row, number) for row, number in zip(rows, count(first))]
