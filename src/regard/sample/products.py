"""What Meridian Riders sells."""

from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Product:
    """One product: its number, group, what it is called in each language, and its price in pounds."""

    number: str
    group: str
    en: str
    th: str
    zh: str
    pounds: int

    def called(self, language: str) -> str:
        """Its name in one of the three languages."""
        return {"en": self.en, "th": self.th}.get(language, self.zh)


PRODUCTS = (
    Product("MR-101", "bikes", "Roadster 3", "Roadster 3", "Roadster 3 城市车", 480),
    Product("MR-102", "bikes", "Trail 29", "เสือภูเขา Trail 29", "Trail 29 山地车", 690),
    Product("MR-103", "bikes", "Kinari 20", "จักรยานเด็ก Kinari 20", "Kinari 20 童车", 210),
    Product("MR-104", "bikes", "Northing gravel bike", "กราเวล Northing", "Northing 砾石车", 1150),
    Product("MR-105", "bikes", "Mingle folding bike", "จักรยานพับ Mingle", "Mingle 折叠车", 540),
    Product("MR-106", "bikes", "Wiang city bike", "จักรยานแม่บ้าน Wiang", "Wiang 通勤车", 330),
    Product("MR-107", "bikes", "Ridgeway 2", "เสือหมอบ Ridgeway 2", "Ridgeway 2 公路车", 980),
    Product("MR-201", "ebikes", "Doi E1", "จักรยานไฟฟ้า Doi E1", "Doi E1 电动车", 1690),
    Product("MR-202", "ebikes", "Doi E2 Cargo", "จักรยานไฟฟ้าบรรทุก Doi E2", "Doi E2 载货电动车", 2890),
    Product("MR-203", "ebikes", "Mingle E", "จักรยานพับไฟฟ้า Mingle E", "Mingle E 折叠电动车", 1290),
    Product("MR-301", "wear", "Canopy helmet", "หมวก Canopy", "Canopy 头盔", 55),
    Product("MR-302", "wear", "Drizzle jacket", "เสื้อกันฝน Drizzle", "Drizzle 雨衣", 79),
    Product("MR-303", "wear", "Breeze jersey", "เสื้อปั่น Breeze", "Breeze 骑行服", 38),
    Product("MR-304", "wear", "Fell vest", "เสื้อกั๊ก Fell", "Fell 骑行背心", 49),
    Product("MR-401", "parts", "Temple bell", "กระดิ่ง Temple", "Temple 车铃", 12),
    Product("MR-402", "parts", "Beacon light set", "ชุดไฟ Beacon", "Beacon 车灯套装", 35),
    Product("MR-403", "parts", "Anchor lock", "กุญแจล็อก Anchor", "Anchor 车锁", 42),
    Product("MR-404", "parts", "Pillion child seat", "เบาะเด็ก Pillion", "Pillion 儿童座椅", 89),
    Product("MR-405", "parts", "Haul pannier", "กระเป๋าข้าง Haul", "Haul 驮包", 64),
    Product("MR-406", "parts", "Everroad tyre", "ยางนอก Everroad", "Everroad 外胎", 28),
)

_GROUPS = {"bikes": ("bikes", "ebikes"), "ebikes": ("ebikes",), "wear": ("wear",), "parts": ("parts",)}


@cache
def products_of(group: str) -> tuple[Product, ...]:
    """The products of a group: bikes (electric ones too), ebikes, wear, parts, or all."""
    groups = _GROUPS.get(group)
    return PRODUCTS if groups is None else tuple(one for one in PRODUCTS if one.group in groups)
