"""What the register knows about values, and what a batch teaches it about who owns them."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from regard.customers.kinds import ATTRIBUTES, kind_of
from regard.customers.sharing import NEVER_SHARED, OWNING_NOTHING, evidence_in, is_shared, owns
from regard.customers.signature import Mark, Signature
from regard.customers.ties import Ties
from regard.foundation.databases import read_in

_KNOWN = "SELECT value_key, kind, namespace, status FROM identifier WHERE value_key IN ({marks})"

Owners = dict[bytes, dict[tuple[str, str], set[bytes]]]
"""Of each value: by kind and namespace, what it was seen together with."""

NOTHING_DECLARED: Mapping[bytes, bool] = {}


@dataclass(slots=True)
class Findings:
    """The marks a batch is about, and their status before (new ones: none) and now."""

    marks: dict[bytes, Mark]
    before: dict[bytes, str]
    status: dict[bytes, str]

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
    ties: Ties,
) -> Findings:
    """What new profiles, and the loss of `emptied` ones with the values `lost`, say about values.

    `declared`: values that people say are shared (True), or said so and took it back (False): counted again.
    """
    taken_back = [key for key, is_shared_now in declared.items() if not is_shared_now]
    lost = [*lost, *(key for key in taken_back if key not in lost)]
    found = _known(fresh, lost, taken_back, declared)
    evidence = _taught(fresh, found.before)
    # Once a value is shared more evidence changes nothing, and a kiosk would be read without end.
    unsure = [key for key in evidence.keys() & found.before.keys() if found.status[key] == "ok"]
    _add_earlier(evidence, {*unsure, *lost}, emptied, found.marks, ties)
    for value, owners in evidence.items():
        if found.status[value] == "ok" and is_shared(kind_of(found.marks[value].kind), owners):
            found.status[value] = "shared"
    found.status.update((key, "blocked") for key, is_shared_now in declared.items() if is_shared_now)
    return found


def _taught(fresh: Collection[Signature], before: Mapping[bytes, str]) -> Owners:
    """What new profiles say of values that may turn out shared by it."""
    times = Counter([mark.key for signature in fresh for mark in signature.marks])
    evidence: Owners = {}
    for signature in fresh:
        telling: Sequence[Mark] = signature.marks
        # What nobody else ever told of cannot be of several, unless this one says two of a kind at once.
        if len({mark.slot for mark in telling}) == len(telling):
            telling = [mark for mark in telling if times[mark.key] > 1 or mark.key in before]
        for mark, owner in evidence_in(signature, telling):
            evidence.setdefault(mark.key, {}).setdefault(owner.slot, set()).add(owner.key)
    return evidence


def _known(
    fresh: Collection[Signature],
    lost: Sequence[bytes],
    taken_back: Collection[bytes],
    declared: Mapping[bytes, bool],
) -> Findings:
    marks = {mark.key: mark for signature in fresh for mark in signature.marks}
    before = {}
    for value, kind, namespace, status in read_in(_KNOWN, list({*marks, *lost, *declared})):
        key = bytes(value)
        before[key] = status
        if key not in marks:
            marks[key] = Mark(key, kind, namespace)
    again = {key for key in lost if before[key] != "blocked"} | set(taken_back)
    status = {key: "ok" if key in again else before.get(key, "ok") for key in marks}
    return Findings(marks, before, status)


def _add_earlier(
    evidence: Owners, values: Collection[bytes], emptied: Collection[int], marks: Mapping[bytes, Mark], ties: Ties
) -> None:
    """Add who owns these values according to the profiles there were and are left."""
    shareable = [key for key in values if marks[key].kind not in NEVER_SHARED]
    carriers = ties.carriers(shareable)
    left = {profile for key in shareable for profile in carriers[key] if profile not in emptied}
    carried = ties.marks(left)
    owners = {profile: [mark for mark in carried[profile] if mark.kind not in OWNING_NOTHING] for profile in left}
    for key in shareable:
        found, kind = evidence.setdefault(key, {}), marks[key].kind
        for profile in carriers[key]:
            for owner in owners.get(profile, ()):
                if owns(owner.kind, kind):
                    found.setdefault(owner.slot, set()).add(owner.key)
