"""What happens every day beside the plants: members with a few matters each, on every channel.

Of those who ask by phone exactly 5 % are never served, in the shops 8 %; the plants' own asks are counted in.
"""

from datetime import UTC, date, datetime, time, timedelta
from random import Random

from regard.sample.company import Company
from regard.sample.deeds import announces
from regard.sample.persons import Person
from regard.sample.places import FIRST, LAST, PLACES, Place
from regard.sample.plants.plant import Plant
from regard.sample.plants.recognition import HOUSEHOLD_CALLS, HOUSEHOLD_VISITS
from regard.sample.story import Story
from regard.sample.ways import Way, browses, calls, calls_in_vain, chats, comes, comes_in_vain, mails, orders
from regard.sample.words import about

_NUMBER = 5
_PHONE, _PHONE_UNSERVED = 400, 20
_SHOP, _SHOP_UNSERVED = 600, 48
_TALKS_OF_OTHERS = 120 + 15
"""Talks in the shop that are of the triples and of those who share a device."""
_MAIL, _CHAT, _ORDERS, _WEB = 240, 120, 240, 240
_APART = 50
_FROM, _LAST_UNSERVED = date(2024, 2, 20), date(2025, 11, 10)
_MATTERS_EACH = (1, 2, 3, 3, 4, 5, 6)


def _ways() -> list[Way]:
    phone = _PHONE - HOUSEHOLD_CALLS
    shop = _SHOP - HOUSEHOLD_VISITS - _TALKS_OF_OTHERS
    counts = (
        (calls_in_vain, _PHONE_UNSERVED), (calls, phone - _PHONE_UNSERVED), (comes_in_vain, _SHOP_UNSERVED),
        (comes, shop - _SHOP_UNSERVED), (mails, _MAIL), (chats, _CHAT), (orders, _ORDERS), (browses, _WEB),
    )  # fmt: skip
    return [way for way, count in counts for _ in range(count)]


def sow(company: Company) -> None:
    """Tell the matters of every day; the last day of each place has a talk and a call, so that no source ends early."""
    rng = company.stream("everyday")
    told = _ways()
    days = _days(company, rng, len(told))
    unserved: dict[str, list[str]] = {"phone": [], "shop": []}
    for count, (way, (who, day)) in enumerate(_dealt(rng, told, days)):
        at = who.place.moment(rng, since=day, until=day)
        story = Story(
            company, who, matter=f"everyday-{count:04}", plant="everyday", rng=rng, what=about(rng),
            named=rng.random() < 0.3,
        )  # fmt: skip
        number = way(story, at)
        if way in (calls_in_vain, comes_in_vain):
            unserved["phone" if way is calls_in_vain else "shop"].append(number)
    _own_posts(company)
    company.plants["phone"] = {"channel": "phone", "requests": _PHONE, "asked": {"ignored": unserved["phone"]}}
    company.plants["shop"] = {"channel": "shop", "requests": _SHOP, "asked": {"ignored": unserved["shop"]}}


def _days(company: Company, rng: Random, count: int) -> list[tuple[Person, date]]:
    """As many days as there are matters, each with whose it is; of one person at least `_APART` days apart."""
    found: list[tuple[Person, date]] = []
    span = (LAST - _FROM).days
    while len(found) < count:
        place = PLACES[len(found) % len(PLACES)]
        who = company.people.born(rng, plant=_NUMBER, place=place)
        each = min(rng.choice(_MATTERS_EACH), count - len(found))
        starts = sorted(rng.sample(range(span - _APART * (each - 1)), each))
        days = [_FROM + timedelta(days=start + _APART * which) for which, start in enumerate(starts)]
        found += [(who, day) for day in days]
        if rng.random() < 0.75:
            _join(company, rng, who, before=days[0])
    return found


def _join(company: Company, rng: Random, who: Person, *, before: date) -> None:
    day = before - timedelta(days=rng.randrange(33, (before - FIRST).days + 1))
    what = about(rng, topic="advice")
    story = Story(company, who, matter=f"everyday-joined-{who.key}", plant="everyday", rng=rng, what=what)
    story.joins(who.place.moment(rng, since=day, until=day))


def _dealt(rng: Random, ways: list[Way], days: list[tuple[Person, date]]) -> list[tuple[Way, tuple[Person, date]]]:
    """Which day has which matter: what nobody served lies early enough to be past due, a shop is open to be come to."""
    dealt: list[tuple[Way, tuple[Person, date]]] = []
    left = rng.sample(days, len(days))
    first = (comes_in_vain, calls_in_vain, comes)
    for way in [one for kind in first for one in ways if one is kind] + [one for one in ways if one not in first]:
        place = next(at for at, (who, day) in enumerate(left) if _fits(way, who.place, day))
        dealt.append((way, left.pop(place)))
    return dealt


def _fits(way: Way, place: Place, day: date) -> bool:
    if way in (comes, comes_in_vain) and day < place.shop_since:
        return False
    return way not in (comes_in_vain, calls_in_vain) or day <= _LAST_UNSERVED


def _own_posts(company: Company) -> None:
    """What the company posts by itself, every week on both networks."""
    rng = company.stream("own posts")
    day = FIRST + timedelta(days=3)
    while day <= LAST:
        for which, network in enumerate(("Twitter", "Facebook")):
            place = PLACES[(day.toordinal() // 7 + which) % len(PLACES)]
            who = company.people.born(rng, plant=99, place=place)
            at = datetime.combine(day, time(10 + which, rng.randrange(60)), tzinfo=UTC)
            story = Story(
                company,
                who,
                matter=f"own-post-{day}-{network}",
                plant="everyday",
                rng=rng,
                what=about(rng, topic="advice"),
            )
            announces(story, at, network)
        day += timedelta(days=7)


PLANT = Plant(name="everyday", title="Every day", sow=sow)
