"""The reports of this room."""

from collections.abc import Callable
from typing import Any

import ibis

from regard.data_use.public import Reading
from regard.foundation.reports import Column, Param, Report
from regard.overview import first_answer, first_contact, inventory, overtaking, volume, waiting
from regard.overview.columns import BY, FIGURES, KEYS
from regard.overview.funnel import Choice, funnel
from regard.overview.local_time import PERIODS
from regard.record.public import CHANNELS

_PURPOSE = "report_service"
_AS_OF = Param(
    name="as_of",
    title="As of",
    meaning="The moment as of which everything is seen. Empty: live sources now, finished ones at their newest row. "
    "A past moment may be slow.",
    kind="moment",
)
_ASKED_BY = Param(
    name="asked_by", title="Asked by", meaning="Customers, staff, or both.", choices=("customer", "staff", "all"),
    default="all",
)  # fmt: skip
_SOURCE = Param(name="source", title="Source", meaning="One source only.", kind="text")
_CHANNEL = Param(
    name="channel", title="Channel", meaning="One channel only.", choices=("all", *CHANNELS), default="all"
)
_REQUEST_PARAMS = (
    Param(name="by", title="By", meaning="What the figures are told apart by.", choices=tuple(BY), default="channel"),
    _AS_OF,
    _ASKED_BY,
    _SOURCE,
    _CHANNEL,
)
_REQUEST_KEYS = tuple(KEYS[name] for name in ("channel", "touchpoint", "source", "month", "asked_by", "total"))


def _of_requests(figures: Callable[..., ibis.Table]) -> Callable[..., ibis.Table]:
    """The rows of a report on requests, whose words of choice become a `Choice`."""

    def rows(
        reading: Reading,
        *,
        asked_by: str | None = None,
        source: str | None = None,
        channel: str | None = None,
        **chosen: Any,
    ) -> ibis.Table:
        choice = Choice(asked_by=_one(asked_by), source=source, channel=_one(channel))
        return figures(reading, choice=choice, **chosen)

    return rows


def _volume_rows(reading: Reading, *, channel: str | None = None, **chosen: Any) -> ibis.Table:
    return volume.volume(reading, channel=_one(channel), **chosen)


def _waiting_rows(reading: Reading, *, asked_by: str | None = None, **chosen: Any) -> list[dict[str, Any]]:
    return waiting.waiting(reading, asked_by=_one(asked_by), **chosen)


def _one(choice: str | None) -> str | None:
    return None if choice == "all" else choice


FUNNEL = Report(
    name="funnel",
    title="Of 100 who asked",
    question="Of 100 who asked us, how many were answered where they asked, sent elsewhere, or not answered at all?",
    definition="funnel@1",
    meaning=(
        "A matter counts once, in the channel in which it was asked first. There it is decided by what came first: "
        "an answer, being sent elsewhere, or, where a source records no replies, the closing of the case. "
        "If nothing did and it is past due, nobody answered; if it is not yet due, it is open. "
        "Asked = answered where they asked + sent elsewhere + nobody answered + open + times that cannot be right."
    ),
    purpose=_PURPOSE,
    columns=(*_REQUEST_KEYS, *FIGURES),
    rows=_of_requests(funnel),
    counts="requests",
    params=_REQUEST_PARAMS,
    picture="hundred",
)

FIRST_CONTACT = Report(
    name="first_contact",
    title="First-contact resolution",
    question="How many were settled at the first contact, and how many of the same customers soon asked again?",
    definition="first_contact@1",
    meaning=(
        "Matters count when they were asked, and only once they are old enough: decided at least as long ago as the "
        "silence looked for. Settled means answered where they asked, with that one ask. Beside it stands whether the "
        "same customer asked anything again: if new asks are only filed as new matters, the first figure looks better "
        "and the second does not."
    ),
    purpose=_PURPOSE,
    columns=(*_REQUEST_KEYS, *first_contact.COLUMNS),
    rows=_of_requests(first_contact.first_contact),
    counts="requests",
    params=_REQUEST_PARAMS,
)

FIRST_ANSWER = Report(
    name="first_answer",
    title="First answer time",
    question="How long did the first answer take, by our rule and by the rules of other systems?",
    definition="first_answer@1",
    meaning=(
        "The same matters by several rules. Ours counts answers in the channel of the ask. The others bear the name of "
        "the system whose rule it is, worked out from this record, so that a figure read there can be set beside "
        "one of the same rule."
    ),
    purpose=_PURPOSE,
    columns=(*_REQUEST_KEYS, *first_answer.COLUMNS),
    rows=_of_requests(first_answer.first_answer),
    counts="requests",
    params=_REQUEST_PARAMS,
)

OVERTAKING = Report(
    name="overtaking",
    title="Overtaking",
    question="Are those who ask in public answered before those who asked in private, and earlier?",
    definition="overtaking@1",
    meaning=(
        "Public asks that a person answered while somebody who had asked the same team in private, and earlier, was "
        "still waiting. Each public ask counts once, however many it overtook."
    ),
    purpose=_PURPOSE,
    columns=(*_REQUEST_KEYS, *overtaking.COLUMNS),
    rows=_of_requests(overtaking.overtaking),
    counts="public_answered",
    params=_REQUEST_PARAMS,
)

WAITING = Report(
    name="waiting",
    title="Waiting now",
    question="Who is waiting for an answer at this moment, and for how many of them is it past due?",
    definition="waiting@1",
    meaning=(
        "Requests that nothing has decided and that are not yet due, and those past due that were asked in the last "
        "30 days and answered nowhere. Read straight from the record, so true within seconds. Each source is seen as "
        "of now if it is live, else as of its newest row."
    ),
    purpose=_PURPOSE,
    columns=(
        KEYS["channel"],
        KEYS["touchpoint"],
        Column(name="waiting_now", title="Waiting now", meaning="Open, or ignored and still waiting."),
        Column(name="past_due", title="… past due", meaning="Due has passed.", of="waiting_now"),
        Column(name="due_soon", title="… due within 24 hours", meaning="Due in the next 24 hours.", of="waiting_now"),
        Column(name="oldest", title="Oldest", meaning="When the one who waits longest asked.", unit="moment"),
    ),
    rows=_waiting_rows,
    counts="waiting_now",
    params=(_ASKED_BY,),
    picture="bars",
    source="record",
)

VOLUME = Report(
    name="volume",
    title="How much happens",
    question="How many interactions are there, by day, week or month?",
    definition="volume@1",
    meaning="Interactions in the record by the moment at which they happened, in the time zone of the reports.",
    purpose=_PURPOSE,
    columns=(
        Column(name="period", title="When", meaning="Day, week (its Monday) or month.", unit="text"),
        KEYS["channel"],
        KEYS["touchpoint"],
        Column(name="kind", title="Kind", meaning="What sort of interaction.", unit="text"),
        Column(name="direction", title="Direction", meaning="From whom to whom.", unit="text"),
        KEYS["source"],
        KEYS["total"],
        Column(name="interactions", title="Interactions", meaning="All of them."),
        Column(name="inbound", title="From customers", meaning="The customer made contact.", of="interactions"),
        Column(name="outbound", title="From us", meaning="We made contact.", of="interactions"),
        Column(name="observed", title="Observed", meaning="Seen, as a page view or a purchase.", of="interactions"),
        Column(
            name="internal", title="Internal", meaning="A note, an assignment, a change of state.", of="interactions"
        ),
        Column(name="automatic", title="Automatic", meaning="Made by a machine that read nothing.", of="interactions"),
    ),
    rows=_volume_rows,
    counts="interactions",
    params=(
        Param(name="period", title="Per", meaning="Day, week or month.", choices=PERIODS, default="month"),
        Param(name="by", title="By", meaning="What is told apart.", choices=tuple(volume.BY), default="channel"),
        _SOURCE,
        _CHANNEL,
    ),
    picture="lines",
)

INVENTORY = Report(
    name="data_inventory",
    title="What is recorded",
    question="What do we record, from where, since when, and how fully?",
    definition="data_inventory@1",
    meaning="Interactions in the record per source, channel, touchpoint and kind, and what they carry.",
    purpose=_PURPOSE,
    columns=(
        KEYS["source"],
        KEYS["channel"],
        KEYS["touchpoint"],
        Column(name="kind", title="Kind", meaning="What sort of interaction.", unit="text"),
        Column(name="interactions", title="Interactions", meaning="How many there are."),
        Column(name="since", title="Since", meaning="The first of them.", unit="moment"),
        Column(name="until", title="Until", meaning="The newest of them.", unit="moment"),
        Column(name="with_text", title="With words", meaning="Words of it are kept in the record.", of="interactions"),
        Column(
            name="with_identifiers",
            title="With a customer",
            meaning="Something in it points at a customer.",
            of="interactions",
        ),
        Column(
            name="with_promise",
            title="With a promise",
            meaning="An answer was promised by a moment.",
            of="interactions",
        ),
        Column(
            name="without_stage",
            title="Without a journey stage",
            meaning="Maps to none of the seven journey stages.",
            of="interactions",
        ),
    ),
    rows=inventory.inventory,
    counts="interactions",
)

UNUSED_COLUMNS = Report(
    name="unused_columns",
    title="What is brought in and not used",
    question="Which columns of the files we imported does no recipe use?",
    definition="unused_columns@1",
    meaning="Columns of imported files that the recipe neither reads nor names as ignored: more data than is used.",
    purpose=_PURPOSE,
    columns=(
        KEYS["source"],
        Column(name="import", title="Import", meaning="Its number.", unit=""),
        Column(name="file", title="File", meaning="Its name.", unit="text"),
        Column(name="column", title="Column", meaning="As the file calls it.", unit="text"),
        Column(name="filled", title="Filled", meaning="Rows with a value there.", of="rows"),
        Column(name="rows", title="Rows", meaning="Rows of the file."),
    ),
    rows=inventory.unused_columns,
    source="record",
)

REPORTS = (FUNNEL, WAITING, FIRST_CONTACT, FIRST_ANSWER, OVERTAKING, VOLUME, INVENTORY, UNUSED_COLUMNS)
