"""Each condition as an expression: the customers of whom it is true, and nobody twice."""

from collections.abc import Callable
from typing import Any

import ibis
import pyarrow as pa

from regard.foundation.keys import ring
from regard.groups.definition import (
    Belongs,
    ByHand,
    Did,
    KnownBy,
    Matter,
    OnChannels,
    One,
    Seen,
    Spent,
    Writes,
)
from regard.groups.view import View
from regard.record.public import object_key

_THEIRS = ("in", "observed")
_OF_AN_INTERACTION = ("channel", "touchpoint", "kind", "source", "direction", "role")
_OF_A_REQUEST = ("channel", "touchpoint", "source")
_CARRIED = ("topic", "product", "campaign")


def customers_met(one: One, view: View) -> ibis.Table:
    """The customers (column customer) of whom this is true, whatever its `never` says."""
    return _CONDITIONS[type(one)](one, view)


def _did(one: Did, view: View) -> ibis.Table:
    seen = _chosen(view.interactions(), one, _OF_AN_INTERACTION)
    if one.direction is None and one.role is None:
        seen = seen.filter(seen.direction.isin(_THEIRS))
    seen = _within(seen, one, view, moment=seen.occurred_at)
    for kind in _CARRIED:
        value = getattr(one, kind)
        if value is not None:
            seen = seen.semi_join(_carrying(view, kind, keys_meant(kind, value, view)), "seq")
    return _so_often(seen.select("seq"), view, at_least=one.at_least)


def _matter(one: Matter, view: View) -> ibis.Table:
    seen = _chosen(view.requests, one, _OF_A_REQUEST)
    if one.became is not None:
        seen = seen.filter(seen[one.became])
    seen = _within(seen, one, view, moment=seen.asked_at)
    return _so_often(seen.select(seq=seen.asked_seq), view, at_least=one.at_least)


def _spent(one: Spent, view: View) -> ibis.Table:
    seen = view.interactions()
    seen = seen.filter((seen.currency == one.currency) & seen.value.notnull())
    seen = _within(_chosen(seen, one, ("kind",)), one, view, moment=seen.occurred_at)
    valued = seen.select("seq", "value").join(view.whose(), "seq")
    sums = valued.group_by("customer").agg(spent=valued.value.sum())
    if one.at_least is not None:
        sums = sums.filter(sums.spent >= one.at_least)
    if one.at_most is not None:
        sums = sums.filter(sums.spent <= one.at_most)
    return sums.select("customer")


def _belongs(one: Belongs, view: View) -> ibis.Table:
    keys = None if one.organisation is None else (one.organisation,)
    return _so_often(_carrying(view, "organisation", keys), view)


def _known_by(one: KnownBy, view: View) -> ibis.Table:
    known = view.reading.table("known_by")
    return _so_often(known.filter(known.kinds.contains(one.identifier)).select("seq"), view)


def _on_channels(one: OnChannels, view: View) -> ibis.Table:
    theirs = _theirs(view)
    on = theirs.select("seq", "channel").join(view.whose(), "seq").select("customer", "channel").distinct()
    counted = on.group_by("customer").agg(channels=on.count())
    return counted.filter(counted.channels >= one.at_least).select("customer")


def _writes(one: Writes, view: View) -> ibis.Table:
    seen = view.interactions()
    language: Any = seen.language.lower()
    wanted = one.language.lower()
    is_so = (language == wanted) | language.startswith(f"{wanted}-") | language.startswith(f"{wanted}_")
    return _so_often(seen.filter((seen.direction == "in") & is_so).select("seq"), view)


def _seen(one: Seen, view: View) -> ibis.Table:
    """Seen in that time, and not before it (first), or not after it (last)."""
    theirs = _theirs(view)
    inside = _within(theirs, one, view, moment=theirs.occurred_at)
    starts = view.is_after_start(one, theirs.occurred_at, source=theirs.source)
    ends = view.is_before_end(one, theirs.occurred_at)
    beyond = starts if one.which == "first" else ends
    found = _so_often(inside.select("seq"), view)
    if beyond is None:
        return found
    return found.anti_join(_so_often(theirs.filter(~beyond).select("seq"), view), "customer")


def _by_hand(_one: ByHand, view: View) -> ibis.Table:
    """Of the profiles picked, the customers that they are today; a profile that is gone is nobody."""
    picked = ibis.memtable(pa.table({"profile_id": pa.array(view.picked, pa.int64())}))
    profiles = view.reading.table("recognised")
    return _so_often(profiles.semi_join(picked, "profile_id").select("seq"), view)


_CONDITIONS: dict[type[Any], Callable[[Any, View], ibis.Table]] = {
    Did: _did,
    Matter: _matter,
    Spent: _spent,
    Belongs: _belongs,
    KnownBy: _known_by,
    OnChannels: _on_channels,
    Writes: _writes,
    Seen: _seen,
    ByHand: _by_hand,
}


def _so_often(seqs: ibis.Table, view: View, *, at_least: int = 1) -> ibis.Table:
    """The customers who have at least so many of these interactions (column seq)."""
    of = seqs.join(view.whose(), "seq").select("customer")
    if at_least == 1:
        return of.distinct()
    counted = of.group_by("customer").agg(times=of.count())
    return counted.filter(counted.times >= at_least).select("customer")


def _chosen(seen: ibis.Table, one: Any, names: tuple[str, ...]) -> ibis.Table:
    for name in names:
        if (value := getattr(one, name)) is not None:
            seen = seen.filter(seen[name] == value)
    return seen


def _within(seen: ibis.Table, one: Any, view: View, *, moment: Any) -> ibis.Table:
    is_within = view.is_within(one, moment, source=seen.source)
    return seen if is_within is None else seen.filter(is_within)


def _theirs(view: View) -> ibis.Table:
    seen = view.interactions()
    return seen.filter(seen.direction.isin(_THEIRS))


def _carrying(view: View, kind: str, keys: tuple[str, ...] | None) -> ibis.Table:
    """The interactions (column seq) that carry one of these keys, or any of the kind."""
    carried = view.reading.table("carried")
    carried = carried.filter(carried.kind == kind)
    if keys is not None:
        carried = carried.filter(carried.key.isin(keys))
    return carried.select("seq").distinct()


def keys_meant(kind: str, value: str, view: View) -> tuple[str, ...]:
    """The keys a value may have: in each namespace, or only in the one written before it, as `shop:B-17`."""
    meant = {(namespace, value) for namespace in view.namespaces}
    namespace, colon, rest = value.partition(":")
    if colon and namespace and rest:
        meant.add((namespace, rest))
    keys = ring()
    return tuple(sorted(object_key(keys, kind, namespace, value).hex() for namespace, value in meant))
