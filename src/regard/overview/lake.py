"""What the lake holds of requests: moments and counts, without customers; states are computed when read."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from regard.company.public import due_rules, sources
from regard.data_use.public import Field, FieldKind, Reading
from regard.episodes.public import EPISODES, Touched
from regard.foundation.clock import to_micros
from regard.foundation.copies import LakeCopy
from regard.foundation.warehouse.public import TIMESTAMP, LakeColumn, LakeTable
from regard.overview.matters import matters_of
from regard.overview.request import Request
from regard.overview.requests import request_of

_PART = 5_000
_TEXT, _NUMBER, _YES = pa.string(), pa.int64(), pa.bool_()
_MOMENTS, _NUMBERS = pa.list_(TIMESTAMP), pa.list_(pa.int64())


def _moment(name: str, meaning: str) -> LakeColumn:
    return LakeColumn(name=name, type=TIMESTAMP, kind="behavioural", meaning=meaning)


def _count(name: str, meaning: str) -> LakeColumn:
    return LakeColumn(name=name, type=_NUMBER, kind="behavioural", meaning=meaning)


def _span(name: str, meaning: str) -> LakeColumn:
    return LakeColumn(name=name, type=_NUMBER, kind="behavioural", meaning=meaning, unit="microseconds")


def _word(name: str, meaning: str) -> LakeColumn:
    return LakeColumn(name=name, type=_TEXT, kind="behavioural", meaning=meaning)


def _technical(name: str, kind: pa.DataType, meaning: str) -> LakeColumn:
    return LakeColumn(name=name, type=kind, kind="technical", meaning=meaning)


REQUESTS = LakeTable(
    name="requests",
    meaning="One row per matter that somebody asked about: the moments from which its state at any time follows.",
    key="episode_id",
    columns=(
        _technical("episode_id", _NUMBER, "The matter"),
        LakeColumn(name="source", type=_TEXT, kind="descriptive", meaning="The source of the first ask"),
        _word("channel", "The channel in which it was asked first; there it is decided"),
        _word("touchpoint", "Where on the channel"),
        LakeColumn(name="asked_by", type=_TEXT, kind="descriptive", meaning="customer or staff"),
        _technical("asked_seq", _NUMBER, "The interaction that asked first"),
        _moment("asked_at", "When it was asked first"),
        _technical("role_unknown", _YES, "The source does not say that it asks; it is counted as asking"),
        _technical("customer_known", _YES, "Whether we know which customer asked"),
        _moment("due_at", "When the answer was due; fixed when asked"),
        _word("due_basis", "promised, table or assumed"),
        _moment("answered_at", "When it was answered in its channel, if that decided it"),
        LakeColumn(
            name="answer_us",
            type=_NUMBER,
            kind="behavioural",
            meaning="From the ask to that answer; kept because engines are slow at differences",
            unit="microseconds",
        ),
        _word("answer_basis", "reply, spoken, machine or closure"),
        _moment("held_until", "Until when a machine's answer is held before it counts"),
        _moment("passed_at", "When the customer was sent elsewhere, if that decided it"),
        _word("passes_to", "Where the customer was sent: a channel, or a team"),
        _moment("arrived_at", "First ask on another channel within 7 days after being sent elsewhere"),
        _moment("asked_again_here_at", "First ask in the same channel within 7 days after being sent elsewhere"),
        _moment("driven_away_at", "The same customer's next ask, if it came on another channel"),
        _moment("elsewhere_at", "First answer on another channel"),
        _moment("elsewhere_from", "From when that counts (a machine's after 24 hours)"),
        _technical("time_fault", _YES, "Nothing decides it, and an answer with the same key lies before it"),
        _moment("last_ask_at", "Newest ask of the matter, on any channel"),
        _moment("last_answer_at", "Newest answer of the matter, on any channel"),
        _moment("unanswered_at", "First ask that nothing answers, on any channel"),
        _count("followups", "Asks after the first"),
        LakeColumn(
            name="followups_due",
            type=_MOMENTS,
            kind="behavioural",
            meaning="When each ask after the first that nothing answers was due",
        ),
        _count("afterwords", "Contacts of unknown role within 24 hours after an answer, not counted as asking"),
        _moment("asked_elsewhere_at", "First ask on another channel"),
        _moment("sent_elsewhere_at", "First time the customer was sent elsewhere, on any channel"),
        _count("handovers", "How often it went to another team or person"),
        _moment("handed_over_at", "When it first went to another team or person"),
        _moment("confirmed_at", "When the customer said that it is done"),
        _moment(
            "reopened_at",
            "First ask with the same strong key, or about the same topic, 7 to 30 days after the last answer",
        ),
        _word("first_channel", "Where the matter showed first"),
        _moment("changed_channel_at", "First contact or help visit on a second channel"),
        _moment("returned_at", "First return to where the matter showed first"),
        _moment("returned_usual_at", "First return to the usual channel of a customer who showed first on social"),
        _moment("return_answered_at", "First answer there after the return"),
        _count("interactions", "Interactions of the matter"),
        _moment("last_at", "Its newest interaction; from then on the row says the state at any moment"),
        _technical("ask_seqs", _NUMBERS, "Every ask of the matter, in order"),
        _span("quiet_us", "From that answer to the next ask, pass, hand-over or reopening; negative: it came before"),
        LakeColumn(name="team", type=_TEXT, kind="descriptive", meaning="The team named last, up to what decided it"),
        _moment("waits_until", "Until when it waited in the queue: decided, answered elsewhere, or 30 days"),
        _moment("reply_at", "First reply by a person after the ask, whether it answers or not"),
        _span("reply_us", "From the ask to that reply"),
        _span("own_reply_us", "To that reply from the latest of ask, assignment and reopening"),
        _moment("response_at", "First reply by a person after the first contact of the customer"),
        _span("response_us", "From that contact to that reply"),
        _moment("any_reply_at", "First reply after the ask, by a person or a machine"),
        _span("any_reply_us", "From the ask to that reply"),
        _count("closings", "How often staff marked it as done"),
        _count("people", "How many named people of ours spoke to the customer or closed it"),
        _technical("written_no", _NUMBER, "Which row of a matter is newest"),
        _technical("removed", _YES, "Nobody asks in this matter any more, or it has ended up in another"),
    ),
)

_OF_REQUEST = REQUESTS.shown
_SCHEMA = pa.schema([REQUESTS.schema.field(name) for name in _OF_REQUEST])


def requests_table(requests: Sequence[Request]) -> pa.Table:
    """Requests as the columns that reports see."""
    return pa.table([_column(name, requests) for name in _OF_REQUEST], schema=_SCHEMA)


def _column(name: str, requests: Sequence[Request | None]) -> pa.Array:
    """One column; a request that is None leaves it empty."""
    kind = _SCHEMA.field(name).type
    values = [getattr(one, name, None) for one in requests]
    if kind == TIMESTAMP:
        # Arrow takes whole numbers thirty times faster than moments with a time zone.
        return pa.array([None if one is None else to_micros(one) for one in values], pa.int64()).cast(kind)
    if kind == _MOMENTS:
        inner = [None if one is None else [to_micros(moment) for moment in one] for one in values]
        return pa.array(inner, pa.list_(pa.int64())).cast(kind)
    return pa.array(values, kind)


def requests_of(reading: Reading, episode_ids: Sequence[int]) -> dict[int, Request]:
    """The requests of these matters as they are now, by matter; where nobody asked there is none."""
    rules, known = due_rules(), sources()
    found = {}
    for matter in matters_of(reading, episode_ids):
        request = request_of(matter, rules=rules, sources=known)
        if request is not None:
            found[matter.episode_id] = request
    return found


def rows_of(reading: Reading, touched: Sequence[Touched]) -> pa.Table:
    """The lake's rows for matters that were written; a matter without a request takes its row away."""
    # Only the newest number of a matter: an older row would be replaced at once.
    numbers = {one.episode_id: one.no for one in touched}
    ids = sorted(numbers, key=numbers.__getitem__)
    found = requests_of(reading, ids)
    rows = [found.get(episode_id) for episode_id in ids]
    columns: dict[str, Any] = {name: _column(name, rows) for name in _OF_REQUEST}
    columns["episode_id"] = pa.array(ids, _NUMBER)
    columns["written_no"] = pa.array([numbers[episode_id] for episode_id in ids], _NUMBER)
    columns["removed"] = pa.array([row is None for row in rows], _YES)
    return pa.table(columns, schema=REQUESTS.schema)


def _next_rows(reading: Reading, after: int, upto: int) -> tuple[pa.Table, int]:
    reading.must_allow("behavioural", what="what became of a request")
    touched, reached = EPISODES.read(after=after, upto=upto, limit=_PART)
    return rows_of(reading, touched), reached


LAKE = (LakeCopy(table=REQUESTS, head=EPISODES.head, rows=_next_rows),)


def _field(column: LakeColumn) -> Field:
    kind: FieldKind = column.kind
    return Field(name=f"requests.{column.name}", kind=kind, kept_in="lake", why=column.meaning)


FIELDS = tuple(_field(column) for column in REQUESTS.columns)
