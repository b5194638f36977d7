"""The shipped recipe maps the whole incident log to the figures found by other means (data/README.md)."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest

from regard.record.import_.join import tables_of
from regard.record.import_.mapping import Mapping
from regard.record.import_.rows import Refused
from regard.record.import_.shelf import find_recipe
from regard.record.interaction import Interaction

pytestmark = [pytest.mark.facts, pytest.mark.timeout(300), pytest.mark.xdist_group("incidents")]

Cases = dict[str, list[Interaction]]


@pytest.fixture(scope="module")
def made(shared_data: Path) -> list[Interaction]:
    recipe = find_recipe("uci_incident")
    with tables_of(recipe, shared_data / "incident_log" / "incident_event_log.zip") as found:
        table = next(found).table
        mapping = Mapping(recipe, columns=table.columns)
        items = [one for outcome in mapping.outcomes(table) for one in outcome.made]
        assert mapping.rows_seen == 141_712
        assert not mapping.filled
    assert not [one for one in items if isinstance(one, Refused)]
    return [one for one in items if isinstance(one, Interaction)]


@pytest.fixture(scope="module")
def cases(made: list[Interaction]) -> Cases:
    found: Cases = defaultdict(list)
    for one in made:
        found[one.objects[0].value].append(one)
    return found


@pytest.fixture(scope="module")
def asked(made: list[Interaction]) -> dict[str, Interaction]:
    return {one.objects[0].value: one for one in made if one.role == "asks"}


@pytest.fixture(scope="module")
def resolved(made: list[Interaction]) -> dict[str, Interaction]:
    return {one.objects[0].value: one for one in made if one.role == "claims_done"}


def test_each_incident_is_one_request_and_is_resolved_once(
    made: list[Interaction], asked: dict[str, Interaction], resolved: dict[str, Interaction]
) -> None:
    roles = Counter(one.role or "none" for one in made)
    assert (roles["asks"], roles["claims_done"]) == (24_918, 24_918)
    assert len(asked) == len(resolved) == 24_918
    assert len({one.message_id for one in made}) == len(made)


def test_the_channel_is_the_contact_type_of_the_last_row(asked: dict[str, Interaction]) -> None:
    assert Counter((one.channel, one.touchpoint) for one in asked.values()) == {
        ("phone", "service desk"): 24_688,
        ("web", "self service"): 158,
        ("email", "service desk"): 59,
        ("phone", "ivr"): 9,
        ("other", "direct opening"): 4,
    }


def test_all_of_an_incident_happens_on_the_channel_of_its_request(cases: Cases) -> None:
    assert all(len({one.channel for one in case}) == 1 for case in cases.values())


def test_callers_are_known_but_for_three_incidents(asked: dict[str, Interaction]) -> None:
    channels, touchpoints = defaultdict[str, list[str]](list), defaultdict[str, set[str | None]](set)
    for one in asked.values():
        for identifier in one.identifiers:
            assert (identifier.kind, identifier.namespace) == ("caller", "uci-incident")
            channels[identifier.value].append(one.channel)
            touchpoints[identifier.value].add(one.touchpoint if one.channel == "phone" else one.channel)
    assert sum(not one.identifiers for one in asked.values()) == 3
    assert len(channels) == 5_244
    assert sum(len(one) >= 2 for one in channels.values()) == 3_792
    assert sum(len(set(one)) >= 2 for one in channels.values()) == 138
    assert sum(len(one) >= 2 for one in touchpoints.values()) == 143


def test_reassignments_are_those_of_the_last_row(resolved: dict[str, Interaction]) -> None:
    counts = [float(one.facts["reassignments"]) for one in resolved.values()]
    assert (round(sum(counts) / len(counts), 4), max(counts)) == (0.9396, 27)


def test_the_sources_own_verdict_is_kept_beside(resolved: dict[str, Interaction]) -> None:
    verdicts = defaultdict[int, list[bool]](list)
    reopened = defaultdict[bool, list[bool]](list)
    for one in resolved.values():
        missed = not one.facts["made_sla"]
        verdicts[min(int(float(one.facts["reassignments"])), 3)].append(missed)
        reopened[float(one.facts["reopenings"]) > 0].append(missed)
    assert sum(map(sum, verdicts.values())) == 9_115
    shares = {count: round(100 * sum(missed) / len(missed), 1) for count, missed in verdicts.items()}
    assert shares == {0: 21.6, 1: 42.9, 2: 60.1, 3: 75.0}
    assert len(reopened[True]) == 275
    assert {again: round(100 * sum(one) / len(one), 1) for again, one in reopened.items()} == {True: 75.6, False: 36.1}


def test_teams_and_people_can_be_told_apart(made: list[Interaction], resolved: dict[str, Interaction]) -> None:
    assert len({one.team_ref for one in made if one.team_ref}) == 78
    assert len({one.staff_ref for one in resolved.values() if one.staff_ref}) == 216


def test_an_assignment_names_another_team_or_person_than_before(cases: Cases) -> None:
    """19,087 rows name another group than the last that was named; 17,914 another than the row just before."""
    changes = 0
    for case in cases.values():
        teams = [one.team_ref for one in case if one.message_id.endswith((":assigned", ":team"))]
        changes += sum(one != other for one, other in pairwise(teams))
        assert all(one.kind == "assignment" for one in case if one.message_id.endswith((":team", ":person")))
    assert changes == 19_087


def first_state(case: list[Interaction]) -> datetime:
    return min(one.occurred_at for one in case if one.facts.get("state") in ("Resolved", "Closed"))


def test_one_moment_is_the_answer_and_the_other_can_still_be_found(
    cases: Cases, asked: dict[str, Interaction], resolved: dict[str, Interaction]
) -> None:
    by_moment = [(resolved[key].occurred_at - one.occurred_at).total_seconds() for key, one in asked.items()]
    by_state = [(first_state(cases[key]) - one.occurred_at).total_seconds() for key, one in asked.items()]
    assert (median(by_moment), median(by_state)) == (92_700, 49_740)
    assert min(by_moment) >= 0
    phone = [key for key, one in asked.items() if (one.channel, one.touchpoint) == ("phone", "service desk")]
    assert sum(first_state(cases[key]) == asked[key].occurred_at for key in phone) == 1_582
    assert sum(resolved[key].occurred_at == asked[key].occurred_at for key in phone) == 39


def test_incidents_last_and_fall_silent_as_long_as_in_the_log(cases: Cases, asked: dict[str, Interaction]) -> None:
    rows = silent = after_the_end = 0
    days = []
    for key, case in cases.items():
        updates = [one for one in case if one.kind in ("state", "update")]
        updates.sort(key=lambda one: (one.occurred_at, one.source_order))
        gaps = [(later.occurred_at - one.occurred_at, one.facts.get("state")) for one, later in pairwise(updates)]
        rows += len(updates)
        silent += any(gap > timedelta(days=7) for gap, _ in gaps)
        after_the_end += any(gap > timedelta(days=90) and state in ("Resolved", "Closed") for gap, state in gaps)
        days.append((updates[-1].occurred_at - asked[key].occurred_at) / timedelta(days=1))
    assert rows == 141_712
    assert silent == 6_354
    assert after_the_end == 7
    assert round(median(days), 3) == 6.078
