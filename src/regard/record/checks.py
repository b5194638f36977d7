"""What an interaction must pass at the door: an ordered list of named checks, each with its reason to refuse."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from regard.foundation.moments import YEARS
from regard.record.interaction import CHANNELS, OBJECT_KINDS, ROLES, STAGES, Identifier, Interaction, ObjectRef

LONGEST_NAME = 200
LONGEST_ID = 500
LONGEST_TEXT = 1_000_000
MOST_FACTS = 200
MOST_IDENTIFIERS = 200
"""Each may say whose any other is, so that recognition has their square to weigh."""
FAR_FUTURE = timedelta(days=1)
_HIGHEST = 2**63 - 1
FIRST_MOMENT = datetime(YEARS[0], 1, 1, tzinfo=UTC)

_CHANNELS = frozenset(CHANNELS)
_ROLES = frozenset((*ROLES, None))
_STAGES = frozenset((*STAGES, None))
_DIRECTIONS = frozenset(("in", "out", "observed", "internal"))
_OBJECT_KINDS = frozenset(OBJECT_KINDS)


@dataclass(frozen=True)
class Objection:
    """Why an interaction cannot be admitted: one of a closed list of reasons, and words that say what would work."""

    reason: str
    detail: str


Check = Callable[[Interaction, datetime], Objection | None]


def reject_missing_id(one: Interaction, _now: datetime) -> Objection | None:
    """Without source and message id a second delivery could not be told from a second interaction."""
    if one.source and one.message_id and len(one.message_id) <= LONGEST_ID and len(one.source) <= LONGEST_NAME:
        return None
    return Objection("missing_id", f"source and message_id must have 1 to {LONGEST_ID} characters.")


def reject_unknown_channel(one: Interaction, _now: datetime) -> Objection | None:
    """The channels are one closed list; what is finer is a touchpoint."""
    if one.channel in _CHANNELS:
        return None
    return Objection("unknown_channel", f"No channel {one.channel!r}. Known: {', '.join(CHANNELS)}.")


def reject_unknown_word(one: Interaction, _now: datetime) -> Objection | None:
    """Direction, role, stage and kinds of objects are closed lists."""
    if one.direction not in _DIRECTIONS:
        return Objection(
            "unknown_direction", f"No direction {one.direction!r}. Known: {', '.join(sorted(_DIRECTIONS))}."
        )
    if one.role not in _ROLES:
        return Objection("unknown_role", f"No role {one.role!r}. Known: {', '.join(ROLES)}.")
    if one.stage not in _STAGES:
        return Objection("unknown_stage", f"No journey stage {one.stage!r}. Known: {', '.join(STAGES)}.")
    for ref in one.objects:
        if ref.kind not in _OBJECT_KINDS:
            return Objection("unknown_object", f"No object kind {ref.kind!r}. Known: {', '.join(OBJECT_KINDS)}.")
    return None


def reject_unclear_moment(one: Interaction, _now: datetime) -> Objection | None:
    """A moment without a zone could be any of forty."""
    for moment in (one.occurred_at, one.promised_at, one.answered_at, one.ended_at):
        if moment is not None and moment.tzinfo is None:
            return Objection("moment_without_zone", f"{moment} has no time zone.")
    return None


def reject_impossible_value(one: Interaction, _now: datetime) -> Objection | None:
    """A moment no calendar has, a number no machine holds, a character no text has: each would stop who reads on."""
    for moment in (one.promised_at, one.answered_at, one.ended_at):
        if moment is not None and moment.year not in YEARS:
            return Objection("moment_out_of_range", f"{moment} is not between {YEARS[0]} and {YEARS[-1]}.")
    numbers = [number for number in one.facts.values() if not isinstance(number, str)]
    for number in (one.source_order, one.value, one.cost, *numbers):
        if number is not None and not -_HIGHEST <= number <= _HIGHEST:
            return Objection("number_out_of_range", f"{str(number)[:40]} has more than 63 bits.")
    for name in (one.source, one.message_id, one.touchpoint, one.kind, one.passes_to, one.team_ref, one.language):
        if name is not None and "\0" in name:
            return Objection("nul_byte", f"{name[:40]!r} has a NUL character, which no text has.")
    return None


def reject_far_future(one: Interaction, now: datetime) -> Objection | None:
    """What has not happened yet is no interaction; a day is allowed for clocks that are wrong."""
    if one.occurred_at <= now + FAR_FUTURE:
        return None
    return Objection(
        "future", f"{one.occurred_at.isoformat()} is more than a day ahead. Is it a Buddhist year (2558 is 2015)?"
    )


def reject_distant_past(one: Interaction, _now: datetime) -> Objection | None:
    """Before 1900 it is a wrong calendar or an empty date."""
    if one.occurred_at >= FIRST_MOMENT:
        return None
    return Objection("distant_past", f"{one.occurred_at.isoformat()} is before 1900.")


def reject_end_before_begin(one: Interaction, _now: datetime) -> Objection | None:
    """A call cannot end, or be picked up, before it was made."""
    if one.ended_at is not None and one.ended_at < one.occurred_at:
        return Objection("ended_before_it_began", f"It ended at {one.ended_at.isoformat()}, before it began.")
    if one.answered_at is not None and one.answered_at < one.occurred_at:
        return Objection(
            "answered_before_it_began", f"It was answered at {one.answered_at.isoformat()}, before it began."
        )
    return None


def reject_money_without_currency(one: Interaction, _now: datetime) -> Objection | None:
    """Amounts of unknown currency could only be added up wrongly."""
    if (one.value is None and one.cost is None) or one.currency is not None:
        return None
    return Objection("money_without_currency", "value or cost is given without a currency such as THB.")


def reject_too_long(one: Interaction, _now: datetime) -> Objection | None:
    """Names are short; a text may have a million characters."""
    names = (one.kind, one.touchpoint, one.passes_to, one.staff_ref, one.team_ref, one.language)
    for name in names:
        if name is not None and not 0 < len(name) <= LONGEST_NAME:
            return Objection("too_long", f"{name[:40]!r}… has {len(name)} characters; 1 to {LONGEST_NAME} would work.")
    if len(one.identifiers) > MOST_IDENTIFIERS:
        return Objection("too_long", f"{len(one.identifiers)} identifiers; {MOST_IDENTIFIERS} is the most.")
    points: tuple[ObjectRef | Identifier, ...] = one.objects + one.identifiers
    for ref in points:
        if not 0 < len(ref.value) <= LONGEST_NAME or not ref.namespace:
            said = f"{ref.kind} {ref.value[:40]!r} has {len(ref.value)} characters"
            return Objection("too_long", f"{said}; 1 to {LONGEST_NAME} would work.")
    if one.text is not None and len(one.text) > LONGEST_TEXT:
        return Objection("too_long", f"The text has {len(one.text)} characters; {LONGEST_TEXT} is the most.")
    if len(one.facts) > MOST_FACTS:
        return Objection("too_long", f"{len(one.facts)} facts; {MOST_FACTS} is the most.")
    if one.facts and not 0 < max(map(len, one.facts)) <= LONGEST_NAME:
        return Objection("too_long", f"The name of a fact is longer than {LONGEST_NAME} characters.")
    return None


CHECKS: tuple[Check, ...] = (
    reject_missing_id,
    reject_unknown_channel,
    reject_unknown_word,
    reject_unclear_moment,
    reject_impossible_value,
    reject_far_future,
    reject_distant_past,
    reject_end_before_begin,
    reject_money_without_currency,
    reject_too_long,
)


def objection_to(interaction: Interaction, *, now: datetime) -> Objection | None:
    """The first objection to admitting this interaction, if there is any."""
    for check in CHECKS:
        objection = check(interaction, now)
        if objection is not None:
            return objection
    return None
