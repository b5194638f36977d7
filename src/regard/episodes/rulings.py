"""What people say about matters: these belong together, these do not; and undo."""

from collections.abc import Collection
from datetime import datetime

from regard.episodes.links import NO_RULINGS, Rulings
from regard.episodes.models import Ruling
from regard.foundation.databases import STATE, appending, read, read_in
from regard.foundation.errors import RegardError
from regard.record.public import tell

_STANDING = "SELECT no, one, other, is_together FROM ruling WHERE undone_at IS NULL"


def rule(one: int, other: int, *, together: bool, by: str, at: datetime) -> int:
    """Say that two interactions are one matter, or that they are not; the number by which it is taken back."""
    if one == other:
        raise RegardError(f"Interaction {one} is always one matter with itself. Two different interactions would work.")
    with appending(STATE):
        # The newest word on a pair replaces the older one.
        first, second = sorted((one, other))
        Ruling.objects.filter(one=first, other=second, undone_at=None).update(undone_by=by, undone_at=at)
        ruling = Ruling.objects.create(one=first, other=second, is_together=together, by=by, at=at)
        _tell(first, second, by=by, at=at)
    return int(ruling.pk)


def take_back(number: int, *, by: str, at: datetime) -> None:
    """Take back what was said; the definition decides again."""
    ruling = Ruling.objects.filter(no=number, undone_at=None).first()
    if ruling is None:
        raise RegardError(f"No ruling with the number {number} stands. The page of the matter lists those that do.")
    with appending(STATE):
        Ruling.objects.filter(no=number).update(undone_by=by, undone_at=at)
        _tell(ruling.one, ruling.other, by=by, at=at)


def are_any() -> bool:
    """Whether any ruling stands: on most days none does."""
    return bool(read(f"{_STANDING} LIMIT 1"))


def rulings_of(seqs: Collection[int]) -> Rulings:
    """What people said of these interactions, the newest word last."""
    rows = {row for side in ("one", "other") for row in read_in(f"{_STANDING} AND {side} IN ({{marks}})", list(seqs))}
    if not rows:
        return NO_RULINGS
    together: dict[int, list[int]] = {}
    apart: dict[int, list[int]] = {}
    for _, one, other, is_together in sorted(rows):
        said = together if is_together else apart
        said.setdefault(one, []).append(other)
        said.setdefault(other, []).append(one)
    return Rulings(together, apart)


def partners_of(seqs: Collection[int]) -> set[int]:
    """The interactions that people spoke of together with these."""
    said = rulings_of(seqs)
    return {other for side in (said.together, said.apart) for others in side.values() for other in others}


def _tell(one: int, other: int, *, by: str, at: datetime) -> None:
    tell("ruling", [(one, one), (other, other)], by=by, at=at)
