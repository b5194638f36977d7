"""A group evaluated by plain Python over what was told, as the definition reads; the peer of the expression."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from regard.groups import public as groups
from regard.overview.public import Fate, Request
from regard.record.public import Interaction, Logged

THEIRS = ("in", "observed")


@dataclass(frozen=True)
class Told:
    """One interaction as it stands in the record, as it was told, and whose it is."""

    logged: Logged
    said: Interaction
    customer: int


@dataclass(frozen=True)
class World:
    """All there is: what was told, the requests by who asked, and the moment."""

    told: list[Told]
    requests: list[tuple[int, Request, Fate]]
    now: datetime

    @property
    def everyone(self) -> set[int]:
        """Every customer."""
        return {one.customer for one in self.told}


def members(definition: groups.Definition, world: World) -> set[int]:
    """The customers of whom it is true."""
    return _joined(definition.join, [_part(one, world) for one in definition.conditions])


def _part(part: Any, world: World) -> set[int]:
    if isinstance(part, groups.Joined):
        return _joined(part.join, [_part(one, world) for one in part.conditions])
    met = _MET[type(part)](part, world)
    return world.everyone - met if part.never else met & world.everyone


def _joined(join: str, parts: list[set[int]]) -> set[int]:
    return set.intersection(*parts) if join == "all" else set.union(*parts)


def _often(customers: Iterable[int], at_least: int = 1) -> set[int]:
    found = list(customers)
    return {one for one in found if found.count(one) >= at_least}


def _is_within(one: Any, at: datetime, now: datetime) -> bool:
    if one.last_days is not None:
        return at > now - timedelta(days=one.last_days)
    day = at.date()
    return (one.since is None or day >= one.since) and (one.until is None or day <= one.until)


def _fits(one: Any, thing: Any, names: tuple[str, ...]) -> bool:
    return all(getattr(one, name) in (None, getattr(thing, name)) for name in names)


def _did(one: groups.Did, world: World) -> set[int]:
    def is_meant(told: Told) -> bool:
        seen = told.logged
        if not _fits(one, seen, ("channel", "touchpoint", "kind", "source", "direction", "role")):
            return False
        if one.direction is None and one.role is None and seen.direction not in THEIRS:
            return False
        carried = {(ref.kind, ref.value) for ref in told.said.objects}
        wanted = [(kind, getattr(one, kind)) for kind in ("topic", "product", "campaign") if getattr(one, kind)]
        return _is_within(one, seen.occurred_at, world.now) and all(key in carried for key in wanted)

    return _often((told.customer for told in world.told if is_meant(told)), one.at_least)


def _matter(one: groups.Matter, world: World) -> set[int]:
    return _often(
        (
            customer
            for customer, request, fate in world.requests
            if _fits(one, request, ("channel", "touchpoint", "source"))
            and (one.became is None or getattr(fate, one.became))
            and _is_within(one, request.asked_at, world.now)
        ),
        one.at_least,
    )


def _on_channels(one: groups.OnChannels, world: World) -> set[int]:
    on = {(told.customer, told.logged.channel) for told in world.told if told.logged.direction in THEIRS}
    return _often((customer for customer, _ in on), one.at_least)


def _known_by(one: groups.KnownBy, world: World) -> set[int]:
    return {told.customer for told in world.told if one.identifier in {each.kind for each in told.said.identifiers}}


def _seen(one: groups.Seen, world: World) -> set[int]:
    first_or_last: Callable[..., datetime] = min if one.which == "first" else max
    found = set()
    for customer in world.everyone:
        moments = [told.logged.occurred_at for told in world.told if told.customer == customer and
                   told.logged.direction in THEIRS]  # fmt: skip
        if moments and _is_within(one, first_or_last(moments), world.now):
            found.add(customer)
    return found


def _spent(one: groups.Spent, world: World) -> set[int]:
    sums: dict[int, float] = {}
    for told in world.told:
        seen = told.logged
        is_meant = seen.currency == one.currency and one.kind in (None, seen.kind)
        if seen.value is not None and is_meant and _is_within(one, seen.occurred_at, world.now):
            sums[told.customer] = sums.get(told.customer, 0.0) + seen.value
    return {
        customer
        for customer, spent in sums.items()
        if (one.at_least is None or spent >= one.at_least) and (one.at_most is None or spent <= one.at_most)
    }


def _belongs(one: groups.Belongs, world: World) -> set[int]:
    return {
        told.customer
        for told in world.told
        for key in told.logged.keys
        if key.kind == "organisation" and one.organisation in (None, key.value_key.hex())
    }


def _writes(one: groups.Writes, world: World) -> set[int]:
    return {
        told.customer
        for told in world.told
        if told.logged.direction == "in" and (told.logged.language or "").lower().split("-")[0] == one.language
    }


_MET: dict[type[Any], Callable[[Any, World], set[int]]] = {
    groups.Did: _did,
    groups.Matter: _matter,
    groups.OnChannels: _on_channels,
    groups.KnownBy: _known_by,
    groups.Seen: _seen,
    groups.Spent: _spent,
    groups.Belongs: _belongs,
    groups.Writes: _writes,
}
