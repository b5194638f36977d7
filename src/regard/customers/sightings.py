"""When profiles were seen first and last: what sliding windows are decided by."""

from collections.abc import Collection, Iterable, Mapping

from regard.customers.kinds import CHANGED, WHOSE, WINDOWED, kind_of
from regard.customers.signature import Signature
from regard.customers.windows import Seen, cuts, widened
from regard.foundation.databases import read_in

# Two looks into the index, however often the profile was seen.
_SPANS = (
    "SELECT p.id, (SELECT min(r.occurred_at) FROM recognised r WHERE r.profile_id = p.id), "
    "(SELECT max(r.occurred_at) FROM recognised r WHERE r.profile_id = p.id) FROM profile p WHERE p.id IN ({marks})"
)
_EVERY = "SELECT profile_id, seq, occurred_at FROM recognised WHERE profile_id IN ({marks})"
_CARRIERS = (
    "SELECT p.value_key, i.kind, p.profile_id FROM profile_identifier p JOIN identifier i ON i.value_key = p.value_key "
    "WHERE i.status = 'ok' AND p.value_key IN ({marks})"
)
_WHOSE, _CHANGED = (", ".join(f"'{kind}'" for kind in sorted(kinds)) for kinds in (WHOSE, CHANGED))
_BESIDE = (
    "SELECT DISTINCT mine.value_key FROM profile_identifier mine "  # noqa: S608 -- fixed names
    "JOIN profile_identifier whose ON whose.profile_id = mine.profile_id "
    f"JOIN identifier w ON w.value_key = whose.value_key AND w.status = 'ok' AND w.kind IN ({_WHOSE}) "
    "JOIN profile_identifier also ON also.value_key = whose.value_key "
    "JOIN profile_identifier theirs ON theirs.profile_id = also.profile_id AND theirs.value_key <> mine.value_key "
    f"JOIN identifier t ON t.value_key = theirs.value_key AND t.kind IN ({_CHANGED}) "
    "WHERE mine.value_key IN ({marks})"
)


def spans_of(recognised: Mapping[int, tuple[int, int]]) -> dict[int, Seen]:
    """First and last moment of each profile among these interactions: (profile, moment) by number."""
    found: dict[int, Seen] = {}
    for profile, at in recognised.values():
        found[profile] = widened((at, at), found.get(profile))
    return found


def seen_before(
    profiles: Collection[int], *, gone: Collection[int] = (), losing: Collection[int] = ()
) -> dict[int, Seen]:
    """First and last moment of these profiles so far; of those `losing` interactions, without what is `gone`."""
    whole = [profile for profile in profiles if profile not in losing]
    found = {profile: (first, last) for profile, first, last in read_in(_SPANS, whole) if first is not None}
    for profile, seq, at in read_in(_EVERY, [profile for profile in profiles if profile in losing]):
        if seq not in gone:
            found[profile] = widened((at, at), found.get(profile))
    return found


def bridging(now: Mapping[int, Seen], signatures: Mapping[int, Signature]) -> set[int]:
    """Of profiles seen again (`now`), those that close a gap in the sightings of a value they carry."""
    keys = {
        profile: {mark.key for mark in signatures[profile].marks if mark.kind in WINDOWED}
        for profile in now
        if profile in signatures
    }
    before = seen_before([profile for profile, found in keys.items() if found])
    wider = {one: widened(now[one], span) for one, span in before.items() if widened(now[one], span) != span}
    if not wider:
        return set()
    carriers: dict[tuple[bytes, int], list[int]] = {}
    for key, kind, profile in read_in(_CARRIERS, list({key for one in wider for key in keys[one]})):
        carriers.setdefault((bytes(key), kind_of(kind).days), []).append(profile)
    shared = {at: found for at, found in carriers.items() if len(found) > 1}
    before |= seen_before(list({one for found in shared.values() for one in found} - before.keys()))
    closed = [found for (_, days), found in shared.items() if _closes(days, found, before, wider)]
    return {one for found in closed for one in found if one in wider}


def beside(signatures: Mapping[int, Signature]) -> set[int]:
    """Of profiles seen again, those with a number beside which another stands: longer used, it may not follow it."""
    numbers = {one: {mark.key for mark in found.marks if mark.kind in CHANGED} for one, found in signatures.items()}
    keys = {bytes(key) for (key,) in read_in(_BESIDE, list(set[bytes]().union(*numbers.values())))}
    return {one for one, found in numbers.items() if not found.isdisjoint(keys)}


def _closes(days: int, carriers: Iterable[int], before: Mapping[int, Seen], wider: Mapping[int, Seen]) -> bool:
    there = [one for one in carriers if one in before]
    return cuts(days, (before[one] for one in there)) > cuts(days, (wider.get(one, before[one]) for one in there))
