"""Each report at another moment is asked by SQL that Ibis need not write again, and would write the same."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa
import pytest

from regard.foundation.reports import Report
from regard.foundation.warehouse.statements import Statements
from regard.groups.narrowing import Members, narrowed
from regard.overview.public import REPORTS
from tests.overview.lake import SmallLake

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
OF_LAKE = [one for one in REPORTS if one.source == "lake"]
ZONE = ZoneInfo("Asia/Bangkok")


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[SmallLake]:
    lake = SmallLake(tmp_path)
    lake.holds([])
    yield lake
    lake.close()


def told(expression: ibis.Expr) -> str:
    return str(ibis.to_sql(expression, dialect="duckdb", pretty=False))


def a_group(customers: int, *, at: datetime) -> Members:
    """So many."""
    numbers = pa.array(range(customers), pa.int64())
    return Members(
        customers=pa.table({"customer": numbers}),
        interactions=pa.table({"seq": numbers}),
        matters=pa.table({"episode_id": numbers}),
        of=customers,
        versions=(),
        worked_out_at=at,
    )


@pytest.mark.parametrize("report", OF_LAKE, ids=[one.name for one in OF_LAKE])
@pytest.mark.parametrize("members", [0, 3], ids=["of all", "of a group"])
def test_another_now_and_other_ends_are_the_same_question(lake: SmallLake, report: Report, members: int) -> None:
    statements, written = Statements(), []

    def write(expression: ibis.Expr) -> str:
        written.append(told(expression))
        return written[-1]

    for hours in (0, 37):
        now = NOON + timedelta(hours=hours, microseconds=hours * 1_001)
        ends = {"shop": now, "calls": now - timedelta(days=2), "mail": now - timedelta(days=30, seconds=1)}
        reading = lake.reading(report.purpose)
        reading = narrowed(reading, a_group(members + hours, at=now)) if members else reading
        found = report.rows(reading, ends=ends, zone=ZONE, now=now, **report.read_params({}))
        assert statements.sql(found, write=write) == told(found)
    assert len(written) == 1
