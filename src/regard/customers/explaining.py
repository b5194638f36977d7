"""Why we believe that this is one person: every merge with its evidence, and all that people said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from regard.customers.models import MergeEvent
from regard.customers.reading import first_of, profiles_of
from regard.customers.saying import sides_of
from regard.data_use.public import Reading
from regard.foundation.databases import read_in
from regard.foundation.keys import ring

_JOINED = "SELECT no FROM merge_event WHERE rule = 'identifier' AND one IN ({marks})"
_SAID = "SELECT no FROM merge_side WHERE profile_id IN ({marks})"
_DECLARED = (
    "SELECT e.no FROM merge_event e JOIN profile_identifier p ON p.value_key = e.value_key "
    "WHERE e.rule = 'shared' AND p.profile_id IN ({marks})"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing that joins or parts: by which rule, on what evidence, who said it, and since when it is known."""

    no: int
    """The number by which it is undone or taken back."""
    rule: str
    one: int | None
    other: int | None
    kind: str = ""
    namespace: str = ""
    value: str = ""
    """The identifier that both carry, or that is declared shared; empty for a purpose that may not read it."""
    value_key: bytes | None = None
    brought_by: int | None = None
    """The interaction that brought it: the first of the younger profile."""
    by: str = ""
    at: datetime | None = None
    """When a person said it; of a rule, when the interaction that brought it came in."""
    sides: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())
    undone_by: str = ""
    undone_at: datetime | None = None

    @property
    def stands(self) -> bool:
        """Whether it still holds."""
        return self.undone_at is None


def reasons(reading: Reading, customer: int, *, known_at: datetime | None = None) -> list[Reason]:
    """Every merge of this customer with its evidence, and all that people said of its profiles; by number.

    As known now; or what was known at a moment of that which still stands, and all that people had said by then.
    """
    reading.must_allow("behavioural", what="why profiles are one customer")
    may_open = "identity" in reading.permit.purpose.kinds
    profiles = list(profiles_of(reading, [customer], known_at=known_at))
    numbers = {number for query in (_JOINED, _SAID, _DECLARED) for (number,) in read_in(query, profiles)}
    events = list(MergeEvent.objects.filter(no__in=numbers).order_by("no"))
    named = _identifiers([bytes(one.value_key) for one in events if may_open and one.value_key is not None])
    sides = sides_of([one.no for one in events if one.rule != "identifier"])
    brought = _brought(reading, events)
    found = [_reason(one, named, sides, brought) for one in events]
    return found if known_at is None else [_then(one, known_at) for one in found if one.at and one.at <= known_at]


def _then(one: Reason, known_at: datetime) -> Reason:
    """Before it was taken back it stood."""
    return one if one.undone_at is None or one.undone_at <= known_at else replace(one, undone_by="", undone_at=None)


def _reason(
    event: MergeEvent,
    named: Mapping[bytes, tuple[str, str, str]],
    sides: Mapping[int, tuple[tuple[int, ...], tuple[int, ...]]],
    brought: Mapping[int, tuple[int, datetime]],
) -> Reason:
    key = bytes(event.value_key) if event.value_key is not None else None
    kind, namespace, value = named.get(key, ("", "", "")) if key is not None else ("", "", "")
    seq, came_in = brought.get(_younger(event), (None, None)) if event.rule == "identifier" else (None, None)
    return Reason(
        no=event.no, rule=event.rule, one=event.one, other=event.other, kind=kind, namespace=namespace, value=value,
        value_key=key, brought_by=seq, by=event.by, at=event.at or came_in, sides=sides.get(event.no, ((), ())),
        undone_by=event.undone_by, undone_at=event.undone_at,
    )  # fmt: skip


def _identifiers(keys: Sequence[bytes]) -> dict[bytes, tuple[str, str, str]]:
    sealed = ring()
    rows = read_in("SELECT value_key, kind, namespace, value FROM identifier WHERE value_key IN ({marks})", keys)
    return {
        bytes(key): (kind, namespace, sealed.unseal(bytes(value), about=bytes(key)).decode())
        for key, kind, namespace, value in rows
    }


def _younger(event: MergeEvent) -> int:
    return max(event.one or 0, event.other or 0)


def _brought(reading: Reading, events: Sequence[MergeEvent]) -> dict[int, tuple[int, datetime]]:
    """The first interaction of the younger profile of each merge, and when it came in."""
    return first_of(reading, {_younger(one) for one in events if one.rule == "identifier"})
