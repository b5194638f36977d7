"""Over any story a group holds exactly whom its definition means: also after merges, undo, erasure and taking back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from regard.customers import public as customers
from regard.foundation.databases import log_alias, read
from regard.groups import public as groups
from regard.overview import public as overview
from regard.record import public as record
from tests.builders import examples
from tests.desk import start_anew
from tests.episodes.stories import an_event, told
from tests.groups import plain
from tests.groups.crowd import NOW, Company, a_company

pytestmark = pytest.mark.django_db(transaction=True)

TIMES: tuple[dict[str, Any], ...] = (
    {}, {}, {"last_days": 4_010}, {"since": "2015-03-04", "until": "2015-04-20"}, {"until": "2015-03-20"},
)  # fmt: skip
WHATS: tuple[dict[str, Any], ...] = (
    {"type": "did"}, {"type": "did", "channel": "email"}, {"type": "did", "channel": "email", "at_least": 2},
    {"type": "did", "kind": "page"}, {"type": "did", "role": "answers"}, {"type": "did", "direction": "out"},
    {"type": "did", "topic": "brakes"}, {"type": "did", "product": "bike"},
    {"type": "matter"}, {"type": "matter", "became": "ignored"}, {"type": "matter", "became": "answered_here"},
    {"type": "matter", "became": "passed"}, {"type": "matter", "became": "finished", "channel": "email"},
    {"type": "matter", "at_least": 2}, {"type": "seen", "which": "first"}, {"type": "seen", "which": "last"},
    {"type": "spent", "currency": "THB", "at_least": 30}, {"type": "spent", "currency": "THB", "at_most": 50},
    {"type": "belongs"}, {"type": "channels", "at_least": 2}, {"type": "channels", "at_least": 3},
    {"type": "known_by", "identifier": "email"}, {"type": "known_by", "identifier": "account"},
    {"type": "writes", "language": "th"},
)  # fmt: skip
MANY = int(os.environ.get("REGARD_STORIES", "6"))
TIMED = ("did", "matter", "seen", "spent")


@st.composite
def a_condition(draw: st.DrawFn) -> dict[str, Any]:
    what = dict(draw(st.sampled_from(WHATS)))
    if what["type"] in TIMED:
        what |= draw(st.sampled_from(TIMES[2:] if what["type"] == "seen" else TIMES))
    return what | ({"never": True} if draw(st.integers(0, 3)) == 0 else {})


a_part = st.one_of(
    a_condition(),
    a_condition(),
    st.builds(
        lambda join, conditions: {"type": "joined", "join": join, "conditions": conditions},
        st.sampled_from(["all", "any"]),
        st.lists(a_condition(), min_size=1, max_size=3),
    ),
)
a_definition = st.builds(
    lambda join, conditions: groups.read_definition({"join": join, "conditions": conditions}),
    st.sampled_from(["all", "any"]),
    st.lists(a_part, min_size=1, max_size=3),
)
some_events = st.lists(an_event, min_size=2, max_size=14)
what_comes = st.lists(st.sampled_from(["merge", "undo", "part", "erase", "more"]), max_size=2)


def dressed(events: list[Any]) -> list[record.Interaction]:
    """A story with money, languages and an organisation in it, all by its own numbers."""
    found = []
    for number, one in enumerate(told(events)):
        more: dict[str, Any] = {"language": ("th", "en", "zh-Hans", "th-TH")[number % 4]}
        if one.kind == "purchase":
            more |= {"value": float(7 * number), "currency": "THB" if number % 3 else "EUR"}
        if number % 5 == 0:
            more["objects"] = (*one.objects, record.ObjectRef("organisation", "desk", f"firm {number % 2}"))
        found.append(record.Interaction(**{name: getattr(one, name) for name in one.__struct_fields__} | more))
    return found


def the_world(company: Company, story: list[record.Interaction]) -> plain.World:
    """All there is, from the record alone."""
    reading = company.reading()
    numbers = [seq for (seq,) in read("SELECT seq FROM interaction WHERE body IS NOT NULL", alias=log_alias())]
    said = {one.message_id: one for one in story}
    opened = record.unseal(company.reading("serve_customer"), numbers)
    names = {seq: sealed.message_id for seq, sealed in opened.items()}
    whose = customers.customers_of(reading, numbers)
    here = [
        plain.Told(one, said[names[one.seq]], whose[one.seq])
        for one in record.history(reading, numbers)
        if one.seq in whose
    ]
    begun = company.engine.run(overview.channels_begun(reading)).to_pylist()
    recorded = overview.recorded_spans(begun, ends={}, now=NOW)
    matters = [one for (one,) in read("SELECT DISTINCT episode_id FROM assigned WHERE episode_id IS NOT NULL")]
    requests = [
        (whose[request.asked_seq], request, overview.fate_of(request, as_of=NOW, recorded=recorded))
        for request in overview.requests_of(reading, matters).values()
        if request.asked_seq in whose
    ]
    return plain.World(here, requests, NOW)


def happens(what: str, company: Company, story: list[record.Interaction]) -> None:
    """Something changes who is who, or what there is."""
    seqs = [seq for (seq,) in read("SELECT seq FROM recognised WHERE profile_id IS NOT NULL ORDER BY seq")]
    found = list(customers.customers_of(company.reading(), seqs).values())
    if what == "more":
        company.takes(*[one for one in story if one.message_id.endswith(("1", "3"))])
    elif what == "erase" and seqs:
        record.erase([seqs[0], seqs[-1]], why="asked", by="Ada", at=NOW)
    elif what in {"merge", "part"} and len(set(found)) > 1:
        one, other = sorted(set(found))[:2]
        (customers.merge if what == "merge" else customers.part)(one, other, by="Ada", at=NOW)
    elif what == "undo":
        for (number,) in read("SELECT no FROM merge_event WHERE undone_at IS NULL ORDER BY no")[:1]:
            customers.undo(number, by="Ada", at=NOW)
    company.follows()


# A story takes a second or two: what fails is told as it was found, not shrunk for minutes.
@settings(
    max_examples=examples(MANY), phases=(Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(events=some_events, definitions=st.lists(a_definition, min_size=2, max_size=5), changes=what_comes)
def test_a_group_holds_whom_a_plain_evaluation_finds(
    events: list[Any], definitions: list[groups.Definition], changes: list[str], tmp_path_factory: Any
) -> None:
    start_anew()
    with a_company(Path(tmp_path_factory.mktemp("lake"))) as company:
        story = dressed(events)
        late = [one for one in story if one.message_id.endswith(("1", "3"))] if "more" in changes else []
        company.takes(*[one for one in story if one not in late])
        for change in ("", *changes):
            if change:
                happens(change, company, story)
            world, view = the_world(company, story), company.view()
            for definition in definitions:
                found, meant = company.who(definition, view=view), plain.members(definition, world)
                assert found == meant, (change, groups.as_text(definition))
