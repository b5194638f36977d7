"""Which profiles are one customer: a pure function of their identifiers and of what people said.

The result does not depend on the order in which anything arrived: identifiers are tried from the most trusted kind to
the least, and within a kind in the fixed order of their keyed hashes. What would put two accounts of one source into
one customer joins neither of them. What would join what a person parted joins those who have the same people to be kept
from; who was moved away (`left`) has no part in it, so that it goes on joining those from whom they were moved.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from regard.customers.guards import Decided, Group, alone, decided
from regard.customers.names import NOTHING, Traits
from regard.customers.signature import Mark
from regard.customers.windows import within


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


@dataclass(frozen=True, slots=True)
class Told:
    """What else is known of profiles: what their attributes tell, and when each was seen first and last (µs)."""

    traits: Mapping[int, Traits] = field(default_factory=dict)
    seen: Mapping[int, tuple[int, int]] = field(default_factory=dict)


def grouped(
    profiles: Mapping[int, Sequence[Mark]],
    *,
    people: People = People(),
    told: Told = Told(),
    guards: bool = True,
) -> Grouping:
    """Group profiles, given the marks of each that may link (those that are shared or blocked left out).

    Without guards, whoever shares anything is one.
    """
    groups = {profile: alone(profile, marks, told.traits.get(profile, NOTHING)) for profile, marks in profiles.items()}
    for place, parting in enumerate(people.apart):
        _part(place, parting, groups)
    merges: list[Merge] = []
    kept_apart: list[tuple[Group, Group, bytes, str]] = []
    for one, other in people.same:
        if one in groups and other in groups and groups[one].foes.isdisjoint(groups[other].sides):
            merges += _unite([one, other], groups, None)
    for mark, carriers in _by_trust(profiles, told.seen if guards else {}):
        found = list({id(groups[profile]): groups[profile] for profile in carriers}.values())
        if len(found) == 1:
            continue
        result = decided(mark, found) if guards else Decided([found])
        kept_apart += [(one, other, mark.key, reason) for one, other, reason in result.apart]
        for cluster in result.together:
            inside = {id(group) for group in cluster}
            merges += _unite([one for one in carriers if id(groups[one]) in inside], groups, mark.key)
    customers = {profile: _customer(group, profiles) for profile, group in groups.items()}
    return Grouping(customers, merges, _doubted(kept_apart, groups))


def _doubted(kept_apart: Iterable[tuple[Group, Group, bytes, str]], groups: Mapping[int, Group]) -> list[Doubted]:
    """One doubt for each two customers that were kept apart and not joined by anything else."""
    found: dict[tuple[int, int], Doubted] = {}
    for left, right, key, reason in kept_apart:
        mine, theirs = groups[left.members[0]], groups[right.members[0]]
        one, other = sorted((min(mine.members), min(theirs.members)))
        if mine is not theirs and mine.foes.isdisjoint(theirs.sides):
            found.setdefault((one, other), Doubted(one, other, key, reason))
    return sorted(found.values())


def _part(place: int, parting: Parting, groups: Mapping[int, Group]) -> None:
    for side, profiles in enumerate((parting.one, parting.other)):
        for profile in profiles:
            if profile in groups:
                groups[profile].sides |= {(place, side)}
                groups[profile].foes |= {(place, 1 - side)}
                if parting.left and side == 0:
                    groups[profile].left |= {(place, 1)}


def _by_trust(
    profiles: Mapping[int, Sequence[Mark]], seen: Mapping[int, tuple[int, int]]
) -> Iterable[tuple[Mark, list[int]]]:
    """Each value with its carriers, the most trusted first; what was not seen for too long is another's."""
    carriers: dict[bytes, list[int]] = {}
    marks: dict[bytes, Mark] = {}
    for profile in sorted(profiles):
        for mark in profiles[profile]:
            found = carriers.setdefault(mark.key, [])
            found.append(profile)
            if len(found) == 2:  # From the second on it joins.
                marks[mark.key] = mark
    for _, key in sorted((mark.rules.priority, key) for key, mark in marks.items()):
        for together in within(marks[key].rules.days, carriers[key], seen):
            if len(together) > 1:
                yield marks[key], together


def _unite(carriers: Sequence[int], groups: dict[int, Group], key: bytes | None) -> list[Merge]:
    merges: list[Merge] = []
    for profile in carriers[1:]:
        home, other = groups[carriers[0]], groups[profile]
        if home is other:
            continue
        merges.append(Merge(carriers[0], profile, key))
        if len(home.members) < len(other.members):
            home, other = other, home
        home.take(other)
        for member in other.members:
            groups[member] = home
    return merges


def _customer(group: Group, profiles: Mapping[int, Sequence[Mark]]) -> int | None:
    # A profile with nothing that may link (a kiosk, a shared address) is nobody in particular.
    if len(group.members) == 1 and not profiles[group.members[0]]:
        return None
    return min(group.members)
