"""A matter told in a few words: what happened, and what became of it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from regard.company.public import DueRule, Source
from regard.overview.fates import Fate, Span, fate_of
from regard.overview.matter import Matter
from regard.overview.request import Request
from regard.overview.requests import request_of
from regard.record.public import CHANNELS, Logged
from tests.builders import in_order

LONG_AGO, FAR_OFF = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
RULES = tuple(DueRule(channel=one, source="", valid_from=LONG_AGO, within=timedelta(days=1)) for one in CHANNELS)
EVERYWHERE = {one: Span(since=LONG_AGO, until=FAR_OFF) for one in CHANNELS}
SOURCES = {
    "desk": Source(slug="desk", title="Desk", zone="UTC", records_replies=True, is_live=True),
    "ledger": Source(slug="ledger", title="Case log", zone="UTC", records_replies=False, is_live=False),
}
CYN = 7


def a_matter(*interactions: Logged, customers: Mapping[int, int] | None = None, **more: Any) -> Matter:
    """One matter, all of it Cyn's unless said."""
    known = {one.seq: CYN for one in interactions} if customers is None else customers
    return Matter(1, in_order(interactions), known, **more)


def the_request(*interactions: Logged, customers: Mapping[int, int] | None = None, **more: Any) -> Request:
    """The request of one matter; there must be one."""
    found = request_of(a_matter(*interactions, customers=customers, **more), rules=RULES, sources=SOURCES)
    assert found is not None
    return found


def states(request: Request, *, as_of: datetime, recorded: Mapping[str, Span] = EVERYWHERE) -> set[str]:
    """The names of all that is true of the request, `matured` and counts apart."""
    fate = fate_of(request, as_of=as_of, recorded=recorded)
    return {name for name in Fate.__struct_fields__ if getattr(fate, name) is True and name != "matured"}
