"""The set of identifiers and attributes an interaction carries, in their one spelling: what makes its profile."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol

import msgspec

from regard.customers.hygiene import Clean, clean
from regard.customers.kinds import ATTRIBUTES, KINDS, UNLISTED, Kind
from regard.customers.names import NOTHING, Spelling, Traits, sum_of, traits_of
from regard.customers.names_latin import stem
from regard.foundation.keys import KeyRing
from regard.record.public import Identifier

_REMEMBERED = 20_000
"""Enough for those who write again within minutes; ten times as many took 300 MB and saved no measurable time."""


class Mark(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One identifier as recognition handles it: `key` is the keyed hash of kind, namespace and value."""

    key: bytes
    kind: str
    namespace: str

    @property
    def slot(self) -> tuple[str, str]:
        """Kind and namespace: of a unique kind a customer has one value in each."""
        return (self.kind, self.namespace)

    @property
    def rules(self) -> Kind:
        """What holds for its kind."""
        return KINDS.get(self.kind, UNLISTED)


class Signature(msgspec.Struct, frozen=True):
    """All the marks of an interaction, by key; `key` stands for the whole set."""

    key: bytes
    marks: tuple[Mark, ...]
    values: tuple[str, ...]
    """The spelling of each mark, to be sealed."""
    traits: Traits = NOTHING
    """What its attributes tell of the person."""


class Reader(Protocol):
    """From the identifiers of an interaction to their signature; None if none of them points at anybody."""

    def __call__(self, identifiers: Iterable[Identifier], region: str) -> Signature | None:
        """The signature; `region` is the country of national telephone numbers."""


def reader(ring: KeyRing) -> Reader:
    """A reader that remembers what it has read, because the same identifiers come again and again."""

    @lru_cache(maxsize=_REMEMBERED)
    def marked(one: Clean) -> Mark:
        return Mark(ring.hash("identifier", one.kind, one.namespace, one.value), one.kind, one.namespace)

    @lru_cache(maxsize=_REMEMBERED)
    def signature_of(identifiers: tuple[Identifier, ...], region: str) -> Signature | None:
        told = {clean(one.kind, one.namespace, one.value, region) for one in identifiers}
        found = [one for one in told if one is not None]
        if not found:
            return None
        traits = sum_of([traits_of(one.kind, one.value) for one in found if one.kind in ATTRIBUTES])
        found += derived(found, traits)
        pairs = {mark.key: (mark, one.value) for mark, one in zip(map(marked, found), found, strict=True)}
        keys = sorted(pairs)
        marks, values = zip(*(pairs[key] for key in keys), strict=True)
        return Signature(ring.hash_bytes(b"".join(keys)), marks, values, traits)

    return lambda identifiers, region: signature_of(tuple(identifiers), region)


def derived(found: Iterable[Clean], traits: Traits) -> list[Clean]:
    """Telephone and first name together: of one person, where the telephone alone is of a household."""
    names = {sure for one in traits.first if (sure := _sure(one))}
    return [
        Clean("phone_name", one.namespace, f"{one.value} {name}")
        for one in found
        if one.kind == "phone"
        for name in sorted(names)
    ]


def _sure(name: Spelling) -> str:
    # An initial is of too many.
    if name.script == "latin":
        return stem(name.form) if len(name.form) > 1 else ""
    return name.sound or name.form
