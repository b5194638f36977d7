"""When an identifier is of several people: decided from all evidence of the value, so that arrival does not matter."""

from collections.abc import Iterable, Mapping, Set

from regard.customers.kinds import Kind, kind_of, named
from regard.customers.signature import Mark, Signature

NEVER_SHARED = named("unique", "attribute")
OWNING_NOTHING = named("derived", "link", "weak", "attribute")
_SAME_TELEPHONE = ("phone_name", "phone")

Evidence = Mapping[tuple[str, str], Set[bytes]]
"""What a value was seen together with: by kind and namespace, the values."""


def evidence_in(signature: Signature, telling: Iterable[Mark] | None = None) -> Iterable[tuple[Mark, Mark]]:
    """(value, its owner) for each value (of `telling`, else all) that may turn out shared and each that may own it."""
    owners = [mark for mark in signature.marks if mark.kind not in OWNING_NOTHING]
    for mark in signature.marks if telling is None else telling:
        if mark.kind not in NEVER_SHARED:
            for owner in owners:
                if owns(owner.kind, mark.kind):
                    yield mark, owner


def owns(owner: str, kind: str) -> bool:
    """Whether a value of the one kind says whose a value of the other is."""
    return owner != kind and (kind, owner) != _SAME_TELEPHONE and owner not in OWNING_NOTHING


def is_shared(kind: Kind, evidence: Evidence) -> bool:
    """Whether a value of this kind is of more people than it may be.

    It is if it stands with more accounts (or loyalty numbers) of one namespace than it may have owners, or with more
    addresses, telephones or handles than one customer may have: a switchboard, a till, a kiosk.
    """
    # One of a kind is never too many.
    return any(len(values) > 1 and len(values) > _limit(kind, kind_of(name)) for (name, _), values in evidence.items())


def _limit(kind: Kind, owner: Kind) -> int:
    return kind.owners if owner.trust == "unique" else owner.most
