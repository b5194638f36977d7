"""Moments are read exactly: patterns, zones, clocks that change, Thai years."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.record.import_.moments import Moments

NEW_YORK = "America/New_York"
US = "%m/%d/%Y %I:%M:%S %p"


def moments(
    *formats: str,
    zone: str = NEW_YORK,
    fold: str = "earlier",
    calendar: Literal["gregorian", "buddhist"] = "gregorian",
) -> Moments:
    return Moments(formats, zone=zone, fold=fold, calendar=calendar)


@pytest.mark.parametrize(
    ("pattern", "text", "utc"),
    [
        (US, "01/05/2015 12:40:41 PM", "2015-01-05T17:40:41"),
        (US, "01/05/2015 12:40:41 AM", "2015-01-05T05:40:41"),
        (US, "07/05/2015 01:02:03 PM", "2015-07-05T17:02:03"),
        ("%d/%m/%Y %H:%M", "29/2/2016 01:16", "2016-02-29T06:16:00"),
        ("%d/%m/%y", "05/01/15", "2015-01-05T05:00:00"),
        ("%d %b %Y", "5 Jan 2015", "2015-01-05T05:00:00"),
        ("%Y-%m-%d %H:%M:%S.%f", "2015-01-05 00:00:00.25", "2015-01-05T05:00:00.250000"),
        ("%Y-%m-%d %H:%M:%S %z", "2015-01-05 00:00:00 -0800", "2015-01-05T08:00:00"),
        ("iso", "2015-01-05", "2015-01-05T05:00:00"),
        ("iso", "2015-01-05T12:00:00Z", "2015-01-05T12:00:00"),
        ("iso", "2015-01-05T12:00:00+07:00", "2015-01-05T05:00:00"),
        ("epoch_seconds", "1420461641", "2015-01-05T12:40:41"),
        ("epoch_ms", "1420461641500", "2015-01-05T12:40:41.500000"),
    ],
)
def test_a_moment_is_read_as_written(pattern: str, text: str, utc: str) -> None:
    assert moments(pattern).read(text) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "yesterday", "13/13/2015 01:00:00 PM", "02/30/2015 01:00:00 PM", "1/5/2015 13:00:00 PM"]
)
def test_what_is_no_moment_is_none(text: str) -> None:
    assert moments(US).read(text) is None


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31T23:59:59"])
def test_the_edge_of_time_is_no_crash(text: str) -> None:
    for zone in ("Asia/Bangkok", NEW_YORK):
        moments("iso", "%Y-%m-%d", zone=zone).read(text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("%d/%m/%Y %H:%M", "05/01/2558 09:30"),
        ("%d/%m/%Y %H:%M", "๐๕/๐๑/๒๕๕๘ ๐๙:๓๐"),
        ("%d/%m/%y %H:%M", "05/01/58 09:30"),
        ("%d %b %Y %H:%M", "5 ม.ค. 2558 09:30"),
        ("%d %B %Y %H:%M", "5 มกราคม 2558 09:30"),
        ("iso", "2558-01-05T09:30:00"),
    ],
)
def test_2558_is_2015_in_thailand(pattern: str, text: str) -> None:
    reader = moments(pattern, zone="Asia/Bangkok", calendar="buddhist")
    assert reader.read(text) == datetime(2015, 1, 5, 2, 30, tzinfo=UTC)


def test_the_leap_day_of_a_thai_year_exists() -> None:
    reader = moments("%d/%m/%Y", zone="Asia/Bangkok", calendar="buddhist")
    assert reader.read("29/02/2559") == datetime(2016, 2, 28, 17, tzinfo=UTC)


def test_a_moment_in_the_skipped_hour_is_moved_on_and_counted() -> None:
    reader = moments(US)
    assert reader.read("03/08/2015 02:30:00 AM") == datetime(2015, 3, 8, 7, 30, tzinfo=UTC)
    assert reader.noted == {"skipped_hour": 1}


@pytest.mark.parametrize(("fold", "hour"), [("earlier", 5), ("later", 6)])
def test_of_two_equal_hours_the_recipe_says_which(fold: str, hour: int) -> None:
    reader = moments(US, fold=fold)
    assert reader.read("11/01/2015 01:30:00 AM") == datetime(2015, 11, 1, hour, 30, tzinfo=UTC)
    assert reader.noted == {"repeated_hour": 1}


def test_a_moment_read_twice_in_one_line_is_counted_once() -> None:
    reader = moments(US)
    for line in (7, 7, 8):
        reader.line = line
        reader.read("11/01/2015 01:30:00 AM")
    assert reader.noted == {"repeated_hour": 2}
    assert reader.first_noted == {"repeated_hour": 7}


def test_formats_are_tried_in_turn() -> None:
    reader = moments("%Y-%m-%d", "%d.%m.%Y", zone="UTC")
    assert reader.read("2015-01-05") == reader.read("05.01.2015") == datetime(2015, 1, 5, tzinfo=UTC)


FIRST = datetime(1930, 1, 1)  # noqa: DTZ001 (a wall clock, whose zone is drawn)
# Zones whose clocks change by an hour, by half an hour, at midnight, and by seconds long ago.
ZONES = (NEW_YORK, "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Kathmandu", "Europe/Amsterdam", "Asia/Bangkok")


@given(
    zone=st.sampled_from(ZONES),
    pattern=st.sampled_from((US, "%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y", "%H:%M on %Y-%m-%d")),
    start=st.datetimes(min_value=FIRST, max_value=FIRST.replace(year=2030)),
    steps=st.lists(st.integers(0, 7200), max_size=20),
)
def test_a_read_is_the_same_however_much_was_read_before(
    zone: str, pattern: str, start: datetime, steps: list[int]
) -> None:
    """The caches never change an answer: each moment equals what the standard library makes of it."""
    reader, at = moments(pattern, zone=zone), start
    for step in [0, *steps]:
        at += timedelta(seconds=step)
        text = at.strftime(pattern)
        naive = datetime.strptime(text, pattern)  # noqa: DTZ007 (its zone is set in the next line)
        assert reader.read(text) == naive.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@given(st.text(max_size=40))
def test_no_text_crashes_the_reader(text: str) -> None:
    moments(US, "iso", "%d %b %y %H:%M", "epoch_seconds", "epoch_ms").read(text)
