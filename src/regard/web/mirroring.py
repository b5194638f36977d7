"""What is mirrored: the interactions of a matter or of some days, and as much of their past as tells what was told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from operator import attrgetter

from regard.company.public import report_zone, sources
from regard.customers.public import customers_of
from regard.data_use.public import Reading
from regard.episodes.public import MatterView, matters_at
from regard.foundation.moments import read_day
from regard.record.public import Logged, history, unseal
from regard.web.journey import Journey
from regard.web.repeats import repeats
from regard.web.screens import screens
from regard.web.whole import Moments, last_name, moments, of_nobody

_LOOKED_BACK = 400
"""So many interactions before the journey are searched for what had been told already."""
_LATELY = 50
"""So many of their last interactions are looked at for what came of them."""
_USUAL = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Interactions of one customer in order of time; of nobody in particular where the record cannot say whose."""

    interactions: tuple[Logged, ...]
    moments: Moments | None

    @property
    def customer(self) -> int | None:
        """Whose they are."""
        return self.moments.customer if self.moments else None


@dataclass(frozen=True, kw_only=True)
class Days:
    """From the beginning of one day to the end of another, in the zone of reports."""

    since: date
    until: date

    @property
    def first(self) -> datetime:
        """When they begin."""
        return datetime.combine(self.since, time(), tzinfo=report_zone())

    @property
    def last(self) -> datetime:
        """When they are over."""
        return datetime.combine(self.until + timedelta(days=1), time(), tzinfo=report_zone())


def of_matter(reading: Reading, view: MatterView) -> Stretch:
    """A matter as the customer who began it took part in it: what is of another in it they never saw.

    What is of nobody is theirs: our answer in a chat or case often names no customer.
    """
    customers = customers_of(reading, [one.seq for one in view.interactions])
    begun_by = next((customers[one.seq] for one in view.interactions if one.seq in customers), None)
    if begun_by is None:
        return Stretch(interactions=view.interactions, moments=None)
    theirs = tuple(one for one in view.interactions if customers.get(one.seq, begun_by) == begun_by)
    return Stretch(interactions=theirs, moments=moments(reading, begun_by))


def of_days(reading: Reading, found: Moments, days: Days, *, most: int | None = None) -> Stretch:
    """What a customer did in these days, and what in their matters is of nobody; at most the first so many."""
    limit = len(found.seqs) if most is None else most
    mine = found.between(reading, days.first, days.last, most=limit)
    last = mine[-1].order if len(mine) == most else None
    # What they asked before these days may be answered in them.
    near = [*{*found.numbers_before(days.first, most=_LOOKED_BACK), *(one.seq for one in mine)}]
    beside = [
        one
        for one in _of_nobody(reading, near)
        if days.first <= one.occurred_at < days.last and (last is None or one.order < last)
    ]
    return Stretch(interactions=tuple(sorted([*mine, *beside], key=attrgetter("order"))[:most]), moments=found)


def _of_nobody(reading: Reading, mine: Sequence[int]) -> list[Logged]:
    return history(reading, list(of_nobody(reading, matters_at(reading, mine))))


def newest(reading: Reading, found: Moments) -> datetime | None:
    """When anything was last heard of a customer, our answers that name nobody with it."""
    last = found.newest(reading)
    if last is None:
        return None
    beside = _of_nobody(reading, found.seqs[-_LATELY:])
    return max([last, *(one.occurred_at for one in beside)])


def days_between(since: date | None, until: date | None, *, newest: datetime) -> Days:
    """The days that are asked for; else the ninety up to the newest, or up to the last that is asked for."""
    until = until or newest.astimezone(report_zone()).date()
    since = since or until - _USUAL
    return Days(since=min(since, until), until=until)


def journey(reading: Reading, stretch: Stretch, shown: Sequence[Logged]) -> Journey:
    """The first so many of a stretch with their words, and with what they repeat of all that came before them."""
    earlier = stretch.moments.before(reading, shown[0], most=_LOOKED_BACK) if stretch.moments and shown else []
    past = [*earlier, *shown]
    opened = unseal(reading, [one.seq for one in past])
    return Journey(
        customer=stretch.customer,
        name=last_name(opened, [one.seq for one in past]),
        interactions=tuple(shown),
        screens=tuple(screens(shown)),
        opened=opened,
        repeats=repeats(past, opened, of=shown),
        known=sources(),
    )


def day(told: str) -> date | None:
    """A day as 2026-01-31; None for what is none, or lies where no calendar of ours goes."""
    try:
        return read_day(told)
    except ValueError:
        return None
