"""What people say about who is who, as rows: constraints that recognition keeps, each taken back by its number.

`person`: two profiles are one · `parted`: what is on one side is nobody of the other · `moved`: a profile is of another
customer, and no more of those on the other side · `shared`: a value is of several people and joins nobody.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from regard.customers.grouping import Parting, People
from regard.customers.models import MergeEvent, MergeSide
from regard.foundation.databases import read, read_in

RULES = ("person", "parted", "moved", "shared")
"""The rules by which a person's word works; `identifier` is the one by which recognition joins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing a person says: by which rule, about which profiles on which side, or about which value."""

    rule: str
    sides: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())
    joined: tuple[int, ...] = ()
    """The two profiles that are one."""
    key: bytes | None = None


_STANDING = "SELECT no, rule, one, other FROM merge_event WHERE undone_at IS NULL AND no IN ({marks})"
_DECLARED = "SELECT value_key FROM merge_event WHERE rule = 'shared' AND undone_at IS NULL"
_BLOCKED = (
    "SELECT DISTINCT p.value_key FROM profile_identifier p JOIN identifier i ON i.value_key = p.value_key "
    "WHERE i.status = 'blocked' AND p.profile_id IN ({marks})"
)
_CARRIED = "SELECT DISTINCT value_key FROM profile_identifier WHERE profile_id IN ({marks})"
_SIDES = "SELECT no, profile_id, side FROM merge_side WHERE no IN ({marks})"


def is_anything_said() -> bool:
    """Whether people ever said anything about profiles: on most days nobody did."""
    return bool(read("SELECT 1 FROM merge_side LIMIT 1"))


def said_of(profiles: Iterable[int]) -> dict[int, Said]:
    """What stands of what people said about these profiles, by number."""
    numbers = {number for (number,) in read_in("SELECT no FROM merge_side WHERE profile_id IN ({marks})", [*profiles])}
    return said_as(sorted(numbers))


def said_as(numbers: Sequence[int]) -> dict[int, Said]:
    """What was said under these numbers, if it stands."""
    standing = {number: (rule, one, other) for number, rule, one, other in read_in(_STANDING, numbers)}
    sides: dict[int, tuple[list[int], list[int]]] = {number: ([], []) for number in standing}
    for number, profile, side in sorted(read_in(_SIDES, list(standing))):
        if side < len(sides[number]):
            sides[number][side].append(profile)
    return {
        number: Said(
            rule=rule,
            sides=(tuple(sides[number][0]), tuple(sides[number][1])),
            joined=(one, other) if rule in {"person", "moved"} else (),
        )
        for number, (rule, one, other) in standing.items()
    }


def people_of(said: Iterable[Said]) -> People:
    """The same as grouping takes it, in the order in which it was said."""
    same: list[tuple[int, int]] = []
    apart: list[Parting] = []
    for one in said:
        if len(one.joined) == 2:
            same.append((one.joined[0], one.joined[1]))
        if one.rule in {"parted", "moved"}:
            apart.append(Parting(one.sides[0], one.sides[1], left=one.rule == "moved"))
    return People(same=same, apart=apart)


def declared() -> set[bytes]:
    """The values that people declare shared."""
    return {bytes(key) for (key,) in read(_DECLARED)}


def declared_shared(profiles: Collection[int], *, fresh: Iterable[bytes] = ()) -> dict[bytes, bool]:
    """Values of these profiles, or fresh ones, that people declare shared (True), or did and took it back (False)."""
    now = declared()
    keys = {bytes(key) for (key,) in read_in(_BLOCKED, list(profiles))}
    if now:
        keys |= {bytes(key) for (key,) in read_in(_CARRIED, list(profiles))} & now
        keys |= now.intersection(fresh)
    return {key: key in now for key in keys}


def say(said: Said, *, by: str, at: datetime) -> int:
    """Write it down inside the open transaction; its number."""
    one, other = said.joined if said.joined else (None, None)
    event = MergeEvent.objects.create(one=one, other=other, rule=said.rule, value_key=said.key, by=by, at=at)
    # To whom it was moved is on neither side, and whoever comes from there must find the way, too.
    to = said.joined[1:] if said.rule == "moved" else ()
    MergeSide.objects.bulk_create(
        MergeSide(no=event.no, profile_id=profile, side=side)
        for side, profiles in enumerate((*said.sides, to))
        for profile in profiles
    )
    return int(event.no)


def sides_of(numbers: Sequence[int]) -> Mapping[int, tuple[tuple[int, ...], tuple[int, ...]]]:
    """The sides of what was said, also where it was taken back."""
    found: dict[int, tuple[list[int], list[int]]] = {number: ([], []) for number in numbers}
    for number, profile, side in sorted(read_in(_SIDES, numbers)):
        if side < len(found[number]):
            found[number][side].append(profile)
    return {number: (tuple(one), tuple(other)) for number, (one, other) in found.items()}
