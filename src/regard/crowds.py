"""Groups and organisations as pages, API and command line show them: how many, who, and of which one is a member."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow.compute as pc

from regard import answering, house
from regard.data_use.public import Reading
from regard.foundation import clock
from regard.foundation.errors import RegardError
from regard.groups import public as groups
from regard.record import public as record

PURPOSE, SHOWING = "form_groups", "serve_customer"
MOST = 200


@dataclass(frozen=True, kw_only=True)
class Member:
    """A customer of a crowd, by the first sentence of their newest request; empty where they asked nothing."""

    customer: int
    first_sentence: str
    language: str | None
    episode_id: int | None
    asked_at: datetime | None


def crowd_of(group: groups.Group) -> groups.Crowd:
    """A saved group as a report is narrowed to it."""
    return groups.Crowd(kind="group", name=group.name, definition=group.definition, picked=group.picked)


def crowd_of_organisation(key: str) -> groups.Crowd:
    """An organisation as a report is narrowed to it."""
    (crowd,) = groups.crowds_in({"organisation": key})
    return crowd


def size_of(crowd: groups.Crowd, *, by: str) -> groups.Size:
    """How many customers it holds now, of how many."""
    now = clock.now()
    reading = house.open_for(PURPOSE, by=by)
    return answering.HELD.size(crowd, answering.view_of(reading, now=now), **answering.holding())


def months_known(crowd: groups.Crowd) -> groups.Months | None:
    """How many it held month by month, if that was worked out and still holds."""
    return _MONTHS.find(crowd, versions=answering.lake_versions(), now=clock.now())


def months_of(crowd: groups.Crowd, *, by: str) -> groups.Months:
    """How many it held at the end of each month, as known now; it may take seconds."""
    known = months_known(crowd)
    if known is not None:
        return known
    versions = answering.lake_versions()
    view = answering.view_of(house.open_for(PURPOSE, by=by), now=clock.now())
    return _MONTHS.work_out(crowd, view, run=house.engine().run, versions=versions)


_MONTHS = groups.KeptMonths()


def members_after(crowd: groups.Crowd, *, by: str, after: int = 0, limit: int = 50) -> list[Member]:
    """Its customers in order of their numbers, after one; at most `limit`, and never more than `MOST` at once."""
    if not 0 < limit <= MOST:
        raise RegardError(f"limit cannot be {limit}. 1 to {MOST} would work.")
    now, reading = clock.now(), house.open_for(SHOWING, by=by)
    customers = answering.members((crowd,), reading, now=now).customers["customer"]
    shown = pc.sort_indices(later := customers.filter(pc.greater(customers, after)))[:limit]
    return members_named(later.take(shown).to_pylist(), reading, now=now)


def members_named(customers: Sequence[int], reading: Reading, *, now: datetime) -> list[Member]:
    """These customers, each with their newest request."""
    found = house.engine().run(groups.newest_asks(customers, answering.view_of(reading, now=now))).to_pylist()
    asks: dict[int, dict[str, Any]] = {row["customer"]: row for row in found}
    seqs = [row["asked_seq"] for row in found]
    told = answering.first_sentences(reading, seqs)
    language = {one.seq: one.language for one in record.history(reading, seqs)}
    return [_member(one, asks.get(one), told, language) for one in customers]


def _member(customer: int, ask: dict[str, Any] | None, told: dict[int, str], language: dict[int, str | None]) -> Member:
    seq = ask["asked_seq"] if ask else 0
    return Member(
        customer=customer,
        first_sentence=told.get(seq, ""),
        language=language.get(seq),
        episode_id=ask["episode_id"] if ask else None,
        asked_at=ask["asked_at"] if ask else None,
    )


def groups_of(customer: int, *, by: str) -> tuple[groups.Group, ...]:
    """The saved groups of which this customer is a member now, as the lake has it."""
    saved = groups.groups()
    if not saved:
        return ()
    reading = house.open_for(SHOWING, by=by)
    definitions = [(one.definition, one.picked) for one in saved]
    found = house.engine().run(groups.groups_with(customer, definitions, answering.view_of(reading, now=clock.now())))
    return tuple(saved[place] for place in sorted(set(found["place"].to_pylist())))


def organisations(*, by: str, search: str = "") -> list[groups.Organisation]:
    """Organisations by name."""
    return groups.organisations(house.open_for(SHOWING, by=by), search=search)


def organisation(key: str, *, by: str) -> groups.Organisation:
    """One organisation."""
    return groups.organisation(house.open_for(SHOWING, by=by), key)
