"""The set of identifiers an interaction carries, in their one spelling: what makes its profile."""

from collections.abc import Callable, Iterable
from functools import lru_cache

import msgspec

from regard.customers.hygiene import clean
from regard.customers.kinds import Kind, kind_of
from regard.foundation.keys import KeyRing
from regard.record.public import Identifier


class Mark(msgspec.Struct, frozen=True, gc=False):
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
        return kind_of(self.kind)


class Signature(msgspec.Struct, frozen=True):
    """All the marks of an interaction, by key; `key` stands for the whole set."""

    key: bytes
    marks: tuple[Mark, ...]
    values: tuple[str, ...]
    """The spelling of each mark, to be sealed."""


def reader(ring: KeyRing, region: str) -> Callable[[Iterable[Identifier]], Signature | None]:
    """A function from identifiers to their signature; None if none of them points at anybody."""

    @lru_cache(maxsize=200_000)
    def mark_of(kind: str, namespace: str, value: str) -> tuple[Mark, str] | None:
        found = clean(kind, namespace, value, region)
        if found is None:
            return None
        key = ring.hash("identifier", found.kind, found.namespace, found.value)
        return Mark(key, found.kind, found.namespace), found.value

    @lru_cache(maxsize=100_000)
    def signature_of(identifiers: tuple[Identifier, ...]) -> Signature | None:
        found = {pair[0].key: pair for one in identifiers if (pair := mark_of(one.kind, one.namespace, one.value))}
        if not found:
            return None
        pairs = [found[key] for key in sorted(found)]
        marks = tuple(mark for mark, _ in pairs)
        return Signature(ring.hash_bytes(b"".join(one.key for one in marks)), marks, tuple(value for _, value in pairs))

    return lambda identifiers: signature_of(tuple(identifiers))
