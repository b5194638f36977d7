"""What keeps the carriers of a value apart: a pure function of them, whatever order they came in.

Where nothing speaks against it, all who carry a value are one customer. Where something does, those are anchors who
are somebody without it: by an account, a member number, an address of their own; for cookies and devices, whoever is
known at all. Who fits exactly one anchor, and everybody else who does, joins it; who fits several joins none, because
nobody can say which; who fits none joins those who are kept apart from the same.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations, islice
from operator import attrgetter

from regard.customers.kinds import UNIQUE, kind_of, named
from regard.customers.names import NOTHING, Traits, clash, sum_of
from regard.customers.signature import Mark

Side = tuple[int, int]
"""One side of a parting: the place of the parting among all, and 0 or 1."""

BY_PEOPLE = "people"
"""Why two are apart that people parted: no doubt."""
REASONS = ("two_accounts", "names_clash", "birth_dates_clash", "shared", "too_many")
"""Why two are doubted, the most telling first."""
_MOST_DOUBTS = 10
_CROWD = 200
"""So many who differ are a till or a common mailbox; to weigh each against each would take minutes, again and again."""
_UNKNOWN = named("weak", "link", "attribute")
_clash = lru_cache(maxsize=20_000)(clash)
_OLDEST = attrgetter("oldest")


@dataclass(slots=True, eq=False)
class Group:
    """Profiles that are one customer so far, what they hold and tell, and their sides of partings."""

    members: list[int]
    oldest: int
    held: dict[tuple[str, str], set[bytes]] = field(default_factory=dict)
    """Values of unique kinds, by kind and namespace."""
    carried: dict[str, set[bytes]] = field(default_factory=dict)
    """Values of the other kinds, by kind."""
    traits: Traits = NOTHING
    is_known: bool = False
    """Something of it points at a person, not only at a device."""
    sides: frozenset[Side] = frozenset()
    foes: frozenset[Side] = frozenset()
    """The sides which they must not meet."""
    left: frozenset[Side] = frozenset()
    """The sides from which they were moved away."""

    def take(self, others: Sequence["Group"]) -> None:
        """Become one with others."""
        for other in others:
            self.members += other.members
            self.oldest = min(self.oldest, other.oldest)
            for slot, values in other.held.items():
                self.held.setdefault(slot, set()).update(values)
            for kind, values in other.carried.items():
                self.carried.setdefault(kind, set()).update(values)
            self.is_known = self.is_known or other.is_known
        # Names one by one would be put in order again and again: an account may tell thousands.
        self.traits = sum_of((self.traits, *(other.traits for other in others)))
        if any(other.sides or other.foes or other.left for other in others):
            self.share(self, *others)

    def share(self, *others: "Group") -> None:
        """Be kept from whom these are kept from."""
        self.sides = self.sides.union(*(other.sides for other in others))
        self.foes = self.foes.union(*(other.foes for other in others))
        self.left = self.left.union(*(other.left for other in others))


def alone(profile: int, marks: Iterable[Mark], traits: Traits, cards: Mapping[bytes, bytes]) -> Group:
    """A profile before anything joined it. Of `cards` that follow one another it holds the one that stands for all."""
    group = Group([profile], profile, traits=traits)
    for mark in marks:
        kind, key = mark.kind, mark.key
        if kind in UNIQUE:
            group.held.setdefault((kind, mark.namespace), set()).add(cards.get(key, key))
        elif kind in group.carried:
            group.carried[kind].add(key)
        else:
            group.carried[kind] = {key}
        if kind not in _UNKNOWN:
            group.is_known = True
    return group


@dataclass(frozen=True, slots=True)
class Decided:
    """Of the carriers of a value: those that are one customer, and (place, place, reason) of those kept apart."""

    together: Sequence[Sequence[Group]]
    apart: Sequence[tuple[Group, Group, str]] = ()


def decided(mark: Mark, carriers: Collection[Group]) -> Decided:
    """Which of these groups are one customer because of the value that all of them carry."""
    groups = sorted(carriers, key=_OLDEST)
    if any(group.left for group in groups):
        groups = [group for group in groups if not _left_any(group, groups)]
    is_peaceful = _is_peaceful(mark, groups)
    if is_peaceful and not exceeds(mark, groups):
        return Decided([groups])
    together = [groups] if is_peaceful else [] if _is_a_crowd(mark, groups) else _parted(mark, groups)
    together = [cluster for cluster in together if len(cluster) > 1]
    kept = [cluster for cluster in together if not exceeds(mark, cluster)]
    refused = [(cluster[0], one, "too_many") for cluster in together if cluster not in kept for one in cluster[1:]]
    return Decided(kept, [*islice(_doubts(mark, groups, together), _MOST_DOUBTS), *refused[:_MOST_DOUBTS]])


def exceeds(mark: Mark, cluster: Sequence[Group]) -> bool:
    """Whether together they would have more values of this kind than a customer may."""
    rules = mark.rules
    if rules.trust in {"unique", "link"}:
        return False
    found = [group.carried[mark.kind] for group in cluster if mark.kind in group.carried]
    return sum(map(len, found)) > rules.most and len(set[bytes]().union(*found)) > rules.most


def why_apart(mark: Mark, one: Group, other: Group) -> str | None:
    """Why these two cannot be one customer by this value; None if nothing says so."""
    if not one.foes.isdisjoint(other.sides):
        return BY_PEOPLE
    if any(slot in other.held and values.isdisjoint(other.held[slot]) for slot, values in one.held.items()):
        return "two_accounts"
    rules = mark.rules
    if rules.is_vetoed and (reason := _clash(one.traits, other.traits)):
        return reason
    if (rules.trust == "weak" and _are_two(one, other)) or (rules.is_homes and _may_be_two(one, other)):
        return "shared"
    return None


def _may_be_two(one: Group, other: Group) -> bool:
    """Whether two of one telephone have an address each, and not both a first name (which then agrees)."""
    return "email" in one.carried and "email" in other.carried and not (one.traits.first and other.traits.first)


def _are_two(one: Group, other: Group) -> bool:
    """Whether two who use one device are named each in their own right: by member numbers, names, or an address each.

    Somebody known by a handle and somebody known by a number are one until something says otherwise.
    """
    if not (one.is_known and other.is_known):
        return False
    if (one.held and other.held) or (one.traits.first and other.traits.first):
        return True
    return any(kind in other.carried and kind_of(kind).trust == "strong" for kind in one.carried)


def _is_peaceful(mark: Mark, groups: Sequence[Group]) -> bool:
    """Whether nothing speaks against all of them being one: looked at once, not pair by pair."""
    if _are_parted(groups) or _hold_two(groups):
        return False
    rules = mark.rules
    if rules.trust == "weak":
        known = [group for group in groups if group.is_known]
        if any(_are_two(one, other) for one, other in combinations(known, 2)):
            return False
    if rules.is_homes:
        addressed = [group for group in groups if "email" in group.carried]
        if any(_may_be_two(one, other) for one, other in combinations(addressed, 2)):
            return False
    told = {group.traits for group in groups if group.traits is not NOTHING} if rules.is_vetoed else set()
    if len(told) < 2:
        return True
    # Family names never clash, and are many.
    compared = {Traits(first=one.first, born=one.born) for one in told}
    return not any(_clash(one, other) for one, other in combinations(compared, 2))


def _is_a_crowd(mark: Mark, groups: Sequence[Group]) -> bool:
    """Whether so many who differ carry it, and cannot all be one, that it points at none of them."""
    if len(groups) <= _CROWD:
        return False
    return len({(_held(group), group.traits if mark.rules.is_vetoed else NOTHING) for group in groups}) > _CROWD


def _are_parted(groups: Sequence[Group]) -> bool:
    """Whether people keep some of them from others."""
    if not any(group.foes for group in groups):
        return False
    sides = frozenset[Side]().union(*(group.sides for group in groups))
    return not all(group.foes.isdisjoint(sides) for group in groups)


def _hold_two(groups: Sequence[Group]) -> bool:
    """Whether they hold values of one kind and namespace, of which a customer has one, and none in common."""
    common: dict[tuple[str, str], set[bytes]] = {}
    for group in groups:
        for slot, values in group.held.items():
            common[slot] = common[slot] & values if slot in common else values
    return not all(common.values())


def _parted(mark: Mark, groups: Sequence[Group]) -> list[list[Group]]:
    """Those that are one customer although something speaks against all of them being one."""
    kin = list(_kin(mark, groups))
    foes = {
        place: frozenset(at for at, others in enumerate(kin) if at != place and why_apart(mark, one[0], others[0]))
        for place, one in enumerate(kin)
    }
    anchors = _anchors(mark, kin)
    homes = list(_alike({place: foes[place] & anchors for place in sorted(anchors)}))
    joining: dict[int, list[int]] = {}
    rest: list[int] = []
    for place in range(len(kin)):
        if place not in anchors:
            fits = [number for number, home in enumerate(homes) if foes[place].isdisjoint(home)]
            (joining.setdefault(fits[0], []) if len(fits) == 1 else rest).append(place)
    clusters = []
    for number, home in enumerate(homes):
        candidates = joining.get(number, [])
        clusters.append([*home, *(place for place in candidates if foes[place].isdisjoint(candidates))])
        rest += [place for place in candidates if not foes[place].isdisjoint(candidates)]
    clusters += _alike({place: foes[place] for place in rest if foes[place]})
    return [[group for place in sorted(cluster) for group in kin[place]] for cluster in clusters]


def _anchors(mark: Mark, kin: Sequence[Sequence[Group]]) -> set[int]:
    """Who is somebody without this value: by an account or member number, or by an address nobody else here has.

    A name that an agent misheard is none, so it takes nothing away from whom it was misheard of.
    """
    if mark.rules.trust == "weak":
        return {place for place, one in enumerate(kin) if one[0].is_known}
    carried = [_addresses(one) for one in kin]
    times = Counter(key for keys in carried for key in keys)
    return {place for place, one in enumerate(kin) if one[0].held or any(times[key] == 1 for key in carried[place])}


def _addresses(groups: Iterable[Group]) -> set[bytes]:
    kinds = [(kind, keys) for group in groups for kind, keys in group.carried.items()]
    return {key for kind, keys in kinds if kind_of(kind).trust == "strong" for key in keys}


def _kin(mark: Mark, groups: Sequence[Group]) -> Iterable[list[Group]]:
    """Groups of which nothing tells one from the other here: an account may have thousands."""
    found: dict[object, list[Group]] = {}
    for group in groups:
        # Two known customers are never one because of a device, nor two with an address because of a telephone.
        is_own = group.is_known if mark.rules.trust == "weak" else mark.rules.is_homes and "email" in group.carried
        own = group.members[0] if is_own else None
        found.setdefault((own, _held(group), group.traits, group.is_known, group.foes, group.sides), []).append(group)
    return found.values()


def _held(group: Group) -> frozenset[tuple[tuple[str, str], frozenset[bytes]]]:
    return frozenset((slot, frozenset(values)) for slot, values in group.held.items())


def _alike(foes: Mapping[int, frozenset[int]]) -> Iterable[list[int]]:
    """Those with the same foes. Two of them never clash: each would be among the other's foes."""
    found: dict[frozenset[int], list[int]] = {}
    for place, kept_from in foes.items():
        found.setdefault(kept_from, []).append(place)
    return found.values()


def _doubts(
    mark: Mark, groups: Sequence[Group], together: Sequence[Sequence[Group]]
) -> Iterable[tuple[Group, Group, str]]:
    """The pairs kept apart, one for each two customers, with the reason."""
    if len(together) == 1 and len(together[0]) == len(groups):
        return
    joined = {id(group) for cluster in together for group in cluster}
    homes = [*together, *([group] for group in groups if id(group) not in joined)]
    for place, home in enumerate(homes):
        for other in homes[place + 1 :]:
            reasons = {why_apart(mark, one, two) for one in home for two in other}
            if BY_PEOPLE not in reasons:
                yield home[0], other[0], next((reason for reason in REASONS if reason in reasons), "shared")


def _left_any(group: Group, others: Iterable[Group]) -> bool:
    return bool(group.left) and any(not group.left.isdisjoint(other.sides) for other in others if other is not group)
