"""The definition of a matter, word for word and without any index: slow, and the judge of the fast one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from regard.record.public import Logged

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NAMING = {"order", "case", "topic", "product"}


@dataclass(eq=False)
class Plain:
    """A matter: its interactions, each with its customer."""

    members: list[tuple[Logged, int | None]] = field(default_factory=list)

    def names(self) -> set[bytes]:
        return {key.value_key for one, _ in self.members for key in one.keys if key.kind in NAMING}

    def alive_at(self) -> datetime:
        """Its last contact, act or view of its product; of views only: its last view."""
        at = self.members[0][0].occurred_at
        named: set[bytes] = set()
        only_views = True
        for one, _ in self.members:
            same = not named.isdisjoint(of_kind(one, "product"))
            if touches(one) or (is_view(one) and (only_views or same)):
                at = one.occurred_at
            only_views = only_views and is_view(one)
            named |= {key.value_key for key in one.keys if key.kind in NAMING}
        return at

    def answered_at(self) -> datetime | None:
        return max((one.occurred_at for one, _ in self.members if is_answer(one)), default=None)

    def is_owed(self) -> bool:
        owed, answered = False, None
        for one, _ in self.members:
            if is_answer(one):
                owed, answered = False, one.occurred_at
            elif one.direction == "in" and is_contact(one) and one.role in {"asks", "unknown"}:
                late = answered is None or one.occurred_at - answered > 24 * HOUR
                owed = owed or one.role == "asks" or late
        return owed

    def seen(self, customer: int | None) -> datetime | None:
        return max((one.occurred_at for one, who in self.members if who == customer), default=None)


def of_kind(one: Logged, kind: str) -> set[bytes]:
    return {key.value_key for key in one.keys if key.kind == kind}


def is_quiet(one: Logged) -> bool:
    return one.auto or (one.direction == "out" and one.role == "informs")


def is_contact(one: Logged) -> bool:
    return one.direction in {"in", "out"} and not is_quiet(one) and one.channel not in {"order", "delivery", "survey"}


def touches(one: Logged) -> bool:
    is_act = not one.auto and (one.kind in {"purchase", "payment", "return"} or one.role == "claims_done")
    return is_contact(one) or is_act


def is_view(one: Logged) -> bool:
    return one.direction == "observed" and one.kind in {"page", "search", "article", "visit", "view"}


def is_answer(one: Logged) -> bool:
    if one.auto or one.reached is False:
        return False
    if one.direction == "in":
        return one.answered_at is not None
    return one.role == "claims_done" or (one.direction == "out" and one.role == "answers")


def plainly_joined(interactions: Sequence[Logged], customers: Mapping[int, int]) -> dict[int, int]:
    """The first interaction of the matter of each, by number."""
    matters: list[Plain] = []
    owner: dict[object, Plain] = {}
    found = {}
    for one in interactions:
        customer = customers.get(one.seq)
        matter = _found(one, customer, matters, owner)
        if matter is None:
            matter = Plain()
            matters.append(matter)
        for kind in ("case", "order", "thread"):
            for key in _strong(one, kind, customer):
                if key not in owner or (owner[key] is not matter and not _leads_back(owner[key], one)):
                    owner[key] = matter
        matter.members.append((one, customer))
        found[one.seq] = matter.members[0][0].seq
    return found


def _strong(one: Logged, kind: str, customer: int | None) -> list[object]:
    public = kind == "thread" and one.channel in {"social", "community", "review"} and customer is not None
    return [(key.value_key, customer) if public else key.value_key for key in one.keys if key.kind == kind]


def _leads_back(matter: Plain, one: Logged) -> bool:
    return not is_contact(one) or matter.is_owed() or one.occurred_at - matter.alive_at() <= 90 * DAY


def _found(  # noqa: C901 -- the definition in its own order
    one: Logged, customer: int | None, matters: Sequence[Plain], owner: Mapping[object, Plain]
) -> Plain | None:
    for kind in ("case", "order", "thread"):
        owners = [owner[key] for key in _strong(one, kind, customer) if key in owner and _leads_back(owner[key], one)]
        if owners:
            return min(owners, key=matters.index)
    named, products, now = {k.value_key for k in one.keys if k.kind in NAMING}, of_kind(one, "product"), one.occurred_at

    def shares(matter: Plain) -> bool:
        return not matter.names().isdisjoint(products)

    def differs(matter: Plain) -> bool:
        return bool(named) and bool(matter.names()) and matter.names().isdisjoint(named)

    def is_young(matter: Plain) -> bool:
        age = now - matter.alive_at()
        return age <= 7 * DAY or (age <= 30 * DAY and shares(matter))

    def lately(matter: Plain) -> bool:
        seen = matter.seen(customer) if customer is not None else None
        return seen is not None and now - seen <= 30 * DAY

    def named_by(matter: Plain, keys: set[bytes], kind: str) -> bool:
        return any(of_kind(m, kind) & keys and (kind == "session" or who == customer) for m, who in matter.members)

    for kind in ("session", "topic"):
        keys = of_kind(one, kind)
        for matter in matters:
            is_here = kind == "session" or lately(matter)
            if is_here and named_by(matter, keys, kind) and is_young(matter) and not differs(matter):
                return matter
    own = [matter for matter in matters if lately(matter)]

    def newest(fits: Callable[[Plain], bool]) -> Plain | None:
        able = [matter for matter in own if fits(matter)]
        return max(able, key=lambda matter: (matter.alive_at(), -matters.index(matter)), default=None)

    by_product = newest(lambda matter: shares(matter) and now - matter.alive_at() <= 30 * DAY)
    unowned = any(
        key not in owner or not _leads_back(owner[key], one) for k in ("order", "case") for key in _strong(one, k, None)
    )
    if by_product is not None or is_quiet(one) or unowned:
        return by_product

    def is_sent_here(matter: Plain) -> bool:
        return any(
            m.passes_to == one.channel != m.channel
            and now - m.occurred_at <= 7 * DAY
            and _was_there(matter, m, customer)
            for m, _ in matter.members
        )

    def fits(matter: Plain) -> bool:
        leads = any(touches(m) for m, _ in matter.members) or all(is_view(m) for m, _ in matter.members)
        by_time = leads and now - matter.alive_at() <= 72 * HOUR
        return not differs(matter) and (by_time or is_sent_here(matter))

    return newest(fits)


def _was_there(matter: Plain, passed: Logged, customer: int | None) -> bool:
    """Whether the customer was part of it when it was said, or said then."""
    return any(who == customer and m.order <= passed.order for m, who in matter.members)
