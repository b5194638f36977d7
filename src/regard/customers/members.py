"""Who is one customer today, as this room itself asks: whose a profile is, who is one with it, who carries a value."""

from collections.abc import Iterable

from regard.foundation.databases import read_in

_MAPPED = "SELECT profile_id, customer_id FROM customer_map WHERE profile_id IN ({marks})"
_MEMBERS = "SELECT profile_id FROM customer_map WHERE customer_id IN ({marks})"
_CARRIERS = "SELECT profile_id FROM profile_identifier WHERE value_key IN ({marks})"
_SEQS = "SELECT seq FROM recognised WHERE profile_id IN ({marks})"


def customers_today(profiles: Iterable[int]) -> dict[int, int | None]:
    """The customer of each of these profiles; None: nobody in particular."""
    ids = list(profiles)
    today: dict[int, int | None] = {profile: profile for profile in ids}
    return today | dict(read_in(_MAPPED, ids))


def members_of(customers: Iterable[int]) -> set[int]:
    """The profiles that became part of these customers; without those whose number they have."""
    return {profile for (profile,) in read_in(_MEMBERS, list(customers))}


def company_of(profiles: Iterable[int]) -> frozenset[int]:
    """These, and all profiles of the customers they are."""
    today = customers_today(profiles)
    customers = {customer or profile for profile, customer in today.items()}
    return frozenset({*today, *customers, *members_of(customers)})


def carriers_of(keys: Iterable[bytes]) -> set[int]:
    """The profiles that carry any of these values."""
    return {profile for (profile,) in read_in(_CARRIERS, list(keys))}


def seqs_of(profiles: Iterable[int]) -> list[int]:
    """The interactions of these profiles."""
    return [seq for (seq,) in read_in(_SEQS, list(profiles))]
