"""The follower that keeps which interactions carry an organisation. It joins nobody: an organisation is no evidence."""

from collections.abc import Sequence

from regard.customers.public import KNOWN, profile_of_each, still_there
from regard.data_use.public import Eraser, Reading
from regard.foundation.clock import to_micros
from regard.foundation.databases import Write, read
from regard.foundation.followers import Batch, Follower
from regard.record.public import Logged, history

_COLUMNS = ("value_key", "seq", "profile_id", "occurred_at", "tells")
TELLING = "group"
"""The kind of interaction whose facts say what an organisation is called: what a `group` call becomes."""


def organise(batch: Batch, reading: Reading) -> list[Write]:
    """Rows for what carries an organisation; those of what a change was about anew, of what was erased none."""
    again = history(reading, batch.changed)
    carrying = [one for one in (*batch.items, *again) if any(key.kind == "organisation" for key in one.keys)]
    profiles = profile_of_each(reading, [one.seq for one in carrying])
    rows = {row for one in carrying for row in _rows(one, profiles.get(one.seq))}
    # Looked at again, too: a batch read once more, after what it holds was erased, must not leave a row behind.
    looked_at = sorted({*batch.changed, *(one.seq for one in carrying)})
    return [
        Write(table="organisation_ref", columns=("seq",), rows=[(seq,) for seq in looked_at], delete=True),
        Write(table="organisation_ref", columns=_COLUMNS, rows=sorted(rows), key=("value_key", "seq")),
        *(_let_go(reading) if batch.changed else ()),
    ]


def _rows(one: Logged, profile: int | None) -> set[tuple[object, ...]]:
    tells = one.kind == TELLING
    return {
        (key.value_key, one.seq, profile, to_micros(one.occurred_at), tells)
        for key in one.keys
        if key.kind == "organisation"
    }


def _let_go(reading: Reading) -> Sequence[Write]:
    """Whoever was put into a group by hand and has been erased is in none any more."""
    picked = [profile for (profile,) in read("SELECT DISTINCT profile_id FROM group_pick")]
    here = still_there(reading, picked)
    gone = [(profile,) for profile in sorted(set(picked) - here)]
    return [Write(table="group_pick", columns=("profile_id",), rows=gone, delete=True)]


ORGANISE = Follower(
    name="groups.organise",
    stream=KNOWN,
    run=organise,
    purpose="keep_record",
    tables=("organisation_ref", "group_pick"),
)

ERASER = Eraser(room="groups", tables=(), follows=(*ORGANISE.tables, "carried"))
