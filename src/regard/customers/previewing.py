"""What an act would change, before anybody does it: the same pure grouping on the same region, and nothing written."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from regard.customers.evidence import findings
from regard.customers.grouping import People, grouped
from regard.customers.history import Change
from regard.customers.merging import Plan, do, partings_between
from regard.customers.region import Region, load_region
from regard.customers.saying import people_of
from regard.customers.sightings import seen_before
from regard.customers.ties import Ties
from regard.data_use.public import Reading
from regard.foundation.databases import read_in
from regard.foundation.errors import RegardError


@dataclass(frozen=True, slots=True, kw_only=True)
class Becoming:
    """One customer as it would be: its number (None: nobody in particular), profiles, and how many interactions."""

    number: int | None
    profiles: tuple[int, ...]
    interactions: int
    was: tuple[int | None, ...]
    """The customers that these profiles are now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an act would change. `moves` is empty where it would change nothing."""

    customers: tuple[Becoming, ...]
    """The customers it is about, as they would be; the oldest first."""
    moves: tuple[Change, ...]
    """The profiles that would be of another customer."""
    seqs: tuple[int, ...]
    """The interactions of these profiles."""


def preview(reading: Reading, plan: Plan) -> Preview:
    """What would be if this were done. Raises `RegardError` where what was said before stands against it."""
    reading.must_allow("behavioural", what="which profiles are one customer")
    declared = {plan.key: plan.takes_back is None} if plan.key is not None else {}
    region = region_of(plan.touched, declared=declared)
    said = [one for number, one in region.said.items() if number != plan.takes_back]
    after = grouped_as(region, people_of([*said, plan.said] if plan.said else said))
    _must_hold(plan, after, region)
    return told_of(region, after)


def region_of(touched: Collection[int], *, declared: Mapping[bytes, bool]) -> Region:
    """Whoever these profiles may have to do with, if these values joined nobody (True), or did again (False)."""
    ties = Ties()
    found = findings([], lost=[], emptied=[], declared=declared, ties=ties)
    turned = found.turned | declared.keys()
    return load_region(fresh={}, touched=touched, emptied=(), status=found.leading, turned=turned, ties=ties)


def grouped_as(region: Region, people: People) -> Mapping[int, int | None]:
    """The customer that each profile of a region would be, if this were what people said."""
    linking = region.linking()
    return grouped(linking, people=people, told=region.told(linking, seen=seen_before)).customers


def carry_out(reading: Reading, plan: Plan, *, by: str, at: datetime) -> int:
    """Do it, unless it would join nothing or what was said before stands against it; the number to take it back by."""
    would = preview(reading, plan)
    if plan.said is not None and plan.said.joined and not would.moves:
        raise RegardError("That is so already: nothing would change.")
    return do(plan, by=by, at=at)


def _must_hold(plan: Plan, after: Mapping[int, int | None], region: Region) -> None:
    """Who is said to be one becomes one; two customers do so whole, unless people parted some of them."""
    joined = plan.said.joined if plan.said else ()
    if len(joined) != 2:
        return
    one, other = joined
    numbers: list[int] = []
    if plan.said is not None and plan.said.rule == "person":
        were = {region.before[one], region.before[other]} - {None}
        whole = [profile for profile in after if profile in joined or region.before[profile] in were]
        inside = [profile for profile in whole if after[profile] == after[one]]
        numbers = partings_between(inside, [profile for profile in whole if after[profile] != after[one]])
    if numbers or after[one] != after[other]:
        raise RegardError(
            f"Customers {one} and {other} were said to be two people. Taking that back would work: "
            f"regard customers undo {', '.join(map(str, numbers)) or '?'}"
        )


def told_of(region: Region, after: Mapping[int, int | None]) -> Preview:
    """What a region would be, beside what it is."""
    rows = read_in("SELECT seq, profile_id FROM recognised WHERE profile_id IN ({marks})", list(region.marks))
    counted = Counter(profile for _, profile in rows)
    changes = [Change(one, region.before[one], after[one]) for one in sorted(after) if after[one] != region.before[one]]
    moved = {one.profile for one in changes}
    concerned = {number for one in changes for number in (one.before, one.after)} - {None}
    groups: dict[tuple[int | None, int], list[int]] = {}
    for profile in sorted(after):
        if after[profile] in concerned or profile in moved:
            # Profiles that are nobody in particular are each one apart.
            groups.setdefault((after[profile], 0 if after[profile] is not None else profile), []).append(profile)
    return Preview(
        customers=tuple(
            Becoming(
                number=number,
                profiles=tuple(profiles),
                interactions=sum(counted[one] for one in profiles),
                was=tuple(sorted({region.before[one] for one in profiles}, key=lambda one: one or 0)),
            )
            for (number, _), profiles in sorted(groups.items(), key=lambda item: item[1])
        ),
        moves=tuple(changes),
        seqs=tuple(sorted(seq for seq, profile in rows if profile in moved)),
    )
