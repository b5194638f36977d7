"""What a person wants matters to be: which interactions are to be one, and the pairs that say so from then on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from regard.episodes.rulings import Pair
from regard.foundation.errors import RegardError
from regard.record.public import Logged

ActKind = Literal["join", "split", "out", "move"]


@dataclass(frozen=True, slots=True)
class Act:
    """Join two matters, split one at an interaction, take one interaction out, or move it to another matter.

    `one` is the interaction it is about (of a join: any number of a matter), `other` any number of the other matter.
    """

    kind: ActKind
    one: int
    other: int | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """Groups of interactions that are to be a matter each, in order, and what says so whatever arrives later."""

    groups: tuple[Sequence[Logged], ...]
    pairs: tuple[Pair, ...]
    heir: int = -1
    """The group to which, from here on, the keys lead that it names."""


def wish(act: Act, members: Mapping[int, Sequence[Logged]], matter_of: Mapping[int, int]) -> Wish:
    """What an act asks for. `members` are the interactions of the matters, in order; `matter_of` what it names."""
    own = members[matter_of[act.one]]
    if act.kind == "split":
        return _split(own, act.one)
    if act.kind == "out":
        return _take_out(own, act.one)
    assert act.other is not None  # noqa: S101 -- `matter_of` holds it, so it was given
    theirs = members[matter_of[act.other]]
    if own is theirs:
        raise RegardError(f"{act.one} and {act.other} are in the same matter. Numbers of two matters would work.")
    return _join(own, theirs) if act.kind == "join" else _move(own, act.one, theirs)


def _join(own: Sequence[Logged], theirs: Sequence[Logged]) -> Wish:
    whole = _in_order([*own, *theirs])
    first, second = _in_order([own[0], theirs[0]])
    return Wish((whole,), (Pair(second.seq, first.seq, is_together=True),))


def _split(own: Sequence[Logged], at: int) -> Wish:
    place = _place(own, at)
    if place == 0:
        raise RegardError(f"Matter {at} begins with this interaction. A later one of the matter would work.")
    return Wish((own[:place], own[place:]), _parted(own[place], own[:place], leads=True), heir=1)


def _take_out(own: Sequence[Logged], at: int) -> Wish:
    if len(own) == 1:
        raise RegardError(f"Interaction {at} is a matter by itself already.")
    place = _place(own, at)
    rest = _without(own, place)
    return Wish((rest, own[place : place + 1]), _leaving(own, place), heir=0)


def _move(own: Sequence[Logged], at: int, theirs: Sequence[Logged]) -> Wish:
    place = _place(own, at)
    goal, rest = _in_order([own[place], *theirs]), _without(own, place)
    before = goal[: next(number for number, one in enumerate(goal) if one.seq == at)]
    # The later of the two decides: it, if the other matter has begun by then, else the beginning of the other matter.
    comes = Pair(at, before[-1].seq, is_together=True) if before else Pair(theirs[0].seq, at, is_together=True)
    if not rest:
        return Wish((goal,), (comes,))
    return Wish((rest, goal), (*_leaving(own, place), comes), heir=0)


def _leaving(own: Sequence[Logged], place: int) -> tuple[Pair, ...]:
    """One goes; where it was the first, what stays begins anew and keeps its keys."""
    if place == 0:
        return (Pair(own[1].seq, own[0].seq, is_together=False, leads=True),)
    return _parted(own[place], own[:place], leads=False)


def _parted(one: Logged, before: Sequence[Logged], *, leads: bool) -> tuple[Pair, ...]:
    """Apart from where the matter began and from what it followed, lest one of them is another customer's one day."""
    ends = {before[0].seq: None, before[-1].seq: None}
    return tuple(Pair(one.seq, other, is_together=False, leads=leads) for other in ends)


def missing(wished: Wish, found: Mapping[int, int], said: Mapping[tuple[int, int], Pair]) -> list[Pair]:
    """The pairs still to be said so that every group is a matter of its own. `found` is the matter of each by now."""
    wanted: list[Pair] = []
    first_of = {group[0].seq: group[0] for group in wished.groups}
    for number, (first, *others) in enumerate(wished.groups):
        leads = number == wished.heir
        if found[first.seq] != first.seq:
            pairs = _apart_from(first, first_of, found, leads=leads)
            wanted += [pair for pair in pairs if (pair.one, pair.other) not in said] or [
                Pair(first.seq, first.seq, is_together=False, leads=leads)
            ]
        for one in others:
            if found[one.seq] != found[first.seq]:
                wanted += _apart_from(one, first_of, found, leads=leads)
                wanted.append(Pair(one.seq, first.seq, is_together=True))
    return [pair for pair in wanted if (pair.one, pair.other) not in said]


def _apart_from(one: Logged, firsts: Mapping[int, Logged], found: Mapping[int, int], *, leads: bool) -> list[Pair]:
    return [
        Pair(one.seq, seq, is_together=False, leads=leads)
        for seq, first in firsts.items()
        if found[seq] == found[one.seq] and first.order < one.order
    ]


def _place(own: Sequence[Logged], at: int) -> int:
    return next(place for place, one in enumerate(own) if one.seq == at)


def _without(own: Sequence[Logged], place: int) -> list[Logged]:
    return [*own[:place], *own[place + 1 :]]


def _in_order(interactions: Sequence[Logged]) -> list[Logged]:
    return sorted(interactions, key=lambda one: one.order)
