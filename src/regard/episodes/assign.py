"""The follower that says which matter each interaction belongs to, whatever order they arrive in."""

from regard.customers.public import KNOWN
from regard.data_use.public import Eraser, Reading
from regard.episodes.joining import joined
from regard.episodes.refs import write_refs
from regard.episodes.region import load_region, touched_by
from regard.episodes.rows import write_matters
from regard.episodes.rulings import let_go_of
from regard.foundation.databases import Write
from regard.foundation.followers import Batch, Follower


def assign(batch: Batch, reading: Reading) -> list[Write]:
    """Join again all that this batch may have changed, from the last settled cut on."""
    touched = touched_by(batch, reading)
    region = load_region(touched, reading)
    found = joined(
        sorted(region.bodies.values(), key=lambda one: one.order),
        customers={seq: one.customer for seq, one in region.whose.items()},
        rulings=region.rulings,
        given=region.given(),
    )
    again = [seq for seq in batch.changed if seq in touched.gone or seq in region.before]
    return [
        *write_refs(batch.items, again, region.bodies, region.whose),
        *write_matters(region, found, gone=touched.gone, changed=again),
        *let_go_of(touched.gone),
    ]


ASSIGN = Follower(
    name="episodes.assign",
    stream=KNOWN,
    run=assign,
    purpose="keep_record",
    tables=("object_ref", "assigned", "episode", "related"),
)

ERASER = Eraser(room="episodes", tables=(), follows=(*ASSIGN.tables, "ruling", "ruling_pair", "ruling_reason"))
