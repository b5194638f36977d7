"""The three places of Meridian Riders, and the 24 months it is told about."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

FIRST, LAST = date(2024, 1, 1), date(2025, 12, 31)
"""The first and the last day of the 24 months."""
_OPENS, _CLOSES = 9, 19


@dataclass(frozen=True)
class Place:
    """A town with a shop and a switchboard."""

    key: str
    language: str
    zone: ZoneInfo
    currency: str
    per_pound: float
    agents: tuple[str, ...]
    towns: dict[str, str]
    hotline: str
    shop_since: date
    """Before this day the shop leaves no trace."""

    def moment(self, rng: Random, *, since: date, until: date) -> datetime:
        """Some moment in these days (`until` included) while people are up and the shop is open; in UTC."""
        day = since + timedelta(days=rng.randrange((until - since).days + 1))
        seconds = rng.randrange(_OPENS * 3600, (_CLOSES - 1) * 3600)
        local = datetime(day.year, day.month, day.day, tzinfo=self.zone) + timedelta(seconds=seconds)
        return local.astimezone(UTC)

    def next_working_hour(self, at: datetime) -> datetime:
        """This moment if people work then, else the same minutes of the next hour in which they do."""
        local = at.astimezone(self.zone)
        while not _OPENS <= local.hour < _CLOSES:
            local += timedelta(hours=1)
        return local.astimezone(UTC)

    def price(self, pounds: float) -> float:
        """A price in the money of the place, as a shop would round it."""
        found = pounds * self.per_pound
        return round(found, 2) if self.per_pound == 1 else float(round(found))


CHIANG_MAI = Place(
    key="chiang_mai",
    language="th",
    zone=ZoneInfo("Asia/Bangkok"),
    currency="THB",
    per_pound=45,
    agents=("ปิ่น", "ก้อง", "นุช", "ต้น"),
    towns={"en": "Chiang Mai", "th": "เชียงใหม่", "zh": "清迈"},
    hotline="053 496 123",
    shop_since=FIRST,
)
CHENGDU = Place(
    key="chengdu",
    language="zh",
    zone=ZoneInfo("Asia/Shanghai"),
    currency="CNY",
    per_pound=9,
    agents=("小周", "小何", "阿敏", "老郑"),
    towns={"en": "Chengdu", "th": "เฉิงตู", "zh": "成都"},
    hotline="028 8496 0123",
    shop_since=FIRST,
)
LEEDS = Place(
    key="leeds",
    language="en",
    zone=ZoneInfo("Europe/London"),
    currency="GBP",
    per_pound=1,
    agents=("Priya", "Tom", "Aisha", "Gareth"),
    towns={"en": "Leeds", "th": "ลีดส์", "zh": "利兹"},
    hotline="0113 496 0123",
    shop_since=date(2025, 9, 1),
)
PLACES = (CHIANG_MAI, CHENGDU, LEEDS)
