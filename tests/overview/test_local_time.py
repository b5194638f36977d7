"""Days, weeks and months are those of the zone of the reports, on every engine."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regard.foundation.warehouse.public import TIMESTAMP
from regard.overview.local_time import PERIODS, Period, period_of, with_period
from tests.overview.lake import SmallLake

ZONES = (
    "UTC", "America/New_York", "Asia/Bangkok", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe",
    "America/Sao_Paulo", "America/Havana", "Africa/Cairo",
)  # fmt: skip


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallLake]:
    small = SmallLake(Path(tmp_path_factory.mktemp("lake")))
    yield small
    small.close()


def periods(lake: SmallLake, moments: list[datetime], *, zone: str, period: Period) -> list[object]:
    """What the engine makes of these moments."""
    table = ibis.memtable(pa.table({"place": list(range(len(moments))), "at": pa.array(moments, TIMESTAMP)}))
    found = with_period(table, "at", period=period, zone=ZoneInfo(zone), name="period").order_by("place")
    return [row["period"] for row in lake.rows(found)]


def test_the_last_evening_of_a_month_belongs_to_it(lake: SmallLake) -> None:
    evening = datetime(2015, 1, 31, 22, 0, tzinfo=ZoneInfo("America/New_York"))
    assert periods(lake, [evening], zone="America/New_York", period="month") == ["2015-01"]
    assert periods(lake, [evening], zone="UTC", period="month") == ["2015-02"]


def test_a_week_is_named_by_its_monday(lake: SmallLake) -> None:
    sunday = datetime(2026, 3, 1, 23, 59, tzinfo=UTC)
    monday = sunday + timedelta(minutes=1)
    assert periods(lake, [sunday, monday], zone="UTC", period="week") == ["2026-02-23", "2026-03-02"]


def test_a_moment_beyond_the_calendar_has_no_month(lake: SmallLake) -> None:
    assert periods(lake, [datetime(2558, 1, 1, tzinfo=UTC)], zone="UTC", period="month") == [None]


@settings(max_examples=15)
@given(
    moments=st.lists(
        st.datetimes(datetime(1970, 1, 2), datetime(2090, 1, 1)).map(lambda at: at.replace(tzinfo=UTC)),  # noqa: DTZ001
        min_size=1,
        max_size=200,
    ),
    zone=st.sampled_from(ZONES),
    period=st.sampled_from(PERIODS),
)
def test_the_engine_agrees_with_the_zone_database(
    lake: SmallLake, moments: list[datetime], zone: str, period: Period
) -> None:
    expected = [period_of(at.astimezone(ZoneInfo(zone)).date(), period) for at in moments]
    assert periods(lake, moments, zone=zone, period=period) == expected


@pytest.mark.parametrize("zone", ZONES)
def test_the_engine_agrees_around_every_midnight_of_a_year_of_changes(lake: SmallLake, zone: str) -> None:
    start = datetime(2011, 1, 1, tzinfo=UTC)
    moments = [start + timedelta(minutes=30 * step, microseconds=-(step % 2)) for step in range(2 * 24 * 366)]
    expected = [at.astimezone(ZoneInfo(zone)).date().isoformat() for at in moments]
    assert periods(lake, moments, zone=zone, period="day") == expected
