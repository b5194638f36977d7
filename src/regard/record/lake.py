"""What of the log the lake holds: typed, registered columns without a direct identifier; messages are keyed hashes."""

from collections.abc import Sequence

import pyarrow as pa

from regard.data_use.public import Field, Reading
from regard.foundation.copies import LakeCopy
from regard.foundation.warehouse.public import LakeColumn, LakeTable
from regard.record.interaction import Logged
from regard.record.reading import LOG

_PART = 20_000
_MOMENT = pa.timestamp("us", tz="UTC")
_TEXT, _NUMBER, _YES = pa.string(), pa.int64(), pa.bool_()

INTERACTIONS = LakeTable(
    name="interactions",
    meaning="Every admitted interaction, without names, addresses or words.",
    columns=(
        LakeColumn(name="seq", type=_NUMBER, kind="technical", meaning="Its number in the log"),
        LakeColumn(name="source", type=_TEXT, kind="descriptive", meaning="The system it came from"),
        LakeColumn(name="message_key", type=pa.string(), kind="technical", meaning="Keyed hash of the message id"),
        LakeColumn(name="occurred_at", type=_MOMENT, kind="behavioural", meaning="When it happened"),
        LakeColumn(name="received_at", type=_MOMENT, kind="technical", meaning="When it was recorded here"),
        LakeColumn(name="channel", type=_TEXT, kind="behavioural", meaning="The way it happened"),
        LakeColumn(name="touchpoint", type=_TEXT, kind="behavioural", meaning="Where on the channel"),
        LakeColumn(name="kind", type=_TEXT, kind="behavioural", meaning="What sort of interaction"),
        LakeColumn(
            name="direction", type=_TEXT, kind="behavioural", meaning="From the customer, from us, observed, internal"
        ),
        LakeColumn(
            name="role", type=_TEXT, kind="behavioural", meaning="What it does in the matter: asks, answers, passes, …"
        ),
        LakeColumn(
            name="human", type=_TEXT, kind="behavioural", meaning="Whether a person spoke for us: yes, no, unknown"
        ),
        LakeColumn(name="auto", type=_YES, kind="behavioural", meaning="Made by a machine that read nothing"),
        LakeColumn(name="asked_by", type=_TEXT, kind="descriptive", meaning="Customer or staff"),
        LakeColumn(name="promised_at", type=_MOMENT, kind="behavioural", meaning="What was promised for this request"),
        LakeColumn(name="answered_at", type=_MOMENT, kind="behavioural", meaning="When somebody was there"),
        LakeColumn(name="ended_at", type=_MOMENT, kind="behavioural", meaning="When it ended"),
        LakeColumn(name="reached", type=_YES, kind="behavioural", meaning="Whether it got through"),
        LakeColumn(name="passes_to", type=_TEXT, kind="behavioural", meaning="Where it sends the customer"),
        LakeColumn(name="team_ref", type=_TEXT, kind="descriptive", meaning="Which team of ours"),
        LakeColumn(name="stage", type=_TEXT, kind="behavioural", meaning="Journey stage, where the source knows it"),
        LakeColumn(name="language", type=_TEXT, kind="descriptive", meaning="Language of the words"),
        LakeColumn(
            name="value", type=pa.float64(), kind="behavioural", meaning="Money that changed hands", unit="currency"
        ),
        LakeColumn(name="cost", type=pa.float64(), kind="behavioural", meaning="What it cost us", unit="currency"),
        LakeColumn(name="currency", type=_TEXT, kind="descriptive", meaning="Currency of value and cost"),
        LakeColumn(name="has_text", type=_YES, kind="technical", meaning="Whether words are kept in the record"),
        LakeColumn(
            name="has_identifiers", type=_YES, kind="technical", meaning="Whether anything points at a customer"
        ),
        LakeColumn(name="import_id", type=_NUMBER, kind="technical", meaning="The import that brought it"),
    ),
)

_PLAIN = tuple(column.name for column in INTERACTIONS.columns if column.name != "message_key")


def interaction_rows(items: Sequence[Logged]) -> pa.Table:
    """The lake's rows for these interactions."""
    columns = {name: [getattr(one, name) for one in items] for name in _PLAIN}
    columns["message_key"] = [one.message_key.hex() for one in items]
    return pa.table({name: columns[name] for name in INTERACTIONS.schema.names}, schema=INTERACTIONS.schema)


def _next_rows(reading: Reading, after: int, upto: int) -> tuple[pa.Table, int]:
    reading.must_allow("behavioural", what="the lake's copy of the log")
    items, reached = LOG.read(after=after, upto=upto, limit=_PART)
    return interaction_rows(items), reached


LAKE = (LakeCopy(table=INTERACTIONS, head=LOG.head, rows=_next_rows, erases="seq"),)

FIELDS: tuple[Field, ...] = (
    *(
        Field(name=f"interactions.{column.name}", kind=column.kind, kept_in="lake", why=column.meaning)
        for column in INTERACTIONS.columns
    ),
    Field(name="text", kind="attitudinal", kept_in="log", why="The customer's own words", sealed=True),
    Field(name="identifiers", kind="identity", kept_in="log", why="What points at the customer", sealed=True),
    Field(name="message_id", kind="identity", kept_in="log", why="To know the same message again", sealed=True),
    Field(name="objects", kind="descriptive", kept_in="log", why="Which case, order, thread", sealed=True),
    Field(name="staff_ref", kind="identity", kept_in="log", why="Who of us spoke", sealed=True),
    Field(name="facts", kind="descriptive", kept_in="log", why="What else the source tells, by recipe", sealed=True),
)
