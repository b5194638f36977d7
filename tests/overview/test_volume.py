"""How much happens, and what is recorded."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from regard.overview.public import REPORTS
from regard.record import public as record
from regard.record.models import Import
from tests.builders import a_call, a_logged, a_reply, an_ask, day
from tests.overview.lake import SmallLake

BY_NAME = {one.name: one for one in REPORTS}


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[SmallLake]:
    small = SmallLake(tmp_path)
    small.holds(
        [],
        [
            an_ask(touchpoint="inbox", has_text=True, has_identifiers=True, promised_at=day(1), stage="support"),
            a_reply(at=day(1), touchpoint="inbox", auto=True),
            a_call(at=day(7)),
            a_logged(at=day(30), channel="web", direction="observed", kind="page", role="none", source="site"),
        ],
    )
    yield small
    small.close()


def said(lake: SmallLake, name: str, **given: Any) -> list[dict[str, Any]]:
    """The rows of a report."""
    usual: dict[str, Any] = {"ends": {}, "zone": ZoneInfo("UTC"), "now": day(40)}
    return lake.rows(BY_NAME[name].rows(lake.reading(), **usual | given))


def test_interactions_are_counted_by_day_week_and_month(lake: SmallLake) -> None:
    assert [(row["period"], row["interactions"]) for row in said(lake, "volume", by="total", period="day")] == [
        ("2026-03-02", 1), ("2026-03-03", 1), ("2026-03-09", 1), ("2026-04-01", 1),
    ]  # fmt: skip
    assert [(row["period"], row["interactions"]) for row in said(lake, "volume", by="total", period="week")] == [
        ("2026-03-02", 2), ("2026-03-09", 1), ("2026-03-30", 1),
    ]  # fmt: skip
    march = said(lake, "volume", by="total", period="month")[0]
    assert march == {
        "period": "2026-03", "total": "all", "interactions": 3, "inbound": 2, "outbound": 1, "observed": 0,
        "internal": 0, "automatic": 1,
    }  # fmt: skip


def test_what_is_chosen_is_counted(lake: SmallLake) -> None:
    assert sum(row["interactions"] for row in said(lake, "volume", channel="email")) == 2
    assert sum(row["interactions"] for row in said(lake, "volume", channel="all", source="site")) == 1
    assert sum(row["interactions"] for row in said(lake, "volume", now=day(8))) == 3


@pytest.mark.parametrize("by", ["channel", "touchpoint", "kind", "direction", "source", "total"])
def test_the_columns_are_those_the_report_declares(lake: SmallLake, by: str) -> None:
    declared = [column.name for column in BY_NAME["volume"].columns]
    for row in said(lake, "volume", by=by):
        assert [name for name in declared if name in row] == list(row)


def test_what_is_recorded_is_told_with_what_it_carries(lake: SmallLake) -> None:
    rows = said(lake, "data_inventory")
    assert [(row["channel"], row["interactions"]) for row in rows] == [("email", 2), ("phone", 1), ("web", 1)]
    assert list(rows[0]) == [column.name for column in BY_NAME["data_inventory"].columns]
    assert rows[0] | {"since": day(), "until": day(1)} == rows[0]
    counts = [rows[0][one] for one in ("with_text", "with_identifiers", "with_promise", "without_stage")]
    assert counts == [1, 1, 1, 1]


@pytest.mark.django_db
def test_without_imports_nothing_is_unused(lake: SmallLake) -> None:
    report = BY_NAME["unused_columns"]
    assert report.rows(lake.reading(), ends={}, zone=ZoneInfo("UTC"), now=day()) == []


@pytest.mark.django_db
def test_columns_that_no_recipe_uses_are_named_with_how_full_they_are(lake: SmallLake, tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_text("a,b\n")
    number = record.queue_import("cases", "", "desk", file, by="Ada")
    Import.objects.filter(pk=number).update(unmapped={"ward": 3, "zip": 9}, rows_read=10)
    rows = BY_NAME["unused_columns"].rows(lake.reading(), ends={}, zone=ZoneInfo("UTC"), now=day())
    usual = {"source": "desk", "import": number, "file": "cases.csv", "rows": 10}
    assert rows == [usual | {"column": "zip", "filled": 9}, usual | {"column": "ward", "filled": 3}]
    assert set(rows[0]) == {column.name for column in BY_NAME["unused_columns"].columns}
