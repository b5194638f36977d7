"""What people say: phrases of `texts/` put together, no two alike as far as that can be."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from random import Random
from typing import Any

from regard.sample.persons import Person
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
_ENDS = (".", "!", "?", "。", "！", "？", "…")
_TRIES = 8


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
        if is_written or rng.random() < 0.25:
            sentences += rng.sample(topic["more"], k=min(len(topic["more"]), rng.choice((1, 1, 2)) if is_written else 1))
        before, after = rng.choice(around[f"{style}_before"]), rng.choice(around[f"{style}_after"])
        body = _joined(sentences, language, is_written=is_written and not before.endswith(" but "))
        text = _filled(before + body + after, who, what, language, name=who.name, rng=rng)
        return slipped(text, language=language, rng=rng) if rng.random() < 0.12 else text

    def search(self, rng: Random, who: Person, what: About) -> str:
        """What is typed into a search box."""
        return _filled(rng.choice(phrases(who.writes)[what.topic]["search"]), who, what, who.writes)

    def short(self, rng: Random, who: Person, what: About, *, kind: str) -> str:
        """Thanks, or asking again."""
        return _filled(rng.choice(phrases(who.writes)["around"][kind]), who, what, who.writes, rng=rng)

    def more(self, rng: Random, who: Person, what: About) -> str:
        """What they add when they are asked back."""
        return _filled(rng.choice(phrases(who.writes)[what.topic]["more"]), who, what, who.writes, rng=rng)

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


def _joined(sentences: list[str], language: str, *, is_written: bool) -> str:
    if not is_written:
        return " ".join(sentences) if language != "zh" else "，".join(one.rstrip("。") for one in sentences)
    if language == "en":
        return " ".join(_ended(one[:1].upper() + one[1:], ".") for one in sentences)
    return "".join(_ended(one, "。") for one in sentences) if language == "zh" else " ".join(sentences)


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
    me = "ผม" if not who.is_woman else rng.choice(("เรา", "หนู", "ดิฉัน")) if rng else "เรา"
    price = who.place.price(what.product.pounds)
    return text.format(
        p=what.product.called(language),
        o=what.order,
        n=what.days,
        a=_money(price, who.place.currency, language),
        name=name or who.addressed,
        agent=who.place.agents[what.days % len(who.place.agents)],
        article=article,
        k="ค่ะ" if who.is_woman else "ครับ",
        kq="คะ" if who.is_woman else "ครับ",
        me=me,
    )


def _money(amount: float, currency: str, language: str) -> str:
    if currency == "GBP":
        return f"£{amount:,.2f}"
    if language == "en":
        return f"{currency} {amount:,.0f}"
    return f"{amount:,.0f} บาท" if currency == "THB" else f"{amount:.0f}元"
