"""Erase: decided, carried out in the log, told to the followers; and finished after a crash, come what may.

Log and state may be two databases, so no transaction spans them. The decision is written first; until it is marked
done it is carried out again, and carrying it out twice does no harm.
"""

from collections.abc import Sequence
from datetime import datetime

from regard.data_use.public import Eraser
from regard.foundation.clock import to_micros
from regard.foundation.databases import STATE, Write, appending, log_alias, write
from regard.record import change, log
from regard.record.models import Erasure


def erase(seqs: Sequence[int], *, why: str, by: str, at: datetime) -> int:
    """Erase interactions by number; how many were emptied. They leave numbered husks."""
    return _carry_out(_decide(log.spans(seqs), why=why, by=by, at=at), at=at)


def erase_import(import_id: int, *, by: str, at: datetime) -> int:
    """Take back an import: its interactions and its refusals; importing it again is new."""
    decided = _decide(log.spans_of_import(import_id), why=f"import {import_id} taken back", by=by, at=at)
    write(
        [Write(table="refusal", columns=("import_id",), rows=[(import_id,)], delete=True)],
        alias=log_alias(),
    )
    return _carry_out(decided, at=at)


def finish_erasures(*, at: datetime) -> int:
    """Carry out what was decided but not done, as after a crash; how many there were."""
    undone = list(Erasure.objects.filter(done_at=None).order_by("id"))
    for one in undone:
        _carry_out(one, at=at)
    return len(undone)


def _decide(spans: Sequence[tuple[int, int]], *, why: str, by: str, at: datetime) -> Erasure:
    return Erasure.objects.create(spans=[list(span) for span in spans], why=why, by=by, at=at)


def _carry_out(decided: Erasure, *, at: datetime) -> int:
    spans = [(first, last) for first, last in decided.spans]
    emptied = log.empty(spans, at_micros=to_micros(at))
    with appending(STATE):
        change.add("erased", spans, by=decided.by, at=at)
        Erasure.objects.filter(pk=decided.pk).update(done_at=at)
    return emptied


def _empty(seqs: Sequence[int], at: datetime) -> int:
    return log.empty(log.spans(seqs), at_micros=to_micros(at))


ERASER = Eraser(room="record", tables=("interaction", "revision"), erase=_empty)
