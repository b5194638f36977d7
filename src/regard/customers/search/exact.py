"""What is known exactly: looked up in the state by its keyed hash, so right at once, whatever the index says."""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from regard.customers.hygiene import EVERYWHERE, clean
from regard.customers.kinds import KINDS, kind_of
from regard.customers.reading import customer_now, is_profile
from regard.foundation.databases import read, read_in
from regard.foundation.keys import KeyRing

CARRIERS = 200
"""So many profiles that carry one value are looked at: a kiosk has thousands, and is nobody's."""
_MOST_WORDS = 8

_KNOWN = "SELECT value_key, kind, namespace, value, status FROM identifier WHERE value_key IN ({marks})"
_CARRIERS = (
    "SELECT p.profile_id, coalesce(m.customer_id, p.profile_id), m.profile_id IS NULL OR m.customer_id IS NOT NULL "
    "FROM profile_identifier p LEFT JOIN customer_map m ON m.profile_id = p.profile_id "
    "WHERE p.value_key = %s ORDER BY p.profile_id DESC LIMIT %s"
)


class Known(NamedTuple):
    """A value that was typed whole, and the customers who carry it."""

    kind: str
    namespace: str
    value: str
    status: str
    customers: Sequence[int]


def known_exactly(
    text: str, kinds: Collection[tuple[str, str]], *, ring: KeyRing, regions: Collection[str]
) -> list[Known]:
    """The identifiers that the text, or a word of it, is; of these kinds and namespaces. Blocked ones find nobody."""
    keys = {
        ring.hash("identifier", found.kind, found.namespace, found.value): found.value
        for kind, namespace in {*kinds, *_GLOBAL}
        if kind_of(kind).trust in _POINTING
        for value in _tries(text)
        for region in (regions if kind == "phone" else ("",))
        if (found := clean(kind, namespace, value, region)) is not None
    }
    return [
        Known(kind, namespace, keys[bytes(key)], status, _carriers(bytes(key)))
        for key, kind, namespace, _, status in read_in(_KNOWN, list(keys))
        if status != "blocked"
    ]


def customer_numbered(text: str) -> int | None:
    """The customer of this number as it stands today; None where the text is no number of one."""
    digits = text.strip().removeprefix("#")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_NUMBER):
        return None
    now = customer_now(int(digits))
    return now if now is not None and is_profile(now) else None


def _tries(text: str) -> Iterator[str]:
    yield text
    for word in text.split()[:_MOST_WORDS]:
        if word != text:
            yield word


def _carriers(key: bytes) -> list[int]:
    rows = read(_CARRIERS, [key, CARRIERS])
    return list(dict.fromkeys(customer for _, customer, is_known in rows if is_known))


_LONGEST_NUMBER = 15
# A name is nobody's for itself, however exactly it is typed.
_POINTING = frozenset({"unique", "strong", "link", "weak"})
_GLOBAL = tuple((kind.name, EVERYWHERE) for kind in KINDS.values() if kind.is_global)
