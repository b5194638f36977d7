"""Profiles and customers under names that hold in any home, and what people said of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from regard.customers.members import carriers_of, company_of, seqs_of
from regard.customers.models import MergeEvent
from regard.customers.reading import Shown, profiles_of
from regard.customers.saying import RULES, Said, say, sides_of
from regard.data_use.public import Reading
from regard.foundation.clock import EPOCH
from regard.foundation.databases import STATE, appending, read_in
from regard.foundation.keys import HASH_BYTES, KeyRing, ring
from regard.record.public import spans, tell

_OF_SEQS = (
    "SELECT r.seq, r.profile_id, m.profile_id, m.customer_id FROM recognised r "
    "LEFT JOIN customer_map m ON m.profile_id = r.profile_id WHERE r.profile_id IS NOT NULL AND r.seq IN ({marks})"
)
_CARRIED = (
    "SELECT p.profile_id, i.value_key, i.kind, i.namespace, i.value, i.status FROM profile_identifier p "
    "JOIN identifier i ON i.value_key = p.value_key WHERE p.profile_id IN ({marks})"
)


@dataclass(frozen=True, slots=True)
class Known:
    """Whose an interaction is: its profile, and the customer (None: nobody can say), by names that hold anywhere."""

    profile: str
    customer: str | None


Value = tuple[str, str, str]
"""Kind, namespace and value of an identifier, in its one spelling."""


@dataclass(frozen=True, kw_only=True)
class Saying:
    """What a person said about who is who, by one of `saying.RULES`; and, perhaps, its taking back."""

    rule: str
    sides: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())
    joined: tuple[int, ...] = ()
    """The two profiles that are one."""
    identifier: Value | None = None
    """The value that is declared shared."""
    by: str
    at: datetime
    undone_by: str = ""
    undone_at: datetime | None = None


class Labels:
    """Labels of profiles and customers. `whole`: they follow from the identifiers alone, so that any home gives the
    same; else they are keyed hashes, of this home."""

    def __init__(self, reading: Reading, *, whole: bool) -> None:
        reading.must_allow("identity" if whole else "behavioural", what="the name of a customer")
        self._reading, self._whole = reading, whole
        self._ring = ring()

    def known(self, seqs: Sequence[int]) -> dict[int, Known]:
        """Whose each of these interactions is, by number; one without identifiers is absent."""
        rows = read_in(_OF_SEQS, seqs)
        customer_of = {profile: customer if mapped else profile for _, profile, mapped, customer in rows}
        mates = profiles_of(self._reading, {one for one in customer_of.values() if one is not None})
        names = self.profiles({*customer_of, *mates})
        named: dict[int, str] = {}
        for profile, customer in mates.items():
            named[customer] = min(names[profile], named.get(customer, names[profile]))
        return {
            seq: Known(names[profile], None if customer_of[profile] is None else named[customer_of[profile]])
            for seq, profile, _, _ in rows
        }

    def profiles(self, profiles: Collection[int]) -> dict[int, str]:
        """The name of each of these profiles; one that is gone is absent."""
        if self._whole:
            return _by_identifiers(self._ring, profiles)
        rows = read_in("SELECT id, set_key FROM profile WHERE id IN ({marks})", list(profiles))
        return {profile: self._ring.hash_bytes(b"exported" + bytes(key)).hex() for profile, key in rows}


def _by_identifiers(keys: KeyRing, profiles: Collection[int]) -> dict[int, str]:
    carried: dict[int, list[str]] = {}
    for profile, key, kind, namespace, value, _ in read_in(_CARRIED, list(profiles)):
        said = "\x1f".join((kind, namespace, keys.unseal(bytes(value), about=bytes(key)).decode()))
        carried.setdefault(profile, []).append(said)
    return {
        profile: blake2b("\x1e".join(sorted(said)).encode(), digest_size=HASH_BYTES).hexdigest()
        for profile, said in carried.items()
    }


def sayings(reading: Reading) -> list[Saying]:
    """All that people said about who is who, in the order in which they said it, what was taken back included."""
    reading.must_allow("behavioural", what="what people said of customers")
    rows = list(MergeEvent.objects.filter(rule__in=RULES).order_by("no"))
    sides = sides_of([row.no for row in rows])
    spelled = _spelled([bytes(row.value_key) for row in rows if row.value_key is not None])
    found = []
    for row in rows:
        joined = () if row.one is None or row.other is None else (row.one, row.other)
        key = None if row.value_key is None else spelled.get(bytes(row.value_key))
        found.append(
            Saying(rule=row.rule, sides=sides[row.no], joined=joined, identifier=key, by=row.by, at=row.at or EPOCH,
                   undone_by=row.undone_by, undone_at=row.undone_at)
        )  # fmt: skip
    return found


def _spelled(value_keys: Sequence[bytes]) -> dict[bytes, Value]:
    keys = ring()
    rows = read_in("SELECT value_key, kind, namespace, value FROM identifier WHERE value_key IN ({marks})", value_keys)
    return {
        bytes(key): (kind, namespace, keys.unseal(bytes(value), about=bytes(key)).decode())
        for key, kind, namespace, value in rows
    }


def evidence(reading: Reading, profiles: Sequence[int]) -> list[tuple[int, Shown]]:
    """(profile, identifier) of all that these profiles carry, in its one spelling: what makes them one customer."""
    reading.must_allow("identity", what="the identifiers of a customer")
    keys = ring()
    return [
        (profile, Shown(kind, namespace, keys.unseal(bytes(value), about=bytes(key)).decode(), status))
        for profile, key, kind, namespace, value, status in read_in(_CARRIED, profiles)
    ]


def take_over(said: Sequence[Saying], *, by: str, at: datetime) -> int:
    """Hold what was said in another home, in the same order; what was said here already is passed over."""
    fresh = [(one, held) for one in said if not _was_said(one, held := _held(one))]
    if not fresh:
        return 0
    with appending(STATE):
        for one, held in fresh:
            number = say(held, by=one.by, at=one.at)
            MergeEvent.objects.filter(no=number).update(undone_by=one.undone_by, undone_at=one.undone_at)
        profiles = {profile for _, held in fresh for side in held.sides for profile in (*side, *held.joined)}
        profiles |= carriers_of(held.key for _, held in fresh if held.key is not None)
        tell("merged", spans(seqs_of(company_of(profiles))), by=by, at=at)
    return len(fresh)


def _held(one: Saying) -> Said:
    """As it is said in this home: of two that are one, the older comes first."""
    key = None if one.identifier is None else ring().hash("identifier", *one.identifier)
    if one.rule != "person":
        return Said(rule=one.rule, sides=one.sides, joined=one.joined, key=key)
    older, younger = sorted(one.joined)
    return Said(rule=one.rule, sides=((older,), (younger,)), joined=(older, younger))


def _was_said(one: Saying, held: Said) -> bool:
    first, second = held.joined or (None, None)
    same = MergeEvent.objects.filter(rule=held.rule, one=first, other=second, by=one.by, at=one.at)
    return any((bytes(row.value_key) if row.value_key is not None else None) == held.key for row in same)


def shown_as(reading: Reading, seqs: Sequence[int]) -> dict[int, int]:
    """The profile of each of these interactions, also where nobody can say whose it is."""
    reading.must_allow("behavioural", what="the profile of an interaction")
    query = "SELECT seq, profile_id FROM recognised WHERE profile_id IS NOT NULL AND seq IN ({marks})"
    return dict(read_in(query, seqs))
