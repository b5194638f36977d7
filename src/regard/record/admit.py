"""Admission: every interaction passes the checks; what is admitted and what is refused is kept in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from msgspec.structs import replace

from regard.foundation.clock import EPOCH
from regard.foundation.databases import appending, log_alias
from regard.foundation.keys import ring
from regard.record.bringers import must_stand
from regard.record.checks import objection_to
from regard.record.interaction import Interaction
from regard.record.log import Outcome, Placed, append
from regard.record.refusals import Refused, keep_refused
from regard.record.sealing import Prepared, moved, preparer


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What the door did: how many interactions are new, known already, revisions, refused."""

    appended: int = 0
    already_known: int = 0
    revisions: int = 0
    refused: int = 0
    placed: tuple[Placed, ...] = ()

    def __add__(self, other: "Receipt") -> "Receipt":
        return Receipt(
            appended=self.appended + other.appended,
            already_known=self.already_known + other.already_known,
            revisions=self.revisions + other.revisions,
            refused=self.refused + other.refused,
        )


def receipt_of(placed: tuple[Placed, ...], *, refused: int) -> Receipt:
    """The receipt for what stands there now."""
    outcomes = [one.outcome for one in placed]
    return Receipt(
        appended=outcomes.count(Outcome.APPENDED),
        already_known=outcomes.count(Outcome.KNOWN),
        revisions=outcomes.count(Outcome.REVISION),
        refused=refused,
        placed=placed,
    )


@dataclass(frozen=True)
class Checked:
    """Interactions parted by the checks: rows for the log, and what is refused."""

    rows: Sequence[Prepared]
    refused: Sequence[Refused]


class Check(Protocol):
    """Makes a row of an interaction, or says why not; undated, its moment is that of its delivery."""

    def __call__(self, one: Interaction, *, undated: bool = False) -> Prepared | Refused:
        """The row, or the refusal."""


def checker(*, received_at: datetime, import_id: int | None = None, skew: timedelta = timedelta(0)) -> Check:
    """A function that checks interactions and makes rows of them; nothing is written.

    `skew` is added to their moments, because the clock of who sent them is wrong by so much. What makes a message the
    same message is what was said, not what clocks and deliveries make of it: a retry is known, whenever it comes.
    """
    prepare = preparer(ring(), received_at=received_at, import_id=import_id)

    def checked(one: Interaction, *, undated: bool = False) -> Prepared | Refused:
        meant = moved(one, skew) if skew else one
        objection = objection_to(meant, now=received_at)
        if objection is None:
            return prepare(meant, said=replace(one, occurred_at=EPOCH) if undated else one)
        return Refused(source=one.source, reason=objection.reason, detail=objection.detail, original=one)

    return checked


def check(interactions: Sequence[Interaction], *, received_at: datetime, import_id: int | None = None) -> Checked:
    """Part what may be admitted from what may not; nothing is written."""
    checked = checker(received_at=received_at, import_id=import_id)
    rows: list[Prepared] = []
    refused: list[Refused] = []
    for found in map(checked, interactions):
        if isinstance(found, Refused):
            refused.append(found)
        else:
            rows.append(found)
    return Checked(rows, refused)


def admit(
    interactions: Sequence[Interaction],
    *,
    refused: Sequence[Refused] = (),
    received_at: datetime,
    import_id: int | None = None,
) -> Receipt:
    """Check and append; `refused` is what could not even be read as an interaction. Durable when it returns."""
    checked = check(interactions, received_at=received_at, import_id=import_id)
    return keep(checked.rows, [*refused, *checked.refused], received_at=received_at, import_id=import_id)


def keep(
    rows: Sequence[Prepared], refused: Sequence[Refused], *, received_at: datetime, import_id: int | None = None
) -> Receipt:
    """Write rows and refusals in one transaction; raises `AlreadyTakenBack` for an import that was."""
    keys = ring()
    with appending(log_alias()) as connection:
        must_stand(import_id)
        placed = append(connection, rows, ring=keys)
        keep_refused(refused, keys=keys, received_at=received_at, import_id=import_id)
    return receipt_of(tuple(placed), refused=len(refused))
