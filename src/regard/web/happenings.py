"""What happens at the door: the record, which knows what was kept, and this process's memory of who was turned away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from regard import house
from regard.customers.public import customers_of
from regard.data_use.public import Reading
from regard.episodes.public import matters_at
from regard.record import public as record
from regard.web.collect.ring import RING, Delivery, Ring

SHOWN = 50
_SURELY = 3


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One event, or one request that was turned away, and what the door did."""

    at: datetime
    outcome: str
    """appended, known, revision, refused, or turned_away."""
    source: str
    call: str = ""
    key: str = ""
    sender: str = ""
    number: int | None = None
    """Of the interaction; of the refusal if it was refused, None when that was mended since."""
    status: int = 0
    reason: str = ""
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A happening with what it became."""

    happening: Happening
    one: record.Logged | None
    customer: int | None
    matter: int | None
    is_followed: bool


def cursor(ring: Ring = RING) -> str:
    """Changes when anything arrived or was followed; costs four look-ups."""
    newest, last = record.newest(), ring.last(limit=1)
    parts = (
        newest.interaction,
        newest.revision,
        newest.refusal,
        house.followed(),
        last[0].number if last else 0,
    )
    return "-".join(map(str, parts))


def happenings(
    reading: Reading, *, source: str | None = None, limit: int = SHOWN, ring: Ring = RING
) -> list[Happening]:
    """The last of them, newest first. What this process remembers names call and key; the rest is in the record."""
    remembered: list[Happening] = []
    for delivery in ring.last(source=source, limit=limit):
        remembered.extend(_of(delivery, most=_SURELY * limit))
        # More than are shown: what the record holds beside them is told from what is remembered.
        if len(remembered) >= _SURELY * limit:
            break
    there = {(one.outcome, one.number) for one in remembered}
    kept = (
        Happening(at=one.at, outcome=one.outcome, source=one.source, number=one.number)
        for one in record.arrivals(reading, source=source, limit=limit)
        if (one.outcome, one.number) not in there
    )
    found = sorted([*remembered, *kept], key=lambda one: one.at, reverse=True)[:limit]
    return [_told(reading, one) for one in found]


def lines(reading: Reading, found: Sequence[Happening]) -> list[Line]:
    """Each with the open part of its interaction, its customer and its matter, as far as they are known."""
    seqs = sorted({one.number for one in found if one.number and one.outcome != "refused"})
    logged = {one.seq: one for one in record.history(reading, seqs)}
    customers, matters = customers_of(reading, seqs), matters_at(reading, seqs)
    followed = house.followed()
    return [
        Line(
            happening=one,
            one=logged.get(number),
            customer=customers.get(number),
            matter=matters.get(number),
            is_followed=number <= followed,
        )
        for one in found
        for number in (0 if one.outcome == "refused" or one.number is None else one.number,)
    ]


def _of(delivery: Delivery, *, most: int) -> Iterator[Happening]:
    """The last event of a delivery first; of thousands only the last."""
    if delivery.status >= 400 and not delivery.fates:
        yield Happening(
            at=delivery.at,
            outcome="turned_away",
            source=delivery.source or "",
            call=delivery.call,
            key=delivery.key or "",
            sender=delivery.sender,
            status=delivery.status,
            reason=delivery.reason,
            detail=delivery.message,
        )
    fates = list(islice(reversed(delivery.fates), most))
    numbers = iter(record.kept_as([refused for fate in fates for refused in fate.refused]))
    for fate in fates:
        for refused in fate.refused:
            yield _event(delivery, "refused", next(numbers), reason=refused.reason, detail=refused.detail)
        for placed in reversed(fate.placed):
            yield _event(delivery, placed.outcome.value, placed.seq)


def _event(delivery: Delivery, outcome: str, number: int | None, *, reason: str = "", detail: str = "") -> Happening:
    return Happening(
        at=delivery.at,
        outcome=outcome,
        source=delivery.source or "",
        call=delivery.call,
        key=delivery.key or "",
        sender=delivery.sender,
        number=number,
        status=delivery.status,
        reason=reason,
        detail=detail,
    )


def _told(reading: Reading, one: Happening) -> Happening:
    """A refusal that only the record knows, with its reason."""
    if one.outcome != "refused" or one.reason or one.number is None:
        return one
    kept = record.refusal(reading, one.number)
    return Happening(
        at=one.at, outcome="refused", source=one.source, number=one.number, reason=kept.reason, detail=kept.detail
    )
