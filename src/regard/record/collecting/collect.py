"""From what arrived to rows of the log: each event is mapped, checked, and either a row or a refusal."""

import hashlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec

from regard.record.admit import Check, Checked, Receipt, checker
from regard.record.collecting.mapper import Event, Mapper, Undated
from regard.record.import_.formats.jsonl import text_of
from regard.record.import_.recipe import GLOBAL_KINDS
from regard.record.interaction import CHANNELS, ROLES, STAGES, Interaction
from regard.record.log import Placed
from regard.record.refusals import Refused
from regard.record.sealing import Prepared

OWN = "interaction"
"""The shape of our own type, which needs no mapping."""
_NO_SKEW = timedelta(0)
_log = logging.getLogger("regard.record")


class Unfit(NamedTuple):
    """Something in the place of an event that is none: it is refused, and kept as it came."""

    reason: str
    detail: str
    original: Any


class Fate(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one event: the interactions it gave, and why some of it was refused; none of its words."""

    placed: tuple[Placed, ...] = ()
    refused: tuple[Refused, ...] = ()


@dataclass
class Gathered:
    """What one delivery gives: rows and refusals in order, and where those of each event begin and end."""

    rows: list[Prepared] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    ends: list[tuple[int, int]] = field(default_factory=list)

    @property
    def checked(self) -> Checked:
        """The whole, for the one writer."""
        return Checked(self.rows, self.refused)

    def fates(self, receipt: Receipt) -> list[Fate]:
        """What became of each event, in order."""
        fates, row, refusal = [], 0, 0
        for next_row, next_refusal in self.ends:
            refused = tuple(replace(one, original=None) for one in self.refused[refusal:next_refusal])
            fates.append(Fate(placed=tuple(receipt.placed[row:next_row]), refused=refused))
            row, refusal = next_row, next_refusal
        return fates


def collect(
    events: Iterable[Event | Unfit],
    *,
    source: str,
    shape: str,
    mapper: Mapper | None,
    received_at: datetime,
    sent_at: datetime | None = None,
    skew: timedelta = _NO_SKEW,
    also: Mapping[str, str] | None = None,
) -> Gathered:
    """Map and check what one delivery holds; nothing is written. `mapper` None: the events are our own type.

    An event may name `received_at` and `sent_at` as columns beside its own and those of `also`. Whatever an event
    holds, it is refused at worst; it never fails its neighbours.
    """
    gathered = Gathered()
    check = checker(received_at=received_at, skew=skew)
    columns = {**(also or {}), "received_at": received_at.isoformat()}
    if sent_at is not None:
        columns["sent_at"] = sent_at.isoformat()
    rows, refused = gathered.rows, gathered.refused
    for event in events:
        for made in _made(event, source=source, mapper=mapper, also=columns):
            found = _checked(made, check)
            if isinstance(found, Prepared):
                rows.append(found)
            else:
                original = event.original if isinstance(event, Unfit) else event
                refused.append(as_refused(found, original, shape=shape, skew=skew, also=columns))
        gathered.ends.append((len(rows), len(refused)))
    return gathered


def as_refused(
    found: Refused, event: Any, *, shape: str, skew: timedelta = _NO_SKEW, also: Mapping[str, str] | None = None
) -> Refused:
    """The refusal that keeps the event as it was sent and what was known beside it, to be mapped again."""
    original: dict[str, Any] = {"collected_as": shape, "event": event}
    # Sent again it is the same refusal, whatever the clocks say then.
    key = hashlib.sha256(text_of(original).encode()).hexdigest()
    if skew:
        original["skew_seconds"] = skew.total_seconds()
    if also:
        original["also"] = dict(also)
    return replace(found, original=original, key=key)


def collect_again(original: Mapping[str, Any], *, source: str, mapper: Mapper | None) -> list[Interaction | Refused]:
    """Map a refused event once more, with the mapping of today; its moments are those that were said."""
    event, also = original.get("event"), original.get("also", {})
    if not isinstance(event, dict):
        return [Refused(source=source, reason="not_an_object", detail="It is no object: {…}.", original=original)]
    made = _made(event, source=source, mapper=mapper, also=also)
    return [one.interaction if isinstance(one, Undated) else one for one in made]


def _checked(one: Interaction | Undated | Refused, check: Check) -> Prepared | Refused:
    if isinstance(one, Interaction):
        return check(one)
    return check(one.interaction, undated=True) if isinstance(one, Undated) else one


def _made(
    event: Event | Unfit, *, source: str, mapper: Mapper | None, also: Mapping[str, str]
) -> Sequence[Interaction | Undated | Refused]:
    if isinstance(event, Unfit):
        return [Refused(source=source, reason=event.reason, detail=event.detail, original=None)]
    try:
        return [own_type(event, source=source)] if mapper is None else mapper.map(event, also=also)
    except Exception:  # noqa: BLE001 -- see below
        # The outer edge of one event: whatever it holds, it must not fail its neighbours. Its words are not logged.
        _log.warning("an event of %s could not be mapped", source, exc_info=True)
        return [Refused(source=source, reason="cannot_be_mapped", detail="The mapping failed on it.", original=None)]


_LISTS = {"channel": CHANNELS, "role": ROLES, "stage": STAGES}


def own_type(event: Event, *, source: str) -> Interaction | Refused:
    """Our own type as JSON has it; its source is that of the write key, and its keys may be written as objects."""
    given = event.get("source", source)
    if given != source:
        detail = f"The write key is of {source!r}, not of {str(given)[:80]!r}. Leave `source` out, or use its own key."
        return Refused(source=source, reason="other_source", detail=detail, original=None)
    whole = {**event, "source": source}
    for name in ("objects", "identifiers"):
        if isinstance(whole.get(name), list):
            whole[name] = [_as_list(one, source) for one in whole[name]]
    try:
        return msgspec.convert(whole, Interaction)
    except msgspec.ValidationError as error:
        return Refused(source=source, reason="not_an_interaction", detail=_said(error), original=None)


def _as_list(one: Any, source: str) -> Any:
    """A key written as {"kind", "value"} and perhaps "namespace"; whoever writes a list has said all three."""
    if not isinstance(one, dict):
        return one
    kind = one.get("kind")
    usual = "global" if kind in GLOBAL_KINDS else source
    return [kind, one.get("namespace", usual), one.get("value")]


def _said(error: msgspec.ValidationError) -> str:
    what, _, where = str(error).partition(" - at ")
    place = where.strip("`").removeprefix("$").removeprefix(".")
    known = f" Known: {', '.join(_LISTS[place])}." if place in _LISTS and "enum" in what else ""
    return (f"{place}: {what}." if place else f"{what}.") + known
