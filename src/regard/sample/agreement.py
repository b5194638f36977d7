"""What agrees with whom and with what: names of products, measure words, particles of courtesy, prices."""

import re
from random import Random
from zlib import crc32

from regard.sample.persons import Person
from regard.sample.places import Place
from regard.sample.products import Product

# What one of it is called in Thai and in Chinese when it is counted or pointed at.
_COUNTED = {
    "MR-301": ("ใบ", "顶"), "MR-302": ("ตัว", "件"), "MR-303": ("ตัว", "件"), "MR-304": ("ตัว", "件"),
    "MR-401": ("อัน", "个"), "MR-402": ("ชุด", "套"), "MR-403": ("อัน", "把"), "MR-404": ("ตัว", "个"),
    "MR-405": ("ใบ", "个"), "MR-406": ("เส้น", "条"),
}  # fmt: skip
_RIDDEN = ("คัน", "辆")
_BRAND = re.compile(r"[A-Za-z][A-Za-z0-9 ]*[A-Za-z0-9]")
_SHORT, _SHORTER = 0.3, 0.45
# A particle to end a statement, and one to end a question; the first of each is the one of letters.
_WOMEN = (("ค่ะ", "คะ"), ("ค่ะ", "คะ"), ("ค่ะ", "คะ"), ("ค่ะ", "คะ"), ("ค่า", "คะ"), ("จ้า", "คะ"), ("เจ้า", "เจ้า"))
_MEN = (("ครับ", "ครับ"), ("ครับ", "ครับ"), ("ครับ", "ครับ"), ("คับ", "คับ"), ("ครับผม", "ครับ"))
_THEMSELVES = ("เรา", "เรา", "หนู", "ดิฉัน", "พี่")


def is_ridden(product: Product) -> bool:
    """Whether it is a bicycle."""
    return product.group in {"bikes", "ebikes"}


def named(product: Product, language: str, rng: Random, *, is_theirs: bool) -> str:
    """A product as a customer calls it: in full, or the brand alone; what they have, also by what it is."""
    called, chance = product.called(language), rng.random()
    if chance < _SHORT:
        found = _BRAND.match(product.zh)
        return found.group() if found else called
    if is_theirs and chance < _SHORTER:
        return _what_it_is(product, language)
    return called


def _what_it_is(product: Product, language: str) -> str:
    """Helmet, หมวก, 头盔: the name without the brand; what has only a brand is a bicycle."""
    brand = _BRAND.match(product.zh)
    plain = product.called(language).replace(brand.group() if brand else "", "").strip()
    return plain or {"en": "bike", "th": "จักรยาน"}.get(language, "车")


def counted(product: Product, language: str) -> str:
    """The measure word of a product: คัน, ใบ … or 辆, 件 …; English has none."""
    words = _COUNTED.get(product.number, _RIDDEN)
    return {"th": words[0], "zh": words[1]}.get(language, "")


def with_article(called: str) -> str:
    """A or an, and what it is called."""
    return f"{'an' if called[:1] in 'AEIOU' else 'a'} {called}"


def courtesy(rng: Random, *, is_woman: bool, is_formal: bool) -> tuple[str, str]:
    """The particles somebody ends with in a text: of a statement, of a question."""
    particles = _WOMEN if is_woman else _MEN
    return particles[0] if is_formal else particles[int(rng.random() * len(particles))]


def writer_to(who: Person) -> int:
    """Which of the staff of their place writes to somebody: always the same, so that who signs is who wrote."""
    return crc32(who.key.encode()) % len(who.place.agents)


def oneself(rng: Random, *, is_woman: bool, is_formal: bool) -> str:
    """I, as a Thai man or woman says it."""
    if not is_woman:
        return "ผม"
    return "ดิฉัน" if is_formal else _THEMSELVES[int(rng.random() * len(_THEMSELVES))]


def price(pounds: float, place: Place, language: str) -> str:
    """A price in the money of the place, as it is written in the language."""
    amount = place.price(pounds)
    if place.currency == "GBP":
        return f"£{amount:,.0f}"
    if language == "en":
        return f"{place.currency} {amount:,.0f}"
    return f"{amount:,.0f} บาท" if place.currency == "THB" else f"{amount:.0f}元"
