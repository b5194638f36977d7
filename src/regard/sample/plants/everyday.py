"""What happens every day beside the plants: members with a few matters each, on every channel.

Of those who ask by phone exactly 5 % are never served, in the shops 8 %; the plants' own asks are counted in.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from regard.sample.company import Company
from regard.sample.persons import Person
from regard.sample.places import FIRST, LAST, PLACES, Place
from regard.sample.plants.asked import check_asked
from regard.sample.plants.plant import Plant
from regard.sample.plants.recognition import HOUSEHOLD_CALLS, HOUSEHOLD_VISITS
from regard.sample.products import products_of
from regard.sample.story import Story
from regard.sample.words import about

_NUMBER = 5
_PHONE, _PHONE_UNSERVED = 400, 20
_SHOP, _SHOP_UNSERVED = 600, 48
_TALKS_OF_OTHERS = 120 + 15
"""Talks in the shop that are of the triples and of those who share a device."""
_MAIL, _CHAT, _ORDERS, _WEB = 240, 120, 240, 240
_APART = 50
_FROM, _LAST_UNSERVED = date(2024, 2, 20), date(2025, 12, 5)
_MATTERS_EACH = (1, 2, 3, 3, 4, 5, 6)

_Way = Callable[[Story, datetime], str]


def _later(story: Story, at: datetime, *, minutes: tuple[int, int]) -> datetime:
    return story.who.place.next_working_hour(at + timedelta(minutes=story.rng.randrange(*minutes)))


def _calls(story: Story, at: datetime) -> str:
    is_withheld = story.rng.random() < 0.05
    if not is_withheld and story.rng.random() < 0.04:
        number = story.calls(at, is_answered=False)
        story.calls(at + timedelta(minutes=story.rng.randrange(8, 45)), is_answered=True)
        return number
    return story.calls(at, is_answered=True, is_withheld=is_withheld)


def _calls_in_vain(story: Story, at: datetime) -> str:
    number = story.calls(at, is_answered=False)
    if story.rng.random() < 0.2:
        story.calls(at + timedelta(minutes=story.rng.randrange(8, 90)), is_answered=False)
    return number


def _comes(story: Story, at: datetime) -> str:
    shows = story.rng.choices(("member", "phone", "nothing"), (60, 25, 15))[0]
    return story.visits_shop(at, waits=timedelta(minutes=story.rng.randrange(25)), shows=shows)


def _comes_in_vain(story: Story, at: datetime) -> str:
    return story.visits_shop(at, waits=None, shows=story.rng.choice(("member", "member", "phone", "nothing")))


def _mails(story: Story, at: datetime) -> str:
    number = story.mails(at)
    words, who, rng = story.words, story.who, story.rng
    story.is_mailed(at + timedelta(minutes=1), "Automatic", text=words.staff(rng, who, story.what, kind="acknowledge"))
    fate = rng.choices(("answered", "asked back", "again", "referred", "ignored"), (58, 10, 10, 8, 14))[0]
    # Whoever never joined rings as somebody else: what they ask there would be a matter of its own.
    if fate == "ignored" or (fate == "referred" and who.key not in story.company.joined):
        return number
    at = _later(story, at, minutes=(70, 2_800))
    if fate == "referred":
        story.is_mailed(at, "Referred", text=words.staff(rng, who, story.what, kind="to_phone"), to="Hotline")
        story.calls(_later(story, at, minutes=(30, 4_000)), is_answered=True)
        return number
    if fate == "asked back":
        story.is_mailed(at, "Query", text=words.staff(rng, who, story.what, kind="asks_back"))
        at = _later(story, at, minutes=(60, 1_300))
        story.mails(at, text=words.short(rng, who, story.what, kind="details"))
        at = _later(story, at, minutes=(60, 1_300))
    story.is_mailed(at, "Answer", text=words.answer(who, story.what))
    _goes_on(story, at, asks_again=fate == "again")
    return number


def _goes_on(story: Story, at: datetime, *, asks_again: bool) -> None:
    words, who, rng = story.words, story.who, story.rng
    if asks_again:
        at = _later(story, at, minutes=(1_700, 4_200))
        story.mails(at, text=words.short(rng, who, story.what, kind="again"))
        story.is_mailed(_later(story, at, minutes=(100, 1_500)), "Answer", text=words.answer(who, story.what))
    elif rng.random() < 0.3:
        story.mails(_later(story, at, minutes=(15, 1_000)), text=words.short(rng, who, story.what, kind="thanks"))


def _chats(story: Story, at: datetime) -> str:
    words, who, rng = story.words, story.who, story.rng
    number = story.chats(at, text=words.ask(rng, who, story.what, style="chat"), type_="question")
    at += timedelta(seconds=rng.randrange(2, 9))
    story.chats(at, text=words.staff(rng, who, story.what, kind="bot"), speaker="bot", type_="answer")
    if rng.random() < 0.35:
        return number
    at += timedelta(seconds=rng.randrange(20, 200))
    story.chats(at, text=words.short(rng, who, story.what, kind=rng.choice(("details", "again"))))
    if rng.random() < 0.15:
        return number
    at += timedelta(seconds=rng.randrange(60, 1_500))
    story.chats(at, text=words.answer(who, story.what), speaker="agent", type_="answer")
    if rng.random() < 0.6:
        at += timedelta(seconds=rng.randrange(20, 200))
        story.chats(at, text=words.short(rng, who, story.what, kind="thanks"))
    return number


def _orders(story: Story, at: datetime) -> str:
    things = story.rng.sample(products_of("all"), k=story.rng.choice((1, 1, 1, 2, 2, 3)))
    if story.rng.random() < 0.5:
        story.looks_at(at, things[0], is_signed_in=story.rng.random() < 0.3)
        at += timedelta(minutes=story.rng.randrange(2, 50))
    return story.buys(at, things)


def _browses(story: Story, at: datetime) -> str:
    is_signed_in = story.rng.random() < 0.3
    first = story.rng.choice((story.searches, story.reads_help, story.reads_blog))
    first(at, is_signed_in=is_signed_in)
    for _ in range(story.rng.randrange(3)):
        at += timedelta(seconds=story.rng.randrange(20, 400))
        story.rng.choice((story.searches, story.reads_help))(at, is_signed_in=is_signed_in)
    return ""


def _ways() -> list[_Way]:
    phone = _PHONE - HOUSEHOLD_CALLS
    shop = _SHOP - HOUSEHOLD_VISITS - _TALKS_OF_OTHERS
    counts = (
        (_calls_in_vain, _PHONE_UNSERVED), (_calls, phone - _PHONE_UNSERVED), (_comes_in_vain, _SHOP_UNSERVED),
        (_comes, shop - _SHOP_UNSERVED), (_mails, _MAIL), (_chats, _CHAT), (_orders, _ORDERS), (_browses, _WEB),
    )  # fmt: skip
    return [way for way, count in counts for _ in range(count)]


def sow(company: Company) -> None:
    """Tell the matters of every day; the last day of each place has a talk and a call, so that no source ends early."""
    rng = company.stream("everyday")
    ways = _ways()
    days = _days(company, rng, len(ways))
    unserved: dict[str, list[str]] = {"phone": [], "shop": []}
    for count, (way, (who, day)) in enumerate(_dealt(rng, ways, days)):
        at = who.place.moment(rng, since=day, until=day)
        story = Story(
            company, who, matter=f"everyday-{count:04}", plant="everyday", rng=rng, what=about(rng),
            named=rng.random() < 0.3,
        )  # fmt: skip
        number = way(story, at)
        if way in (_calls_in_vain, _comes_in_vain):
            unserved["phone" if way is _calls_in_vain else "shop"].append(number)
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


def _dealt(rng: Random, ways: list[_Way], days: list[tuple[Person, date]]) -> list[tuple[_Way, tuple[Person, date]]]:
    """Which day has which matter: what nobody served lies early enough to be past due, a shop is open to be come to."""
    dealt: list[tuple[_Way, tuple[Person, date]]] = []
    left = rng.sample(days, len(days))
    order = (_comes_in_vain, _calls_in_vain, _comes)
    for way in [one for kind in order for one in ways if one is kind] + [one for one in ways if one not in order]:
        place = next(at for at, (who, day) in enumerate(left) if _fits(way, who.place, day))
        dealt.append((way, left.pop(place)))
    return dealt


def _fits(way: _Way, place: Place, day: date) -> bool:
    if way in (_comes, _comes_in_vain) and day < place.shop_since:
        return False
    return way not in (_comes_in_vain, _calls_in_vain) or day <= _LAST_UNSERVED


def _own_posts(company: Company) -> None:
    """What the company posts by itself, every week on both networks."""
    rng = company.stream("own posts")
    day = FIRST + timedelta(days=3)
    while day <= LAST:
        for which, network in enumerate(("Twitter", "Facebook")):
            place = PLACES[(day.toordinal() // 7 + which) % len(PLACES)]
            who = company.people.born(rng, plant=99, place=place)
            at = datetime.combine(day, time(10 + which, rng.randrange(60)), tzinfo=UTC)
            Story(
                company,
                who,
                matter=f"own-post-{day}-{network}",
                plant="everyday",
                rng=rng,
                what=about(rng, topic="advice"),
            ).announces(at, network)
        day += timedelta(days=7)


PLANT = Plant(name="everyday", title="Every day", sow=sow)
PHONE = Plant(
    name="phone",
    title="Phone: 5 of 100 are never served",
    check=lambda seen: check_asked(seen, "phone", channel="phone"),
)
SHOP = Plant(
    name="shop",
    title="Shop: 8 of 100 are never served",
    check=lambda seen: check_asked(seen, "shop", channel="shop"),
)
