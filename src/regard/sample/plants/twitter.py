"""Sent from social to the phone: 200 asks on Twitter, each a matter that showed first elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from regard.sample.company import Company
from regard.sample.persons import Person
from regard.sample.places import CHENGDU, CHIANG_MAI, LEEDS
from regard.sample.plants.asked import asked_rows, check_asked
from regard.sample.plants.plant import Plant
from regard.sample.seen import Finding, Seen, compared
from regard.sample.story import Story
from regard.sample.words import about

_NUMBER = 1
_NETWORK = "Twitter"
_PLACES = (LEEDS, LEEDS, CHIANG_MAI, CHIANG_MAI, CHENGDU)
_SINCE, _UNTIL = date(2024, 3, 1), date(2025, 11, 10)
"""Whoever was joined before the first day has been a member for a month; after the last all has time to mature."""


@dataclass
class _Told:
    """One matter as far as it has been told, and what is true of its request."""

    story: Story
    rng: Random
    at: datetime
    fates: set[str] = field(default_factory=set)

    def wait(self, *, minutes: tuple[int, int]) -> datetime:
        """Some time later, when people are up."""
        later = self.at + timedelta(seconds=60 * self.rng.randrange(*minutes) + self.rng.randrange(60))
        self.at = self.story.who.place.next_working_hour(later)
        return self.at

    def counts_as(self, *fates: str) -> None:
        """This is true of the request."""
        self.fates |= set(fates)

    def is_sent_to(self, kind: str, to: str) -> None:
        """We name another channel and answer nothing."""
        story = self.story
        text = story.words.staff(self.rng, story.who, story.what, kind=kind)
        story.is_posted(self.wait(minutes=(20, 1_100)), _NETWORK, text=text, tag="Referred", to=to)
        self.counts_as("passed")


def _calls_back(told: _Told) -> None:
    told.is_sent_to("to_phone", "Hotline")
    told.story.calls(told.wait(minutes=(10, 7_600)), is_answered=True)
    told.counts_as("arrived", "returned")


def _writes_back(told: _Told) -> None:
    told.is_sent_to("to_web", "Contact form")
    told.story.mails(told.wait(minutes=(10, 7_600)), via="Contact form")
    answer = told.story.words.answer(told.story.who, told.story.what)
    told.story.is_mailed(told.wait(minutes=(30, 1_500)), "Answer", text=answer, via="Contact form")
    told.counts_as("arrived", "returned")


def _arrives(told: _Told) -> None:
    told.is_sent_to("to_phone", "Hotline")
    told.story.calls(told.wait(minutes=(10, 7_600)), is_answered=True)
    told.counts_as("arrived")


def _gives_up(told: _Told) -> None:
    told.is_sent_to("to_phone", "Hotline")
    told.counts_as("gave_up")


def _searches_again(told: _Told) -> None:
    told.counts_as("ignored", "returned")
    told.wait(minutes=(300, 2_700))
    told.story.searches(told.at)
    if told.rng.random() < 0.5:
        told.story.reads_help(told.wait(minutes=(1, 4)))


def _searches_weeks_later(told: _Told) -> None:
    told.counts_as("ignored", "returned")
    told.story.searches(told.wait(minutes=(6_000, 28_000)))


def _writes_after_all(told: _Told) -> None:
    told.counts_as("ignored", "returned")
    told.story.mails(told.wait(minutes=(300, 2_700)), via="Contact form")
    if told.rng.random() < 0.6:
        answer = told.story.words.answer(told.story.who, told.story.what)
        told.story.is_mailed(told.wait(minutes=(200, 3_000)), "Answer", text=answer, via="Contact form")


def _calls_after_all(told: _Told) -> None:
    told.counts_as("ignored", "returned")
    told.story.calls(told.wait(minutes=(200, 2_700)), is_answered=told.rng.random() < 0.8)


def _hears_it_again(told: _Told) -> None:
    told.counts_as("ignored", "returned")
    told.story.hears_recording(told.wait(minutes=(200, 2_700)))


def _turns_to_mail(told: _Told) -> None:
    told.counts_as("ignored")
    told.story.mails(told.wait(minutes=(300, 2_700)))
    if told.rng.random() < 0.5:
        answer = told.story.words.answer(told.story.who, told.story.what)
        told.story.is_mailed(told.wait(minutes=(600, 3_000)), "Answer", text=answer)


def _is_ignored(told: _Told) -> None:
    told.counts_as("ignored")


def _is_answered(told: _Told) -> None:
    story = told.story
    story.is_posted(
        told.wait(minutes=(15, 500)), _NETWORK, text=story.words.answer(story.who, story.what)
    )  # fmt: skip
    told.counts_as("answered_here")
    if told.rng.random() < 0.6:
        thanks = story.words.short(told.rng, story.who, story.what, kind="thanks")
        story.posts(told.wait(minutes=(5, 300)), _NETWORK, text=thanks, tag="Thanks")


@dataclass(frozen=True)
class _Way:
    """So many matters that go this way, and whether they began on the telephone (else with a search on the web)."""

    count: int
    goes_on: Callable[[_Told], None]
    begins_by_phone: bool = False
    names_product: bool = False


_WAYS = (
    # Ignored: 110, of whom 82 go back to where the matter began.
    _Way(38, _searches_again),
    _Way(10, _searches_weeks_later, names_product=True),
    _Way(14, _writes_after_all),
    _Way(14, _calls_after_all, begins_by_phone=True),
    _Way(6, _hears_it_again, begins_by_phone=True),
    _Way(12, _turns_to_mail),
    _Way(10, _is_ignored),
    _Way(6, _is_ignored, begins_by_phone=True),
    # Sent elsewhere: 76. 60 arrive, of whom 52 where the matter began; 16 give up.
    _Way(28, _calls_back, begins_by_phone=True),
    _Way(24, _writes_back),
    _Way(8, _arrives),
    _Way(12, _gives_up),
    _Way(4, _gives_up, begins_by_phone=True),
    # Answered where they asked: 14.
    _Way(14, _is_answered),
)
_FATES = ("ignored", "passed", "arrived", "gave_up", "answered_here", "returned")


def sow(company: Company) -> None:
    """Tell the 200 matters."""
    rng = company.stream("twitter")
    ways = [way for way in _WAYS for _ in range(way.count)]
    rng.shuffle(ways)
    asked: dict[str, list[str]] = {"requests": [], **{fate: [] for fate in _FATES}}
    for count, way in enumerate(ways):
        number, fates = _tell(company, rng, way, count)
        for fate in ("requests", *fates):
            asked[fate].append(number)
    company.plants["twitter"] = {"touchpoint": "twitter", "source": "meridian-social", "asked": asked}


def _tell(company: Company, rng: Random, way: _Way, count: int) -> tuple[str, set[str]]:
    place = _PLACES[count % len(_PLACES)]
    who = company.people.born(rng, plant=_NUMBER, place=place)
    began = place.moment(rng, since=_SINCE, until=_UNTIL)
    introduce(company, rng, who, before=began, network=_NETWORK, plant="twitter")
    story = Story(
        company, who, matter=f"twitter-{count:03}", plant="twitter", rng=rng, what=about(rng), named=way.names_product
    )  # fmt: skip
    told = _Told(story, rng, began)
    if way.begins_by_phone:
        story.hears_recording(began)
    else:
        story.searches(began)
    number = story.posts(told.wait(minutes=(12, 1_500)), _NETWORK)
    way.goes_on(told)
    return number, told.fates


def introduce(company: Company, rng: Random, who: Person, *, before: datetime, network: str, plant: str) -> None:
    """They became a member at least a month ago, with the name they have on a network."""
    what = about(rng, topic="advice")
    story = Story(company, who, matter=f"{plant}-joined-{who.key}", plant=plant, rng=rng, what=what)
    at = before - timedelta(days=rng.randrange(32, 58), minutes=rng.randrange(600))
    story.joins(who.place.next_working_hour(at), handle=f"{network}:@{who.handle}")


def check(seen: Seen) -> list[Finding]:
    """Every fate, and that nobody who gave up was finished with."""
    where = {"channel": "social", "touchpoint": "twitter"}
    finished = set(seen.listed("finished", where)) & set(seen.listed("gave_up", where))
    handled = {*seen.listed("answered_here", where), *seen.listed("passed", where)}
    asked = seen.plants["twitter"]["asked"]
    return [
        *check_asked(seen, "twitter", channel="social"),
        compared("twitter: handled", asked_rows(seen, [*asked["answered_here"], *asked["passed"]]), handled),
        compared("twitter: finished of those who gave up", set(), finished),
    ]


PLANT = Plant(
    name="twitter", title="Sent from social to the phone: 200 asks on Twitter", sow=sow, check=check
)  # fmt: skip
