"""The community's answer: Somchai tells how to wake a dark display; it helps until an update makes it wrong."""

from datetime import UTC, date, datetime, timedelta
from random import Random

from regard.sample.company import Company
from regard.sample.deeds import is_in_forum
from regard.sample.intents import said
from regard.sample.persons import Name, Person
from regard.sample.places import CHIANG_MAI, PLACES
from regard.sample.plants.plant import Plant
from regard.sample.products import Product, products_of
from regard.sample.story import Story
from regard.sample.words import About

_NUMBER = 11
_READERS, _CONFIRM, _STILL_ASK = 400, 60, 60
_CONTROL, _CONTROL_ASK = 200, 120
_LATER, _LATER_ASK = 40, 25
_SINCE, _WRONG_SINCE, _UNTIL = date(2024, 9, 9), date(2025, 6, 2), date(2025, 9, 30)
_THREAD = "t2071"
_SOMCHAI = Name("สมชาย", "ใจดี", "somchai", "jaidee")


def sow(company: Company) -> None:
    """Put in the answer, its readers, and those who had the same need and did not see it."""
    rng = company.stream("community")
    answer = _answered(company, rng)
    ways = ["confirms"] * _CONFIRM + ["asks"] * _STILL_ASK + [""] * (_READERS - _CONFIRM - _STILL_ASK)
    later = ["asks"] * _LATER_ASK + [""] * (_LATER - _LATER_ASK)
    control = ["asks"] * _CONTROL_ASK + [""] * (_CONTROL - _CONTROL_ASK)
    for group in (ways, later, control):
        rng.shuffle(group)
    last = _WRONG_SINCE - timedelta(days=8)
    asked = {
        "readers": _needs(company, rng, "reader", ways, since=_SINCE + timedelta(days=7), until=last),
        "readers_since_wrong": _needs(company, rng, "later", later, since=_WRONG_SINCE, until=_UNTIL),
        "control": _needs(company, rng, "control", control, since=_SINCE, until=last),
    }
    company.plants["community"] = {
        "answer": answer,
        "thread": _THREAD,
        "readers": {"all": _READERS, "confirm": _CONFIRM, "ask": _STILL_ASK, "silent": _READERS - 120},
        "control": {"all": _CONTROL, "ask": _CONTROL_ASK},
        "saved": 180,
        "saved_if_silence_counts": 340,
        "wrong_since": _WRONG_SINCE.isoformat(),
        "readers_since_wrong": {"all": _LATER, "ask": _LATER_ASK},
        "asked": asked,
    }


def _answered(company: Company, rng: Random) -> str:
    """A member asks, Somchai answers, and the answer is accepted; its number."""
    asks = company.people.born(rng, plant=_NUMBER, place=CHIANG_MAI)
    somchai = company.people.born(rng, plant=_NUMBER, place=CHIANG_MAI, named=_SOMCHAI, is_woman=False)
    at = datetime(2024, 9, 5, 12, 31, tzinfo=UTC)
    question = _story(company, asks, "question", rng)
    is_in_forum(question, at, "question", thread=_THREAD, text=_said(question, "community_question"))
    answers = _story(company, somchai, "answer", rng)
    number = is_in_forum(
        answers, at + timedelta(hours=3), "answer", thread=_THREAD, text=_said(answers, "somchai_answer")
    )  # fmt: skip
    is_in_forum(question, at + timedelta(hours=9), "accepted", thread=_THREAD)
    return number


def _needs(company: Company, rng: Random, name: str, ways: list[str], *, since: date, until: date) -> list[str]:
    """Members whose display is dark, and what each of them does; the numbers of the mails of those who ask us."""
    asked = []
    for count, way in enumerate(ways):
        place = PLACES[count % len(PLACES)]
        who = company.people.born(rng, plant=_NUMBER, place=place)
        at = place.moment(rng, since=since, until=until)
        if way == "asks":
            _story(company, who, f"{name}-{count:03}-joined", rng).joins(at - timedelta(days=rng.randrange(40, 70)))
        story = _story(company, who, f"{name}-{count:03}", rng)
        if name == "control":
            story.searches(at, is_signed_in=True)
        else:
            is_in_forum(story, at, "read", thread=_THREAD)
        at = place.next_working_hour(at + timedelta(minutes=rng.randrange(20, 2_800)))
        if way == "confirms":
            is_in_forum(story, at, "helped", thread=_THREAD, text=_said(story, "helped"))
        elif way == "asks":
            asked.append(_asks(story, at, is_reader=name != "control"))
    return asked


def _asks(story: Story, at: datetime, *, is_reader: bool) -> str:
    text = _said(story, "still_asks") if is_reader else None
    number = story.mails(at, text=text)
    answer = story.words.answer(story.who, story.what, intent="still_asks" if is_reader else "", form="letter")
    story.is_mailed(at + timedelta(hours=story.rng.randrange(2, 20)), "Answer", text=answer)
    return number


def _story(company: Company, who: Person, matter: str, rng: Random) -> Story:
    what = About("battery", _bike(rng))
    return Story(company, who, matter=f"display-{matter}", plant="community", rng=rng, what=what)


def _bike(rng: Random) -> Product:
    return rng.choice(products_of("ebikes"))


def _said(story: Story, intent: str) -> str:
    return said(story.words, story.rng, story.who, story.what, intent)


PLANT = Plant(
    name="community",
    title="The community's answer: Somchai's, which saves 180 asks until it goes wrong",
    sow=sow,
    not_yet="no answers are followed yet; planted: 400 readers, 60 confirm, 60 still ask; 60 of 100 ask without it",
)
