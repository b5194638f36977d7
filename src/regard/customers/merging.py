"""What people say about who is who: merge, part, and undo. Recognition then looks at those customers again."""

from collections.abc import Iterable
from datetime import datetime

from regard.customers.models import CustomerMap, MergeEvent, NeverMerge, Recognised
from regard.foundation.databases import STATE, appending
from regard.foundation.errors import RegardError
from regard.record.public import spans, tell


def merge(one: int, other: int, *, by: str, at: datetime) -> int:
    """Say that two customers (or profiles) are one person; the number by which it is undone."""
    if one == other:
        raise RegardError(f"Customer {one} cannot be merged with itself. Two different customers would work.")
    older, younger = sorted((one, other))
    with appending(STATE):
        event = MergeEvent.objects.create(one=older, other=younger, rule="person", by=by, at=at)
        _tell("merged", (one, other), by=by, at=at)
    return int(event.pk)


def undo(number: int, *, by: str, at: datetime) -> None:
    """Take back a merge: a person's no longer holds; where a rule made it, the two are parted for good."""
    event = MergeEvent.objects.filter(no=number, undone_at=None).first()
    if event is None:
        raise RegardError(f"No merge with the number {number} stands. The page of the customer lists those that do.")
    with appending(STATE):
        if event.rule == "person":
            MergeEvent.objects.filter(no=number).update(undone_by=by, undone_at=at)
        else:
            NeverMerge.objects.get_or_create(one=event.one, other=event.other, defaults={"by": by, "at": at})
        _tell("parted", (event.one, event.other), by=by, at=at)


def part(one: int, other: int, *, by: str, at: datetime) -> None:
    """Say that two profiles are two people, whatever they share."""
    older, younger = sorted((one, other))
    with appending(STATE):
        NeverMerge.objects.get_or_create(one=older, other=younger, defaults={"by": by, "at": at})
        _tell("parted", (one, other), by=by, at=at)


def allow(one: int, other: int, *, by: str, at: datetime) -> None:
    """Take back that two profiles are two people."""
    older, younger = sorted((one, other))
    with appending(STATE):
        NeverMerge.objects.filter(one=older, other=younger).delete()
        _tell("merged", (one, other), by=by, at=at)


def _tell(kind: str, profiles: Iterable[int], *, by: str, at: datetime) -> None:
    """Name all interactions of the customers that these profiles belong to."""
    mapped = dict(CustomerMap.objects.filter(profile_id__in=profiles).values_list("profile_id", "customer_id"))
    customers = {mapped.get(profile, profile) or profile for profile in profiles}
    members = CustomerMap.objects.filter(customer_id__in=customers).values_list("profile_id", flat=True)
    seqs = Recognised.objects.filter(profile_id__in={*customers, *profiles, *members}).values_list("seq", flat=True)
    tell(kind, spans(seqs), by=by, at=at)
