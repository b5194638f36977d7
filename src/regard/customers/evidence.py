"""What the register knows about values, and what a batch teaches it about who owns them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from regard.customers.kinds import ATTRIBUTES, kind_of
from regard.customers.sharing import evidence_in, is_shared
from regard.customers.signature import Mark, Signature
from regard.foundation.databases import read_in

_KNOWN = "SELECT value_key, kind, namespace, status FROM identifier WHERE value_key IN ({marks})"
_OWNERS = (
    "SELECT o.value_key, o.owner_key, i.kind, i.namespace FROM identifier_owner o "
    "JOIN identifier i ON i.value_key = o.owner_key WHERE o.value_key IN ({marks})"
)
_TOGETHER = (
    "SELECT one.profile_id, one.value_key, two.value_key, i.kind, i.namespace FROM profile_identifier one "
    "JOIN profile_identifier two ON two.profile_id = one.profile_id JOIN identifier i ON i.value_key = two.value_key "
    "WHERE one.value_key IN ({marks})"
)


NOTHING_DECLARED: Mapping[bytes, bool] = {}


@dataclass(slots=True)
class Findings:
    """The marks a batch is about, their status before (new ones: none) and now, and who owns them: (value, owner)."""

    marks: dict[bytes, Mark]
    before: dict[bytes, str]
    status: dict[bytes, str]
    owned: set[tuple[bytes, bytes]] = field(default_factory=set)

    @property
    def turned(self) -> set[bytes]:
        """The values whose status changed."""
        return {key for key, status in self.before.items() if self.status[key] != status}

    @property
    def leading(self) -> dict[bytes, str]:
        """The status of the values that may lead to others: attributes never do."""
        return {key: status for key, status in self.status.items() if self.marks[key].kind not in ATTRIBUTES}


def findings(
    fresh: Collection[Signature],
    *,
    lost: Sequence[bytes],
    emptied: Collection[int],
    declared: Mapping[bytes, bool] = NOTHING_DECLARED,
) -> Findings:
    """What new profiles, and the loss of `emptied` ones with the values `lost`, say about values.

    `declared`: values that people say are shared (True), or said so and took it back (False): counted again.
    """
    taken_back = [key for key, is_shared_now in declared.items() if not is_shared_now]
    lost = [*lost, *(key for key in taken_back if key not in lost)]
    found = _known(fresh, lost, taken_back, declared)
    owned = {(mark.key, owner.key): owner for signature in fresh for mark, owner in evidence_in(signature)}
    kept = [key for key in {key for key, _ in owned} if key in found.before and key not in lost]
    for value, owner_key, kind, namespace in read_in(_OWNERS, kept):
        owned[(bytes(value), bytes(owner_key))] = Mark(bytes(owner_key), kind, namespace)
    owned.update(_left(lost, emptied, found.marks))
    for value, evidence in _by_value(owned).items():
        if found.status[value] == "ok" and is_shared(kind_of(found.marks[value].kind), evidence):
            found.status[value] = "shared"
    # Once a value is shared more evidence changes nothing, and a kiosk would gather it without end.
    found.owned = {pair for pair in owned if found.before.get(pair[0], "ok") == "ok" or pair[0] in lost}
    found.status.update((key, "blocked") for key, is_shared_now in declared.items() if is_shared_now)
    return found


def _known(
    fresh: Collection[Signature],
    lost: Sequence[bytes],
    taken_back: Collection[bytes],
    declared: Mapping[bytes, bool],
) -> Findings:
    marks = {mark.key: mark for signature in fresh for mark in signature.marks}
    before = {}
    for value, kind, namespace, status in read_in(_KNOWN, list({*marks, *lost, *declared})):
        marks.setdefault(bytes(value), Mark(bytes(value), kind, namespace))
        before[bytes(value)] = status
    again = {key for key in lost if before[key] != "blocked"} | set(taken_back)
    status = {key: "ok" if key in again else before.get(key, "ok") for key in marks}
    return Findings(marks, before, status)


def _left(
    lost: Sequence[bytes], emptied: Collection[int], marks: Mapping[bytes, Mark]
) -> dict[tuple[bytes, bytes], Mark]:
    """Who owns these values according to the profiles that are left."""
    left = {}
    shareable = [key for key in lost if marks[key].kind not in ATTRIBUTES]
    for profile, value, owner_key, kind, namespace in read_in(_TOGETHER, shareable):
        owner = Mark(bytes(owner_key), kind, namespace)
        pair = Signature(b"", (marks[bytes(value)], owner), ())
        if profile not in emptied and (marks[bytes(value)], owner) in evidence_in(pair):
            left[(bytes(value), owner.key)] = owner
    return left


def _by_value(owned: Mapping[tuple[bytes, bytes], Mark]) -> dict[bytes, dict[tuple[str, str], set[bytes]]]:
    evidence: dict[bytes, dict[tuple[str, str], set[bytes]]] = {}
    for (value, _), owner in owned.items():
        evidence.setdefault(value, {}).setdefault(owner.slot, set()).add(owner.key)
    return evidence
