"""Whatever is erased, blocked, shared or met again: nothing is left of what is gone; a rebuild gives the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regard.company.public import Source, register_source
from regard.customers.public import RECOGNISE, declare_source, never, share, undo
from regard.foundation import clock
from regard.foundation.databases import log_alias, read
from regard.foundation.followers import rewind
from regard.record.public import LOG, erase
from tests.builders import START, examples
from tests.customers.acting import forget_what_followed
from tests.customers.people import by
from tests.desk import follow, record, start_anew

pytestmark = pytest.mark.django_db
VALUES = (
    "account:1", "account:2", "account:3", "loyalty:1", "loyalty:2", "email:ann@riders.co.th", "phone:+66815550123",
    "cookie:x", "device:d", "name:Ann Lee", "name:Bob Ray",
)  # fmt: skip
RULES = ("", "email:ann@*", "phone:+66815550123", "device:d\ncookie:x")
some = st.integers(0, 60)
an_event = st.tuples(
    st.just("told"), st.tuples(st.sets(st.sampled_from(VALUES), min_size=1, max_size=4), st.integers(0, 900))
)
a_story = st.lists(
    st.one_of(
        *[an_event] * 6,
        st.tuples(st.just("erased"), st.sets(some, min_size=1, max_size=5)),
        st.tuples(st.just("never"), st.sampled_from(RULES)),
        st.tuples(st.just("devices"), st.booleans()),
        st.tuples(st.sampled_from(("shared", "undone", "rewound")), some),
        st.tuples(st.just("followed"), st.integers(1, 6)),
    ),
    min_size=6,
    max_size=30,
)
SAID: dict[str, Any] = {"by": "ada@regard.example", "at": clock.now()}
_DECLARED = "SELECT no FROM merge_event WHERE rule = 'shared' AND undone_at IS NULL"


def told(event: tuple[set[str], int]) -> None:
    record(by(*sorted(event[0]), at=START - timedelta(days=event[1])))


def erased(places: set[int]) -> None:
    head = LOG.head()
    if head:
        first = head - read("SELECT count(*) FROM interaction", alias=log_alias())[0][0] + 1
        erase(sorted({first + place % (head - first + 1) for place in places}), why="asked", **SAID)


def shared(place: int) -> None:
    keys = [bytes(key) for (key,) in read("SELECT value_key FROM identifier WHERE status <> 'blocked' ORDER BY 1")]
    if keys and not read(_DECLARED):
        share(keys[place % len(keys)], **SAID)


def undone(_: int) -> None:
    for (number,) in read(_DECLARED):
        undo(number, **SAID)


ACTS: Mapping[str, Callable[[Any], object]] = {
    "told": told,
    "erased": erased,
    "never": lambda rules: never(rules, **SAID),
    "devices": lambda anybody: declare_source("desk", shared=anybody, **SAID),
    "shared": shared,
    "undone": undone,
    "rewound": lambda to: rewind(RECOGNISE, to=to),
    "followed": lambda batch: follow((RECOGNISE,), batch=batch),
}


def column(name: str, table: str) -> set[Any]:
    """What a column holds."""
    rows = read(f"SELECT {name} FROM {table} WHERE {name} IS NOT NULL")  # noqa: S608 -- fixed names
    return {bytes(one) if name == "value_key" else one for (one,) in rows}


def must_hold_together() -> None:
    """A profile has interactions and keeps what its identifiers are; a value has a profile; nothing names what went."""
    profiles, values = column("profile_id", "recognised"), column("value_key", "profile_identifier")
    assert column("id", "profile") == column("profile_id", "profile_identifier") == profiles
    assert column("value_key", "identifier") == values
    links: dict[int, list[list[Any]]] = {profile: [] for profile in profiles}
    rows = read(
        "SELECT p.profile_id, i.value_key, i.kind, i.namespace FROM profile_identifier p "
        "JOIN identifier i ON i.value_key = p.value_key"
    )
    for profile, key, kind, namespace in rows:
        links[profile].append([bytes(key), kind, namespace])
    assert {profile: msgspec.msgpack.decode(marks) for profile, marks in read("SELECT id, marks FROM profile")} == {
        profile: sorted(marks) for profile, marks in links.items()
    }
    for table in ("merge_event", "doubt"):
        assert column("value_key", table) <= values
        assert column("one", table) | column("other", table) <= profiles
    assert column("customer_id", "customer_map") <= profiles


def who_is_who() -> Mapping[str, object]:
    """Profiles and customers by their first interaction: a profile keeps the number of one that was erased since."""
    rows = read(
        "SELECT r.seq, r.profile_id, CASE WHEN m.profile_id IS NULL THEN r.profile_id ELSE m.customer_id END "
        "FROM recognised r LEFT JOIN customer_map m ON m.profile_id = r.profile_id "
        "WHERE r.profile_id IS NOT NULL ORDER BY r.seq DESC"
    )
    first = {profile: seq for seq, profile, _ in rows}
    first_of = {customer: seq for seq, _, customer in rows if customer is not None}
    return {
        "customers": {seq: (first[profile], first_of.get(customer)) for seq, profile, customer in rows},
        "status": {bytes(key): status for key, status in read("SELECT value_key, status FROM identifier")},
        "doubts": len(read("SELECT no FROM doubt")),
    }


@settings(max_examples=examples(50), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(story=a_story, batch=st.integers(1, 9))
def test_what_is_left_is_what_a_rebuild_gives(story: list[Any], batch: int) -> None:
    start_anew()
    register_source(Source(slug="desk", title="Desk", zone="UTC", records_replies=True, is_live=True), at=clock.now())
    never("", **SAID)
    declare_source("desk", shared=False, **SAID)
    for act, what in story:
        ACTS[act](what)
    follow((RECOGNISE,), batch=batch)
    must_hold_together()
    stood = who_is_who()
    forget_what_followed()
    follow((RECOGNISE,), batch=batch)
    must_hold_together()
    assert who_is_who() == stood
