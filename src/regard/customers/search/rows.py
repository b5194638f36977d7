"""What the index is made of, read from the record and the state: profiles, and the numbers of orders and cases."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from regard.customers.search.terms import NAME_KINDS, is_searched
from regard.data_use.public import Reading
from regard.foundation.databases import read, read_in
from regard.foundation.keys import ring
from regard.record.public import LOG, unseal

NUMBERED = ("order", "case")
"""The kinds of objects that people know by number."""

_VALUES = (
    "SELECT p.profile_id, i.value_key, i.kind, i.value FROM profile_identifier p "
    "JOIN identifier i ON i.value_key = p.value_key "
    "WHERE p.profile_id > %s AND p.profile_id <= %s AND i.status = 'ok' ORDER BY p.profile_id"
)

_NOT_OK = (
    "SELECT DISTINCT i.value_key, i.kind, i.value FROM profile_identifier p "
    "JOIN identifier i ON i.value_key = p.value_key WHERE i.status <> 'ok'"
)


class Row(NamedTuple):
    """One entry to be: a profile with its names and other values, or an interaction (`seq`) with its numbers."""

    profile: int
    seq: int
    names: Sequence[str]
    values: Sequence[tuple[str, str]]
    """(kind, value)."""


def rows_between(reading: Reading, after: int, upto: int) -> Iterator[Row]:
    """What became known with the interactions after one number up to another."""
    yield from _profiles(reading, after, upto)
    yield from _numbered(reading, after, upto)


def profiles_in(first: int, last: int) -> int:
    """How many profiles have their number here: once all is read only erasure makes them fewer."""
    return int(read("SELECT count(*) FROM profile WHERE id BETWEEN %s AND %s", [first, last])[0][0])


def kinds_in(after: int, upto: int) -> set[tuple[str, str]]:
    """Kind and namespace of the values that were seen first here."""
    return set(
        read(
            "SELECT DISTINCT i.kind, i.namespace FROM profile_identifier p JOIN identifier i "
            "ON i.value_key = p.value_key WHERE p.profile_id > %s AND p.profile_id <= %s",
            [after, upto],
        )
    )


def not_ok_in(after: int, upto: int) -> list[tuple[str, str]]:
    """(kind, value) of what new profiles carry and what links nobody: of several people, or blocked."""
    return _opened(read(f"{_NOT_OK} AND p.profile_id > %s AND p.profile_id <= %s", [after, upto]))


def not_ok_of(seqs: Sequence[int]) -> list[tuple[str, str]]:
    """The same of the profiles of these interactions."""
    rows = read_in("SELECT DISTINCT profile_id FROM recognised WHERE profile_id IS NOT NULL AND seq IN ({marks})", seqs)
    return _opened(read_in(f"{_NOT_OK} AND p.profile_id IN ({{marks}})", [profile for (profile,) in rows]))


def _opened(rows: Sequence[tuple[bytes, str, bytes]]) -> list[tuple[str, str]]:
    keys = ring()
    return [(kind, keys.unseal(bytes(value), about=bytes(key)).decode()) for key, kind, value in rows]


def _profiles(reading: Reading, after: int, upto: int) -> Iterator[Row]:
    reading.must_allow("identity", what="what points at a customer")
    keys = ring()
    now, names, values = 0, list[str](), list[tuple[str, str]]()
    for profile, key, kind, sealed in read(_VALUES, [after, upto]):
        if profile != now:
            if names or values:
                yield Row(now, 0, names, values)
            now, names, values = profile, [], []
        if kind in NAME_KINDS:
            names.append(keys.unseal(bytes(sealed), about=bytes(key)).decode())
        elif is_searched(kind):
            values.append((kind, keys.unseal(bytes(sealed), about=bytes(key)).decode()))
    if names or values:
        yield Row(now, 0, names, values)


def _numbered(reading: Reading, after: int, upto: int) -> Iterator[Row]:
    logged, _ = LOG.read(after=after, upto=upto, limit=upto - after)
    seqs = [one.seq for one in logged if any(key.kind in NUMBERED for key in one.keys)]
    rows = read_in("SELECT seq, profile_id FROM recognised WHERE profile_id IS NOT NULL AND seq IN ({marks})", seqs)
    profile_of = dict(rows)
    for seq, sealed in unseal(reading, list(profile_of)).items():
        told = [(one.kind, one.value) for one in sealed.objects if one.kind in NUMBERED]
        yield Row(profile_of[seq], seq, (), told)
