"""Who is in a group: its definition as one expression over the lake, so that it is always as of what the lake holds."""

from collections.abc import Sequence
from functools import reduce

import ibis
import pyarrow as pa

from regard.groups.conditions import customers_met
from regard.groups.definition import Definition, Join, Joined, One
from regard.groups.view import View


def members_of(definition: Definition, view: View) -> ibis.Table:
    """The customers (column customer, each once) of whom the definition is true now. Numbers only."""
    view.reading.must_allow("behavioural", what="who is in a group")
    everyone = view.everyone()
    parts = [
        _joined(part.join, [_true_of(one, view, everyone) for one in part.conditions])
        if isinstance(part, Joined)
        else _true_of(part, view, everyone)
        for part in definition.conditions
    ]
    return _joined(definition.join, parts).select("customer")


def _true_of(one: One, view: View, everyone: ibis.Table) -> ibis.Table:
    met = customers_met(one, view)
    return everyone.anti_join(met, "customer") if one.never else met


def _joined(join: Join, parts: Sequence[ibis.Table]) -> ibis.Table:
    if join == "all":
        return reduce(lambda left, right: left.semi_join(right, "customer"), parts)
    return reduce(lambda left, right: left.union(right, distinct=True), parts)


def matters_of_members(members: pa.Table, view: View) -> ibis.Table:
    """Every interaction of every matter in which one of these customers has a part: seq, episode_id.

    The matter and not the interaction: what we answered them belongs to it, though it points at nobody.
    """
    assigned = view.reading.table("assigned").select("seq", "episode_id")
    theirs = view.whose().semi_join(ibis.memtable(members), "customer").select("seq")
    matters = assigned.semi_join(theirs, "seq").select("episode_id").distinct()
    return assigned.semi_join(matters, "episode_id")
