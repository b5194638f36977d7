"""The follower that says whose profile each interaction belongs to, and which profiles are one customer."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from regard.company.public import choice, sources
from regard.customers.announcing import write_announcements
from regard.customers.doubts import write_doubts
from regard.customers.evidence import findings
from regard.customers.grouping import Grouping, grouped
from regard.customers.history import Change, write_history
from regard.customers.members import company_of
from regard.customers.region import Region, load_region
from regard.customers.register import (
    write_identifiers,
    write_map,
    write_merges,
    write_profiles,
    write_recognised,
    write_regrouped,
)
from regard.customers.rules import blocked_by, rules_now
from regard.customers.saying import declared_shared
from regard.customers.sightings import beside, bridging, seen_before, spans_of
from regard.customers.signature import Reader, Signature, reader
from regard.customers.ties import Ties
from regard.customers.windows import Seen, widened
from regard.data_use.public import Eraser, Reading
from regard.foundation.clock import to_micros
from regard.foundation.databases import Write, read, read_in
from regard.foundation.followers import Batch, Follower
from regard.foundation.keys import ring
from regard.record.public import LOG, Logged, changed_at, history, identifiers_of


@dataclass(frozen=True)
class Taken:
    """What a batch brings: the profile and moment of each interaction, new profiles, and what was erased."""

    recognised: Mapping[int, tuple[int, int]]
    fresh: Mapping[int, Signature]
    gone: Collection[int]
    touched: Collection[int]
    """Profiles of interactions that a change is about."""
    emptied: Collection[int]
    lost: Sequence[bytes]
    """The values of the profiles that were emptied."""
    losing: Collection[int] = ()
    """Profiles that lose some of their interactions."""

    def seen(self, profiles: Collection[int]) -> dict[int, Seen]:
        """First and last moment of these profiles."""
        now = spans_of(self.recognised)
        before = seen_before(profiles, gone=self.gone, losing=self.losing)
        spans = {one: widened(now[one], before.get(one)) if one in now else before.get(one) for one in profiles}
        return {profile: span for profile, span in spans.items() if span is not None}


class _Changed(NamedTuple):
    gone: set[int]
    touched: set[int]
    losing: set[int]
    emptied: set[int]


def recognise(batch: Batch, reading: Reading) -> list[Write]:
    """Give each interaction its profile; group the profiles this batch touches again, from all evidence."""
    taken = _take(batch, reading)
    declared = declared_shared(
        taken.touched, fresh=(mark.key for signature in taken.fresh.values() for mark in signature.marks)
    )
    declared |= blocked_by(rules_now(), taken.fresh.values(), taken.touched)
    ties = Ties()
    found = findings(list(taken.fresh.values()), lost=taken.lost, emptied=taken.emptied, declared=declared, ties=ties)
    region = load_region(
        fresh=taken.fresh,
        touched=taken.touched,
        emptied=taken.emptied,
        status=found.leading,
        turned=found.turned,
        ties=ties,
    )
    linking = region.linking()
    told = region.told(linking, seen=taken.seen, fresh=taken.fresh.values())
    grouping = grouped(linking, people=region.people(), told=told)
    changes = _changes(grouping, region)
    lost = [*taken.lost, *(key for key, stands in declared.items() if not stands and key not in taken.lost)]
    at = _moment(batch)
    return [
        *write_profiles(taken.fresh, taken.emptied),
        *write_identifiers(taken.fresh, found, lost=lost, emptied=taken.emptied, ring=ring()),
        *write_recognised(taken.recognised, taken.gone),
        *write_map(grouping.customers, region, emptied=taken.emptied),
        *write_history(changes, emptied=taken.emptied, at=at, change_no=batch.change_no),
        *write_announcements(changes, emptied=taken.emptied, at=at),
        *write_merges(grouping.merges, region, emptied=taken.emptied),
        *write_doubts(grouping.doubts, region, emptied=taken.emptied),
        *write_regrouped(batch.changed, [*_moved(grouping, region), *_left_by(taken)]),
    ]


def _take(batch: Batch, reading: Reading) -> Taken:
    items = _not_met(batch)
    signatures = _signatures_of(items, reading)
    rows = read_in(
        "SELECT set_key, id FROM profile WHERE set_key IN ({marks})", list({one.key for one in signatures.values()})
    )
    profile_of = {bytes(key): profile for key, profile in rows}
    fresh: dict[int, Signature] = {}
    recognised: dict[int, tuple[int, int]] = {}
    for one in items:
        signature = signatures.get(one.seq)
        if signature is not None:
            if signature.key not in profile_of:
                profile_of[signature.key] = one.seq
                fresh[one.seq] = signature
            recognised[one.seq] = (profile_of[signature.key], to_micros(one.occurred_at))
    gone, touched, losing, emptied = _changed(batch, reading, in_use={profile for profile, _ in recognised.values()})
    again = {recognised[seq][0]: signature for seq, signature in signatures.items() if recognised[seq][0] not in fresh}
    touched |= bridging(spans_of(recognised), again) | beside(again)
    lost = read_in("SELECT DISTINCT value_key FROM profile_identifier WHERE profile_id IN ({marks})", list(emptied))
    return Taken(recognised, fresh, gone, touched, emptied, [bytes(key) for (key,) in lost], losing)


def _not_met(batch: Batch) -> list[Logged]:
    """The interactions that have no profile yet. Those that a follower which was rewound meets again keep theirs.

    Read today they might give another: the country of telephones may have been said since, or spelling have changed.
    """
    if not batch.items:
        return []
    met = {seq for (seq,) in read("SELECT seq FROM recognised WHERE seq > %s AND seq <= %s", [batch.after, batch.upto])}
    return [one for one in batch.items if one.seq not in met]


def _signatures_of(items: Iterable[Logged], reading: Reading) -> dict[int, Signature]:
    signature_of, region = _reader(ring().hashing), choice("phone_region")
    countries = {slug: one.country for slug, one in sources().items() if one.country}
    source_of = {one.seq: one.source for one in items if one.has_identifiers}
    named = identifiers_of(reading, list(source_of))
    found = {seq: signature_of(told, countries.get(source_of[seq], region)) for seq, told in named.items()}
    return {seq: signature for seq, signature in found.items() if signature is not None}


@lru_cache(maxsize=4)
def _reader(_hashing: bytes) -> Reader:
    # Kept between batches, because the same identifiers come again and again.
    return reader(ring())


def _changed(batch: Batch, reading: Reading, *, in_use: Collection[int]) -> _Changed:
    """Of what a change is about: the numbers that are gone, the profiles touched, losing some, losing all."""
    rows = read_in(
        "SELECT seq, profile_id FROM recognised WHERE profile_id IS NOT NULL AND seq IN ({marks})", batch.changed
    )
    if not rows:
        return _Changed(set(), set(), set(), set())
    here = {one.seq for one in history(reading, [seq for seq, _ in rows])}
    gone = {seq for seq, _ in rows if seq not in here}
    touched = {profile for _, profile in rows}
    losing = {profile for seq, profile in rows if seq in gone}
    left = read_in("SELECT seq, profile_id FROM recognised WHERE profile_id IN ({marks})", list(losing))
    emptied = losing - {profile for seq, profile in left if seq not in gone} - set(in_use)
    return _Changed(gone, touched, losing, emptied)


def _changes(grouping: Grouping, region: Region) -> list[Change]:
    """The profiles there were before that are of another customer now."""
    return [
        Change(profile, before, grouping.customers[profile])
        for profile, before in sorted(region.before.items())
        if grouping.customers[profile] != before
    ]


def _moment(batch: Batch) -> int:
    """When it was known, in microseconds: told by what came in and what changed, so that a rebuild says the same."""
    changed = changed_at(batch.change_no) if batch.change_no else None
    moments = [one.received_at for one in batch.items] + ([changed] if changed else [])
    return max(map(to_micros, moments), default=0)


def _moved(grouping: Grouping, region: Region) -> list[int]:
    """Profiles whose company changed: of another customer than before, or of one that is now several."""
    now: dict[int | None, set[int | None]] = {}
    for profile, customer in region.before.items():
        now.setdefault(customer, set()).add(grouping.customers[profile])
    return [
        profile
        for profile, customer in region.before.items()
        if grouping.customers[profile] != customer or (customer is not None and len(now[customer]) > 1)
    ]


def _left_by(taken: Taken) -> set[int]:
    """The profiles whose customer lost something that was erased: what else they did may count differently now."""
    return set(company_of(taken.losing)) - set(taken.emptied)


RECOGNISE = Follower(
    name="customers.recognise",
    stream=LOG,
    run=recognise,
    purpose="recognise_customers",
    tables=(
        "profile", "identifier", "profile_identifier", "recognised", "customer_map", "merge_event",
        "merge_side", "customer_map_history", "announcement", "doubt", "doubt_aside", "regrouped",
    ),
)  # fmt: skip

ERASER = Eraser(room="customers", tables=(), follows=(*RECOGNISE.tables, "known_by", "found"))
