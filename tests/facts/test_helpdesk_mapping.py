"""The shipped recipe maps the whole help desk log to the figures found by other means (data/README.md)."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from itertools import groupby, pairwise
from pathlib import Path

import pytest

from regard.foundation import clock
from regard.record.import_.join import tables_of
from regard.record.import_.mapping import Mapping
from regard.record.import_.plan import plan
from regard.record.import_.shelf import find_recipe
from regard.record.interaction import Interaction

pytestmark = pytest.mark.facts

Cases = dict[str, list[Interaction]]


@pytest.fixture(scope="module")
def log(shared_data: Path) -> Path:
    return shared_data / "helpdesk" / "helpdesk.xes.gz"


@pytest.fixture(scope="module")
def cases(log: Path) -> Cases:
    """The interactions of each ticket, in the order in which they count."""
    recipe, found = find_recipe("helpdesk"), defaultdict[str, list[Interaction]](list)
    with tables_of(recipe, log) as opened:
        table = next(opened).table
        for outcome in Mapping(recipe, columns=table.columns).outcomes(table):
            for one in outcome.made:
                assert isinstance(one, Interaction)
                found[one.objects[0].value].append(one)
    return {key: sorted(case, key=lambda one: (one.occurred_at, one.source_order)) for key, case in found.items()}


def steps(case: list[Interaction]) -> tuple[object, ...]:
    return tuple(one.facts["activity"] for one in case[1:])


def test_each_ticket_is_one_request_before_the_steps_of_the_staff(cases: Cases) -> None:
    assert len(cases) == 4_580
    assert {case[0].role for case in cases.values()} == {"asks"}
    assert Counter(one.direction for case in cases.values() for one in case) == {"in": 4_580, "internal": 21_348}
    assert {(one.channel, one.touchpoint) for case in cases.values() for one in case} == {("other", "helpdesk")}


def test_the_log_has_14_activities_and_226_variants(cases: Cases) -> None:
    for told in (steps, lambda case: tuple(one.kind for one in case[1:])):
        whole = Counter(map(told, cases.values()))
        folded = Counter(tuple(step for step, _ in groupby(told(case))) for case in cases.values())
        assert len({step for variant in whole for step in variant}) == 14
        assert (len(whole), whole.most_common(1)[0][1]) == (226, 2_366)
        assert (len(folded), folded.most_common(1)[0][1]) == (106, 2_770)


def test_customers_and_agents_are_those_of_the_log(cases: Cases) -> None:
    everywhere = {one.identifiers[0].value for case in cases.values() for one in case}
    first = Counter(case[0].identifiers[0].value for case in cases.values())
    assert (len(everywhere), len(first), sum(count >= 2 for count in first.values())) == (397, 394, 309)
    assert len({one.staff_ref for case in cases.values() for one in case if one.staff_ref}) == 22
    assert sum(len({one.identifiers[0] for one in case}) > 1 for case in cases.values()) == 7


def test_623_tickets_were_taken_in_charge_more_than_once(cases: Cases) -> None:
    assert sum(sum(one.kind == "assignment" for one in case) >= 2 for case in cases.values()) == 623


def test_every_ticket_falls_silent_for_over_a_week(cases: Cases) -> None:
    week = timedelta(days=7)
    assert all(
        any(later.occurred_at - one.occurred_at > week for one, later in pairwise(case)) for case in cases.values()
    )


def test_eleven_tickets_were_never_resolved(cases: Cases) -> None:
    assert sum(not any(one.role == "claims_done" for one in case) for case in cases.values()) == 11


def test_the_plan_foresees_all_of_it(log: Path) -> None:
    found = plan(find_recipe("helpdesk"), log, received_at=clock.now())
    assert (found.rows, found.interactions, found.refusals, found.unmapped) == (21_348, 25_928, 0, {})
    assert not found.warnings
