"""What other rules would change, before anybody sets them: whose values, which customers; nothing is written."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from regard.customers.members import carriers_of, customers_today
from regard.customers.previewing import Preview, grouped_as, region_of, told_of
from regard.customers.region import Region
from regard.customers.rules import Rules, Turned, as_said, rules_now, turned_by
from regard.data_use.public import Reading

MOST = 20_000
"""Of so many profiles what would become of them is tried out; of more it is only counted who carries the values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocking:
    """What other rules would change: values, who carries them, and which customers come apart or become one."""

    values: tuple[Turned, ...]
    profiles: int
    customers: int
    would: Preview | None
    """None: they are too many to be tried out."""
    parted: int = 0
    """Customers of now of whom some profiles would be somebody else, or nobody."""
    joined: int = 0
    """Customers of now who would be part of another."""


def weigh_rules(reading: Reading, rules: Rules) -> Blocking:
    """What would be if these were the rules."""
    reading.must_allow("identity", what="what points at a customer")
    reading.must_allow("behavioural", what="which profiles are one customer")
    turned = turned_by(rules, before=rules_now())
    carriers = carriers_of(turned)
    whose = set(customers_today(carriers).values()) - {None}
    values = tuple(sorted(turned.values(), key=lambda one: (one.kind, one.namespace, one.value)))
    counted = Blocking(values=values, profiles=len(carriers), customers=len(whose), would=None)
    return counted if len(carriers) > MOST else _tried(counted, as_said(turned), carriers)


def _tried(counted: Blocking, turned: Mapping[bytes, bool], carriers: Collection[int]) -> Blocking:
    region = region_of(carriers, declared=turned)
    after = grouped_as(region, region.people())
    return Blocking(
        values=counted.values,
        profiles=counted.profiles,
        customers=counted.customers,
        would=told_of(region, after),
        parted=len(_parted(region, after)),
        joined=len(_joined(region, after)),
    )


def _parted(region: Region, after: Mapping[int, int | None]) -> set[int]:
    """Customers of now whose profiles would not all be one any more; who would be nobody is each one apart."""
    becoming: dict[int, set[tuple[int | None, int]]] = {}
    for profile, customer in region.before.items():
        if customer is not None:
            now = after[profile]
            becoming.setdefault(customer, set()).add((now, 0 if now is not None else profile))
    return {customer for customer, those in becoming.items() if len(those) > 1}


def _joined(region: Region, after: Mapping[int, int | None]) -> set[int]:
    """Customers of now who would be part of one with another number."""
    were: dict[int, set[int]] = {}
    for profile, customer in region.before.items():
        now = after[profile]
        if now is not None and customer is not None:
            were.setdefault(now, set()).add(customer)
    return {one for now, those in were.items() if len(those) > 1 for one in those if one != now}
