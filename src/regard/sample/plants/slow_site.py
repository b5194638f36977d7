"""The slow site: Thai pages grow slow with their pictures, more visitors turn back; a new server ends it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from random import Random
from typing import Any

from regard.sample.company import Company
from regard.sample.exports import WEB
from regard.sample.plants.plant import Plant

_VISITS = 2_500
_FAST, _SLOW, _REST = 1_200, 6_500, 850
"""A page's milliseconds, and how many of them are not for its pictures."""
_TAGS = {"th": "th-TH", "zh": "zh-CN"}
_PATHS = ("/", "/shop", "/shop/bikes", "/shop/wear", "/workshop", "/members", "/help")


@dataclass(frozen=True)
class _Cell:
    """Visits in one language from day to day; of them so many see one page only."""

    language: str
    since: datetime
    days: int
    visits: int
    bounced: int
    load_ms: int
    banner: str = ""


def _day(year: int, month: int) -> datetime:
    return datetime(year, month, 1, tzinfo=UTC)


_CELLS = (
    # Before: a short trail. Slow: months 12 to 14, with a campaign that brings 4 of 100 more who turn back.
    _Cell("th", _day(2024, 11), 29, 200, 76, _FAST),
    _Cell("zh", _day(2024, 11), 29, 200, 76, _FAST),
    _Cell("th", _day(2024, 12), 89, _VISITS, 1375, _SLOW),
    _Cell("zh", _day(2024, 12), 89, _VISITS, 1050, _FAST),
    # The server is replaced in month 15 and the campaign has ended; from month 17 half see a new banner.
    _Cell("th", _day(2025, 3), 60, _VISITS // 2, 475, _FAST, "old"),
    _Cell("zh", _day(2025, 3), 60, _VISITS // 2, 475, _FAST, "old"),
    _Cell("th", _day(2025, 5), 60, _VISITS // 2, 475, _FAST, "new"),
    _Cell("zh", _day(2025, 5), 60, _VISITS // 2, 475, _FAST, "new"),
)


def sow(company: Company) -> None:
    """Put the visits in; nobody knows who these visitors are."""
    rng = company.stream("slow site")
    for which, cell in enumerate(_CELLS):
        pages = [1] * cell.bounced + [rng.choice((2, 2, 2, 3)) for _ in range(cell.visits - cell.bounced)]
        rng.shuffle(pages)
        for count, seen in enumerate(pages):
            _visit(company, rng, cell, f"visit-{which}-{count:04}", seen)
    company.plants["slow_site"] = {
        "cells": [
            {"language": cell.language, "since": f"{cell.since:%Y-%m}", "visits": cell.visits, "bounced": cell.bounced}
            for cell in _CELLS
        ],
        "server_replaced": "2025-03",
        "points": -13,
        "points_if_nothing_is_taken_off": -17,
        "banner_points": 0,
    }


def _visit(company: Company, rng: Random, cell: _Cell, matter: str, pages: int) -> None:
    at = cell.since + timedelta(seconds=rng.randrange(cell.days * 86_400))
    visitor = blake2b(f"{company.seed}/{matter}".encode(), digest_size=8).hexdigest()
    session = f"s{company.number('session', matter)}"
    for path in rng.sample(_PATHS, k=pages):
        number = f"{WEB.prefix}{company.number(WEB.name, matter)}"
        load = round(cell.load_ms * rng.uniform(0.8, 1.2))
        row: dict[str, Any] = {
            "id": number,
            "at": WEB.said(at),
            "visitor": visitor,
            "session": session,
            "type": "home",
            "path": path,
        }
        row |= {"language": _TAGS[cell.language], "load_ms": load, "images_ms": max(load - _REST, 50)}
        row |= {"banner": cell.banner} if cell.banner else {}
        company.enter(
            WEB, at, row, message_id=number, person=None, matter=matter, plant="slow_site", is_signed=False
        )  # fmt: skip
        at += timedelta(seconds=rng.randrange(10, 240))


PLANT = Plant(
    name="slow_site",
    title="The slow site: pictures of Thai pages cost 13 of 100 visits",
    sow=sow,
    not_yet="no visits are told apart by bounce yet; planted: 55 of 100 turn back while slow, 38 before and after",
)
