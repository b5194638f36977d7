"""The other tenth: 900 come by phone; 100 come otherwise and bring 35 % of the margin."""

from datetime import date, datetime, timedelta
from random import Random

from regard.sample.company import Company
from regard.sample.deeds import is_in_forum, reviews
from regard.sample.intents import said
from regard.sample.places import LEEDS
from regard.sample.plants.plant import Plant
from regard.sample.products import Product, products_of
from regard.sample.story import Story
from regard.sample.words import About, about

_NUMBER = 7
_SHORT, _LONG, _OTHERWISE = 850, 50, 100
_MARGIN, _MARGIN_OTHERWISE = 39, 189
"""In pounds a head: 100 x 189 is 35 % of all, 4.85 times as much a head."""
_SINCE, _UNTIL = date(2024, 4, 1), date(2025, 11, 20)


def sow(company: Company) -> None:
    """Put in a thousand customers of Leeds, each with one matter."""
    rng = company.stream("other tenth")
    ways = (
        [("short", _by_phone)] * _SHORT + [("long", _after_a_while)] * _LONG + [("otherwise", _otherwise)] * _OTHERWISE
    )
    rng.shuffle(ways)
    customers: dict[str, list[str]] = {"short": [], "long": [], "otherwise": []}
    for count, (name, goes) in enumerate(ways):
        who = company.people.born(rng, plant=_NUMBER, place=LEEDS)
        what = about(rng, topic="advice")
        story = Story(company, who, matter=f"tenth-{count:04}", plant="other_tenth", rng=rng, what=what)
        goes(story, LEEDS.moment(rng, since=_SINCE, until=_UNTIL))
        customers[name].append(who.key)
    company.served["phone"] += _SHORT + _LONG
    company.plants["other_tenth"] = {
        "customers": customers,
        "margin": {"main": _MARGIN, "otherwise": _MARGIN_OTHERWISE, "currency": LEEDS.currency},
        "share": 0.35,
        "a_head": _MARGIN_OTHERWISE / _MARGIN,
    }


def _by_phone(story: Story, at: datetime) -> None:
    """One call, and what they want is ordered while they speak."""
    story.calls(at, is_answered=True)
    _orders(story, at + timedelta(minutes=story.rng.randrange(16, 30)), margin=_MARGIN, is_by_phone=True)


def _after_a_while(story: Story, at: datetime) -> None:
    """As many steps as those who come otherwise, and as ordinary as all who call."""
    story.calls(at, is_answered=True)
    at = LEEDS.next_working_hour(at + timedelta(hours=story.rng.randrange(20, 40)))
    story.mails(at, text=story.words.ask(story.rng, story.who, story.what, style="mail"))
    at = LEEDS.next_working_hour(at + timedelta(hours=story.rng.randrange(2, 20)))
    story.is_mailed(at, "Answer", text=story.words.answer(story.who, story.what, form="letter"))
    at = LEEDS.next_working_hour(at + timedelta(hours=story.rng.randrange(2, 40)))
    story.calls(at, is_answered=True)
    _orders(story, at + timedelta(minutes=story.rng.randrange(16, 30)), margin=_MARGIN, is_by_phone=True)


def _otherwise(story: Story, at: datetime) -> None:
    """Three things on their own, in whatever order; the order; and what they think of it."""
    steps = story.rng.sample((_reads_blog, _reads_forum, _searches, _reads_help), k=3)
    for step in steps:
        step(story, at)
        at = LEEDS.next_working_hour(at + timedelta(hours=story.rng.randrange(1, 18)))
    product = _orders(story, at, margin=_MARGIN_OTHERWISE, is_by_phone=False)
    words = said(story.words, story.rng, story.who, About("advice", product), "review_good")
    reviews(story, at + timedelta(days=story.rng.randrange(12, 25)), product, stars=5, words=words)


def _reads_blog(story: Story, at: datetime) -> None:
    story.reads_blog(at, is_signed_in=True)


def _reads_forum(story: Story, at: datetime) -> None:
    is_in_forum(story, at, "read", thread="t4410")


def _searches(story: Story, at: datetime) -> None:
    story.searches(at, is_signed_in=True)


def _reads_help(story: Story, at: datetime) -> None:
    story.reads_help(at, is_signed_in=True)


def _orders(story: Story, at: datetime, *, margin: int, is_by_phone: bool) -> Product:
    product = story.what.product if story.what.product.pounds > _MARGIN_OTHERWISE else _dear(story.rng)
    more = {"Cost": f"{product.pounds - margin:.2f}"}
    if is_by_phone:
        more |= {"Via": "Phone", "Taken by": story.agent(), "Visitor": "", "Session": ""}
    story.buys(at, [product], more=more)
    return product


def _dear(rng: Random) -> Product:
    return rng.choice([one for one in products_of("bikes") if one.pounds > _MARGIN_OTHERWISE])


PLANT = Plant(
    name="other_tenth",
    title="The other tenth: 100 of 1,000 come otherwise, with 35 % of the margin",
    sow=sow,
    not_yet="no journeys are told apart yet; planted: 900 by phone, 50 of them at length; 100 otherwise, 4.85 x a head",
)
