"""What people do about who is who: merge, part, move, declare shared, and take back. Recognition then looks again.

Every act is first a `Plan`, made without writing anything: `previewing.py` says what it would change, `do` does it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from regard.customers.members import carriers_of, company_of, customers_today, seqs_of
from regard.customers.models import MergeEvent
from regard.customers.saying import Said, say, sides_of
from regard.foundation.databases import STATE, appending, read, read_in
from regard.foundation.errors import RegardError
from regard.record.public import spans, tell

_JOINED = (
    "SELECT no, rule, one, other FROM merge_event "
    "WHERE rule IN ('identifier', 'person', 'moved') AND undone_at IS NULL AND one IN ({marks})"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """An act before it is done: what is said, or the number that is taken back; whose profiles are looked at again."""

    kind: str
    """How the change log calls it: `merged` or `parted`."""
    touched: frozenset[int]
    """All profiles of the customers it is about."""
    said: Said | None = None
    takes_back: int | None = None
    key: bytes | None = None
    """The value that is declared shared, or no longer."""


def plan_merge(one: int, other: int) -> Plan:
    """Say that two customers (or profiles) are one person."""
    if one == other:
        raise RegardError(f"Customer {one} cannot be merged with itself. Two different customers would work.")
    _must_exist((one, other))
    older, younger = sorted((one, other))
    said = Said(rule="person", sides=((older,), (younger,)), joined=(older, younger))
    return Plan(kind="merged", touched=company_of((one, other)), said=said)


def plan_part(profiles: Collection[int], others: Collection[int]) -> Plan:
    """Say that these profiles are nobody of those, whatever they share."""
    first, second = tuple(sorted(set(profiles))), tuple(sorted(set(others)))
    if not first or not second or not set(first).isdisjoint(second):
        raise RegardError("Name profiles on both sides, and none on both. Two different profiles would work.")
    _must_exist((*first, *second))
    return Plan(kind="parted", touched=company_of((*first, *second)), said=Said(rule="parted", sides=(first, second)))


def plan_apart(one: int, other: int) -> Plan:
    """Say that two customers, each with all its profiles, are two people: they are never merged."""
    return plan_part(_members_of(one), _members_of(other))


def plan_split(customer: int, profiles: Collection[int]) -> Plan:
    """Say that these profiles of a customer are another person than the rest."""
    members = _members_of(customer)
    if strangers := sorted(set(profiles) - members):
        raise RegardError(f"Customer {customer} has no profile {strangers[0]}. {_known(members)}")
    if set(profiles) >= members:
        raise RegardError(f"These are all profiles of customer {customer}. Some of them would work: {_known(members)}")
    return plan_part(profiles, members - set(profiles))


def plan_move(profile: int, to: int) -> Plan:
    """Say that a profile is of another customer, and no more of the one it is of now: one act, taken back as one."""
    _must_exist((profile, to))
    company = company_of((profile,))
    there = company_of((to,))
    if profile in there:
        raise RegardError(f"Profile {profile} is of customer {min(there)} already. Another customer would work.")
    said = Said(rule="moved", sides=((profile,), tuple(sorted(company - {profile}))), joined=(profile, to))
    return Plan(kind="merged", touched=company | there, said=said)


def plan_shared(value_key: bytes) -> Plan:
    """Say that an identifier is of several people: it joins nobody any more."""
    if read("SELECT 1 FROM merge_event WHERE rule = 'shared' AND undone_at IS NULL AND value_key = %s", [value_key]):
        raise RegardError("This identifier is declared shared already. Taking that back would work.")
    carriers = carriers_of([value_key])
    if not carriers:
        raise RegardError("Nobody carries this identifier. One that the page of a customer lists would work.")
    return Plan(kind="parted", touched=company_of(carriers), said=Said(rule="shared", key=value_key), key=value_key)


def plan_undo(number: int) -> Plan:
    """Take back what was said; a merge that a rule made is undone by parting the two sides it joined, for good."""
    event = MergeEvent.objects.filter(no=number, undone_at=None).first()
    if event is None:
        raise RegardError(f"No merge with the number {number} stands. The page of the customer lists those that do.")
    if event.rule == "identifier":
        company = company_of((event.one or 0,))
        links = read_in(_JOINED, list(company))
        side = _side_of(event.one or 0, [link[2:] for link in links if link[0] != number and link[3] in company])
        if side >= company:
            words = [str(no) for no, rule, *_ in links if rule != "identifier"]
            raise RegardError(
                "People said that the two are one person, too. Taking that back first would work: "
                f"regard customers undo {', '.join(words)}"
            )
        return plan_part(side, company - side)
    key = bytes(event.value_key) if event.value_key is not None else None
    named = {profile for sides in sides_of([number])[number] for profile in sides} | {event.one, event.other}
    profiles = carriers_of([key]) if key is not None else {profile for profile in named if profile is not None}
    kind = "parted" if event.rule == "person" else "merged"
    return Plan(kind=kind, touched=company_of(profiles), takes_back=number, key=key)


def do(plan: Plan, *, by: str, at: datetime) -> int:
    """Do it; the number by which it is taken back (of what was taken back: its own)."""
    with appending(STATE):
        if plan.said is not None:
            number = say(plan.said, by=by, at=at)
        else:
            number = plan.takes_back or 0
            # Claim by update: of two who take it back at once one does.
            if not MergeEvent.objects.filter(no=number, undone_at=None).update(undone_by=by, undone_at=at):
                raise RegardError(f"Somebody else has just taken back {number}.")
        tell(plan.kind, spans(seqs_of(plan.touched)), by=by, at=at)
    return number


def merge(one: int, other: int, *, by: str, at: datetime) -> int:
    """Say that two customers (or profiles) are one person; the number by which it is undone."""
    return do(plan_merge(one, other), by=by, at=at)


def part(one: int, other: int, *, by: str, at: datetime) -> int:
    """Say that two profiles are two people, whatever they share; the number by which it is taken back."""
    return do(plan_part((one,), (other,)), by=by, at=at)


def split(customer: int, profiles: Collection[int], *, by: str, at: datetime) -> int:
    """Say that these profiles of a customer are another person; the number by which it is taken back."""
    return do(plan_split(customer, profiles), by=by, at=at)


def move(profile: int, to: int, *, by: str, at: datetime) -> int:
    """Move a profile to another customer; the number by which it is taken back."""
    return do(plan_move(profile, to), by=by, at=at)


def share(value_key: bytes, *, by: str, at: datetime) -> int:
    """Declare an identifier shared: whom it joined comes apart; the number by which it is taken back."""
    return do(plan_shared(value_key), by=by, at=at)


def undo(number: int, *, by: str, at: datetime) -> int:
    """Take back a merge, or anything else that was said; the number by which a rule's merge is allowed again."""
    return do(plan_undo(number), by=by, at=at)


def allow(one: int, other: int, *, by: str, at: datetime) -> None:
    """Take back all that keeps two profiles apart."""
    for number in partings_between((one,), (other,)):
        undo(number, by=by, at=at)


def partings_between(one: Collection[int], other: Collection[int]) -> list[int]:
    """What stands that keeps any of these apart from any of those, by number."""
    rows = read_in(
        "SELECT s.no, s.profile_id, s.side FROM merge_side s JOIN merge_event e ON e.no = s.no "
        "WHERE e.rule IN ('parted', 'moved') AND e.undone_at IS NULL AND s.profile_id IN ({marks})",
        [*one, *other],
    )
    sides = {(number, side, profile in set(one)) for number, profile, side in rows}
    return sorted({number for number, side, here in sides if here and (number, 1 - side, False) in sides})


def must_be_of(customer: int, profile: int) -> None:
    """Raise `RegardError` unless the profile is one of this customer's."""
    if profile not in (members := _members_of(customer)):
        raise RegardError(f"Customer {customer} has no profile {profile}. {_known(members)}")


def _side_of(profile: int, joined: Iterable[tuple[int, int]]) -> set[int]:
    """The profiles that hang together with this one by these merges."""
    links: dict[int, set[int]] = {}
    for one, other in joined:
        links.setdefault(one, set()).add(other)
        links.setdefault(other, set()).add(one)
    found, waiting = {profile}, [profile]
    while waiting:
        for other in links.get(waiting.pop(), ()):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found


def _members_of(number: int) -> frozenset[int]:
    """All profiles of the customer that this number is now."""
    if customers_today([number])[number] is None:
        raise RegardError(f"{number} is nobody in particular. The number on a customer's page would work.")
    return company_of([number])


def _must_exist(profiles: Collection[int]) -> None:
    known = {profile for (profile,) in read_in("SELECT id FROM profile WHERE id IN ({marks})", list(profiles))}
    for profile in profiles:
        if profile not in known:
            raise RegardError(f"There is no customer or profile {profile}. The number on a customer's page would work.")


def _known(members: Collection[int]) -> str:
    return f"Its profiles: {', '.join(map(str, sorted(members)[:20]))}."
