"""A merge, a split or a move that is taken back leaves no trace in the lake, and no report says anything else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import pytest

from regard import house
from regard.company.public import Source, register_source
from regard.customers.public import undo
from regard.data_use.public import Permit, Reading, open_reading, purposes
from regard.episodes.public import rule
from regard.episodes.public import undo as take_back
from regard.foundation import clock
from regard.foundation.copies import copy_next
from regard.foundation.databases import read
from regard.foundation.followers import run_all
from regard.foundation.warehouse.public import Engine, Lake
from tests.builders import START, day
from tests.customers.acting import VALUES, Act, acted, forget_what_followed
from tests.desk import record_all, start_anew
from tests.episodes.stories import GAPS, KEYS, WHAT, told

pytestmark = pytest.mark.django_db(transaction=True)
NOW = day(400)


class Whole:
    """A house with all followers, all tables of the lake and all reports."""

    def __init__(self, folder: Path) -> None:
        self.lake = Lake(folder, [copy.table for copy in house.COPIES])
        self.engine = Engine(self.lake, threads=1)
        register_source(Source(slug="desk", title="Desk", zone="UTC", records_replies=True, is_live=True), at=START)

    def reading(self, purpose: str) -> Reading:
        """Leave to read record and lake."""
        return open_reading(Permit(purpose=purposes()[purpose], by="Ada", given_at=START), lake=self.engine.table)

    def follows(self) -> None:
        """Bring everything up to date."""
        run_all(house.FOLLOWERS, open_for=self.reading)
        for copy in house.COPIES:
            while copy_next(copy, self.lake, self.reading("keep_record")):
                pass

    def holds(self) -> dict[str, list[str]]:
        """Every table of the lake, by meaning: a profile that is its own again says so, and is as if it were absent."""
        reading, found = self.reading("report_service"), {}
        for copy in house.COPIES:
            rows = self.engine.run(_without_numbers(reading.table(copy.table.name))).to_pylist()
            if copy.table.name == "customer_map":
                rows = [row for row in rows if row["customer_id"] != row["profile_id"]]
            found[copy.table.name] = sorted(map(repr, rows))
        return found

    def says(self) -> dict[str, list[str]]:
        """What every report answers."""
        found: dict[str, list[str]] = {}
        for report in house.REPORTS:
            # Of which group is asked before a report is: answering.answer narrows its reading.
            params = {
                name: one for name, one in report.read_params({}).items() if name not in {"group", "organisation"}
            }
            answer: Any = report.rows(
                self.reading(report.purpose), ends={"desk": NOW}, zone=ZoneInfo("UTC"), now=NOW, **params
            )
            rows = self.engine.run(answer).to_pylist() if isinstance(answer, ibis.Table) else answer
            found[report.name] = sorted(map(repr, rows))
        return found


def _without_numbers(table: ibis.Table) -> ibis.Table:
    return table.drop(*{"written_no", "removed"}.intersection(table.columns))


def a_story(seed: int) -> tuple[list[Any], list[Act]]:
    """Some events and some acts; which, the seed says. Each takes a lake, so there are few."""
    draw = Random(seed)  # noqa: S311 -- no secret
    events = [
        (
            draw.choice(GAPS),
            tuple(sorted(draw.sample(VALUES, draw.randint(0, 2)))),
            draw.choice(WHAT),
            frozenset(draw.sample(KEYS, draw.randint(0, 2))),
        )
        for _ in range(16)
    ]
    kinds = ("merge", "move", "split", "part", "shared", "undo")
    return events, [(draw.choice(kinds), draw.randrange(100), draw.randrange(100)) for _ in range(_MOST_ACTS)]


_FEWEST_ACTS, _MOST_ACTS = 5, 15


@pytest.fixture
def at_work(tmp_path: Path) -> Iterator[Callable[[], Whole]]:
    """Opens a house with a lake of its own."""
    opened: list[Whole] = []

    def begin() -> Whole:
        opened.append(Whole(tmp_path / str(len(opened))))
        return opened[-1]

    yield begin
    for whole in opened:
        whole.engine.close()
        whole.lake.close()


def test_what_is_taken_back_leaves_no_trace_in_the_lake_or_in_a_report(at_work: Callable[[], Whole]) -> None:
    events, acts = a_story(0)
    start_anew()
    whole = at_work()
    record_all(told(events))
    whole.follows()
    held, said = whole.holds(), whole.says()
    done: list[tuple[Callable[..., object], int]] = []
    is_changed = False
    for count, act in enumerate(acts):
        # Which act changes anything depends on the keys of the home: go on until one did.
        if count >= _FEWEST_ACTS and is_changed:
            break
        done += [(undo, number) for number in [acted(act)] if number is not None]
        if count < 2:
            # People say of matters, too, what is one and what is not.
            first, *_, last = (seq for (seq,) in read("SELECT seq FROM assigned ORDER BY seq"))
            done.append((take_back, rule(first + count, last, together=not count, by="Ada", at=clock.now())))
        whole.follows()
        is_changed = is_changed or whole.holds() != held
    assert is_changed
    for taking, number in reversed(done):
        if taking is undo and not read("SELECT 1 FROM merge_event WHERE no = %s AND undone_at IS NULL", [number]):
            continue  # One of the acts took it back.
        taking(number, by="ada@regard.example", at=clock.now())
    whole.follows()
    assert whole.holds() == held
    assert whole.says() == said


def test_the_lake_and_every_report_equal_a_rebuild_whatever_came_late_and_whatever_people_said(
    at_work: Callable[[], Whole],
) -> None:
    events, acts = a_story(1)
    start_anew()
    whole = at_work()
    coming = told(events)
    Random(1).shuffle(coming)  # noqa: S311 -- no secret
    for portion in range(4):
        record_all(coming[portion::4])
        whole.follows()
        for act in acts[portion::4]:
            acted(act)
        whole.follows()
    assert read("SELECT 1 FROM merge_event WHERE rule <> 'identifier' AND undone_at IS NULL")
    held, said = whole.holds(), whole.says()
    forget_what_followed(("organisation_ref",))
    again = at_work()
    again.follows()
    assert again.holds() == held
    assert again.says() == said
