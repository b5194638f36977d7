"""Which profiles are one customer: a pure function of their identifiers and of what people said.

The result does not depend on the order in which anything arrived: identifiers are tried from the most trusted kind to
the least, and within a kind in the fixed order of their keyed hashes. What would put two accounts of one source into
one customer joins neither of them. What would join what a person parted joins those who have the same people to be kept
from; who was moved away (`left`) has no part in it, so that it goes on joining those from whom they were moved.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from regard.customers.signature import Mark


@dataclass(frozen=True, slots=True)
class Merge:
    """Two profiles are one customer: because of an identifier both carry, or (without one) because a person said so."""

    one: int
    other: int
    key: bytes | None


@dataclass(frozen=True, slots=True, order=True)
class Doubted:
    """Two customers, each named by its oldest profile, that a guard kept apart although both carry a value."""

    one: int
    other: int
    key: bytes
    reason: str


@dataclass(frozen=True, slots=True)
class Parting:
    """Two sides that a person keeps apart. `left`: the first was moved away from the second."""

    one: Collection[int]
    other: Collection[int]
    left: bool = False


@dataclass(frozen=True, slots=True)
class People:
    """What people said about profiles: pairs that are one, and sides that are kept apart."""

    same: Sequence[tuple[int, int]] = ()
    apart: Sequence[Parting] = ()


@dataclass(frozen=True, slots=True)
class Grouping:
    """The customer of each profile (None: nobody can say), and the merges that made it so."""

    customers: Mapping[int, int | None]
    merges: Sequence[Merge]
    doubts: Sequence[Doubted] = ()


Side = tuple[int, int]
"""One side of a parting: the place of the parting among all, and 0 or 1."""


@dataclass(slots=True)
class _Group:
    """Profiles that are one customer so far, what they hold of unique kinds, and their sides of partings."""

    members: list[int]
    held: dict[tuple[str, str], set[bytes]] = field(default_factory=dict)
    sides: frozenset[Side] = frozenset()
    foes: frozenset[Side] = frozenset()
    """The sides which they must not meet."""
    left: frozenset[Side] = frozenset()
    """The sides from which they were moved away."""


def grouped(profiles: Mapping[int, Sequence[Mark]], *, people: People = People()) -> Grouping:
    """Group profiles, given the marks of each that may link (those that are shared or blocked left out)."""
    groups = {profile: _alone(profile, marks) for profile, marks in profiles.items()}
    for place, parting in enumerate(people.apart):
        _part(place, parting, groups)
    merges = []
    for one, other in people.same:
        if one in groups and other in groups and not _are_foes(groups[one], groups[other]):
            merges += _unite([one, other], groups, None)
    for mark, carriers in _by_trust(profiles):
        for together in _compatible(carriers, groups):
            merges += _unite(together, groups, mark.key)
    return Grouping({profile: _customer(group, profiles) for profile, group in groups.items()}, merges)


def _alone(profile: int, marks: Sequence[Mark]) -> _Group:
    group = _Group([profile])
    for mark in marks:
        if mark.rules.trust == "unique":
            group.held.setdefault(mark.slot, set()).add(mark.key)
    return group


def _part(place: int, parting: Parting, groups: Mapping[int, _Group]) -> None:
    for side, profiles in enumerate((parting.one, parting.other)):
        for profile in profiles:
            if profile in groups:
                groups[profile].sides |= {(place, side)}
                groups[profile].foes |= {(place, 1 - side)}
                if parting.left and side == 0:
                    groups[profile].left |= {(place, 1)}


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


def _compatible(carriers: Sequence[int], groups: Mapping[int, _Group]) -> Iterable[list[int]]:
    """The carriers that may be one customer: all of them, or those that no contradiction is about."""
    found = {id(groups[profile]): groups[profile] for profile in carriers}
    if len(found) == 1:
        return []
    parted = any(group.foes for group in found.values())
    if parted:
        found = {name: group for name, group in found.items() if not _left_any(group, found.values())}
    contested = _contested_slots(found.values())
    together: dict[frozenset[int], list[int]] = {}
    kept_from = {
        name: frozenset(other for other in found if _are_foes(group, found[other])) if parted else frozenset()
        for name, group in found.items()
        if contested.isdisjoint(group.held)
    }
    for profile in carriers:
        if id(groups[profile]) in kept_from:
            together.setdefault(kept_from[id(groups[profile])], []).append(profile)
    return together.values()


def _contested_slots(groups: Iterable[_Group]) -> set[tuple[str, str]]:
    """Unique kinds of which no value is common to all groups that hold any."""
    common: dict[tuple[str, str], set[bytes]] = {}
    for group in groups:
        for slot, values in group.held.items():
            common[slot] = common[slot] & values if slot in common else values
    return {slot for slot, values in common.items() if not values}


def _left_any(group: _Group, others: Iterable[_Group]) -> bool:
    return bool(group.left) and any(not group.left.isdisjoint(other.sides) for other in others if other is not group)


def _are_foes(one: _Group, other: _Group) -> bool:
    return not one.foes.isdisjoint(other.sides)


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
        home.sides |= other.sides
        home.foes |= other.foes
        home.left |= other.left
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
