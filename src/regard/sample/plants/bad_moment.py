"""One bad moment: 300 of 3,000 regulars are told "delivered" when nothing came; and three moments that do no harm."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from regard.sample.company import Company
from regard.sample.deeds import is_booked, is_shipped
from regard.sample.intents import said
from regard.sample.places import PLACES
from regard.sample.plants.plant import Plant
from regard.sample.products import products_of
from regard.sample.story import Story
from regard.sample.words import About, about

_NUMBER = 8
_FIRST_ORDERS = date(2024, 12, 1), date(2025, 1, 8)
_GAP = 44, 54
_SLOW_FROM, _SLOW_UNTIL = date(2025, 2, 3), date(2025, 2, 14)


@dataclass(frozen=True)
class _Group:
    """So many regulars to whom the same happened after their third order, and how many of them leave."""

    name: str
    count: int
    leave: int
    widens: float = 1.0
    """How much longer the second pause is than the first: who fades anyway."""


_GROUPS = (
    _Group("delivered, but not", 300, 108),
    _Group("fading, payment failed", 150, 45, widens=2.0),
    _Group("fading", 150, 45, widens=2.0),
    _Group("wrong invoice", 12, 4),
    _Group("nothing", 2388, 230),
)


@dataclass
class _Regular:
    """One regular: how to begin a matter of theirs, their rhythm, and whether they leave."""

    matter: Callable[[str], Story]
    rng: Random
    gap: timedelta
    group: _Group
    leaves: bool
    delayed: int = 0

    def orders(self, name: str, at: datetime) -> tuple[Story, str, datetime]:
        """An order, when people are up; in the slow week of February every parcel is late."""
        story = self.matter(name)
        at = story.who.place.next_working_hour(at)
        number = story.buys(at, [self.rng.choice(products_of("parts"))])
        if _SLOW_FROM <= at.date() <= _SLOW_UNTIL:
            self.delayed += 1
            late = at + timedelta(days=3)
            note = said(
                story.words, self.rng, story.who, About("delivery", story.what.product, order=number), "delayed"
            )
            is_shipped(story, late, number, "Delayed", promised=at + timedelta(days=4), note=note)
        return story, number, at


def sow(company: Company) -> None:
    """Put in the regulars, and which of them had which moment."""
    rng = company.stream("bad moment")
    groups = [(group, place < group.leave) for group in _GROUPS for place in range(group.count)]
    rng.shuffle(groups)
    told: dict[str, dict[str, list[str]]] = {group.name: {"all": [], "left": []} for group in _GROUPS}
    delayed = 0
    for count, (group, leaves) in enumerate(groups):
        key, times = _regular(company, rng, count, group, leaves=leaves)
        delayed += times > 0
        for fate in ("all", "left") if leaves else ("all",):
            told[group.name][fate].append(key)
    company.plants["bad_moment"] = {
        "groups": {name: {fate: len(keys) for fate, keys in fates.items()} for name, fates in told.items()},
        "left_after_the_moment": told["delivered, but not"]["left"],
        "expected_leavers": 36,
        "excess_leavers": 72,
        "days_from_search_to_complaint": 6,
        "delayed_in_february": delayed,
    }


def _regular(company: Company, rng: Random, count: int, group: _Group, *, leaves: bool) -> tuple[str, int]:
    """Three orders in their own rhythm, the moment, and two more orders unless they leave; who it is."""
    place = PLACES[count % len(PLACES)]
    who = company.people.born(rng, plant=_NUMBER, place=place)

    def matter(name: str) -> Story:
        what = about(rng, topic="delivery")
        return Story(company, who, matter=f"regular-{count:04}-{name}", plant="bad_moment", rng=rng, what=what)

    gap = timedelta(days=rng.randrange(*_GAP), hours=rng.randrange(12))
    one = _Regular(matter, rng, gap, group, leaves)
    at = place.moment(rng, since=_FIRST_ORDERS[0], until=_FIRST_ORDERS[1])
    if group.widens > 1:
        at -= 2 * gap
    one.orders("first", at)
    _, _, second = one.orders("second", at + gap)
    story, number, third = one.orders("third", second + gap * group.widens)
    _has_moment(one, story, number, third)
    if not leaves:
        one.orders("fourth", third + gap * max(group.widens, 1.3))
        one.orders("fifth", datetime(2025, 12, 29, tzinfo=third.tzinfo) - gap * rng.uniform(0.2, 1.2))
    return who.key, one.delayed


def _has_moment(one: _Regular, story: Story, number: str, at: datetime) -> None:
    """The parcel of the third order, and what went wrong with it."""
    delivered, promised = at + timedelta(days=3, hours=2), at + timedelta(days=5)
    is_shipped(story, delivered, number, "Delivered", promised=promised)
    if one.group.name == "delivered, but not":
        _complains(one, story, number, delivered)
    elif one.group.name == "fading, payment failed":
        _says(one, story, number, "Failed", "payment_failed", at - timedelta(minutes=4))
    elif one.group.name == "wrong invoice":
        _says(one, story, number, "Invoice wrong", "wrong_invoice", at + timedelta(days=1))


def _says(one: _Regular, story: Story, number: str, state: str, intent: str, at: datetime) -> None:
    note = said(story.words, one.rng, story.who, About("invoice", story.what.product, order=number), intent)
    is_booked(story, at, number, state, amount=story.who.place.price(30), note=note)


def _complains(one: _Regular, story: Story, number: str, delivered: datetime) -> None:
    """They look for the parcel; six days later, give or take one, they write; who leaves has a last word."""
    place, rng, words = story.who.place, one.rng, story.words
    what = About("delivery", story.what.product, order=number)
    searched = place.next_working_hour(delivered + timedelta(hours=rng.randrange(20, 40)))
    story.searches(searched)
    asked = searched + timedelta(days=rng.choice((5, 6, 6, 7)), minutes=rng.randrange(40))
    story.mails(asked, order=number, text=said(words, rng, story.who, what, "not_delivered"))
    answered = place.next_working_hour(asked + timedelta(hours=rng.randrange(20, 30)))
    story.is_mailed(answered, "Answer", text=words.answer(story.who, what, intent="not_delivered", form="letter"))
    if one.leaves:
        last = place.next_working_hour(answered + timedelta(days=rng.randrange(1, 4)))
        story.mails(last, order=number, text=said(words, rng, story.who, what, "last_words"))


PLANT = Plant(
    name="bad_moment",
    title='One bad moment: "delivered" to 300 of 3,000 regulars, but not',
    sow=sow,
    not_yet="nobody is said to have left yet; planted: 108 of 300 leave (72 more than the 36 of any 300); three decoys",
)
