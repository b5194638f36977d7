"""Which interactions are one matter: a pure function of the interactions, in whatever order they arrived.

First form: strong keys (case, order, thread) join, with certainty. What joins by product, session, topic and time
needs to know the customer and comes with the room `customers`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from regard.record.public import Logged

STRONG = ("case", "order", "thread")


@dataclass(frozen=True, slots=True)
class Link:
    """Why an interaction belongs to a matter."""

    seq: int
    episode_id: int
    link: str
    why: str
    sure: str


@dataclass(slots=True)
class _Open:
    """A matter while it is being put together."""

    first_seq: int
    place: int


def strong_keys(one: Logged) -> list[bytes]:
    """The keys of an interaction that join it to others, strongest kind first."""
    return [key.value_key for kind in STRONG for key in one.keys if key.kind == kind]


def components(interactions: Sequence[Logged]) -> list[list[Logged]]:
    """Interactions parted into groups that share no strong key with one another; each group in order of time."""
    group_of_key: dict[bytes, list[Logged]] = {}
    groups: list[list[Logged]] = []
    for one in interactions:
        met = _distinct(group_of_key[key] for key in strong_keys(one) if key in group_of_key)
        home = max(met, key=len, default=None)
        if home is None:
            home = []
            groups.append(home)
        for other in met:
            if other is not home:
                home.extend(other)
                for moved in other:
                    group_of_key.update(dict.fromkeys(strong_keys(moved), home))
                other.clear()
        home.append(one)
        group_of_key.update(dict.fromkeys(strong_keys(one), home))
    return [sorted(group, key=lambda one: one.order) for group in groups if group]


def _distinct(groups: Iterable[list[Logged]]) -> list[list[Logged]]:
    return list({id(group): group for group in groups}.values())


def joined(group: Sequence[Logged]) -> list[Link]:
    """The links of one component, given in order of time.

    By key: case, order, thread, tried in turn; the first kind with an owner decides, and of several owners the matter
    begun first. Joining adds all its keys to the matter; a key has one owner, so keys of two matters never merge them.
    """
    owner: dict[bytes, _Open] = {}
    links = []
    for place, one in enumerate(group):
        kind, matter = _owner(one, owner)
        if matter is None:
            matter = _Open(first_seq=one.seq, place=place)
            links.append(Link(one.seq, one.seq, "begins", "", "certain"))
        else:
            links.append(Link(one.seq, matter.first_seq, "key", kind, "certain"))
        for key in strong_keys(one):
            owner.setdefault(key, matter)
    return links


def _owner(one: Logged, owner: dict[bytes, _Open]) -> tuple[str, _Open | None]:
    for kind in STRONG:
        found = [owner[key.value_key] for key in one.keys if key.kind == kind and key.value_key in owner]
        if found:
            return kind, min(found, key=lambda matter: matter.place)
    return "", None
