"""Mends refusals: maps kept originals again and admits what now passes, through the door that everything passes."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby, islice
from typing import Any

from django.db import connections

from regard.data_use.public import Reading
from regard.foundation.clock import to_micros
from regard.foundation.databases import appending, log_alias, read_in
from regard.foundation.errors import RegardError
from regard.foundation.keys import ring
from regard.record.admit import checker
from regard.record.bringers import must_stand
from regard.record.checks import Objection
from regard.record.interaction import Interaction
from regard.record.log import Outcome, Placed, append
from regard.record.models import Refusal
from regard.record.refusals import KeptRefusal, Which, opened, sealed_detail
from regard.record.sealing import Prepared

Remap = Callable[[KeptRefusal], Sequence[Interaction | Objection]]
"""What a kept original is, read again: interactions, objections, or nothing where the recipe leaves such rows out."""

_AT_ONCE = 500
_MOST_SKEW = timedelta(days=3_660_000)
"""All the years that a clock can say."""
_LEFT_OUT = "The recipe leaves such rows out."

_MENDED = (
    "UPDATE refusal SET mended_as = %s, ended_as = 'mended', ended_at = %s, ended_by = %s "
    "WHERE id = %s AND ended_as = ''"
)
_REFUSED_AGAIN = "UPDATE refusal SET reason = %s, sealed_detail = %s WHERE id = %s AND ended_as = ''"


@dataclass(frozen=True)
class Again:
    """So many are refused again for a reason, and what was said of the first."""

    reason: str
    count: int
    detail: str


@dataclass(kw_only=True)
class Mended:
    """What a replay did, or would do: so many refusals mended, left out by the recipe, refused again and why."""

    asked: int = 0
    mended: int = 0
    left_out: int = 0
    appended: int = 0
    refused_again: Counter[str] = field(default_factory=Counter)
    first_detail: dict[str, str] = field(default_factory=dict)
    """For each reason what was said of the first."""

    @property
    def again(self) -> list[Again]:
        """What is refused again, the most first."""
        return [Again(reason, count, self.first_detail[reason]) for reason, count in self.refused_again.most_common()]

    def count(self, one: "_Weighed") -> None:
        """Take in one refusal."""
        self.asked += 1
        if one.objection is not None:
            self.refused_again[one.objection.reason] += 1
            self.first_detail.setdefault(one.objection.reason, one.objection.detail)
        elif one.rows:
            self.mended += 1
        else:
            self.left_out += 1


@dataclass(frozen=True)
class _Weighed:
    """A refusal with what its original is now."""

    kept: KeptRefusal
    rows: Sequence[Prepared]
    objection: Objection | None


def waiting(reading: Reading, which: Which) -> Iterator[KeptRefusal]:
    """All refusals that wait and are meant, oldest first, opened; read in portions, so they may be mended meanwhile."""
    reading.must_allow("identity", what="a refused original")
    after = 0
    while found := opened(which.rows().filter(id__gt=after)[:_AT_ONCE]):
        yield from found
        after = found[-1].number


def weigh(refusals: Iterable[KeptRefusal], remap: Remap, *, at: datetime) -> Mended:
    """What a replay would do; nothing is written."""
    said = Mended()
    for one in refusals:
        said.count(_weighed(one, remap, at))
    return said


def replay(refusals: Iterable[KeptRefusal], remap: Remap, *, by: str, at: datetime) -> Mended:
    """Admit what passes now and note as what; what is refused again is kept with its new reason.

    Doing it twice gives nothing new: a refusal that is mended waits no more. Raises `AlreadyTakenBack`.
    """
    said, left = Mended(), iter(refusals)
    while portion := list(islice(left, _AT_ONCE)):
        portion.sort(key=lambda one: one.import_id or 0)
        for import_id, group in groupby(portion, key=lambda one: one.import_id):
            weighed = [_weighed(one, remap, at) for one in group]
            _keep(weighed, said, import_id=import_id, by=by, at=at)
    return said


def discard(which: Which, *, why: str, by: str, at: datetime, number: int | None = None) -> int:
    """Let these (or the one with this number) wait no more, for a reason a person gives; the originals stay."""
    rows = which.rows() if number is None else Refusal.objects.filter(pk=number, ended_as="")
    return rows.update(ended_as="discarded", ended_at=to_micros(at), ended_by=by, ended_why=why[:200])


def _weighed(kept: KeptRefusal, remap: Remap, at: datetime) -> _Weighed:
    check = checker(received_at=at, import_id=kept.import_id, skew=_skew_of(kept))
    objections: list[Objection] = []
    rows: list[Prepared] = []
    for made in remap(kept):
        found = made if isinstance(made, Objection) else check(made)
        if isinstance(found, Prepared):
            rows.append(found)
        else:
            objections.append(Objection(found.reason, found.detail))
    return _Weighed(kept, rows, objections[0] if objections else None)


def _skew_of(kept: KeptRefusal) -> timedelta:
    """By how much the clock of who sent it was wrong, as the door found."""
    if kept.import_id is not None or not isinstance(kept.original, dict) or "collected_as" not in kept.original:
        return timedelta()
    seconds: Any = kept.original.get("skew_seconds", 0)
    if isinstance(seconds, int | float) and abs(seconds) <= _MOST_SKEW.total_seconds():
        return timedelta(seconds=seconds)
    raise RegardError(f"skew_seconds is {seconds!r}. The number that was there would work, or 0.")


def _keep(weighed: Sequence[_Weighed], said: Mended, *, import_id: int | None, by: str, at: datetime) -> None:
    alias = log_alias()
    with appending(alias) as connection:
        must_stand(import_id)
        # Asked inside the transaction: of two who replay at once, one finds nothing waiting.
        query = "SELECT id FROM refusal WHERE ended_as = '' AND id IN ({marks})"
        there = {number for (number,) in read_in(query, [one.kept.number for one in weighed], alias=alias)}
        meant = [one for one in weighed if one.kept.number in there]
        placed = iter(append(connection, [row for one in meant for row in one.rows], ring=ring()))
        became = [list(islice(placed, len(one.rows))) for one in meant]
        _note(meant, became, by=by, at=at)
    for one, places in zip(meant, became, strict=True):
        said.count(one)
        said.appended += sum(place.outcome is Outcome.APPENDED for place in places)


def _note(meant: Sequence[_Weighed], became: Sequence[Sequence[Placed]], *, by: str, at: datetime) -> None:
    mended, again, left_out = [], [], []
    keys = ring()
    for one, places in zip(meant, became, strict=True):
        if one.objection is not None:
            detail = sealed_detail(keys, one.objection.detail, key=one.kept.key)
            again.append((one.objection.reason, detail, one.kept.number))
        elif places:
            mended.append((_new_first(places), to_micros(at), by, one.kept.number))
        else:
            left_out.append(one.kept.number)
    with connections[log_alias()].cursor() as cursor:
        cursor.executemany(_MENDED, mended)
        cursor.executemany(_REFUSED_AGAIN, again)
    for number in left_out:
        discard(Which(), number=number, why=_LEFT_OUT, by=by, at=at)


def _new_first(places: Sequence[Placed]) -> int:
    """The interaction that a refusal has become: a new one if there is one."""
    return next((one.seq for one in places if one.outcome is Outcome.APPENDED), places[0].seq)
