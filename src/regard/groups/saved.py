"""Groups as they are kept: made, changed, given customers by hand, and let go."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from regard.foundation.databases import STATE, read
from regard.foundation.errors import NotKnown, RegardError
from regard.groups.definition import Definition, as_text, must_mean_something, read_definition
from regard.groups.models import Picked, SavedGroup

_LONGEST = 80


@dataclass(frozen=True, kw_only=True)
class Group:
    """A saved group: what it is called, what it means, and whom somebody put into it by hand."""

    number: int
    name: str
    definition: Definition
    picked: tuple[int, ...]
    """Profiles, which never change; who they are today is worked out with the rest."""
    made_by: str
    changed_at: datetime


def groups() -> tuple[Group, ...]:
    """Every group, by name."""
    picked: dict[int, list[int]] = defaultdict(list)
    for number, profile in read("SELECT group_no, profile_id FROM group_pick ORDER BY group_no, profile_id"):
        picked[number].append(profile)
    return tuple(_group(row, tuple(picked[row.number])) for row in SavedGroup.objects.order_by("name_key"))


def find_group(number: int) -> Group:
    """The group with this number."""
    known = {one.number: one for one in groups()}
    if number not in known:
        raise NotKnown("group", str(number), (f"{one.number} ({one.name})" for one in known.values()))
    return known[number]


def group_named(name: str) -> Group:
    """The group of this name, however its capitals are written."""
    known = {_key(one.name): one for one in groups()}
    if _key(name) not in known:
        raise NotKnown("group", name, (one.name for one in known.values()))
    return known[_key(name)]


def save_group(name: str, definition: Definition, *, by: str, at: datetime, number: int | None = None) -> Group:
    """Make a group, or with `number` change one; raises `RegardError` for a name that is taken or means nothing."""
    name = " ".join(name.split())
    if not 0 < len(name) <= _LONGEST:
        raise RegardError(f"A group needs a name of at most {_LONGEST} letters, such as Regulars of the shop.")
    must_mean_something(definition)
    row = SavedGroup(number=number) if number is None else SavedGroup.objects.get(number=find_group(number).number)
    row.name, row.name_key, row.definition = name, _key(name), as_text(definition)
    row.made_by, row.changed_at = row.made_by or by, at
    try:
        with transaction.atomic(using=STATE):
            row.save()
    except IntegrityError as cause:
        raise RegardError(f"There is a group named {name!r} already. Another name would work.") from cause
    return find_group(row.number)


def remove_group(number: int) -> None:
    """Let a group go, with whom somebody put into it; customers and matters stay as they are."""
    found = find_group(number)
    with transaction.atomic(using=STATE):
        Picked.objects.filter(group_no=found.number).delete()
        SavedGroup.objects.filter(number=found.number).delete()


def put_in(number: int, customer: int, *, by: str, at: datetime) -> None:
    """Put a customer into a group by hand; it counts where the definition says `by_hand`."""
    Picked.objects.get_or_create(group_no=find_group(number).number, profile_id=customer, defaults={"by": by, "at": at})


def take_out(number: int, profile: int) -> None:
    """Take one whom somebody put in by hand out again."""
    Picked.objects.filter(group_no=find_group(number).number, profile_id=profile).delete()


def _group(row: SavedGroup, picked: tuple[int, ...]) -> Group:
    return Group(
        number=row.number,
        name=row.name,
        definition=read_definition(row.definition),
        picked=picked,
        made_by=row.made_by,
        changed_at=row.changed_at,
    )


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()[:_LONGEST]
