"""Moments and days as somebody tells them, of the years that a record can hold."""

from datetime import date, datetime
from typing import Final

YEARS: Final = range(1900, 3000)
"""Beyond them nothing is admitted, and engines cannot count."""


def read_moment(words: str) -> datetime:
    """The moment, without a zone where it names none; raises `ValueError` for what is none, or beyond `YEARS`."""
    moment = datetime.fromisoformat(words)
    _must_be_known(moment)
    return moment


def read_day(words: str) -> date:
    """The day; raises `ValueError` for what is none, or beyond `YEARS`."""
    day = date.fromisoformat(words)
    _must_be_known(day)
    return day


def _must_be_known(day: date) -> None:
    if day.year not in YEARS:
        raise ValueError(f"{day} is not between {YEARS[0]} and {YEARS[-1]}")
