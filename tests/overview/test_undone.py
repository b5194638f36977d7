"""A merge, a split or a move that is taken back leaves no trace in the lake, and no report says anything else."""

from __future__ import annotations

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
from regard.foundation import clock
from regard.foundation.copies import copy_next
from regard.foundation.followers import run_all
from regard.foundation.warehouse.public import Engine, Lake
from tests.builders import START, day
from tests.customers.acting import VALUES, Act, acted
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
            # Of which group is asked before a report is: house.answer narrows its reading.
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
    kinds = ("merge", "move", "split", "part", "shared")
    return events, [(draw.choice(kinds), draw.randrange(100), draw.randrange(100)) for _ in range(_MOST_ACTS)]


_FEWEST_ACTS, _MOST_ACTS = 5, 15


@pytest.mark.parametrize("seed", range(2))
def test_what_is_taken_back_leaves_no_trace_in_the_lake_or_in_a_report(seed: int, tmp_path: Path) -> None:
    events, acts = a_story(seed)
    start_anew()
    whole = Whole(tmp_path)
    record_all(told(events))
    whole.follows()
    held, said = whole.holds(), whole.says()
    done: list[int] = []
    is_changed = False
    for count, act in enumerate(acts):
        # Which act changes anything depends on the keys of the home: go on until one did.
        if count >= _FEWEST_ACTS and is_changed:
            break
        done += [number for number in [acted(act)] if number is not None]
        whole.follows()
        is_changed = is_changed or whole.holds() != held
    assert is_changed
    for number in reversed(done):
        undo(number, by="ada@regard.example", at=clock.now())
    whole.follows()
    assert whole.holds() == held
    assert whole.says() == said
    whole.engine.close()
    whole.lake.close()
