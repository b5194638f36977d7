"""Which profiles are one customer: a pure function of their identifiers and of what people said.

The result does not depend on the order in which anything arrived: identifiers are tried from the most trusted kind to
the least, and within a kind in the fixed order of their keyed hashes. What would put two accounts of one source into
one customer, or join what a person parted, joins neither of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from regard.customers.signature import Mark


@dataclass(frozen=True, slots=True)
class Merge:
    """Two profiles are one customer: because of an identifier both carry, or (without one) because a person said so."""

    one: int
    other: int
    key: bytes | None


@dataclass(frozen=True, slots=True)
class People:
    """What people said about profiles, as pairs."""

    same: Sequence[tuple[int, int]] = ()
    apart: Sequence[tuple[int, int]] = ()


@dataclass(frozen=True, slots=True)
class Grouping:
    """The customer of each profile (None: nobody can say), and the merges that made it so."""

    customers: Mapping[int, int | None]
    merges: Sequence[Merge]


@dataclass(slots=True)
class _Group:
    """Profiles that are one customer so far, what they hold of unique kinds, and whom they must not meet."""

    members: list[int]
    held: dict[tuple[str, str], set[bytes]] = field(default_factory=dict)
    foes: set[int] = field(default_factory=set)


def grouped(profiles: Mapping[int, Sequence[Mark]], *, people: People = People()) -> Grouping:
    """Group profiles, given the marks of each that may link (those that are shared or blocked left out)."""
    groups = {profile: _alone(profile, marks) for profile, marks in profiles.items()}
    for one, other in people.apart:
        for profile, foe in ((one, other), (other, one)):
            if profile in groups:
                groups[profile].foes.add(foe)
    merges = []
    for one, other in people.same:
        if one in groups and other in groups and not _are_foes(groups[one], groups[other]):
            merges += _unite([one, other], groups, None)
    for mark, carriers in _by_trust(profiles):
        merges += _unite(_compatible(carriers, groups), groups, mark.key)
    return Grouping({profile: _customer(group, profiles) for profile, group in groups.items()}, merges)


def _alone(profile: int, marks: Sequence[Mark]) -> _Group:
    group = _Group([profile])
    for mark in marks:
        if mark.rules.trust == "unique":
            group.held.setdefault(mark.slot, set()).add(mark.key)
    return group


def _by_trust(profiles: Mapping[int, Sequence[Mark]]) -> Iterable[tuple[Mark, list[int]]]:
    carriers: dict[bytes, list[int]] = {}
    marks: dict[bytes, Mark] = {}
    for profile in sorted(profiles):
        for mark in profiles[profile]:
            found = carriers.setdefault(mark.key, [])
            found.append(profile)
            if len(found) == 2:  # From the second on it joins.
                marks[mark.key] = mark
    ranked = sorted((mark.rules.priority, key) for key, mark in marks.items())
    return [(marks[key], carriers[key]) for _, key in ranked]


def _compatible(carriers: Sequence[int], groups: Mapping[int, _Group]) -> list[int]:
    """The carriers that may be one customer: all of them, or those that no contradiction is about."""
    found = {id(groups[profile]): groups[profile] for profile in carriers}
    if len(found) == 1:
        return []
    contested = _contested_slots(found.values())
    foes = {foe for group in found.values() for foe in group.foes}
    free = {
        name
        for name, group in found.items()
        if contested.isdisjoint(group.held) and not (group.foes and _meets(group, found.values(), foes))
    }
    return [profile for profile in carriers if id(groups[profile]) in free]


def _contested_slots(groups: Iterable[_Group]) -> set[tuple[str, str]]:
    """Unique kinds of which no value is common to all groups that hold any."""
    common: dict[tuple[str, str], set[bytes]] = {}
    for group in groups:
        for slot, values in group.held.items():
            common[slot] = common[slot] & values if slot in common else values
    return {slot for slot, values in common.items() if not values}


def _meets(group: _Group, others: Iterable[_Group], foes: set[int]) -> bool:
    return any(not group.foes.isdisjoint(other.members) for other in others) or not foes.isdisjoint(group.members)


def _are_foes(one: _Group, other: _Group) -> bool:
    return not one.foes.isdisjoint(other.members)


def _unite(carriers: Sequence[int], groups: dict[int, _Group], key: bytes | None) -> list[Merge]:
    merges: list[Merge] = []
    for profile in carriers[1:]:
        home, other = groups[carriers[0]], groups[profile]
        if home is other:
            continue
        merges.append(Merge(carriers[0], profile, key))
        if len(home.members) < len(other.members):
            home, other = other, home
        home.members += other.members
        home.foes |= other.foes
        for slot, values in other.held.items():
            home.held.setdefault(slot, set()).update(values)
        for member in other.members:
            groups[member] = home
    return merges


def _customer(group: _Group, profiles: Mapping[int, Sequence[Mark]]) -> int | None:
    # A profile with nothing that may link (a kiosk, a shared address) is nobody in particular.
    if len(group.members) == 1 and not profiles[group.members[0]]:
        return None
    return min(group.members)
