"""Customers as the other rooms read them."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from regard.customers.announcing import heir_of
from regard.customers.history import profiles_at
from regard.customers.kinds import kind_of
from regard.customers.members import customers_today
from regard.data_use.public import Reading
from regard.foundation.databases import read, read_in
from regard.foundation.errors import RegardError
from regard.foundation.keys import ring
from regard.record.public import history

_OF_SEQS = (
    "SELECT r.seq, r.profile_id, CASE WHEN m.profile_id IS NULL THEN r.profile_id ELSE m.customer_id END "
    "FROM recognised r LEFT JOIN customer_map m ON m.profile_id = r.profile_id WHERE r.seq IN ({marks})"
)
_MAPPED = "SELECT profile_id, customer_id FROM customer_map WHERE customer_id IN ({marks})"
_OWN = "SELECT profile_id FROM customer_map WHERE profile_id IN ({marks})"
_FIRST = "SELECT profile_id, min(seq) FROM recognised WHERE profile_id IN ({marks}) GROUP BY profile_id"
_TIMELINE = "SELECT profile_id, seq, occurred_at FROM recognised WHERE occurred_at >= %s AND profile_id IN ({marks})"


@dataclass(frozen=True, slots=True)
class Shown:
    """An identifier as staff see it."""

    kind: str
    namespace: str
    value: str
    status: str
    profiles: frozenset[int] = frozenset()
    """The profiles of the customer that carry it."""
    key: bytes = b""
    """Its keyed hash, by which it is declared shared."""


@dataclass(frozen=True, slots=True)
class Whose:
    """The profile of an interaction, and the customer that it is today."""

    profile: int
    customer: int


def whose(reading: Reading, seqs: Sequence[int]) -> dict[int, Whose]:
    """Profile and customer of each of these interactions, by number; absent where nobody can say."""
    reading.must_allow("behavioural", what="whose an interaction is")
    rows = read_in(_OF_SEQS, seqs)
    return {seq: Whose(profile, customer) for seq, profile, customer in rows if customer is not None}


def profile_of_each(reading: Reading, seqs: Sequence[int]) -> dict[int, int]:
    """The profile of each of these interactions, by number, also where nobody can say who that is today."""
    reading.must_allow("behavioural", what="the profile of an interaction")
    query = "SELECT seq, profile_id FROM recognised WHERE profile_id IS NOT NULL AND seq IN ({marks})"
    return dict(read_in(query, seqs))


def still_there(reading: Reading, profiles: Sequence[int]) -> set[int]:
    """Of these profiles, those that still have an interaction; the others were erased."""
    reading.must_allow("behavioural", what="which profiles there are")
    query = "SELECT DISTINCT profile_id FROM recognised WHERE profile_id IN ({marks})"
    return {profile for (profile,) in read_in(query, profiles)}


def customers_of(reading: Reading, seqs: Sequence[int]) -> dict[int, int]:
    """The customer of each of these interactions, by number; absent where nobody can say."""
    return {seq: one.customer for seq, one in whose(reading, seqs).items()}


def profiles_of(reading: Reading, customers: Collection[int], *, known_at: datetime | None = None) -> dict[int, int]:
    """The customer of each profile of these customers, as known now or at a moment."""
    reading.must_allow("behavioural", what="which profiles are one customer")
    if known_at is not None:
        return _there(reading, profiles_at(customers, known_at), known_at)
    ids = list(customers)
    elsewhere = {profile for (profile,) in read_in(_OWN, ids)}
    found = {customer: customer for customer in ids if customer not in elsewhere}
    found.update(read_in(_MAPPED, ids))
    return found


def _there(reading: Reading, found: dict[int, int], known_at: datetime) -> dict[int, int]:
    """Of these profiles, those of which something had come in by then."""
    return {one: found[one] for one, (_, came_in) in first_of(reading, found).items() if came_in <= known_at}


def first_of(reading: Reading, profiles: Iterable[int]) -> dict[int, tuple[int, datetime]]:
    """The first interaction of each of these profiles, and when it came in."""
    first = dict(read_in(_FIRST, list(profiles)))
    came_in = {one.seq: one.received_at for one in history(reading, list(first.values()))}
    return {profile: (seq, came_in[seq]) for profile, seq in first.items() if seq in came_in}


def timeline(
    reading: Reading, customers: Collection[int], *, since: int, known_at: datetime | None = None
) -> list[tuple[int, int, int]]:
    """(customer, number, moment in µs) of all interactions of these customers from a moment (µs) on, in no order.

    Whose they are is as known now, or as it was known at a moment.
    """
    customer_of = profiles_of(reading, customers, known_at=known_at)
    rows = read_in(_TIMELINE, list(customer_of), params=[since])
    return [(customer_of[profile], seq, at) for profile, seq, at in rows]


def profile_of_all(reading: Reading, customer: int, *, known_at: datetime | None = None) -> dict[int, int]:
    """The profile of each interaction of this customer, by number, as known now or at a moment."""
    query = "SELECT seq, profile_id FROM recognised WHERE profile_id IN ({marks})"
    return dict(read_in(query, list(profiles_of(reading, [customer], known_at=known_at))))


def identifiers(reading: Reading, customer: int, *, known_at: datetime | None = None) -> list[Shown]:
    """What points at this customer or tells of them, as known now or at a moment: for a purpose that may read it."""
    reading.must_allow("identity", what="the identifiers of a customer")
    keys = ring()
    rows = read_in(
        "SELECT i.value_key, i.kind, i.namespace, i.value, i.status, p.profile_id FROM profile_identifier p "
        "JOIN identifier i ON i.value_key = p.value_key WHERE p.profile_id IN ({marks})",
        list(profiles_of(reading, [customer], known_at=known_at)),
    )
    carried: dict[tuple[bytes, str, str, bytes, str], set[int]] = {}
    for key, kind, namespace, value, status, profile in rows:
        if kind_of(kind).trust == "derived":  # It says nothing that its parts do not.
            continue
        carried.setdefault((bytes(key), kind, namespace, bytes(value), status), set()).add(profile)
    found = [
        Shown(kind, namespace, keys.unseal(value, about=key).decode(), status, frozenset(profiles), key)
        for (key, kind, namespace, value, status), profiles in carried.items()
    ]
    return sorted(found, key=lambda one: (one.kind, one.namespace, one.value))


def is_profile(number: int) -> bool:
    """Whether there is a profile, or a customer, of this number."""
    return bool(read("SELECT 1 FROM profile WHERE id = %s", [number]))


def interactions_of(reading: Reading, profiles: Collection[int]) -> list[int]:
    """The numbers of the interactions of these profiles, in order."""
    reading.must_allow("behavioural", what="whose an interaction is")
    return sorted(seq for (seq,) in read_in("SELECT seq FROM recognised WHERE profile_id IN ({marks})", [*profiles]))


def must_be_customer(number: int) -> int:
    """The customer that this number is now; raises `RegardError` where it is none."""
    now = customer_now(number)
    if now is None or not is_profile(now):
        raise RegardError(
            f"There is no customer {number}: it never was one, or it is nobody in particular. "
            "The number on a customer's page would work."
        )
    return now


def customer_now(customer: int) -> int | None:
    """The customer that this one has become: itself, the older one it was merged into, or nobody.

    Where its own record was erased, and not all of the customer's, it is whoever that is now.
    """
    today = customers_today([customer])[customer]
    if today is not None:
        return today
    heir = None if is_profile(customer) else heir_of(customer)
    return customer_now(heir) if heir is not None and heir != customer else None


_COUNTED = "SELECT profile_id, count(*) FROM recognised WHERE profile_id IN ({marks}) GROUP BY profile_id"
_COUNTED_WITHIN = (
    "SELECT profile_id, count(*) FROM recognised WHERE seq BETWEEN %s AND %s AND profile_id IS NOT NULL "
    "GROUP BY profile_id"
)


def customers_within(reading: Reading, runs: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """How many customers have all their interactions in these runs of numbers, and how many have some there."""
    reading.must_allow("behavioural", what="whose interactions these are")
    within: Counter[int] = Counter()
    for first, last in runs:
        within.update(dict(read(_COUNTED_WITHIN, [first, last])))
    touched: Counter[int] = Counter()
    for profile, customer in customers_today(within).items():
        if customer is not None:
            touched[customer] += within[profile]
    whole: Counter[int] = Counter()
    customer_of = profiles_of(reading, touched)
    for profile, count in read_in(_COUNTED, [*customer_of]):
        whole[customer_of[profile]] += count
    gone = sum(touched[customer] == whole[customer] for customer in touched)
    return gone, len(touched) - gone
