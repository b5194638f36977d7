"""What has become of one request at a moment. The same in Ibis, for many at once: `fates_table.py`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from regard.overview.passes import ARRIVAL
from regard.overview.request import Request

SILENCE = timedelta(days=7)
"""So long nobody may ask again after the last answer before a matter is finished."""
WAITED = timedelta(days=30)
"""So long somebody who was ignored counts as waiting now."""

BASES = ("reply", "spoken", "machine", "closure")


@dataclass(frozen=True, kw_only=True)
class Span:
    """From when until when a channel is recorded."""

    since: datetime
    until: datetime


class Fate(msgspec.Struct, frozen=True, kw_only=True):
    """What has become of a request. Fields are the figures that count it; each is defined in `columns.py`."""

    answered_here: bool
    answered_reply: bool
    answered_spoken: bool
    answered_machine: bool
    answered_closure: bool
    passed: bool
    arrived: bool
    asked_again_here: bool
    gave_up: bool
    ignored: bool
    driven_away: bool
    answered_elsewhere: bool
    answered_elsewhere_in_time: bool
    open: bool
    waiting_now: bool
    time_fault: bool
    late: bool
    late_promised: bool
    handed_over: bool
    finished: bool
    confirmed: bool
    pending: bool
    matured: bool
    not_measurable: bool
    reopened: bool
    changed_channel: bool
    returned: bool
    returned_usual: bool
    return_completed: bool
    dealt_with_in_place: bool
    first_contact: bool
    followups_ignored: int


def fate_of(request: Request, *, as_of: datetime, recorded: Mapping[str, Span]) -> Fate:
    """The states of a request at `as_of`, exact from its matter's newest interaction on. `recorded`: by channel."""
    became = _became(request, as_of)
    answered, passed, ignored = (became == one for one in ("answered_here", "passed", "ignored"))
    after = _went(request, as_of, recorded) if passed else ""
    finish = _finish(request, as_of, became, after)
    elsewhere = ignored and _is_by(request.elsewhere_from, as_of)
    in_time = request.elsewhere_at is not None and request.elsewhere_at <= request.due_at
    late = answered and request.answered_at is not None and request.answered_at > request.due_at
    finished = finish == "finished"
    is_kept_here = not _is_by(request.sent_elsewhere_at, as_of)
    reopened, handed_over = _is_by(request.reopened_at, as_of), _is_by(request.handed_over_at, as_of)
    changed = request.customer_known and _is_by(request.changed_channel_at, as_of)
    returned = changed and _is_by(request.returned_at, as_of)
    returned_usual = changed and _is_by(request.returned_usual_at, as_of)
    return Fate(
        answered_here=answered,
        answered_reply=answered and request.answer_basis == "reply",
        answered_spoken=answered and request.answer_basis == "spoken",
        answered_machine=answered and request.answer_basis == "machine",
        answered_closure=answered and request.answer_basis == "closure",
        passed=passed,
        arrived=after == "arrived",
        asked_again_here=after == "asked_again_here",
        gave_up=after == "gave_up",
        ignored=ignored,
        driven_away=ignored and request.customer_known and _is_by(request.driven_away_at, as_of),
        answered_elsewhere=elsewhere,
        answered_elsewhere_in_time=elsewhere and in_time,
        open=became == "open",
        waiting_now=became == "open" or (ignored and not elsewhere and request.asked_at >= as_of - WAITED),
        time_fault=became == "time_fault",
        late=late,
        late_promised=late and request.due_basis == "promised",
        handed_over=handed_over,
        finished=finished,
        confirmed=finished and _is_by(request.confirmed_at, as_of),
        pending=finish == "pending",
        matured=finish in {"finished", "unfinished"},
        not_measurable=finish == "not_measurable",
        reopened=reopened,
        changed_channel=changed,
        returned=returned,
        returned_usual=returned_usual,
        return_completed=(returned or returned_usual) and _is_by(request.return_answered_at, as_of),
        dealt_with_in_place=answered and finished and is_kept_here and not _is_by(request.asked_elsewhere_at, as_of),
        first_contact=(
            answered and finished and is_kept_here and request.followups == 0 and not handed_over and not reopened
        ),
        followups_ignored=sum(due < as_of for due in request.followups_due),
    )


def _is_by(moment: datetime | None, as_of: datetime) -> bool:
    return moment is not None and moment <= as_of


def _became(request: Request, as_of: datetime) -> str:
    if _is_by(request.passed_at, as_of):
        return "passed"
    if _is_by(request.answered_at, as_of):
        # A machine's answer is held for a day, even past due: the customer may not be content with it.
        is_held = request.held_until is not None and request.held_until > as_of
        return "open" if is_held else "answered_here"
    if request.time_fault:
        return "time_fault"
    return "ignored" if request.due_at < as_of else "open"


def _went(request: Request, as_of: datetime, recorded: Mapping[str, Span]) -> str:
    """What the customer did within seven days after we sent them elsewhere."""
    if request.passed_at is None:
        return ""
    has_arrived = _is_by(request.arrived_at, as_of)
    if has_arrived and request.customer_known:
        return "arrived"
    if not has_arrived and _is_by(request.asked_again_here_at, as_of):
        return "asked_again_here"
    if not request.customer_known:
        return "not_measurable"
    end = request.passed_at + ARRIVAL
    if request.unanswered_at is None:
        return "answered"
    if as_of < end:
        return "not_yet"
    span = recorded.get(request.passes_to) if request.passes_to is not None else None
    return "gave_up" if span is not None and span.since <= end <= span.until else "not_measurable"


def _finish(request: Request, as_of: datetime, became: str, went: str) -> str:
    """Whether the matter is finished; an open request has no finish yet."""
    if became == "open":
        return "open"
    if became == "time_fault" or not request.customer_known:
        return "not_measurable"
    if request.unanswered_at is None and request.last_answer_at is not None:
        return "pending" if as_of < request.last_answer_at + SILENCE else "finished"
    return {"not_yet": "pending", "not_measurable": "not_measurable"}.get(went, "unfinished")
