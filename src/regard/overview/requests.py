"""The one place where "of 100 who asked" is decided from interactions. Definitions: docs/definitions.md."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from regard.company.public import Due, DueRule, Source, due_of
from regard.overview.answers import (
    Answer,
    answers_of,
    first_that_counts,
    is_answered_before,
    is_there,
    serves,
)
from regard.overview.asks import asks_of
from regard.overview.finishing import confirmed_at, reopened_at, unanswered_asks
from regard.overview.hands import handovers_of
from regard.overview.matter import Matter, moment_of
from regard.overview.passes import Pass, asked_after, passes_of
from regard.overview.queue import team_of, waits_until
from regard.overview.replies import replies_of
from regard.overview.request import Request
from regard.overview.ways import way_of
from regard.record.public import Logged

_MICROSECOND = timedelta(microseconds=1)


def request_of(matter: Matter, *, rules: Sequence[DueRule], sources: Mapping[str, Source]) -> Request | None:
    """The moments of the matter's request; None if nobody asked anything. Pure; interactions come in order."""
    asks = asks_of(matter, sources)
    if not asks.asked:
        return None
    asked = asks.asked
    ask = asked[0]
    answers = answers_of(matter, asked, sources)
    passes = passes_of(matter, ask)
    answer, passed = _decision(ask, answers, passes)
    elsewhere = first_that_counts(one for one in answers if not is_there(one, ask) and serves(one, ask))
    unanswered = unanswered_asks(asked, answers)
    handovers = handovers_of(matter, ask)
    way = way_of(matter, ask, answers)
    due = _due(ask, rules)
    replies = replies_of(matter, asked)
    fault = answer is None and passed is None and is_answered_before(ask, matter, sources)
    reopened = reopened_at(matter, asked, answers)
    return Request(
        episode_id=matter.episode_id,
        source=ask.source,
        channel=ask.channel,
        touchpoint=ask.touchpoint,
        asked_by=ask.asked_by,
        asked_seq=ask.seq,
        asked_at=ask.occurred_at,
        role_unknown=ask.role == "unknown",
        customer_known=ask.seq in matter.customers,
        due_at=due.at,
        due_basis=due.basis,
        answered_at=answer.at if answer else None,
        answer_us=(answer.at - ask.occurred_at) // _MICROSECOND if answer else None,
        answer_basis=answer.basis if answer else None,
        held_until=answer.counts_from if answer and answer.basis == "machine" else None,
        passed_at=passed.at if passed else None,
        passes_to=passed.by.passes_to if passed else None,
        arrived_at=asked_after(passed, asked, here=False) if passed else None,
        asked_again_here_at=asked_after(passed, asked, here=True) if passed else None,
        driven_away_at=_driven_away_at(matter, asked),
        elsewhere_at=elsewhere.at if elsewhere else None,
        elsewhere_from=elsewhere.counts_from if elsewhere else None,
        time_fault=fault,
        last_ask_at=asked[-1].occurred_at,
        last_answer_at=max((one.at for one in answers), default=None),
        unanswered_at=unanswered[0].occurred_at if unanswered else None,
        followups=len(asked) - 1,
        followups_due=[_due(one, rules).at for one in unanswered if one is not ask],
        afterwords=asks.afterwords,
        asked_elsewhere_at=next((one.occurred_at for one in asked if one.channel != ask.channel), None),
        sent_elsewhere_at=passes[0].at if passes else None,
        handovers=len(handovers),
        handed_over_at=handovers[0] if handovers else None,
        confirmed_at=confirmed_at(matter, asked[-1], answers),
        reopened_at=reopened,
        first_channel=way.first_channel,
        changed_channel_at=way.changed_at,
        returned_at=way.returned_at,
        returned_usual_at=way.returned_usual_at,
        return_answered_at=way.return_answered_at,
        interactions=len(matter.interactions),
        last_at=max(max(moment_of(one), one.occurred_at) for one in matter.interactions),
        ask_seqs=[one.seq for one in asked],
        quiet_us=_quiet_us(
            answer,
            [*(one.occurred_at for one in asked[1:2]), *(one.at for one in passes[:1]), *handovers[:1], reopened],
        ),
        team=team_of(matter, answer or passed),
        waits_until=ask.occurred_at if fault else waits_until(ask, [answer, passed, elsewhere]),
        reply_at=replies.reply_at,
        reply_us=replies.reply_us,
        own_reply_us=replies.own_reply_us,
        response_at=replies.response_at,
        response_us=replies.response_us,
        any_reply_at=replies.any_reply_at,
        any_reply_us=replies.any_reply_us,
        closings=replies.closings,
        people=replies.people,
    )


def _decision(ask: Logged, answers: Sequence[Answer], passes: Sequence[Pass]) -> tuple[Answer | None, Pass | None]:
    """What decides the request: the first, in the channel of the ask, of answer, accepted closure and pass."""
    answer = first_that_counts(one for one in answers if is_there(one, ask) and serves(one, ask))
    passed = next((one for one in passes if one.by.channel == ask.channel), None)
    if answer is None or passed is None:
        return answer, passed
    is_pass_first = (passed.at, passed.by.order) <= (answer.counts_from, answer.by.order)
    return (None, passed) if is_pass_first else (answer, None)


def _due(ask: Logged, rules: Sequence[DueRule]) -> Due:
    return due_of(rules, channel=ask.channel, source=ask.source, asked_at=ask.occurred_at, promised_at=ask.promised_at)


def _quiet_us(answer: Answer | None, disturbances: Sequence[datetime | None]) -> int | None:
    """From the answer to what came next that a first contact would not have needed; negative if it came before."""
    next_at = min((one for one in disturbances if one is not None), default=None)
    return (next_at - answer.at) // _MICROSECOND if answer is not None and next_at is not None else None


def _driven_away_at(matter: Matter, asked: Sequence[Logged]) -> datetime | None:
    """When the same customer asked next, if that was on another channel."""
    customer = matter.customers.get(asked[0].seq)
    if customer is None:
        return None
    after = next((one for one in asked[1:] if matter.customers.get(one.seq) == customer), None)
    return after.occurred_at if after is not None and after.channel != asked[0].channel else None
