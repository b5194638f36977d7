"""Every report over the lake may be asked of a group: it is the report of a record with only their matters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from regard import answering, house
from regard.data_use.public import Reading
from regard.foundation.errors import NotKnown, RegardError
from regard.foundation.reports import Report, find_report
from regard.groups import public as groups
from regard.overview import public as overview
from regard.record import public as record
from tests.builders import START, an_interaction, day
from tests.customers.people import by
from tests.desk import start_anew
from tests.groups.crowd import NOW, Company, a_company

pytestmark = pytest.mark.django_db(transaction=True)
CYN, DOV, EVE = "account:cyn", "account:dov", "account:eve"

# Nobody's, and first on every channel: from when on a channel is recorded is the same in both records.
BEGINNINGS = [
    an_interaction(at=START, channel=channel, direction="observed", kind="opening")
    for channel in ("email", "phone", "social", "order")
]
CYNS = [
    by(CYN, at=day(1), role="asks", case="K", promised_at=day(2)),
    an_interaction(at=day(1.5), direction="out", case="K"),
    by(CYN, at=day(20), role="asks", thread="T"),
    an_interaction(at=day(20.5), direction="out", role="passes", passes_to="phone", thread="T"),
    by(CYN, at=day(21), channel="phone", role="asks"),
]
OTHERS = [
    by(DOV, at=day(3), role="asks", case="D"),
    by(DOV, at=day(4), role="asks", case="D"),
    an_interaction(at=day(9), direction="out", case="D"),
    by(EVE, at=day(5), channel="order", direction="observed", value=30, currency="EUR"),
    by(EVE, at=day(6), channel="email", role="asks"),
]
WHO_CALLED = groups.read_definition({"conditions": [{"type": "did", "channel": "phone"}]})
LAKE_REPORTS = [one for one in overview.REPORTS if one.source == "lake"]


def test_a_report_of_a_group_is_the_report_of_a_record_with_only_their_matters(tmp_path: Path) -> None:
    said: list[dict[str, Any]] = []
    for folder, story in (("all", [*CYNS, *OTHERS]), ("cyn", CYNS)):
        start_anew()
        with a_company(tmp_path / folder) as company:
            company.takes(*BEGINNINGS, *sorted(story, key=lambda one: one.occurred_at))
            only = WHO_CALLED if folder == "all" else groups.read_definition(
                {"join": "any", "conditions": [{"type": "did"}, {"type": "did", "never": True}]}
            )  # fmt: skip
            said.append({one.name: company.says(one, only) for one in LAKE_REPORTS})
    of_the_group, alone = said
    assert of_the_group == alone
    assert of_the_group["funnel"], "a report of nothing would be the same everywhere"
    assert sum(row["requests"] for row in of_the_group["funnel"]) == 2


def test_what_we_answered_belongs_to_the_group_though_it_points_at_nobody(company: Company) -> None:
    company.takes(*CYNS, *OTHERS)
    volume = find_report(overview.REPORTS, "volume")
    (row,) = company.says(volume, WHO_CALLED, by="total")
    assert (row["inbound"], row["outbound"]) == (3, 2)


def test_since_when_a_channel_is_recorded_does_not_depend_on_the_group(company: Company) -> None:
    reading: Reading = company.reading("report_service")
    company.takes(*CYNS, *OTHERS)
    crowd = groups.Crowd(kind="group", name="callers", definition=WHO_CALLED)
    theirs = groups.narrowed(reading, groups.work_out([crowd], company.view(), run=company.engine.run))
    assert theirs.whole() is reading
    spans = [company.engine.run(overview.channels_begun(one.whole())).num_rows for one in (reading, theirs)]
    assert spans[0] == spans[1] == 3


@pytest.fixture
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    """A company whose lake the house reads."""
    with a_company(tmp_path) as company:
        monkeypatch.setattr(house, "reading_lake", lambda: company.lake)
        monkeypatch.setattr(house, "engine", lambda: company.engine)
        monkeypatch.setattr(house, "COPIES", [one for one in house.COPIES if one.table in company.lake.tables])
        monkeypatch.setattr(answering, "_ANSWERS", {})
        monkeypatch.setattr(answering, "HELD", groups.Held())
        company.takes(*CYNS, *OTHERS)
        yield company


def test_an_answer_says_of_whom_it_is(at_home: Company) -> None:
    groups.save_group("Who called", WHO_CALLED, by="Ada", at=NOW)
    whole, theirs = (answering.answer("funnel", given, by="Ada") for given in ({}, {"group": "who CALLED"}))
    assert (whole.n, theirs.n) == (4, 2)
    assert theirs.said == ("Only matters of customers of the group Who called: 1 of 3 customers, 2 matters.",)
    assert answering.as_json(theirs)["meta"]["notes"] == theirs.said  # type: ignore[index]


def test_the_list_of_people_behind_a_figure_is_of_the_group_too(at_home: Company) -> None:
    groups.save_group("Who called", WHO_CALLED, by="Ada", at=NOW)
    assert len(answering.people({}, by="Ada")) == 4
    assert {one["customer"] for one in answering.people({"group": "Who called"}, by="Ada")} == {at_home.before() + 1}


def test_a_changed_group_is_asked_anew(at_home: Company) -> None:
    group = groups.save_group("These", WHO_CALLED, by="Ada", at=NOW)
    assert answering.answer("funnel", {"group": "These"}, by="Ada").n == 2
    bought = groups.read_definition({"conditions": [{"type": "spent", "currency": "EUR", "at_least": 1}]})
    groups.save_group("These", bought, by="Ada", at=NOW, number=group.number)
    assert answering.answer("funnel", {"group": "These"}, by="Ada").n == 1


def test_a_group_that_moves_with_the_record_is_asked_anew(at_home: Company) -> None:
    groups.save_group("These", WHO_CALLED, by="Ada", at=NOW)
    assert answering.answer("funnel", {"group": "These"}, by="Ada").n == 2
    at_home.takes(by(EVE, at=day(30), channel="phone", role="asks"))
    assert answering.answer("funnel", {"group": "These"}, by="Ada").n == 4


def test_what_is_read_from_the_record_says_that_it_cannot_be_narrowed(at_home: Company) -> None:
    with pytest.raises(RegardError, match=r"straight from the record.*fate=waiting_now"):
        answering.answer("waiting", {"group": "These"}, by="Ada")
    assert "group" not in {one.name for one in find_report(house.REPORTS, "waiting").params}


def test_a_group_that_is_not_there_is_named_with_those_that_are(at_home: Company) -> None:
    groups.save_group("Who called", WHO_CALLED, by="Ada", at=NOW)
    with pytest.raises(NotKnown, match="Who called"):
        answering.answer("funnel", {"group": "Nobody"}, by="Ada")


@pytest.mark.parametrize("report", [one for one in house.REPORTS if one.source == "lake"], ids=lambda one: one.name)
def test_every_report_over_the_lake_takes_a_group(report: Report, at_home: Company) -> None:
    groups.save_group("Who called", WHO_CALLED, by="Ada", at=NOW)
    answered = answering.answer(report.name, {"group": "Who called"}, by="Ada")
    assert answered.only is not None
    assert answered.only.customers == 1


def test_an_organisation_narrows_a_report_by_the_same_way(at_home: Company) -> None:
    firm = (record.ObjectRef("organisation", "desk", "firm 9"),)
    at_home.takes(by(DOV, at=day(40), role="asks", objects=firm))
    (key,) = at_home.engine.sql("SELECT DISTINCT key FROM carried")["key"].to_pylist()
    assert answering.answer("funnel", {"organisation": key}, by="Ada").n == 2
