"""Organisations: several customers of one company. What one is called is read from the record, kept nowhere else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from regard.customers.public import customers_of
from regard.data_use.public import Reading
from regard.foundation.clock import from_micros
from regard.foundation.databases import read, read_in
from regard.foundation.errors import NotKnown
from regard.foundation.keys import ring
from regard.record.public import Sealed, object_key, unseal

_NAMES = ("traits.name", "name", "organisation")
_TRAITS = "traits."
_COUNTED = (
    "SELECT value_key, count(*), max(occurred_at), min(seq) FROM organisation_ref "
    "GROUP BY value_key ORDER BY 3 DESC, value_key"
)
_TELLING = "SELECT value_key, seq FROM organisation_ref WHERE tells = %s ORDER BY occurred_at, seq"
# One interaction of each profile is enough to ask who that is today.
_PROFILES = (
    "SELECT value_key, profile_id, max(seq) FROM organisation_ref "
    "WHERE profile_id IS NOT NULL AND value_key IN ({marks}) GROUP BY value_key, profile_id"
)


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """One organisation: its key, what it is called there and by us, and who belongs to it today."""

    key: str
    name: str
    value: str
    """The id under which its source knows it."""
    traits: tuple[tuple[str, str], ...]
    interactions: int
    newest: datetime
    customers: tuple[int, ...]


def organisations(reading: Reading, *, search: str = "") -> list[Organisation]:
    """Every organisation whose name or id holds these words, the one heard of last first. Names are opened to look."""
    reading.must_allow("identity", what="what an organisation is called")
    rows = read(_COUNTED)
    telling = {bytes(key): seq for key, seq in read(_TELLING, [True])}
    said_in = {bytes(key): telling.get(bytes(key), first) for key, _, _, first in rows}
    opened = unseal(reading, sorted(set(said_in.values())))
    words = search.casefold().split()
    named = {key: _named(key, opened[seq]) for key, seq in said_in.items() if seq in opened}
    wanted = [row for row in rows if (name := named.get(bytes(row[0]))) and _holds(name, words)]
    return list(_organisations(reading, wanted, named))


def organisation(reading: Reading, key: str) -> Organisation:
    """The organisation with this key."""
    for one in organisations(reading):
        if one.key == key:
            return one
    raise NotKnown("organisation", key, ())


@dataclass(frozen=True)
class _Named:
    name: str
    value: str
    traits: tuple[tuple[str, str], ...]


def _named(key: bytes, sealed: Sealed) -> _Named:
    keys = ring()
    values = (
        one.value
        for one in sealed.objects
        if one.kind == "organisation" and object_key(keys, one.kind, one.namespace, one.value) == key
    )
    value = next(values, "")
    told = {name: str(fact) for name, fact in sealed.facts.items()}
    name = next((told[one] for one in _NAMES if told.get(one)), value)
    traits = ((one.removeprefix(_TRAITS), told[one]) for one in sorted(told) if one.startswith(_TRAITS))
    return _Named(name, value, tuple(traits))


def _holds(named: _Named, words: Iterable[str]) -> bool:
    told = f"{named.name} {named.value}".casefold()
    return all(word in told for word in words)


def _organisations(
    reading: Reading, rows: Sequence[tuple[bytes, int, int, int]], named: dict[bytes, _Named]
) -> Iterable[Organisation]:
    profiles = [(bytes(key), seq) for key, _, seq in read_in(_PROFILES, [bytes(row[0]) for row in rows])]
    whose = customers_of(reading, [seq for _, seq in profiles])
    members: dict[bytes, set[int]] = {}
    for key, seq in profiles:
        if seq in whose:
            members.setdefault(key, set()).add(whose[seq])
    for key, interactions, newest, _ in rows:
        name = named[bytes(key)]
        yield Organisation(
            key=bytes(key).hex(),
            name=name.name,
            value=name.value,
            traits=name.traits,
            interactions=interactions,
            newest=from_micros(newest),
            customers=tuple(sorted(members.get(bytes(key), ()))),
        )
