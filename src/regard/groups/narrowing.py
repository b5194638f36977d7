"""Every report over the lake, of some customers only: the reading it is given holds their matters and nothing else."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import reduce

import ibis
import pyarrow as pa

from regard.data_use.public import Reading
from regard.foundation.errors import RegardError
from regard.foundation.reports import Only, Param, Report, Value
from regard.groups.definition import Definition, read_definition
from regard.groups.members import matters_of_members, members_of
from regard.groups.saved import group_named
from regard.groups.view import View

_GROUP = Param(
    name="group",
    title="Group",
    meaning="Only matters in which a customer of this saved group has a part.",
    kind="text",
)
_ORGANISATION = Param(
    name="organisation",
    title="Organisation",
    meaning="Only matters in which a customer of this organisation has a part; its key, as the organisations list it.",
    kind="text",
)
PARAMS = {one.name: one for one in (_GROUP, _ORGANISATION)}
_BY_SEQ = ("interactions", "assigned", "recognised", "known_by", "carried")
_MOST_HELD = 8

Run = Callable[[ibis.Table], pa.Table]


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """Some customers, as a reader names them: a saved group, or those of an organisation."""

    kind: str
    name: str
    definition: Definition
    picked: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Members:
    """Who is in all of some crowds, and the interactions and matters in which they have a part."""

    customers: pa.Table
    interactions: pa.Table
    matters: pa.Table
    of: int
    """How many customers there are in all."""
    versions: tuple[int, ...]
    worked_out_at: datetime


def accepting(report: Report) -> Report:
    """The report, and that it may be asked of a group or an organisation only, where it is made from the lake."""
    if report.source != "lake":
        return report
    return replace(report, params=(*report.params, *PARAMS.values()))


def must_be_narrowable(report: Report, given: Mapping[str, str]) -> None:
    """Raise `RegardError` for a group asked of a report that reads the record, which knows nothing of groups."""
    asked = [name for name in PARAMS if given.get(name)]
    if asked and report.source != "lake":
        raise RegardError(
            f"{report.title} is read straight from the record, true within seconds, and knows no {asked[0]}. "
            f"The list of people can be narrowed so: people with fate=waiting_now and {asked[0]}."
        )


def crowds_in(params: Mapping[str, Value]) -> tuple[Crowd, ...]:
    """The crowds that parameters name; raises `NotKnown` for a group that does not exist."""
    named, key = params.get("group"), params.get("organisation")
    crowds = []
    if named:
        group = group_named(str(named))
        crowds.append(Crowd(kind="group", name=group.name, definition=group.definition, picked=group.picked))
    if key:
        belongs = read_definition({"conditions": [{"type": "belongs", "organisation": str(key)}]})
        crowds.append(Crowd(kind="organisation", name=str(key), definition=belongs))
    return tuple(crowds)


def said_of(crowds: Sequence[Crowd], members: Members) -> Only:
    """What an answer must say: of whom it is, how many they are, and when that was worked out."""
    return Only(
        of=tuple((one.kind, one.name) for one in crowds),
        customers=members.customers.num_rows,
        all_customers=members.of,
        matters=members.matters.num_rows,
        worked_out_at=members.worked_out_at,
    )


@dataclass(frozen=True, kw_only=True)
class Size:
    """How many customers a crowd holds, of how many, and when that was worked out."""

    customers: int
    of: int
    versions: tuple[int, ...]
    worked_out_at: datetime


class Held:
    """Who is in which crowd, kept while the lake has not moved: a page asks it of many figures."""

    def __init__(self) -> None:
        self._members: dict[tuple[Crowd, ...], Members] = {}
        self._sizes: dict[Crowd, Size] = {}

    def members(
        self, crowds: tuple[Crowd, ...], view: View, *, run: Run, versions: tuple[int, ...], holds_for: timedelta | None
    ) -> Members:
        """Who is in all of these crowds; worked out anew after `holds_for` (None: whenever the lake moves)."""
        held = self._members.get(crowds)
        if held and held.versions == versions and (holds_for is None or view.now - held.worked_out_at < holds_for):
            return held
        found = work_out(crowds, view, run=run, versions=versions)
        self._members.pop(crowds, None)
        self._members[crowds] = found
        while len(self._members) > _MOST_HELD:
            self._members.pop(next(iter(self._members)), None)
        return found

    def size(
        self, crowd: Crowd, view: View, *, run: Run, versions: tuple[int, ...], holds_for: timedelta | None
    ) -> "Size":
        """How many are in a crowd; nothing but the number is worked out."""
        held = self._sizes.get(crowd)
        if held and held.versions == versions and (holds_for is None or view.now - held.worked_out_at < holds_for):
            return held
        customers, of = how_many(crowd, view, run=run)
        found = Size(customers=customers, of=of, versions=versions, worked_out_at=view.now)
        self._sizes = {name: one for name, one in self._sizes.items() if one.versions == versions} | {crowd: found}
        return found


def how_many(crowd: Crowd, view: View, *, run: Run) -> tuple[int, int]:
    """How many customers are in a crowd, and of how many; nothing but the numbers is worked out."""
    members, everyone = members_of(crowd.definition, replace(view, picked=crowd.picked)), view.everyone()
    counted = run(ibis.union(members.aggregate(n=members.count()), everyone.aggregate(n=everyone.count())))
    # A union has no order, and who is in it is one of all.
    customers, of = sorted(counted["n"].to_pylist())
    return customers, of


def work_out(crowds: Sequence[Crowd], view: View, *, run: Run, versions: tuple[int, ...] = ()) -> Members:
    """Who is in all of these crowds now."""
    parts = [members_of(one.definition, replace(view, picked=one.picked)) for one in crowds]
    customers = run(reduce(lambda left, right: left.semi_join(right, "customer"), parts))
    interactions = run(matters_of_members(customers, view))
    everyone = view.everyone()
    return Members(
        customers=customers,
        interactions=interactions.select(["seq"]),
        matters=interactions.select(["episode_id"]).group_by("episode_id").aggregate([]),
        of=run(everyone.aggregate(n=everyone.count()))["n"][0].as_py(),
        versions=versions,
        worked_out_at=view.now,
    )


def narrowed(reading: Reading, members: Members) -> Reading:
    """The same leave over their matters only: a report sees a lake in which nothing else was recorded."""
    seqs, matters = ibis.memtable(members.interactions), ibis.memtable(members.matters)

    def table(name: str) -> ibis.Table:
        whole = reading.table(name)
        if name == "requests":
            return whole.filter(whole.episode_id.isin(matters.episode_id))
        # A map of profiles to customers holds nothing that happened. A filter and not a join: a report may join it on.
        return whole.filter(whole.seq.isin(seqs.seq)) if name in _BY_SEQ else whole

    return reading.narrowed(table)
