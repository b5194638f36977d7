"""What people say: phrases of `texts/` put together, no two alike as far as that can be."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from random import Random
from typing import Any

from regard.sample.persons import Person
from regard.sample.places import Place
from regard.sample.products import Product, products_of
from regard.sample.slips import slipped

TROUBLES = ("delivery", "brakes", "size", "invoice", "refund", "points", "battery", "gears", "stock", "booking")
"""What people ask about; `advice` is what they ask before they buy."""
# Which of a topic's answers fits each of its asks; the lists of all three languages are in the same order.
_FITS = {
    "delivery": (0, 0, 1, 2, 0, 0, 0, 3, 4, 1),
    "brakes": (0, 1, 3, 1, 0, 4, 2, 5, 1, 0),
    "size": (0, 1, 2, 3, 2, 1, 3, 2),
    "invoice": (0, 1, 4, 0, 0, 2, 4, 3),
    "refund": (0, 0, 1, 2, 1, 4, 3, 1),
    "points": (0, 1, 2, 3, 4, 4, 4, 4),
    "battery": (1, 2, 6, 4, 0, 3, 5, 6),
    "gears": (0, 2, 0, 0, 0, 3, 2, 1),
    "stock": (0, 1, 1, 1, 3, 2, 1, 4),
    "booking": (0, 0, 1, 2, 0, 1, 3, 3),
    "advice": (0, 0, 0, 0),
}
# What fits to be added to each of them.
_ADDS: dict[str, tuple[tuple[int, ...], ...]] = {
    "delivery": (
        (0, 1, 2, 5),
        (1, 2, 5),
        (0, 3, 4),
        (0, 1, 2, 5),
        (0, 1, 4),
        (1, 2, 5),
        (0, 1, 4),
        (0, 2),
        (),
        (0, 2, 4),
    ),
    "brakes": ((0, 1, 3), (2, 5), (0, 2), (0, 2, 5), (1, 3), (0, 4, 5), (2, 4), (0, 2), (0, 5), (1, 3, 4)),
    "size": ((0, 1, 3), (1, 2, 4), (), (1, 3), (), (1, 2, 4), (0, 1, 3), (0, 3)),
    "invoice": ((2, 3), (0, 1), (0, 1), (0, 2, 3), (0, 2, 3), (0, 1, 4), (0,), (0, 3)),
    "refund": ((0, 1, 2, 3), (0, 2, 3), (4,), (0, 2, 3), (4,), (3, 4), (0,), (4,)),
    "points": ((0, 1, 2), (0, 2, 3), (3,), (0, 2), (0,), (1,), (2,), (0, 2)),
    "battery": ((0, 1, 4), (0, 2, 3), (0, 1, 4), (), (1, 3), (3,), (), (3,)),
    "gears": ((0, 1, 3), (0, 4), (0, 2, 4), (0, 1, 2), (1, 3), (2, 4), (4,), (4,)),
    "stock": ((1, 2), (0, 2), (1,), (0,), (2, 3), (1,), (0, 1), (1,)),
    "booking": ((0, 2, 3), (3,), (0, 1), (), (3,), (0, 1), (), ()),
    "advice": ((0,), (0,), (), (0,)),
}
_ENDS = (".", "!", "?", "。", "！", "？", "…")
_TRIES = 8
# No space stands between Thai words; after the sign of repetition it stays.
_BEFORE_THAI = re.compile("(?<=[\u0e01-\u0e45\u0e47-\u0e4e]) \\{p\\}")


@dataclass(frozen=True)
class About:
    """What a matter is about."""

    topic: str
    product: Product
    said: int = 0
    """Which of the topic's asks it is."""
    order: str = ""
    days: int = 5


@cache
def phrases(language: str) -> dict[str, Any]:
    """The phrases of a language, by topic."""
    text = (resources.files("regard.sample") / "texts" / f"{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def about(rng: Random, *, order: str | None = None, topic: str | None = None) -> About:
    """Something to ask about."""
    topic = topic or rng.choice(TROUBLES)
    product = rng.choice(products_of(phrases("en")[topic]["products"]))
    said = rng.randrange(len(_FITS[topic]))
    return About(topic, product, said, order or f"MO-{rng.randrange(100_000_000, 999_999_999)}", rng.randrange(3, 13))


class Words:
    """Draws what is said. Customers' words are not said twice the same if there is another way."""

    def __init__(self) -> None:
        self._said: set[str] = set()

    def ask(self, rng: Random, who: Person, what: About, *, style: str) -> str:
        """A question or complaint as it is put on twitter, facebook, in a mail or in a chat."""
        for _ in range(_TRIES):
            text = self._one_ask(rng, who, what, style=style)
            if text not in self._said:
                break
        self._said.add(text)
        return text

    def _one_ask(self, rng: Random, who: Person, what: About, *, style: str) -> str:
        language = who.writes
        around, topic = phrases(language)["around"], phrases(language)[what.topic]
        is_written = style in {"mail", "facebook"}
        sentences = [topic["said"][what.said]]
        fitting = [topic["more"][place] for place in _ADDS[what.topic][what.said]]
        if is_written or rng.random() < 0.25:
            sentences += rng.sample(fitting, k=min(len(fitting), rng.choice((1, 1, 2)) if is_written else 1))
        before, after = rng.choice(around[f"{style}_before"]), rng.choice(around[f"{style}_after"])
        is_first = is_written and before.strip(" ")[-1:] in {"", ".", "!", "\n"}
        body = _joined(sentences, language, is_written=is_written, is_first=is_first)
        if after.strip()[:1].isupper() and not is_written:
            body = _ended(body, ".")
        text = _filled(before + body + after, who, what, language, name=who.name, rng=rng)
        return slipped(text, language=language, rng=rng) if rng.random() < 0.12 else text

    def search(self, rng: Random, who: Person, what: About) -> str:
        """What is typed into a search box."""
        return _filled(rng.choice(phrases(who.writes)[what.topic]["search"]), who, what, who.writes)

    def short(self, rng: Random, who: Person, what: About, *, kind: str) -> str:
        """Thanks, asking again, or the details that we asked for."""
        return _filled(rng.choice(phrases(who.writes)["around"][kind]), who, what, who.writes, rng=rng)

    def note(self, rng: Random, who: Person, what: About, *, is_in_shop: bool) -> str:
        """What a clerk writes down about a talk, in the language of the place."""
        language = who.place.language
        topic = phrases(language)[what.topic]
        notes = [*topic["note"], *(topic.get("done", ()) if is_in_shop else ())]
        return _filled(rng.choice(notes), who, what, language)

    def answer(self, who: Person, what: About) -> str:
        """An answer of staff."""
        text = phrases(who.writes)[what.topic]["answer"][_FITS[what.topic][what.said]]
        return _filled(text, who, what, who.writes, name=who.addressed)

    def staff(self, rng: Random, who: Person, what: About, *, kind: str) -> str:
        """What staff or a machine say that is no answer: acknowledge, asks_back, to_phone, to_web, to_mail, bot."""
        spoken = phrases(who.writes)
        text = rng.choice(spoken["around"][kind])
        return _filled(text, who, what, who.writes, name=who.addressed, article=spoken[what.topic]["article"])

    def blog(self, rng: Random, who: Person, what: About) -> str:
        """The title of a blog page about a product."""
        return _filled(rng.choice(phrases(who.writes)["advice"]["blog"]), who, what, who.writes)

    def article(self, who: Person, what: About) -> str:
        """The title of the help article about a topic."""
        return str(phrases(who.writes)[what.topic]["article"])


def _joined(sentences: list[str], language: str, *, is_written: bool, is_first: bool) -> str:
    """The sentences as they are written in a letter, or as they are thrown down."""
    if language == "th":
        return " ".join(sentences)
    if language == "zh":
        between = "。" if is_written else "，"
        inner = "".join(_ended(one.rstrip("。"), between) for one in sentences)
        return inner if is_written else inner.removesuffix("，")
    if not is_written:
        return ". ".join(sentences) if len(sentences) > 1 and not sentences[0].endswith(_ENDS) else " ".join(sentences)
    found = " ".join(_ended(one, ".") for one in [sentences[0], *(_capital(one) for one in sentences[1:])])
    return _capital(found) if is_first else found


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _ended(sentence: str, end: str) -> str:
    return sentence if sentence.endswith(_ENDS) else sentence + end


def _filled(
    text: str,
    who: Person,
    what: About,
    language: str,
    *,
    name: str = "",
    article: str = "",
    rng: Random | None = None,
) -> str:
    called = what.product.called(language)
    if "\u0e00" < called < "\u0e7f":
        text = _BEFORE_THAI.sub("{p}", text)
    me = "ผม" if not who.is_woman else rng.choice(("เรา", "หนู", "ดิฉัน")) if rng else "เรา"
    return text.format(
        p=called,
        o=what.order,
        n=what.days,
        a=_price(what.product.pounds, who.place, language),
        service=_price(30, who.place, language),
        cell=_price(390, who.place, language),
        extra=_price(4, who.place, language),
        town=who.place.towns[language],
        hotline=who.place.hotline,
        name=name or who.addressed,
        agent=who.place.agents[what.days % len(who.place.agents)],
        article=article,
        k="ค่ะ" if who.is_woman else "ครับ",
        kq="คะ" if who.is_woman else "ครับ",
        me=me,
    )


def _price(pounds: float, place: Place, language: str) -> str:
    amount = place.price(pounds)
    if place.currency == "GBP":
        return f"£{amount:,.2f}"
    if language == "en":
        return f"{place.currency} {amount:,.0f}"
    return f"{amount:,.0f} บาท" if place.currency == "THB" else f"{amount:.0f}元"
