"""How each system of the company writes down what happened: file, columns, time zone, habits."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from regard.sample.places import CHENGDU, CHIANG_MAI, LEEDS

_BUDDHIST_YEARS = 543
BUDDHIST = "buddhist"
ISO = "iso"
ISO_UTC = "iso in UTC"


@dataclass(frozen=True, kw_only=True)
class Export:
    """One source: the slug of its recipe, its file, and its habits. The first column is the number of a row."""

    name: str
    file: str
    prefix: str
    zone: ZoneInfo
    columns: tuple[str, ...] = ()
    moment: str = "%Y-%m-%d %H:%M:%S"
    delimiter: str = ","
    encoding: str = "utf-8"

    @property
    def source(self) -> str:
        """As Regard knows it."""
        return f"meridian-{self.name.replace('_', '-')}"

    @property
    def recipe(self) -> str:
        """The file name of its recipe."""
        return f"{self.name}.toml"

    def said(self, at: datetime) -> str:
        """A moment as this source writes it."""
        local = at.astimezone(self.zone)
        if self.moment == ISO:
            return local.isoformat(timespec="seconds")
        if self.moment == ISO_UTC:
            return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        if self.moment == BUDDHIST:
            return f"{local:%d/%m/}{local.year + _BUDDHIST_YEARS}{local: %H:%M:%S}"
        return local.strftime(self.moment)

    @contextmanager
    def opened(self, folder: Path) -> Iterator[Callable[[Iterable[Mapping[str, Any]]], None]]:
        """Its file in this folder, begun anew: what is given writes rows, in order."""
        with (folder / self.file).open("w", encoding=self.encoding, newline="") as out:
            if not self.columns:
                yield lambda rows: out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
                return
            writer = csv.writer(out, delimiter=self.delimiter, lineterminator="\n")
            writer.writerow(self.columns)
            yield lambda rows: writer.writerows([row.get(column, "") for column in self.columns] for row in rows)


_CALLS = (
    "Call ID",
    "Started",
    "Answered",
    "Ended",
    "Queue",
    "Caller",
    "Result",
    "Recording",
    "Agent",
    "Product",
    "Note",
    "Member",
    "Greeting",
    "Asked for",
)

SHOPS = {
    "chiang_mai": Export(
        name="shop_chiang_mai",
        file="shop_visits_chiang_mai.csv",
        prefix="C",
        zone=CHIANG_MAI.zone,
        moment=BUDDHIST,
        delimiter=";",
        columns=("เลขบัตรคิว", "เวลารับบัตร", "เวลาเรียก", "เวลาเสร็จ", "เลขสมาชิก", "โทรศัพท์", "สินค้า", "พนักงาน", "บันทึก"),
    ),
    "chengdu": Export(
        name="shop_chengdu",
        file="shop_visits_chengdu.csv",
        prefix="D",
        zone=CHENGDU.zone,
        encoding="gb18030",
        columns=("排队号", "取号时间", "叫号时间", "离开时间", "会员号", "手机号", "商品", "店员", "备注"),
    ),
    "leeds": Export(
        name="shop_leeds",
        file="shop_visits_leeds.csv",
        prefix="L",
        zone=LEEDS.zone,
        moment="%d/%m/%Y %H:%M:%S",
        columns=("Ticket", "Taken", "Called", "Left", "Member", "Phone", "Product", "Served by", "Note"),
    ),
}
SWITCHBOARDS = {
    place.key: Export(
        name=f"calls_{place.key}", file=f"calls_{place.key}.csv", prefix=place.key[:2], zone=place.zone, columns=_CALLS
    )
    for place in (CHIANG_MAI, CHENGDU, LEEDS)
}
WEB = Export(name="web", file="web_visits.jsonl", prefix="w", zone=ZoneInfo("UTC"), moment=ISO_UTC)
ORDERS = Export(
    name="orders",
    file="orders.csv",
    prefix="MO-",
    zone=ZoneInfo("UTC"),
    moment=ISO_UTC,
    columns=(
        "Order", "Placed", "Member", "Name", "E-mail", "Phone", "Visitor", "Session", "Items", "Total", "Currency",
        "Taken by", "Via", "Cost",
    ),
)  # fmt: skip
MAIL = Export(
    name="mail",
    file="mail.csv",
    prefix="M-",
    zone=LEEDS.zone,
    moment="%d/%m/%Y %H:%M:%S",
    columns=(
        "Message", "Ticket", "Sent", "Via", "Type", "Customer", "Name", "Agent", "Language", "Order", "Product",
        "Referred to", "Body",
    ),
)  # fmt: skip
CHAT = Export(name="chat", file="chat.jsonl", prefix="c-", zone=CHIANG_MAI.zone)
SOCIAL = Export(
    name="social",
    file="social.csv",
    prefix="S",
    zone=LEEDS.zone,
    moment=ISO,
    columns=(
        "Post", "Thread", "Posted", "Network", "Direction", "Tag", "Profile", "Name", "Agent", "Language", "Product",
        "Referred to", "Text",
    ),
)  # fmt: skip


def _in_utc(name: str, *, prefix: str, columns: tuple[str, ...] = ()) -> Export:
    """A system of the head office: one for all places, and its clock is UTC."""
    file = f"{name}.csv" if columns else f"{name}.jsonl"
    return Export(name=name, file=file, prefix=prefix, zone=ZoneInfo("UTC"), moment=ISO_UTC, columns=columns)


DELIVERIES = _in_utc(
    "deliveries",
    prefix="D-",
    columns=("Scan", "Scanned", "Order", "State", "Promised", "E-mail", "Depot", "Note"),
)
PAYMENTS = _in_utc(
    "payments",
    prefix="B-",
    columns=("Booking", "Booked", "Order", "Member", "E-mail", "State", "Amount", "Currency", "Note"),
)
SURVEYS = _in_utc(
    "surveys",
    prefix="R-",
    columns=("Response", "Answered", "Survey", "Score", "Of", "Member", "Order", "Language", "Remark"),
)
REVIEWS = _in_utc(
    "reviews",
    prefix="V-",
    columns=("Review", "Written", "Product", "Stars", "E-mail", "Language", "Words"),
)
COMMUNITY = _in_utc("community", prefix="f-")
CAMPAIGNS = _in_utc(
    "campaigns",
    prefix="N-",
    columns=("Mail", "At", "Campaign", "Event", "E-mail", "Language", "Words"),
)
CHOICES = _in_utc(
    "choices",
    prefix="K-",
    columns=("Basket", "Chosen", "Campaign", "Member", "Shown", "Taken", "Language", "Remark"),
)

EXPORTS: tuple[Export, ...] = (
    SOCIAL,
    *SWITCHBOARDS.values(),
    *SHOPS.values(),
    MAIL,
    CHAT,
    WEB,
    ORDERS,
    DELIVERIES,
    PAYMENTS,
    SURVEYS,
    REVIEWS,
    COMMUNITY,
    CAMPAIGNS,
    CHOICES,
)
"""Where people ask comes first: on the first evening the first page is the first to be full."""
