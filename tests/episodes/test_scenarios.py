"""Every row of the scenarios on the whole way: admitted, recognised, joined, and counted of 100 who asked.

The number is the row's; each holds in any order of arrival and any size of batch.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from regard.company.public import add_due_row, register_source
from regard.customers.public import merge, undo
from regard.episodes.public import matter
from regard.foundation import clock
from regard.foundation.databases import read
from regard.overview.public import Request, requests_of
from regard.record.public import CHANNELS
from tests.builders import day
from tests.desk import follow, matters_by_message, reading_for, record
from tests.episodes.scenario_rows import DOV, FINE, IGNORED, ROWS, SPOKEN, Row, ask, call
from tests.overview.story import EVERYWHERE, LONG_AGO, RULES, SOURCES, states

pytestmark = pytest.mark.django_db

ARRIVALS = ("as it happened", "the other way round", "the last first", "the middle last")


@pytest.fixture(autouse=True)
def _a_company_with_a_day_for_every_answer() -> None:
    for source in SOURCES.values():
        register_source(source, at=LONG_AGO)
    for rule in RULES:
        add_due_row(
            channel=rule.channel,
            source="",
            valid_from=LONG_AGO,
            within=rule.within,
            by="Ada",
            at=LONG_AGO,
            newest_ask=None,
        )
    assert len(RULES) == len(CHANNELS)


def arrival(count: int, order: str) -> list[int]:
    """The places of a story in the order in which they arrive."""
    places = list(range(count))
    if order == "the other way round":
        return places[::-1]
    if order == "the last first":
        return places[-1:] + places[:-1]
    if order == "the middle last":
        return [place for place in places if place != count // 2] + [count // 2]
    return places


def arrived(row: Row, *, order: str, batch: int, at_once: int) -> list[int]:
    """Record the row in this order and follow; the number of each place."""
    seqs: dict[int, int] = {}
    places = arrival(len(row.told), order)
    for start in range(0, len(places), at_once):
        portion = places[start : start + at_once]
        placed = record(*(row.told[place] for place in portion)).placed
        seqs.update(zip(portion, (one.seq for one in placed), strict=True))
        follow(batch=batch)
    return [seqs[place] for place in range(len(row.told))]


def asked_in(members: set[int], seqs: Sequence[int]) -> Request | None:
    """The request of the matter that these are; None if nobody asked."""
    episode_id = matters_by_message()[seqs[min(members)]][0]
    return requests_of(reading_for(), [episode_id]).get(episode_id)


@pytest.mark.parametrize("order", ARRIVALS)
@pytest.mark.parametrize(("batch", "at_once"), [(1, 1), (2, 1_000), (1_000, 1_000)])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.no)
def test_row(row: Row, order: str, batch: int, at_once: int) -> None:
    seqs = arrived(row, order=order, batch=batch, at_once=at_once)
    place_of = {seq: place for place, seq in enumerate(seqs)}
    found: dict[int, set[int]] = {}
    for seq, (episode_id, link, _, _) in matters_by_message().items():
        found.setdefault(episode_id, set()).add(place_of[seq])
        assert link == row.links.get(place_of[seq], link)
    assert sorted(map(sorted, found.values())) == sorted(map(sorted, row.matters))
    relations = {
        (place_of[seq], place_of[other], how) for seq, other, how in read("SELECT seq, other_seq, how FROM related")
    }
    assert relations == row.relations
    recorded = {channel: span for channel, span in EVERYWHERE.items() if channel not in row.unrecorded}
    seen = {}
    for members in found.values():
        request = asked_in(members, seqs)
        first = min(members, key=lambda place: (row.told[place].occurred_at, row.told[place].source_order))
        if request is not None:
            seen[first] = states(request, as_of=row.as_of, recorded=recorded)
            for name, value in row.moments.items():
                assert getattr(request, name) == value, name
    assert seen == row.states


def test_every_row_is_here() -> None:
    numbers = {row.no.split(",")[0] for row in ROWS} | {"19a", "19b"}
    letters = {1: "", 2: "", 3: "ab", 4: "", 5: "ab", 6: "", 7: "", 8: "ab", 9: "", 10: "abc", 11: "", 12: "", 13: "ab",
               14: "", 15: "abc", 16: "ab", 17: "ab", 18: "ab", 19: "ab", 20: "abc", 21: "", 22: "", 23: "", 24: "",
               25: "ab", 26: "", 27: ""}  # fmt: skip
    assert numbers == {f"{number}{letter}" for number, all_ in letters.items() for letter in all_ or [""]}


def test_18a_before_the_call_arrives_there_are_two_and_the_younger_id_resolves_to_the_older() -> None:
    (row,) = (one for one in ROWS if one.no == "18a")
    mail, bought = (one.seq for one in record(*row.told[:2]).placed)
    follow()
    assert {episode_id for episode_id, *_ in matters_by_message().values()} == {mail, bought}
    record(row.told[2])
    follow()
    found = matter(reading_for(), bought)
    assert found is not None
    assert found.episode_id == mail


def test_19_a_merge_or_undo_recomputes_the_episodes_of_the_customers_it_touches() -> None:
    mail, phoned = (one.seq for one in record(ask("email", day()), call(day(1), by=DOV)).placed)
    follow()

    def seen() -> dict[int, set[str]]:
        ids = {episode_id for episode_id, *_ in matters_by_message().values()}
        found = requests_of(reading_for(), list(ids))
        return {episode_id: states(request, as_of=day(10)) for episode_id, request in found.items()}

    before = {mail: IGNORED, phoned: {*SPOKEN, *FINE}}
    assert seen() == before
    number = merge(mail, phoned, by="Ada", at=clock.now())
    follow()
    assert seen() == {mail: {"ignored", "driven_away", "answered_elsewhere", "finished", "changed_channel"}}
    undo(number, by="Ada", at=clock.now())
    follow()
    assert seen() == before
