"""Matters as this room needs them: with whose each interaction is, and what the customer's other matters say."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from types import MappingProxyType

from regard.customers.public import customers_of, timeline
from regard.data_use.public import Reading
from regard.episodes.public import matters, reopened
from regard.overview.matter import Matter, is_inbound
from regard.record.public import Logged, history

_FIRST_TRACE_ELSEWHERE = "social"
_Position = tuple[datetime, str, int, bytes]


def matters_of(
    reading: Reading, episode_ids: Sequence[int], *, past: Mapping[int, Sequence[Logged]] = MappingProxyType({})
) -> list[Matter]:
    """These matters, whole; one without interactions is absent. `past`: customers whose record is read already."""
    found = matters(reading, episode_ids)
    customers = customers_of(reading, [one.seq for members in found.values() for one in members])
    again = reopened(reading, list(found))
    usual = _usual_channels(reading, found, customers, past)
    return [
        Matter(
            episode_id,
            members,
            {one.seq: customers[one.seq] for one in members if one.seq in customers},
            usual.get(episode_id),
            again.get(episode_id),
        )
        for episode_id, members in found.items()
    ]


def matters_supposed(
    reading: Reading, members: Mapping[int, Sequence[Logged]], customers: Mapping[int, int]
) -> list[Matter]:
    """Matters as they would be with these interactions, each in order; whether asked about again is not known."""
    usual = _usual_channels(reading, members, customers)
    return [
        Matter(
            episode_id,
            those,
            {one.seq: customers[one.seq] for one in those if one.seq in customers},
            usual.get(episode_id),
        )
        for episode_id, those in members.items()
    ]


def _usual_channels(
    reading: Reading,
    found: Mapping[int, Sequence[Logged]],
    customers: Mapping[int, int],
    past: Mapping[int, Sequence[Logged]] = MappingProxyType({}),
) -> dict[int, str]:
    """The channel of most of the customer's earlier asks, for matters that showed first on social."""
    asked = {
        episode_id: (customers[members[0].seq], members[0])
        for episode_id, members in found.items()
        if members[0].channel == _FIRST_TRACE_ELSEWHERE and members[0].seq in customers
    }
    if not asked:
        return {}
    earlier = _asks(reading, {customer for customer, _ in asked.values()}, past)
    return {
        episode_id: channel
        for customer, asks in earlier.items()
        for episode_id, channel in _usual(
            asks, sorted((first.order, episode_id) for episode_id, (whose, first) in asked.items() if whose == customer)
        ).items()
    }


def _usual(asks: Iterable[tuple[_Position, Logged]], begun: Iterable[tuple[_Position, int]]) -> dict[int, str]:
    """The channel of most asks before each matter began; both in order, so that each ask is counted once for all."""
    usual, counts, left = {}, Counter[str](), iter(asks)
    following = next(left, None)
    for position, episode_id in begun:
        while following is not None and following[0] < position:
            counts[following[1].channel] += 1
            following = next(left, None)
        if counts:
            usual[episode_id] = min(counts, key=lambda channel: (-counts[channel], channel))
    return usual


def _asks(
    reading: Reading, customers: set[int], past: Mapping[int, Sequence[Logged]]
) -> dict[int, list[tuple[_Position, Logged]]]:
    """What each of these customers ever asked, with its position, in order."""
    rows = timeline(reading, customers - past.keys(), since=0)
    customer_of = {seq: customer for customer, seq, _ in rows}
    every = [(customer_of[one.seq], one) for one in history(reading, list(customer_of))]
    every += [(customer, one) for customer in customers & past.keys() for one in past[customer]]
    found: dict[int, list[tuple[_Position, Logged]]] = {}
    for customer, one in every:
        if one.role in {"asks", "unknown"} and is_inbound(one):
            found.setdefault(customer, []).append((one.order, one))
    return {customer: sorted(asks, key=itemgetter(0)) for customer, asks in found.items()}
