"""Erase: decided, carried out in the log by portions, told to the followers; and finished after a crash, come what may.

Log and state may be two databases, so no transaction spans them. The decision is written first; until it is marked
done it is carried out again, and carrying it out twice does no harm.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from regard.data_use.public import Eraser
from regard.foundation.clock import to_micros
from regard.foundation.databases import STATE, appending, log_alias
from regard.foundation.home import the_home
from regard.record import change, log
from regard.record.models import Erasure, Import
from regard.record.spans import Span, length, portions, spans
from regard.record.taking_back import empty_portion, let_go_of_the_rest, prepare_taking_back

PORTION = 5_000
"""So many numbers are emptied in one transaction, and told to the followers in one change."""

Progress = Callable[[int, int], None]


def erase(seqs: Sequence[int], *, why: str, by: str, at: datetime) -> int:
    """Erase interactions by number; how many were emptied. They leave numbered husks."""
    return _carry_out(_decide(spans(seqs), why=why, by=by, at=at), at=at)


def erase_import(import_id: int, *, by: str, at: datetime, progress: Progress | None = None) -> int:
    """Take back an import: its interactions, revisions and refusals; importing it again is new.

    What another import, or a live source, brought as well is theirs from now on.
    """
    return _carry_out(decide_taking_back(import_id, by=by, at=at), at=at, progress=progress)


def decide_taking_back(import_id: int, *, by: str, at: datetime) -> Erasure:
    """Decide to take an import back, once; `carry_on` carries it out. From now on nothing of it is appended."""
    Import.objects.filter(pk=import_id).update(state="taking_back")
    prepare_taking_back(import_id, at=to_micros(at))
    under_way = Erasure.objects.filter(import_id=import_id, done_at=None).first()
    runs = log.spans_of_import(import_id)
    return under_way or _decide(runs, why=f"import {import_id} taken back", by=by, at=at, import_id=import_id)


def carry_on(*, at: datetime) -> int:
    """Carry out one portion of the oldest erasure that is not done; 0: there is none."""
    _decide_what_was_asked(at)
    decided = Erasure.objects.filter(done_at=None).order_by("id").first()
    if decided is None:
        return 0
    portion = next(portions(_runs(decided), size=PORTION, after=decided.reached), None)
    if portion is not None:
        _empty_portion(decided, portion, at=at)
    else:
        _finish(decided, at=at)
    return 1


def share_taken_back(import_id: int) -> float:
    """How much of an import is erased, from 0 to 1."""
    decided = Erasure.objects.filter(import_id=import_id).order_by("-id").first()
    if decided is None:
        return 0.0
    whole = length(_runs(decided))
    left = sum(length(portion) for portion in portions(_runs(decided), size=PORTION, after=decided.reached))
    return 1.0 if decided.done_at or not whole else 1 - left / whole


def finish_erasures(*, at: datetime) -> int:
    """Carry out what was decided but not done, as after a crash; how many there were."""
    _decide_what_was_asked(at)
    undone = list(Erasure.objects.filter(done_at=None).order_by("id"))
    for one in undone:
        _carry_out(one, at=at)
    return len(undone)


def _decide_what_was_asked(at: datetime) -> None:
    """A crash may come between "taking back" on the import and the decision."""
    decided = Erasure.objects.filter(done_at=None, import_id__isnull=False).values("import_id")
    for row in Import.objects.filter(state="taking_back").exclude(pk__in=decided):
        decide_taking_back(row.pk, by=row.by, at=at)


def _decide(runs: Sequence[Span], *, why: str, by: str, at: datetime, import_id: int | None = None) -> Erasure:
    return Erasure.objects.create(spans=[list(run) for run in runs], why=why, by=by, at=at, import_id=import_id)


def _runs(decided: Erasure) -> list[Span]:
    return [(first, last) for first, last in decided.spans]


def _carry_out(decided: Erasure, *, at: datetime, progress: Progress | None = None) -> int:
    emptied, whole = 0, length(_runs(decided))
    for portion in portions(_runs(decided), size=PORTION, after=decided.reached):
        emptied += _empty_portion(decided, portion, at=at)
        if progress:
            progress(emptied, whole)
    _finish(decided, at=at)
    return emptied


def _empty_portion(decided: Erasure, portion: Sequence[Span], *, at: datetime) -> int:
    if decided.import_id is not None:
        emptied = empty_portion(portion, import_id=decided.import_id, at=to_micros(at))
    else:
        emptied = _empty_for_good(portion, at=to_micros(at))
    Erasure.objects.filter(pk=decided.pk).update(reached=portion[-1][1])
    return emptied


def _empty_for_good(portion: Sequence[Span], *, at: int) -> int:
    """Whoever brought it: also as a refused original that was mended."""
    with appending(log_alias()) as connection, connection.cursor() as cursor:
        for first, last in portion:
            cursor.execute("DELETE FROM refusal WHERE mended_as BETWEEN %s AND %s", [first, last])
        return log.empty(portion, at_micros=at)


def _finish(decided: Erasure, *, at: datetime) -> None:
    if decided.import_id is not None:
        let_go_of_the_rest(decided.import_id)
    with appending(STATE):
        # Claim by update, not by lock: whoever marks it done first tells the followers, and nobody tells them twice.
        if not Erasure.objects.filter(pk=decided.pk, done_at=None).update(done_at=at):
            return
        for portion in portions(_runs(decided), size=PORTION):
            change.add("erased", portion, by=decided.by, at=at)
        if decided.import_id is not None:
            Import.objects.filter(pk=decided.import_id).update(state="taken_back", finished_at=at)
            _delete_uploaded(decided.import_id)


def _delete_uploaded(import_id: int) -> None:
    """The file that was handed in on the page is ours; a file that somebody named is theirs."""
    row = Import.objects.filter(pk=import_id).first()
    if row is not None and (path := Path(row.file_name)).parent == the_home().inbox:
        path.unlink(missing_ok=True)


def _empty(seqs: Sequence[int], at: datetime) -> int:
    return log.empty(spans(seqs), at_micros=to_micros(at))


ERASER = Eraser(room="record", tables=("interaction", "revision", "refusal"), erase=_empty, follows=("brought_again",))
