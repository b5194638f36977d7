"""A hundred asks on Facebook, of which 72 never finish."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random

from regard.sample.company import Company
from regard.sample.places import PLACES
from regard.sample.plants.asked import check_asked
from regard.sample.plants.plant import Plant
from regard.sample.plants.twitter import introduce
from regard.sample.story import Story
from regard.sample.words import about

_NUMBER = 2
_NETWORK = "Facebook"
_SINCE, _UNTIL = date(2024, 3, 1), date(2025, 11, 20)


def _later(story: Story, at: datetime, *, minutes: tuple[int, int]) -> datetime:
    return story.who.place.next_working_hour(at + timedelta(minutes=story.rng.randrange(*minutes)))


def _answer(story: Story, at: datetime) -> datetime:
    at = _later(story, at, minutes=(30, 2_600))
    story.is_posted(at, _NETWORK, text=story.words.answer(story.who, story.what))
    return at


def _is_answered(story: Story, at: datetime) -> None:
    at = _answer(story, at)
    if story.rng.random() < 0.5:
        thanks = story.words.short(story.rng, story.who, story.what, kind="thanks")
        story.posts(_later(story, at, minutes=(5, 400)), _NETWORK, text=thanks, tag="Thanks")


def _is_sent_and_served(story: Story, at: datetime) -> None:
    story.calls(_later(story, _send(story, at), minutes=(20, 5_000)), is_answered=True)


def _send(story: Story, at: datetime) -> datetime:
    at = _later(story, at, minutes=(30, 1_500))
    text = story.words.staff(story.rng, story.who, story.what, kind="to_phone")
    story.is_posted(at, _NETWORK, text=text, tag="Referred", to="Hotline")
    return at


def _asks_again_in_vain(story: Story, at: datetime) -> None:
    again = story.words.short(story.rng, story.who, story.what, kind="again")
    story.posts(_later(story, _answer(story, at), minutes=(1_600, 4_000)), _NETWORK, text=again)


def _calls_in_vain(story: Story, at: datetime) -> None:
    story.calls(_later(story, at, minutes=(300, 2_500)), is_answered=False)


def _is_ignored(_story: Story, _at: datetime) -> None:
    """Nothing more is heard."""


_Way = tuple[int, bool, Callable[[Story, datetime], object]]
_WAYS: tuple[_Way, ...] = (
    (23, True, _is_answered),
    (5, True, _is_sent_and_served),
    (34, False, _is_ignored),
    (10, False, _calls_in_vain),
    (14, False, _send),
    (14, False, _asks_again_in_vain),
)
"""How many, whether they finish, and how they go on."""


def sow(company: Company) -> None:
    """Tell the hundred matters."""
    rng = company.stream("facebook")
    ways = [(finishes, goes_on) for count, finishes, goes_on in _WAYS for _ in range(count)]
    rng.shuffle(ways)
    asked: dict[str, list[str]] = {"requests": [], "finished": []}
    for count, (finishes, goes_on) in enumerate(ways):
        story, at = _begun(company, rng, count)
        number = story.posts(at, _NETWORK)
        goes_on(story, at)
        asked["requests"].append(number)
        if finishes:
            asked["finished"].append(number)
    company.plants["facebook"] = {"touchpoint": "facebook", "source": "meridian-social", "asked": asked}


def _begun(company: Company, rng: Random, count: int) -> tuple[Story, datetime]:
    place = PLACES[count % len(PLACES)]
    who = company.people.born(rng, plant=_NUMBER, place=place)
    at = place.moment(rng, since=_SINCE, until=_UNTIL)
    introduce(company, rng, who, before=at, network=_NETWORK, plant="facebook")
    return Story(company, who, matter=f"facebook-{count:03}", plant="facebook", rng=rng, what=about(rng)), at


PLANT = Plant(
    name="facebook",
    title="Facebook: 72 of 100 never finish",
    sow=sow,
    check=lambda seen: check_asked(seen, "facebook", channel="social"),
)
