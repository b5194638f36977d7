"""What people say: a phrase of `texts/`, what is put around it where it is said, and what fills it in."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from regard.sample.agreement import counted, courtesy, is_ridden, named, oneself, price, with_article, writer_to
from regard.sample.forms import FORMS, joined
from regard.sample.grammar import WHOLE, Frame, Intent, Phrase, book, spoken
from regard.sample.persons import Person
from regard.sample.products import Product, products_of
from regard.sample.slips import slipped
from regard.sample.spelling import spaced

ASKS = {
    "delivery": ("delivery.late", "delivery.not_here", "delivery.part", "delivery.address"),
    "brakes": ("brakes.noise", "brakes.soft", "brakes.pads"),
    "size": ("size.swap", "size.wrong", "size.which"),
    "invoice": ("invoice.need", "invoice.wrong", "invoice.unpaid"),
    "refund": ("refund.waiting", "refund.how"),
    "points": ("points.missing", "points.use"),
    "battery": ("battery.range", "battery.charger", "battery.display", "battery.price"),
    "gears": ("gears.shift", "gears.chain"),
    "stock": ("stock.when", "stock.reserve"),
    "booking": ("booking.book", "booking.ready", "booking.price"),
    "advice": ("advice.which", "advice.fits", "advice.test_ride"),
    "site": ("site.slow", "site.login"),
    "warranty": ("warranty.claim", "warranty.stolen"),
}
"""What people ask about, and what they ask about it."""
TROUBLES = tuple(topic for topic in ASKS if topic not in {"advice", "site", "warranty"})
"""What they ask about every day; `advice` is what they ask before they buy."""
_ALSO = {
    "not_delivered": "delivery.not_here",
    "chases": "delivery.before_due",
    "wrong_invoice": "invoice.wrong",
}
"""Names that plants have for something people ask anyway."""


_OURS = {"answer", "letter"}
_FRAMED = {"mail", "review"}
"""Where something is put around even what is whole."""
_ONCE = (("{p}", "{b}", "{ap}"), ("{o}",), ("{n}",), ("{a}",))
# No space stands between Thai words, but one between Thai and Latin letters or digits.
_BESIDE_LATIN = re.compile("(?<=[A-Za-z0-9])(?=[\u0e01-\u0e4e])|(?<=[\u0e01-\u0e4e])(?=[A-Za-z0-9])")


@dataclass(frozen=True)
class About:
    """What a matter is about."""

    topic: str
    product: Product
    said: int = 0
    """Which of the topic's asks it is."""
    order: str = ""
    days: int = 5

    @property
    def intent(self) -> str:
        """What is asked."""
        return ASKS[self.topic][self.said]


def about(rng: Random, *, order: str | None = None, topic: str | None = None) -> About:
    """Something to ask about."""
    topic = topic or rng.choice(TROUBLES)
    said = rng.randrange(len(ASKS[topic]))
    product = rng.choice(products_of(book("en").intents[ASKS[topic][said]].products))
    return About(topic, product, said, order or f"MO-{rng.randrange(100_000_000, 999_999_999)}", rng.randrange(3, 13))


class Words:
    """Says it. Nothing is remembered: the same chance says the same."""

    def say(self, rng: Random, who: Person, what: About, *, intent: str, form: str = "plain") -> str:
        """What is meant, as it is put in a form (`forms.py`), in the language they write."""
        meant = _meant(who.writes, what, intent)
        says = meant.says + meant.here if who.writes == who.place.language else meant.says
        return _put(rng, who, what, meant, says, form=form)

    def ask(self, rng: Random, who: Person, what: About, *, style: str) -> str:
        """A question or complaint about what it is about: chat, tweet, facebook, mail, form or community."""
        return self.say(rng, who, what, intent=what.intent, form=style)

    def short(self, rng: Random, who: Person, what: About, *, kind: str) -> str:
        """Something said as it is, with nothing around it: thanks, again, details …"""
        return self.say(rng, who, what, intent=kind)

    def staff(self, rng: Random, who: Person, what: About, *, kind: str) -> str:
        """What staff or a machine say that is no answer: acknowledge, asks_back, to_phone, to_web, to_mail, bot …"""
        return self.say(rng, who, what, intent=kind)

    def answer(
        self, who: Person, what: About, *, intent: str = "", form: str = "answer", rng: Random | None = None
    ) -> str:
        """An answer of staff to what is asked or to another intent, in a line or two or as a letter.

        Without chance it is the same to the same question.
        """
        chance = rng or Random(f"{who.key}/{intent or what.intent}/{what.days}")
        meant = _meant(who.writes, what, intent)
        return _put(chance, who, what, meant, meant.answers, form=form)

    def search(self, rng: Random, who: Person, what: About) -> str:
        """What is typed into a search box."""
        slots = _Slots(rng, who, what, who.writes, is_ours=False)
        text = _filled(_one(rng, _meant(who.writes, what).searches), slots)
        return slipped(text, language=who.writes, rng=rng) if rng.random() < 0.08 else text

    def note(self, rng: Random, who: Person, what: About, *, is_in_shop: bool) -> str:
        """What a clerk writes down about a talk, in the language of the place."""
        language = who.place.language
        meant = _meant(language, what)
        return _filled(
            _one(rng, meant.notes + meant.shop if is_in_shop else meant.notes), _Slots(rng, who, what, language)
        )

    def clerk(self, rng: Random, who: Person, what: About, *, kind: str) -> str:
        """What a clerk notes down about how a call went, in the language of the place."""
        language = who.place.language
        return _filled(_one(rng, _meant(language, what, kind).says), _Slots(rng, who, what, language))

    def blog(self, rng: Random, who: Person, what: About) -> str:
        """The title of a blog page about a product."""
        return _filled(_one(rng, _meant(who.writes, what, "advice.which").blog), _Slots(rng, who, what, who.writes))

    def article(self, who: Person, what: About) -> str:
        """The title of the help article about a topic."""
        return _meant(who.writes, what).article


def _meant(language: str, what: About, intent: str = "") -> Intent:
    intent = intent or what.intent
    # `{b}` is a product that is ridden; of an order without a number nobody says the number.
    without = () if is_ridden(what.product) else ("{b}",)
    return book(language, without=without if what.order else (*without, "{o}")).intents[_ALSO.get(intent, intent)]


def _put(rng: Random, who: Person, what: About, meant: Intent, says: tuple[Phrase, ...], *, form: str) -> str:
    """One of the phrases with what is added and put around it where it is said."""
    how, is_ours = FORMS[form], meant.is_ours or form in _OURS
    sentences = [spoken(says[int(rng.random() * len(says))], rng)]
    count = 0 if is_ours else how.more[int(rng.random() * len(how.more))]
    if count and meant.more:
        _add(sentences, [spoken(one, rng) for one in rng.sample(meant.more, min(count, len(meant.more)))])
    before, after = "", ""
    if not meant.is_ours and (meant.mood != WHOLE or form in _FRAMED):
        before, after = _around(rng, book(who.writes).frames[form], meant.mood)
    text = joined(who.writes, sentences, rng=rng, how=how, before=before, after=after)
    if rng.random() < how.slips and not is_ours:
        text = slipped(text, language=who.writes, rng=rng)
    slots = _Slots(rng, who, what, who.writes, is_ours=is_ours, is_formal=how.is_formal, mood=meant.mood)
    return _filled(text, slots)


def _add(sentences: list[str], more: list[str]) -> None:
    """What names the product, the order or the days once more is left out."""
    for sentence in more:
        told = [slots for slots in _ONCE if any(slot in sentence for slot in slots)]
        if not any(slot in before for slots in told for slot in slots for before in sentences):
            sentences.append(sentence)


def _around(rng: Random, frame: Frame, mood: str) -> tuple[str, str]:
    before, after = (side.get(mood) or side["any"] for side in (frame.before, frame.after))
    return _one(rng, before), _one(rng, after)


def _one(rng: Random, phrases: tuple[Phrase, ...]) -> str:
    return spoken(phrases[int(rng.random() * len(phrases))], rng)


class _Slots(dict[str, str]):
    """What is filled in, found when it is asked for; the same all through a text."""

    def __init__(
        self,
        rng: Random,
        who: Person,
        what: About,
        language: str,
        *,
        is_ours: bool = True,
        is_formal: bool = True,
        mood: str = WHOLE,
    ) -> None:
        super().__init__()
        self.rng, self.who, self.what, self.language = rng, who, what, language
        self.is_ours, self.is_formal, self.mood = is_ours, is_formal, mood

    def __missing__(self, slot: str) -> str:
        self[slot] = found = _SLOTS[slot](self)
        return found

    @property
    def agent(self) -> int:
        """Which of the staff of the place it is."""
        return writer_to(self.who)

    def called(self) -> str:
        """The product, as they call it."""
        if self.is_ours:
            return self.what.product.called(self.language)
        return named(self.what.product, self.language, self.rng, is_theirs=self.mood == "complain")

    def priced(self, pounds: float) -> str:
        """An amount of money."""
        return price(pounds, self.who.place, self.language)

    def courteous(self, slot: str) -> str:
        """Both particles of a text go together. Of the four of a place, women and men take turns."""
        is_woman = self.agent % 2 == 0 if self.is_ours else self.who.is_woman
        is_plain = self.is_ours or self.is_formal or self.mood in {WHOLE, "complain"}
        self["k"], self["kq"] = courtesy(self.rng, is_woman=is_woman, is_formal=is_plain)
        return self[slot]


_SERVICE, _CELL, _EXTRA = 30, 390, 4
_SLOTS: dict[str, Callable[[_Slots], str]] = {
    "p": _Slots.called,
    "b": lambda its: its["p"],
    "ap": lambda its: with_article(its["p"]),
    "c": lambda its: counted(its.what.product, its.language),
    "o": lambda its: its.what.order,
    "n": lambda its: str(its.what.days),
    "a": lambda its: its.priced(its.what.product.pounds),
    "service": lambda its: its.priced(_SERVICE),
    "cell": lambda its: its.priced(_CELL),
    "extra": lambda its: its.priced(_EXTRA),
    "town": lambda its: its.who.place.towns[its.language],
    "hotline": lambda its: its.who.place.hotline,
    "name": lambda its: its.who.addressed if its.is_ours else its.who.name,
    "given": lambda its: its.who.given,
    "m": lambda its: its.who.member,
    "phone": lambda its: spaced(its.who.phone, its.who.place.language, "-" if its.language == "th" else " "),
    "agent": lambda its: its.who.place.agents[its.agent],
    "article": lambda its: _meant(its.language, its.what).article,
    "k": lambda its: its.courteous("k"),
    "kq": lambda its: its.courteous("kq"),
    "me": lambda its: oneself(its.rng, is_woman=its.who.is_woman, is_formal=its.is_formal),
}
SLOTS = frozenset(_SLOTS)
"""What may stand in braces in `texts/`."""


def _filled(text: str, slots: _Slots) -> str:
    said = text.format_map(slots)
    return _BESIDE_LATIN.sub(" ", said) if slots.language == "th" else said
