"""Numbers, shares, spans and moments, as a reader expects them in each language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from regard.web import telling

AT = datetime(2016, 1, 12, 18, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, "0 s"),
        (12, "12 s"),
        (60, "1 min"),
        (3600, "1 h"),
        (93_600, "1 d 2 h"),
        (319_000, "3 d 16 h"),
        (-90, "−1 min"),
    ],
)
def test_a_span_is_told_by_its_two_largest_units(seconds: int, told: str) -> None:
    assert telling.duration(seconds) == told


def test_a_span_is_told_in_the_readers_language() -> None:
    with translation.override("th"):
        assert telling.duration(timedelta(days=3, hours=17)) == "3 วัน 17 ชม."
    with translation.override("zh-hans"):
        assert telling.duration(timedelta(days=3, hours=17)) == "3 天 17 小时"


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [(1, 2, "50%"), (0, 5, "0%"), (1, 23_000, "< 0.1%"), (22_999, 23_000, "> 99.9%"), (1, 200, "0.5%"), (3, 0, "–")],
)
def test_a_small_share_is_not_rounded_to_nothing(part: int, whole: int, told: str) -> None:
    assert telling.share(part, whole) == told


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "13 Jan 2016 01:05"), ("th", "13 ม.ค. 2016 01:05"), ("zh-hans", "2016年1月13日 01:05")],
)
def test_a_moment_is_told_in_a_zone(language: str, told: str) -> None:
    with translation.override(language):
        assert telling.moment(AT, ZoneInfo("Asia/Bangkok")) == told


def test_a_month_and_a_size() -> None:
    assert telling.month("2016-01") == "Jan 2016"
    assert telling.size(2_500_000) == "2.5 MB"
    assert telling.ago(AT, now=AT + timedelta(minutes=3)) == "3 min ago"
