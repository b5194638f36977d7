"""The scenarios that the definition was agreed on, told as a source would tell them. The number is the row's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from regard.record.public import Interaction, ObjectRef
from tests.builders import an_interaction, day
from tests.customers.people import an_identifier

CYN, DOV = "account:cyn", "account:dov"
FINE = {"finished", "dealt_with_in_place", "first_contact"}
SPOKEN = {"answered_here", "answered_spoken"}
REPLIED = {"answered_here", "answered_reply"}
CLOSED = {"answered_here", "answered_closure"}
MACHINE = {"answered_here", "answered_machine"}
IGNORED = {"ignored", "waiting_now"}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row: what happened, which of it is one matter, and what became of each matter (by its first place)."""

    no: str
    told: Sequence[Interaction]
    as_of: datetime
    matters: Sequence[set[int]]
    states: Mapping[int, set[str]] = field(default_factory=dict)
    links: Mapping[int, str] = field(default_factory=dict)
    relations: set[tuple[int, int, str]] = field(default_factory=set)
    moments: Mapping[str, Any] = field(default_factory=dict)
    unrecorded: frozenset[str] = frozenset()


def told(channel: str, at: datetime, *, by: str = CYN, keys: str = "", **more: Any) -> Interaction:
    """Something that happened to Cyn unless said; keys as "case:K order:O"."""
    objects = tuple(
        ObjectRef(kind, more.get("source", "desk"), value)  # type: ignore[arg-type]
        for kind, value in (key.split(":") for key in keys.split())
    )
    return an_interaction(at=at, channel=channel, identifiers=(an_identifier(by),), objects=objects, **more)


def ask(channel: str, at: datetime, **more: Any) -> Interaction:
    """Somebody asks."""
    return told(channel, at, **{"role": "asks"} | more)


def reply(channel: str, at: datetime, **more: Any) -> Interaction:
    """We answer."""
    return told(channel, at, **{"direction": "out", "role": "answers"} | more)


def send_on(channel: str, at: datetime, **more: Any) -> Interaction:
    """We send the customer to the phone."""
    return reply(channel, at, role="passes", passes_to="phone", **more)


def call(at: datetime, *, after: timedelta | None = timedelta(minutes=1), **more: Any) -> Interaction:
    """A call that somebody took `after` so long; None: nobody did."""
    return ask("phone", at, answered_at=None if after is None else at + after, **more)


def served(at: datetime, **more: Any) -> Interaction:
    """A visit to the shop, served at once."""
    return ask("shop", at, answered_at=at, **more)


def page(at: datetime, *, kind: str = "page", **more: Any) -> Interaction:
    """The customer looks at a page."""
    return told("web", at, kind=kind, direction="observed", **more)


def bought(at: datetime, **more: Any) -> Interaction:
    """An order."""
    return told("order", at, kind="purchase", direction="observed", **more)


def closed(at: datetime, **more: Any) -> Interaction:
    """Staff say that it is done."""
    return told("web", at, **{"kind": "state", "direction": "internal", "role": "claims_done"} | more)


def bot(at: datetime) -> Interaction:
    """A machine answers in the chat."""
    return reply("chat", at, keys="thread:T", human="no")


MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
IN_LEDGER = {"source": "ledger", "keys": "case:K"}

ROWS = (
    Row(
        no="1",
        told=[
            served(day(), keys="product:bike"),
            page(day(hours=10), keys="product:bike"),
            bought(day(9), keys="order:O1 product:bike"),
        ],
        as_of=day(20),
        matters=[{0, 1, 2}],
        states={0: {*SPOKEN, *FINE}},
        links={1: "product", 2: "product"},
    ),
    Row(
        no="2",
        told=[bought(day(), keys="order:O1 product:bike"), bought(day(2), keys="order:O2 product:bell")],
        as_of=day(20),
        matters=[{0}, {1}],
    ),
    Row(
        no="3a",
        told=[ask("email", day(), keys="order:O1"), bought(day(1), keys="order:O2 product:bell")],
        as_of=day(20),
        matters=[{0}, {1}],
        states={0: IGNORED},
    ),
    Row(
        no="3b",
        told=[ask("email", day(), keys="case:K"), bought(day(1), keys="order:O2 product:bell")],
        as_of=day(20),
        matters=[{0}, {1}],
        states={0: IGNORED},
    ),
    Row(
        no="4",
        told=[call(day())],
        as_of=day(8),
        matters=[{0}],
        states={0: {*SPOKEN, *FINE}},
        moments={"answered_at": day() + MINUTE},
    ),
    Row(
        no="5a",
        told=[call(day(), after=None)],
        as_of=day(8),
        matters=[{0}],
        states={0: IGNORED},
        moments={"followups": 0},
    ),
    Row(
        no="5b",
        told=[call(day(), after=None), call(day(minutes=5))],
        as_of=day(10),
        matters=[{0, 1}],
        states={0: {*SPOKEN, "finished", "dealt_with_in_place"}},
        links={1: "time"},
        moments={"answered_at": day(minutes=6), "followups": 1},
    ),
    Row(
        no="6",
        told=[served(day())],
        as_of=day(8),
        matters=[{0}],
        states={0: {*SPOKEN, *FINE}},
        moments={"answered_at": day()},
    ),
    Row(
        no="7",
        told=[
            ask("email", day(), keys="thread:T"),
            reply("email", day() + MINUTE, keys="thread:T", role="acknowledges", auto=True),
            reply("email", day(hours=20), keys="thread:T"),
        ],
        as_of=day(9),
        matters=[{0, 1, 2}],
        states={0: {*REPLIED, *FINE}},
        moments={"answered_at": day(hours=20)},
    ),
    Row(
        no="8a",
        told=[ask("chat", day(), keys="thread:T"), bot(day() + MINUTE)],
        as_of=day(8, hours=1),
        matters=[{0, 1}],
        states={0: {*MACHINE, *FINE}},
    ),
    Row(
        no="8b",
        told=[ask("chat", day(), keys="thread:T", promised_at=day(hours=4)), bot(day() + MINUTE)],
        as_of=day(hours=5),
        matters=[{0, 1}],
        states={0: {"open", "waiting_now"}},
    ),
    Row(
        no="9",
        told=[ask("chat", day(), keys="thread:T", promised_at=day(hours=4)), bot(day() + MINUTE), call(day(hours=3))],
        as_of=day(9),
        matters=[{0, 1, 2}],
        links={2: "time"},
        states={
            0: {
                "ignored",
                "driven_away",
                "answered_elsewhere",
                "answered_elsewhere_in_time",
                "finished",
                "changed_channel",
            }
        },
    ),
    Row(
        no="10a",
        told=[ask("social", day(), keys="thread:T"), send_on("social", day(hours=1), keys="thread:T"), call(day(1))],
        as_of=day(9),
        matters=[{0, 1, 2}],
        states={0: {"passed", "arrived", "finished", "changed_channel"}},
        links={2: "time"},
    ),
    Row(
        no="10b",
        told=[ask("social", day(), keys="thread:T"), send_on("social", day(hours=1), keys="thread:T"), call(day(5))],
        as_of=day(20),
        matters=[{0, 1, 2}],
        states={0: {"passed", "arrived", "finished", "changed_channel"}},
        links={2: "pass"},
    ),
    Row(
        no="10c",
        told=[
            ask("social", day(), keys="thread:T"),
            send_on("social", day(hours=1), keys="thread:T"),
            ask("social", day(1), keys="thread:T"),
        ],
        as_of=day(9),
        matters=[{0, 1, 2}],
        states={0: {"passed", "asked_again_here"}},
    ),
    Row(
        no="11",
        told=[ask("social", day(), keys="thread:T"), send_on("social", day(hours=1), keys="thread:T")],
        as_of=day(8),
        matters=[{0, 1}],
        states={0: {"passed", "gave_up"}},
    ),
    Row(
        no="11, unrecorded",
        told=[ask("social", day(), keys="thread:T"), send_on("social", day(hours=1), keys="thread:T")],
        as_of=day(8),
        matters=[{0, 1}],
        states={0: {"passed", "not_measurable"}},
        unrecorded=frozenset({"phone"}),
    ),
    Row(
        no="12",
        told=[ask("email", day(), keys="case:K"), reply("phone", day(hours=1), reached=True)],
        as_of=day(9),
        matters=[{0, 1}],
        states={0: {"ignored", "answered_elsewhere", "answered_elsewhere_in_time", "finished"}},
        links={1: "time"},
    ),
    Row(
        no="13a",
        told=[ask("web", day(), **IN_LEDGER), closed(day(2), **IN_LEDGER)],
        as_of=day(10),
        matters=[{0, 1}],
        states={0: {*CLOSED, "late", *FINE}},
    ),
    Row(
        no="13b",
        told=[ask("web", day(), keys="case:K"), closed(day(2), keys="case:K")],
        as_of=day(10),
        matters=[{0, 1}],
        states={0: IGNORED},
    ),
    Row(
        no="14",
        told=[ask("email", day(), keys="case:K", promised_at=day(1)), reply("email", day(3), keys="case:K")],
        as_of=day(11),
        matters=[{0, 1}],
        states={0: {*REPLIED, "late", "late_promised", *FINE}},
    ),
    Row(
        no="15a",
        told=[ask("email", day(), keys="case:K"), reply("email", day(hours=1), keys="case:K")],
        as_of=day(10),
        matters=[{0, 1}],
        states={0: {*REPLIED, *FINE}},
    ),
    Row(
        no="15b",
        told=[
            ask("email", day(), keys="case:K"),
            reply("email", day(hours=1), keys="case:K"),
            ask("email", day(20), keys="case:K"),
            reply("email", day(21), keys="case:K"),
        ],
        as_of=day(40),
        matters=[{0, 1, 2, 3}],
        states={0: {*REPLIED, "finished", "reopened", "dealt_with_in_place"}},
    ),
    Row(
        no="15b, on d20 12h",
        told=[
            ask("email", day(), keys="case:K"),
            reply("email", day(hours=1), keys="case:K"),
            ask("email", day(20), keys="case:K"),
        ],
        as_of=day(20, hours=12),
        matters=[{0, 1, 2}],
        states={0: {*REPLIED, "reopened"}},
    ),
    Row(
        no="15c",
        told=[
            ask("email", day(), keys="topic:brakes"),
            reply("email", day(hours=1), keys="topic:brakes"),
            ask("email", day(20), keys="topic:brakes"),
        ],
        as_of=day(40),
        matters=[{0, 1}, {2}],
        relations={(2, 0, "reopens")},
        states={0: {*REPLIED, "finished", "reopened", "dealt_with_in_place"}, 2: IGNORED},
    ),
    Row(
        no="16a",
        told=[
            ask("email", day(), keys="thread:T"),
            reply("email", day(hours=1), keys="thread:T"),
            told("email", day(hours=2), keys="thread:T", role="thanks"),
        ],
        as_of=day(9),
        matters=[{0, 1, 2}],
        states={0: {*REPLIED, "confirmed", *FINE}},
    ),
    Row(
        no="16b",
        told=[
            ask("email", day(), keys="thread:T"),
            reply("email", day(hours=1), keys="thread:T"),
            told("email", day(hours=2), keys="thread:T", role="unknown"),
        ],
        as_of=day(9),
        matters=[{0, 1, 2}],
        states={0: {*REPLIED, *FINE}},
        moments={"followups": 0, "afterwords": 1},
    ),
    Row(
        no="17a",
        told=[
            ask("email", day(), keys="case:K"),
            ask("email", day(1), keys="case:K", by=DOV),
            reply("email", day(1, hours=1), keys="case:K"),
        ],
        as_of=day(10),
        matters=[{0, 1, 2}],
        states={0: {*REPLIED, "late", "finished", "dealt_with_in_place"}},
        moments={"due_at": day(1), "answered_at": day(1, hours=1)},
    ),
    Row(
        no="17b, the answer is Cyn's",
        told=[
            ask("social", day(), keys="thread:P"),
            ask("social", day(hours=1), keys="thread:P", by=DOV),
            reply("social", day(hours=2), keys="thread:P"),
        ],
        as_of=day(10),
        matters=[{0, 2}, {1}],
        states={0: {*REPLIED, *FINE}, 1: IGNORED},
    ),
    Row(
        no="17b, the answer is Dov's",
        told=[
            ask("social", day(), keys="thread:P"),
            ask("social", day(hours=1), keys="thread:P", by=DOV),
            reply("social", day(hours=2), keys="thread:P", by=DOV),
        ],
        as_of=day(10),
        matters=[{0}, {1, 2}],
        states={0: IGNORED, 1: {*REPLIED, *FINE}},
    ),
    Row(
        no="18a",
        told=[ask("email", day(), keys="case:K"), bought(day(10), keys="order:O"), call(day(5), keys="case:K order:O")],
        as_of=day(30),
        matters=[{0, 1, 2}],
        states={0: {"ignored", "driven_away", "answered_elsewhere", "finished", "changed_channel"}},
        links={1: "key", 2: "key"},
    ),
    Row(
        no="18b",
        told=[ask("email", day(), keys="case:K"), bought(day(5), keys="order:O"), call(day(10), keys="case:K order:O")],
        as_of=day(30),
        matters=[{0, 2}, {1}],
        relations={(2, 1, "related")},
        states={0: {"ignored", "driven_away", "answered_elsewhere", "finished", "changed_channel"}},
    ),
    Row(
        no="20a",
        told=[ask("web", day(), **IN_LEDGER), closed(day(hours=-1), **IN_LEDGER)],
        as_of=day(10),
        matters=[{0, 1}],
        states={1: {"time_fault", "not_measurable"}},
    ),
    Row(
        no="20b",
        told=[ask("web", day(), **IN_LEDGER), closed(day(), source_order=-1, **IN_LEDGER)],
        as_of=day(10),
        matters=[{0, 1}],
        states={1: {*CLOSED, *FINE}},
        moments={"answered_at": day()},
    ),
    Row(
        no="20c",
        told=[reply("email", day()), ask("email", day(1))],
        as_of=day(10),
        matters=[{0, 1}],
        states={0: IGNORED},
        links={1: "time"},
    ),
    Row(
        no="21",
        told=[
            ask("email", day(), keys="thread:T"),
            ask("email", day(hours=2), keys="thread:T"),
            reply("email", day(hours=5), keys="thread:T"),
        ],
        as_of=day(9),
        matters=[{0, 1, 2}],
        states={0: {*REPLIED, "finished", "dealt_with_in_place"}},
        moments={"followups": 1, "followups_due": []},
    ),
    Row(
        no="22",
        told=[ask("web", day(), promised_at=day(5))],
        as_of=day(3),
        matters=[{0}],
        states={0: {"open", "waiting_now"}},
    ),
    Row(
        no="23",
        told=[
            ask("email", day(), keys="thread:T", team_ref="front"),
            ask("social", day(hours=1), keys="thread:P", by=DOV, team_ref="front"),
            reply("social", day(hours=2), keys="thread:P", by=DOV, team_ref="front"),
            reply("email", day(hours=6), keys="thread:T", team_ref="front"),
        ],
        as_of=day(9),
        matters=[{0, 3}, {1, 2}],
        states={0: {*REPLIED, *FINE}, 1: {*REPLIED, *FINE}},
    ),
    Row(
        no="24",
        told=[page(day(), kind="search"), ask("email", day(hours=1)), page(day(2), kind="search")],
        as_of=day(10),
        matters=[{0, 1, 2}],
        states={0: {*IGNORED, "changed_channel", "returned"}},
        links={1: "time", 2: "time"},
    ),
    Row(
        no="25a",
        told=[bought(day(), keys="order:O1 session:S"), bought(day(hours=1), keys="order:O2 session:S")],
        as_of=day(10),
        matters=[{0}, {1}],
        relations={(1, 0, "related")},
    ),
    Row(
        no="25b",
        told=[ask("email", day(), keys="topic:brakes"), ask("email", day(hours=1), keys="topic:brakes", by=DOV)],
        as_of=day(10),
        matters=[{0}, {1}],
        states={0: IGNORED, 1: IGNORED},
    ),
    Row(
        no="26",
        told=[*(reply("email", day(number), role="informs") for number in range(8)), ask("email", day(8))],
        as_of=day(20),
        matters=[{number} for number in range(9)],
        states={8: IGNORED},
    ),
    Row(
        no="27",
        told=[ask("web", day(), **IN_LEDGER), closed(day(1), **IN_LEDGER), closed(day(100), role="none", **IN_LEDGER)],
        as_of=day(110),
        matters=[{0, 1, 2}],
        states={0: {*CLOSED, *FINE}},
    ),
)
