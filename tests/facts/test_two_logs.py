"""The incident log and the help desk, from the file to the figure: requests, customers, channels."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.regard_home import RegardHome, a_regard_home

pytestmark = [pytest.mark.facts, pytest.mark.timeout(900), pytest.mark.one_database]


@pytest.fixture(scope="module")
def logs(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RegardHome]:
    """A home into which both logs were brought."""
    with a_regard_home(tmp_path_factory.mktemp("logs")) as home:
        home.run("import", "uci_incident", shared_data / "incident_log" / "incident_event_log.zip")
        home.run("import", "helpdesk", shared_data / "helpdesk" / "helpdesk.xes.gz")
        yield home


def test_requests_customers_and_channels_are_those_of_the_logs(logs: RegardHome) -> None:
    by_source, incident = logs.rows(
        {"report": "funnel", "by": "source"},
        {"report": "funnel", "by": "touchpoint", "source": "uci-incident"},
    )
    rows = {row["source"]: row for row in by_source}
    assert {source: row["requests"] for source, row in rows.items()} == {"uci-incident": 24_918, "helpdesk": 4_580}
    # Three incidents name no caller: whether they were finished cannot be measured.
    assert rows["uci-incident"]["not_measurable"] == 3
    assert rows["uci-incident"]["first_answer_seconds_median"] == 92_700
    asked = {(row["channel"], row["touchpoint"]): row["requests"] for row in incident}
    assert sum(count for (channel, _), count in asked.items() if channel == "phone") == 24_688 + 9
    assert sum(count for (channel, _), count in asked.items() if channel == "web") == 158
    assert sum(count for (channel, _), count in asked.items() if channel == "email") == 59


def test_customers_are_counted_once_however_often_they_ask(logs: RegardHome) -> None:
    (found,) = logs.query(
        "SELECT i.source, r.customers FROM (SELECT source, max(seq) AS last FROM interactions GROUP BY source) i JOIN "
        "(SELECT source, count(DISTINCT profile_id) AS customers FROM recognised JOIN interactions USING (seq) "
        "GROUP BY source) r USING (source)"
    )
    assert {row["source"]: row["customers"] for row in found} == {"uci-incident": 5_244, "helpdesk": 397}


def test_who_used_two_or_more_channels(logs: RegardHome) -> None:
    (found,) = logs.query(
        "SELECT count(*) AS several FROM (SELECT profile_id FROM recognised JOIN interactions USING (seq) "
        "WHERE source = 'uci-incident' AND role = 'asks' GROUP BY profile_id HAVING count(DISTINCT channel) > 1)"
    )
    assert found == [{"several": 138}]
