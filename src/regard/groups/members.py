"""Who is in a group: its definition as one expression over the lake, so that it is always as of what the lake holds."""

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

import ibis
import pyarrow as pa

from regard.data_use.public import Reading
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


def newest_asks(customers: Sequence[int], view: View) -> ibis.Table:
    """The newest request of each of these customers: customer, episode_id, asked_seq, asked_at; none: absent."""
    wanted = ibis.memtable(pa.table({"customer": pa.array(customers, pa.int64())}))
    theirs = view.whose().semi_join(wanted, "customer")
    requests = view.reading.table("requests").select("episode_id", "asked_seq", "asked_at")
    asked = requests.join(theirs, requests.asked_seq == theirs.seq)
    latest = asked.group_by("customer").agg(newest=asked.asked_seq.argmax(asked.asked_at))
    return latest.join(requests, latest.newest == requests.asked_seq).select(
        "customer", "episode_id", "asked_seq", "asked_at"
    )


def groups_with(customer: int, definitions: Sequence[tuple[Definition, Sequence[int]]], view: View) -> ibis.Table:
    """Of these definitions (each with who was picked) those of which the customer is a member: column place."""
    seqs = view.whose().filter(lambda one: one.customer == customer).select("seq")
    alone = replace(view, reading=_alone(view, seqs))
    parts = []
    for place, (definition, picked) in enumerate(definitions):
        members = members_of(definition, replace(alone, picked=picked))
        is_in = members.filter(members.customer == customer)
        parts.append(is_in.select(place=ibis.literal(place)))
    return reduce(lambda left, right: left.union(right), parts)


def _alone(view: View, seqs: ibis.Table) -> Reading:
    """What there is of one customer only: conditions look at each customer by themselves."""

    def table(name: str) -> ibis.Table:
        whole = view.reading.table(name)
        if name == "requests":
            return whole.filter(whole.asked_seq.isin(seqs.seq))
        return whole.filter(whole.seq.isin(seqs.seq)) if "seq" in whole.columns else whole

    return view.reading.narrowed(table)
