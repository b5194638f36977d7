"""Which profiles are one customer: a pure function of their identifiers and of what people said.

The result depends neither on the order in which anything arrived nor on the keys of a home: identifiers are tried from
the most trusted kind to the least, and those of one kind that meet in somebody in the order of their spelling. What
would put two accounts of one source into one customer joins neither of them. What would join what a person parted joins
those who have the same people to be kept from; who was moved away (`left`) has no part in it, so that it goes on
joining those from whom they were moved.

Who people say are one person are so with all that identifiers alone make of either, whatever they hold. So identifiers
are tried twice: first to know whom people speak of, then anew, with these one from the start.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from regard.customers.guards import REASONS, Decided, Group, alone, decided
from regard.customers.names import NOTHING, Traits
from regard.customers.signature import Mark
from regard.customers.windows import within

KeptApart = tuple[Group, Group, bytes, str]
"""Two groups that a guard keeps apart, by the value that both carry, and why."""
Carried = tuple[Mark, list[int]]
"""A value, and the profiles that carry it."""
Spelled = Callable[[Collection[bytes]], Mapping[bytes, str]]
"""From values to their one spelling."""


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
    """What else is known: what the attributes of profiles tell, when each was seen first and last (µs), how values are
    spelled (asked only where it decides), and of member numbers that follow one another, which stands for all."""

    traits: Mapping[int, Traits] = field(default_factory=dict)
    seen: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    spelled: Spelled = lambda _: {}
    cards: Mapping[bytes, bytes] = field(default_factory=dict)


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
    levels = _by_trust(profiles, told.seen if guards else {})
    # Most new profiles share nothing with anybody.
    meeting = {one for level in levels for _, carriers in level for one in carriers}
    meeting.update(one for pair in people.same for one in pair if one in profiles)
    those = {one: marks for one, marks in profiles.items() if one in meeting}
    groups, words = _start(those, people, told)
    merges, kept_apart = _tried(levels, groups, told, guards=guards)
    if words:
        merges += [merge for one, other in words for merge in _said_one(one, other, groups)]
        bound = {id(groups[one]): groups[one].members for pair in words for one in pair}
        merges = [merge for merge in merges if id(groups[merge.one]) in bound]
        groups, _ = _start(those, people, told)
        for members in bound.values():
            _unite(sorted(members), groups, None)
        more, kept_apart = _tried(levels, groups, told, guards=guards)
        merges += more
    # A profile with nothing that may link (a kiosk, a shared address) is nobody in particular.
    customers = {profile: profile if marks else None for profile, marks in profiles.items()}
    customers.update((profile, group.oldest) for profile, group in groups.items() if len(group.members) > 1)
    return Grouping(customers, merges, _doubted(kept_apart, groups))


def _start(
    profiles: Mapping[int, Sequence[Mark]], people: People, told: Told
) -> tuple[dict[int, Group], list[tuple[int, int]]]:
    """Each profile alone, on its sides of partings; and the pairs said to be one that nobody parted.

    They share their sides: what is kept from one of a pair is kept from the other.
    """
    groups = {one: alone(one, marks, told.traits.get(one, NOTHING), told.cards) for one, marks in profiles.items()}
    for place, parting in enumerate(people.apart):
        _part(place, parting, groups)
    words: list[tuple[int, int]] = []
    company: dict[int, list[int]] = {}
    for one, other in people.same:
        if one not in groups or other not in groups or not groups[one].foes.isdisjoint(groups[other].sides):
            continue
        words.append((one, other))
        mine, theirs = company.setdefault(one, [one]), company.setdefault(other, [other])
        if mine is not theirs:
            mine += theirs
            for profile in theirs:
                company[profile] = mine
            for profile in mine:
                groups[profile].share(groups[one], groups[other])
    return groups, words


def _tried(
    levels: Iterable[Sequence[Carried]], groups: dict[int, Group], told: Told, *, guards: bool
) -> tuple[list[Merge], list[KeptApart]]:
    """What identifiers join, and what guards keep apart."""
    merges: list[Merge] = []
    kept_apart: list[KeptApart] = []
    for mark, carriers in (one for level in levels for one in _in_turn(level, groups, told)):
        found = list({id(groups[profile]): groups[profile] for profile in carriers}.values())
        if len(found) == 1:
            continue
        result = decided(mark, found) if guards else Decided([found])
        kept_apart += [(one, other, mark.key, reason) for one, other, reason in result.apart]
        for cluster in result.together:
            inside = {id(group) for group in cluster}
            merges += _unite([one for one in carriers if id(groups[one]) in inside], groups, mark.key)
    return merges, kept_apart


def _in_turn(level: Sequence[Carried], groups: Mapping[int, Group], told: Told) -> list[Carried]:
    """Values of one trust whose carriers are not one customer yet, in the order in which they are tried.

    Which of two is tried first can decide only where somebody carries both. Spelling then says it, because every home
    spells alike; the key says only which of several doubts about the same two is told.
    """
    waiting: list[Carried] = []
    values_in: dict[int, list[bytes]] = {}
    for mark, carriers in level:
        found = {id(groups[profile]) for profile in carriers}
        if len(found) > 1:
            waiting.append((mark, carriers))
            for group in found:
                values_in.setdefault(group, []).append(mark.key)
    keys = {key for values in values_in.values() if len(values) > 1 for key in values}
    spelled = told.spelled(keys) if keys else {}
    return sorted(waiting, key=lambda one: (one[0].kind, one[0].namespace, spelled.get(one[0].key, ""), one[0].key))


def _said_one(one: int, other: int, groups: dict[int, Group]) -> list[Merge]:
    """Two customers are one because a person says so, unless somebody of one was parted from somebody of the other."""
    if not groups[one].foes.isdisjoint(groups[other].sides):
        return []
    return _unite([one, other], groups, None)


def _doubted(kept_apart: Iterable[KeptApart], groups: Mapping[int, Group]) -> list[Doubted]:
    """One doubt for each two customers kept apart and not joined by anything else: the most trusted value, and why."""
    found: dict[tuple[int, int], Doubted] = {}
    for left, right, key, reason in kept_apart:
        mine, theirs = groups[left.members[0]], groups[right.members[0]]
        one, other = sorted((mine.oldest, theirs.oldest))
        if mine is theirs or not mine.foes.isdisjoint(theirs.sides):
            continue
        first = found.setdefault((one, other), Doubted(one, other, key, reason))
        # Several of the one may have been kept from several of the other, in the order in which they came.
        if first.key == key and REASONS.index(reason) < REASONS.index(first.reason):
            found[one, other] = Doubted(one, other, key, reason)
    return sorted(found.values())


def _part(place: int, parting: Parting, groups: Mapping[int, Group]) -> None:
    for side, profiles in enumerate((parting.one, parting.other)):
        for profile in profiles:
            if profile in groups:
                groups[profile].sides |= {(place, side)}
                groups[profile].foes |= {(place, 1 - side)}
                if parting.left and side == 0:
                    groups[profile].left |= {(place, 1)}


def _by_trust(profiles: Mapping[int, Sequence[Mark]], seen: Mapping[int, tuple[int, int]]) -> list[list[Carried]]:
    """Each value with its carriers, by trust, the most trusted first; what was not seen for too long is another's."""
    first: dict[bytes, int] = {}
    several: dict[bytes, Carried] = {}
    for profile in sorted(profiles):
        for mark in profiles[profile]:
            key = mark.key
            if key not in first:
                first[key] = profile
            elif key in several:
                several[key][1].append(profile)
            else:  # From the second on it joins.
                several[key] = (mark, [first[key], profile])
    levels: dict[int, list[Carried]] = {}
    for mark, carriers in several.values():
        for together in within(mark.rules.days, carriers, seen) if mark.rules.days else (carriers,):
            if len(together) > 1:
                levels.setdefault(mark.rules.priority, []).append((mark, together))
    return [levels[priority] for priority in sorted(levels)]


def _unite(carriers: Sequence[int], groups: dict[int, Group], key: bytes | None) -> list[Merge]:
    first_of: dict[int, int] = {}
    for profile in carriers:
        first_of.setdefault(id(groups[profile]), profile)
    if len(first_of) < 2:
        return []
    first, *rest = first_of.values()
    found = [groups[one] for one in (first, *rest)]
    home = max(found, key=lambda group: len(group.members))
    others = [group for group in found if group is not home]
    home.take(others)
    groups.update((member, home) for group in others for member in group.members)
    return [Merge(first, one, key) for one in rest]
