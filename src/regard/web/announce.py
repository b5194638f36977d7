"""Tells subscribers what changed, each in the order in which it happened, signed, and again until they took it."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from regard import house
from regard.company.public import Subscription, claim_due, key_of, let_go, refused, took
from regard.customers.public import Announced, announcements, last_announced
from regard.foundation.clock import EPOCH
from regard.web.api.told import announced
from regard.web.collect.hooks import signed
from regard.web.outgoing import Undelivered, post

AT_ONCE = 100
_GONE = 410


def deliver(*, clock: Callable[[], datetime]) -> int:
    """Tell one subscriber what waits for them; how many messages they took, or tried to take (0: nothing waits)."""
    claimed = claim_due(head=last_announced(), now=clock())
    if claimed is None:
        return 0
    reading = house.open_for("keep_record", by="announcing")
    waiting = announcements(reading, after=claimed.told, limit=AT_ONCE)
    if not waiting:
        took(claimed.number, upto=last_announced(), now=clock())
    key = key_of(claimed.number)
    for one in waiting:
        if f"customer.{one.kind}" in claimed.events and not _sent(claimed, one, key, clock):
            return len(waiting)  # In order: what comes after it waits, too.
        if not took(claimed.number, upto=one.no, now=clock()):
            break
    let_go(claimed.number)
    return max(len(waiting), 1)


def _sent(to: Subscription, one: Announced, key: bytes, clock: Callable[[], datetime]) -> bool:
    now = clock()
    body = msgspec.json.encode({name: value for name, value in announced(one).items() if name != "no"})
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Regard",
        **signed(_id(one), body, key=key, seconds=int((now - EPOCH).total_seconds())),
    }
    try:
        status = post(to.url, body, headers, may_be_private=to.may_be_private)
    except Undelivered as error:
        refused(to.number, error=str(error), now=now)
        return False
    if not 200 <= status < 300:
        refused(to.number, error=f"answered {status}", now=now, for_good=status == _GONE)
        return False
    return True


def _id(one: Announced) -> str:
    # The same for every attempt, so that whoever took it twice knows. The moment is part of it, because a home that was
    # restored gives the numbers after its backup to other announcements, and whoever knows the old ones drops none.
    return f"regard_{one.no}_{int((one.at - EPOCH).total_seconds())}"
