"""What has become of a request, in sentences."""

from datetime import datetime

from django.utils.translation import gettext as _

from regard.overview.public import Fate, Request
from regard.web import telling, words


def verdict(request: Request, fate: Fate, *, as_of: datetime) -> str:
    """What became of it first, then what followed; each a sentence that stands alone."""
    said = (
        _first(request, fate, as_of),
        _after_pass(request, fate),
        _elsewhere(request, fate),
        _back(fate),
        _finish(request, fate),
    )
    # Chinese sets no space between sentences.
    between = "" if telling.locale().language == "zh" else " "
    return between.join(one for one in said if one)


def _first(request: Request, fate: Fate, as_of: datetime) -> str:
    if fate.answered_here and request.answered_at:
        return _answered(request, request.answered_at)
    if fate.passed and request.passed_at:
        span = telling.duration(request.passed_at - request.asked_at)
        if request.passes_to:
            return _("Sent elsewhere after %(span)s, to: %(where)s.") % {
                "span": span,
                "where": words.shown(request.passes_to, "channel"),
            }
        return _("Sent elsewhere after %(span)s.") % {"span": span}
    if fate.ignored:
        since = telling.duration(as_of - request.due_at)
        return _("Nobody answered here. An answer was due %(since)s ago.") % {"since": since}
    if fate.time_fault:
        return _("The times contradict each other: an answer lies before the question.")
    if request.due_at > as_of:
        return _("Open. An answer is due in %(span)s.") % {"span": telling.duration(request.due_at - as_of)}
    return _("Open. A machine has answered; whether that stands is known a day later.")


def _answered(request: Request, answered_at: datetime) -> str:
    span = telling.duration(answered_at - request.asked_at)
    over = answered_at - request.due_at
    if over.total_seconds() <= 0:
        return _("Answered here after %(span)s, in time.") % {"span": span}
    values = {"span": span, "over": telling.duration(over)}
    if request.due_basis == "promised":
        return _("Answered here after %(span)s, %(over)s after the promise.") % values
    return _("Answered here after %(span)s, %(over)s after it was due.") % values


def _after_pass(request: Request, fate: Fate) -> str:
    if not fate.passed or request.passed_at is None:
        return ""
    if fate.arrived and request.arrived_at:
        return _("They arrived there after %(span)s.") % {
            "span": telling.duration(request.arrived_at - request.passed_at)
        }
    if fate.asked_again_here and request.asked_again_here_at:
        return _("They asked again here after %(span)s.") % {
            "span": telling.duration(request.asked_again_here_at - request.passed_at)
        }
    return _("They gave up.") if fate.gave_up else ""


def _elsewhere(request: Request, fate: Fate) -> str:
    if not fate.answered_elsewhere or request.elsewhere_at is None:
        return _("They asked again on another channel.") if fate.driven_away else ""
    span = {"span": telling.duration(request.elsewhere_at - request.asked_at)}
    if fate.answered_elsewhere_in_time:
        return _("On another channel it was answered after %(span)s, in time.") % span
    return _("On another channel it was answered after %(span)s.") % span


def _back(fate: Fate) -> str:
    if not (fate.returned or fate.returned_usual):
        return ""
    if fate.return_completed:
        return _("They came back to where the matter began, and were answered there.")
    return _("They came back to where the matter began.")


def _finish(request: Request, fate: Fate) -> str:
    if fate.reopened:
        return _("It was opened again later.")
    if fate.confirmed:
        return _("Finished, and the customer said so.")
    if fate.finished:
        return _("Finished: nobody asked again for seven days.")
    if fate.pending and request.unanswered_at is not None:
        return _("Whether they arrive is known seven days after they were sent.")
    if fate.pending:
        return _("Whether it is finished is known seven days after the last answer.")
    if fate.not_measurable and not request.customer_known:
        return _("Whether it is finished cannot be measured: the customer is not known.")
    if fate.not_measurable and fate.passed:
        return _("Whether it is finished cannot be measured: where they were sent is not recorded long enough.")
    if fate.not_measurable:
        return _("Whether it is finished cannot be measured.")
    return "" if fate.open else _("Not finished.")


def basis_words(request: Request) -> str:
    """What says when an answer was due."""
    if request.due_basis == "promised":
        return _("promised")
    return _("by the table") if request.due_basis == "table" else _("assumed: seven days")
