"""Finds customers by what somebody typed: exactly from the state, tolerantly by the index, and opens what it shows."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from regard.customers.members import customers_today
from regard.customers.reading import profiles_of
from regard.customers.search.candidates import Candidate, Candidates
from regard.customers.search.exact import customer_numbered, known_exactly
from regard.customers.search.likeness import ENOUGH, Asked, asked, likeness, overall, weights
from regard.customers.search.rows import NUMBERED
from regard.customers.search.terms import NAME_KINDS, is_searched
from regard.data_use.public import Reading
from regard.foundation.databases import read_in
from regard.foundation.errors import RegardError
from regard.foundation.keys import ring
from regard.record.public import unseal

LONGEST = 200
"""So many letters of what is typed count."""

# Of an address only what stands before it is compared: the rest is that of thousands.
_DOMAIN = re.compile(r"(?<=\S)@\S*")
_OF_PROFILES = (
    "SELECT p.profile_id, i.value_key, i.kind, i.value FROM profile_identifier p "
    "JOIN identifier i ON i.value_key = p.value_key WHERE i.status = 'ok' AND p.profile_id IN ({marks})"
)
_LAST = "SELECT profile_id, max(occurred_at) FROM recognised WHERE profile_id IN ({marks}) GROUP BY profile_id"


@dataclass(frozen=True, slots=True)
class FoundBy:
    """Why a customer was found: a value that is theirs, and the parts of it that are as they were typed."""

    kind: str
    """A kind of identifier, `order`, `case`, or `customer` for the number of the customer."""
    value: str
    marks: tuple[tuple[int, int], ...]
    is_exact: bool = False
    is_shared: bool = False
    """The value is of several people."""


@dataclass(frozen=True, slots=True)
class Found:
    """A customer who was found. `place` orders them: exact before alike, then the likest, then who was seen last."""

    customer: int
    name: str
    last_seen: int
    """Microseconds since 1970-01-01 UTC."""
    reasons: tuple[FoundBy, ...]
    place: tuple[int, int, int, int]


class _Value(NamedTuple):
    kind: str
    value: str


@dataclass(slots=True)
class _Hit:
    exact: list[FoundBy] = field(default_factory=list)
    values: set[_Value] = field(default_factory=set)


def find(
    reading: Reading,
    text: str,
    *,
    candidates: Candidates,
    regions: Collection[str],
    limit: int,
    after: tuple[int, int, int, int] | None = None,
) -> list[Found]:
    """The customers whom the text means, the likeliest first; from behind a place on.

    `regions` are the countries whose telephone numbers are written without a code here.
    """
    reading.must_allow("identity", what="what points at a customer")
    text = " ".join(text.replace("\0", " ").encode(errors="replace").decode().split())[:LONGEST]
    if not text:
        return []
    hits = _exact(text, candidates, regions)
    told = _DOMAIN.sub("", text)
    for customer, values in _opened(reading, candidates.alike(told)).items():
        hits.setdefault(customer, _Hit()).values |= values
    one = asked(told)
    judged = {customer: _judged(one, hit) for customer, hit in hits.items()}
    likely = {customer: found for customer, found in judged.items() if found.alike >= ENOUGH}
    last = _last_seen(reading, likely)
    placed = sorted(
        ((_place(found, last.get(customer, 0), customer), customer) for customer, found in likely.items()), reverse=True
    )
    shown = [(place, customer) for place, customer in placed if after is None or place < after][:limit]
    names = names_of(reading, [customer for _, customer in shown])
    return [
        Found(customer, names.get(customer, ""), last.get(customer, 0), likely[customer].reasons, place)
        for place, customer in shown
    ]


def read_place(words: str) -> tuple[int, int, int, int]:
    """Where a page of results ended, from its cursor."""
    try:
        exact, alike, last, customer = (int(one) for one in words.split("~"))
    except ValueError as cause:
        raise RegardError(
            f"after cannot be {words!r}. It is where a page ended, as `next` of the page says."
        ) from cause
    return exact, alike, last, customer


def names_of(reading: Reading, customers: Collection[int]) -> dict[int, str]:
    """The best-known name of each of these customers: the one that most of their profiles carry."""
    reading.must_allow("identity", what="the name of a customer")
    customer_of = profiles_of(reading, customers)
    told: dict[int, dict[str, Counter[str]]] = {}
    for profile, kind, value in _values_of(list(customer_of)):
        if kind in NAME_KINDS:
            told.setdefault(customer_of[profile], {}).setdefault(kind, Counter())[value] += 1
    return {customer: _name(kinds) for customer, kinds in told.items()}


def _name(kinds: Mapping[str, Counter[str]]) -> str:
    best = {kind: max(sorted(counted), key=lambda value: counted[value]) for kind, counted in kinds.items()}
    if "name" in best:
        return best["name"]
    first, family = best.get("first_name", ""), best.get("family_name", "")
    if first and family and ord(first[0]) >= _HAN and ord(family[0]) >= _HAN:
        return family + first
    return " ".join(part for part in (first, family) if part)


_HAN = 0x3400


# Who is found


def _exact(text: str, candidates: Candidates, regions: Collection[str]) -> dict[int, _Hit]:
    hits: dict[int, _Hit] = {}
    if (numbered := customer_numbered(text)) is not None:
        reason = FoundBy("customer", str(numbered), ((0, len(str(numbered))),), is_exact=True)
        hits.setdefault(numbered, _Hit()).exact.append(reason)
    for known in known_exactly(text, candidates.manifest().kinds, ring=ring(), regions=regions):
        reason = FoundBy(
            known.kind, known.value, ((0, len(known.value)),), is_exact=True, is_shared=known.status == "shared"
        )
        for customer in known.customers:
            hits.setdefault(customer, _Hit()).exact.append(reason)
    return hits


def _opened(reading: Reading, candidates: Sequence[Candidate]) -> dict[int, set[_Value]]:
    """What the candidates hold, by the customer whose it is today; what was erased or shared meanwhile is absent."""
    by_customer: dict[int, set[_Value]] = {}
    profiles = list(dict.fromkeys(one.profile for one in candidates))
    customer_of = customers_today(profiles)
    values = [(profile, _Value(kind, value)) for profile, kind, value in _values_of(profiles)]
    numbered = {one.seq: one.profile for one in candidates if one.seq}
    for seq, sealed in unseal(reading, list(numbered)).items():
        values += [(numbered[seq], _Value(one.kind, one.value)) for one in sealed.objects if one.kind in NUMBERED]
    for profile, value in values:
        customer = customer_of[profile]
        if customer is not None:
            by_customer.setdefault(customer, set()).add(value)
    return by_customer


def _values_of(profiles: Sequence[int]) -> Iterable[tuple[int, str, str]]:
    keys = ring()
    opened: dict[bytes, str] = {}
    for profile, key, kind, sealed in read_in(_OF_PROFILES, profiles):
        if not is_searched(kind):
            continue
        value_key = bytes(key)
        if value_key not in opened:
            opened[value_key] = keys.unseal(bytes(sealed), about=value_key).decode()
        yield profile, kind, opened[value_key]


def _last_seen(reading: Reading, customers: Collection[int]) -> dict[int, int]:
    customer_of = profiles_of(reading, customers)
    last: dict[int, int] = {}
    for profile, at in read_in(_LAST, list(customer_of)):
        customer = customer_of[profile]
        last[customer] = max(last.get(customer, 0), at)
    return last


# How likely

_IN_ADDRESS = 0.95
"""A name is what somebody is called; in an address it is what somebody chose."""


class _Judged(NamedTuple):
    alike: float
    is_exact: bool
    reasons: tuple[FoundBy, ...]


def _judged(one: Asked, hit: _Hit) -> _Judged:
    if hit.exact:
        return _Judged(1.0, is_exact=True, reasons=tuple(dict.fromkeys(hit.exact)))
    best = [0.0] * len(weights(one))
    by: dict[int, tuple[_Value, tuple[tuple[int, int], ...], bool]] = {}
    for value in sorted(hit.values):
        told = value.value.rpartition("@")[0] or value.value if value.kind == "email" else value.value
        found = likeness(one, told)
        counted = _IN_ADDRESS if value.kind == "email" and one.words else 1.0
        whole = bool(found.marks) and found.marks[0] == (0, len(told)) and min(found.by_word, default=1.0) == 1.0
        for at, alike in enumerate(found.by_word):
            if alike * counted > best[at]:
                best[at] = alike * counted
                by[at] = (value, found.marks, whole and value.kind in NUMBERED)
    reasons = tuple(
        dict.fromkeys(FoundBy(value.kind, value.value, marks, is_exact=exact) for value, marks, exact in by.values())
    )
    is_exact = any(reason.is_exact for reason in reasons)
    return _Judged(1.0 if is_exact else overall(one, best), is_exact=is_exact, reasons=reasons)


def _place(found: _Judged, last: int, customer: int) -> tuple[int, int, int, int]:
    return (int(found.is_exact), round(found.alike * 100), last, customer)
