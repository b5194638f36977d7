"""People who put right who is who, at random: acts, what stands of them, and a rebuild from nothing but them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections
from hypothesis import strategies as st

from regard.customers.public import (
    Plan,
    carry_out,
    plan_merge,
    plan_move,
    plan_part,
    plan_shared,
    plan_split,
    plan_undo,
    profiles_of,
)
from regard.foundation import clock
from regard.foundation.databases import STATE, read
from regard.foundation.errors import RegardError
from tests.desk import reading_for
from tests.episodes.stories import GAPS, KEYS, WHAT

VALUES = (
    "account:1", "account:2", "account:shop:1", "loyalty:1", "loyalty:2", "email:ann@riders.co.th",
    "email:ben@riders.co.th", "phone:+66812345678", "handle:cyn", "cookie:x", "device:d",
)  # fmt: skip
an_event = st.tuples(
    st.sampled_from(GAPS),
    st.sets(st.sampled_from(VALUES), max_size=3).map(lambda values: tuple(sorted(values))),
    st.sampled_from(WHAT),
    st.sets(st.sampled_from(KEYS), max_size=2).map(frozenset),
)
KINDS = ("merge", "merge", "part", "split", "move", "move", "shared", "undo", "undo", "undo")
an_act = st.tuples(st.sampled_from(KINDS), st.integers(0, 99), st.integers(0, 99))
Act = tuple[str, int, int]


def plan_of(act: Act) -> Plan | None:
    """The act on what there is now; None where there is nothing that it could be about."""
    kind, one, other = act
    if kind == "undo":
        numbers = [no for (no,) in read("SELECT no FROM merge_event WHERE undone_at IS NULL ORDER BY no")]
        return plan_undo(numbers[one % len(numbers)]) if numbers else None
    if kind == "shared":
        keys = [bytes(key) for (key,) in read("SELECT value_key FROM identifier ORDER BY value_key")]
        return plan_shared(keys[one % len(keys)]) if keys else None
    profiles = [profile for (profile,) in read("SELECT id FROM profile ORDER BY id")]
    if not profiles:
        return None
    first, second = profiles[one % len(profiles)], profiles[other % len(profiles)]
    if kind == "split":
        found = profiles_of(reading_for(), [first])
        return plan_split(first, [profile for profile in found if profile > second]) if found else None
    return (
        {"merge": plan_merge, "move": plan_move}[kind](first, second)
        if kind != "part"
        else plan_part([first], [second])
    )


def acted(act: Act) -> int | None:
    """Do it; the number to take it back by, None where it could not be done."""
    try:
        plan = plan_of(act)
        return None if plan is None else carry_out(reading_for(), plan, by="ada@regard.example", at=clock.now())
    except RegardError:
        return None


@dataclass(frozen=True)
class Content:
    """What a table holds that means something: some columns, of some rows."""

    table: str
    columns: str
    only: str = "1 = 1"


CUSTOMERS = (
    Content("profile", "id, set_key, marks"),
    Content("profile_identifier", "value_key, profile_id"),
    Content("identifier", "value_key, kind, namespace, profile_id, status"),
    Content("recognised", "seq, profile_id, occurred_at"),
    # A profile that is its own again keeps a row that says so, for the copies.
    Content("customer_map", "profile_id, customer_id", "customer_id IS NULL OR customer_id <> profile_id"),
    Content("doubt", "one, other, value_key, reason"),
    Content("merge_event", "one, other, value_key", "rule = 'identifier'"),
)  # fmt: skip
MATTERS = (
    Content("object_ref", "value_key, seq"),
    Content("assigned", "seq, episode_id, occurred_at, link, why, sure"),
    Content("episode", "id, members, began_at, last_at", "members > 0"),
    Content("related", "seq, other_seq, how"),
)


def contents(of: Iterable[Content]) -> dict[str, list[tuple[Any, ...]]]:
    """What these tables hold, in an order of its own."""
    return {
        one.table: sorted(read(f"SELECT {one.columns} FROM {one.table} WHERE {one.only}"), key=repr)  # noqa: S608 -- fixed names
        for one in of
    }


FOLLOWED = ("profile", "identifier", "profile_identifier", "recognised", "customer_map", "doubt",
            "regrouped", "object_ref", "assigned", "episode", "related", "unanswered")  # fmt: skip


def forget_what_followed(also: Sequence[str] = ()) -> None:
    """Everything that followers wrote is gone; the log, and what people said and stands, are all that is left."""
    with connections[STATE].cursor() as cursor:
        for table in (*FOLLOWED, *also):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 -- fixed names
        cursor.execute("DELETE FROM merge_side WHERE no IN (SELECT no FROM merge_event WHERE undone_at IS NOT NULL)")
        cursor.execute("DELETE FROM merge_event WHERE rule = 'identifier' OR undone_at IS NOT NULL")
        cursor.execute("UPDATE cursor SET position = 0")
        cursor.execute("UPDATE cursor SET change_no = 0 WHERE follower <> 'customers.recognise'")
