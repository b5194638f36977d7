"""From what arrived to rows of the log: each event is mapped, checked, and either a row or a refusal."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec

from regard.record.admit import Checked, Receipt, checker
from regard.record.import_.formats.jsonl import flat
from regard.record.import_.mapping import Mapping as Mapper
from regard.record.import_.recipe import GLOBAL_KINDS
from regard.record.import_.rows import Refused as NotMapped
from regard.record.interaction import Interaction
from regard.record.log import Placed
from regard.record.refusals import Refused
from regard.record.sealing import Prepared

OWN = "interaction"
"""The shape of our own type, which needs no mapping."""
_NO_SKEW = timedelta(0)
_log = logging.getLogger("regard.record")

Event = Mapping[str, Any]


class Unfit(NamedTuple):
    """Something in the place of an event that is none: it is refused, and kept as it came."""

    reason: str
    detail: str
    original: Any


@dataclass(frozen=True, kw_only=True)
class Fate:
    """What became of one event: the interactions it gave, and what of it was refused."""

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
            placed, refused = receipt.placed[row:next_row], self.refused[refusal:next_refusal]
            fates.append(Fate(placed=tuple(placed), refused=tuple(refused)))
            row, refusal = next_row, next_refusal
        return fates


def collect(
    events: Iterable[Event | Unfit],
    *,
    source: str,
    shape: str,
    mapper: Mapper | None,
    received_at: datetime,
    skew: timedelta = _NO_SKEW,
    also: Mapping[str, str] | None = None,
) -> Gathered:
    """Map and check what one delivery holds; nothing is written. `mapper` None: the events are our own type.

    `also` are columns that every event has beside its own, such as `received_at`. Whatever an event holds, it is
    refused at worst; it never fails its neighbours.
    """
    gathered = Gathered()
    check = checker(received_at=received_at, skew=skew)
    for event in events:
        if isinstance(event, Unfit):
            unfit = Refused(source=source, reason=event.reason, detail=event.detail, original=None)
            gathered.refused.append(as_refused(unfit, event.original, source=source, shape=shape, skew=skew))
            gathered.ends.append((len(gathered.rows), len(gathered.refused)))
            continue
        for made in _made(event, source=source, shape=shape, mapper=mapper, also=also or {}):
            found: Prepared | Refused | Interaction = made
            if isinstance(made, Interaction):
                found = check(made)
            if isinstance(found, Prepared):
                gathered.rows.append(found)
            elif isinstance(found, Refused):
                gathered.refused.append(as_refused(found, event, source=source, shape=shape, skew=skew))
        gathered.ends.append((len(gathered.rows), len(gathered.refused)))
    return gathered


def as_refused(found: Refused, event: Any, *, source: str, shape: str, skew: timedelta = _NO_SKEW) -> Refused:
    """The refusal that keeps the event as it was sent, so that it can be mapped again."""
    original: dict[str, Any] = {"collected_as": shape, "event": event}
    if skew:
        original["skew_seconds"] = skew.total_seconds()
    return Refused(source=source, reason=found.reason, detail=found.detail, original=original)


def collect_again(original: Mapping[str, Any], *, source: str, mapper: Mapper | None) -> list[Interaction | Refused]:
    """Map a refused event once more, with the mapping of today."""
    shape, event = str(original["collected_as"]), original["event"]
    skew = timedelta(seconds=float(original.get("skew_seconds", 0)))
    made = _made(event, source=source, shape=shape, mapper=mapper, also={})
    return [as_refused(one, event, source=source, shape=shape, skew=skew) if isinstance(one, Refused) else one
            for one in made]  # fmt: skip


def _made(
    event: Event, *, source: str, shape: str, mapper: Mapper | None, also: Mapping[str, str]
) -> Sequence[Interaction | Refused]:
    try:
        return [own_type(event, source=source)] if mapper is None else _mapped(event, mapper, source=source, also=also)
    except Exception:  # noqa: BLE001 -- see below
        # The outer edge of one event: whatever it holds, it must not fail its neighbours. Its words are not logged.
        _log.warning("an event of %s (%s) could not be mapped", source, shape, exc_info=True)
        return [Refused(source=source, reason="cannot_be_mapped", detail="The mapping failed on it.", original=None)]


def _mapped(event: Event, mapper: Mapper, *, source: str, also: Mapping[str, str]) -> list[Interaction | Refused]:
    row = dict(also)
    row.update(flat(event))  # type: ignore[arg-type]  # Any mapping will do.
    made: list[Interaction | Refused] = []
    for outcome in mapper.outcomes([(0, row)]):
        for one in outcome.made:
            if isinstance(one, NotMapped):
                made.append(Refused(source=source, reason=one.reason, detail=one.detail, original=None))
            else:
                made.append(one)
    return made


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
    return f"{place}: {what}." if place else f"{what}."
