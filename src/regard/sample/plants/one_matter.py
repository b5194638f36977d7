"""One matter: Lin Xiaowen and 119 more talk in the shop, read the blog and order; and sixty who look like it."""

from datetime import date, datetime, timedelta
from random import Random

from regard.sample.company import Company
from regard.sample.persons import Name, Person
from regard.sample.places import CHENGDU, PLACES, Place
from regard.sample.plants.joined import check_joined
from regard.sample.plants.plant import Plant
from regard.sample.products import PRODUCTS, products_of
from regard.sample.story import Story
from regard.sample.words import About, about

_NUMBER = 3
_EACH = 40
_TWO_ORDERS, _UNRELATED, _SHARED_DEVICE = 30, 15, 15
_UNTIL = date(2025, 12, 5)
_LIN_XIAOWEN = Name("晓雯", "林", "xiaowen", "lin")
_SOONEST, _LATEST = timedelta(hours=6), timedelta(days=12)


def sow(company: Company) -> None:
    """Tell the triples and the decoys."""
    rng = company.stream("one matter")
    triples = [_lin_xiaowen(company, rng)]
    for place in PLACES:
        missing = _EACH - (1 if place is CHENGDU else 0)
        triples += [_triple(company, rng, place, f"triple-{place.language}-{count:02}") for count in range(missing)]
    decoys = {
        "two_orders": [_two_orders(company, rng, count) for count in range(_TWO_ORDERS)],
        "unrelated": [_unrelated(company, rng, count) for count in range(_UNRELATED)],
        "shared_device": [_shared_device(company, rng, count) for count in range(_SHARED_DEVICE)],
    }
    company.plants["one_matter"] = {"triples": triples, "decoys": decoys}


def _lin_xiaowen(company: Company, rng: Random) -> str:
    """A talk on Thursday, the blog that evening, the order on the next Saturday week."""
    who = company.people.born(rng, plant=_NUMBER, place=CHENGDU, named=_LIN_XIAOWEN, is_woman=True)
    story = Story(company, who, matter="lin-xiaowen", plant="one_matter", rng=rng, what=_advice("MR-106"))
    talked = datetime(2025, 3, 13, 16, 10, 5, tzinfo=CHENGDU.zone)
    story.visits_shop(talked, waits=timedelta(minutes=3), product=story.what.product)
    story.reads_blog(datetime(2025, 3, 13, 21, 40, 31, tzinfo=CHENGDU.zone))
    story.buys(datetime(2025, 3, 22, 10, 15, 48, tzinfo=CHENGDU.zone), [story.what.product])
    return story.matter


def _triple(company: Company, rng: Random, place: Place, matter: str) -> str:
    who, talked = _somebody(company, rng, place)
    story = Story(company, who, matter=matter, plant="one_matter", rng=rng, what=_advice_at_random(rng))
    bought = talked + _SOONEST + rng.random() * (_LATEST - _SOONEST)
    bought = _whole(place.next_working_hour(bought) if bought - talked > timedelta(days=1) else bought)
    read = _whole(talked + rng.uniform(0.1, 0.9) * (bought - talked))
    story.visits_shop(talked, waits=timedelta(minutes=rng.randrange(1, 14)), product=story.what.product)
    story.reads_blog(read, is_signed_in=rng.random() < 0.4)
    extra = [rng.choice(products_of("parts"))] if rng.random() < 0.3 else []
    story.buys(bought, [story.what.product, *extra])
    return matter


def _two_orders(company: Company, rng: Random, count: int) -> list[str]:
    """Two orders of different things two days apart, some of them minutes apart in one session."""
    place = PLACES[count % len(PLACES)]
    who, at = _somebody(company, rng, place)
    first, second = rng.sample([one for one in PRODUCTS if one.group in {"bikes", "parts", "wear"}], 2)
    stories = [_story(company, who, f"two-orders-{count:02}-{which}", rng) for which in "ab"]
    stories[0].buys(at, [first])
    is_one_session = count % 3 == 0
    gap = timedelta(minutes=rng.randrange(8, 50)) if is_one_session else timedelta(hours=rng.randrange(40, 56))
    if is_one_session:
        stories[1].goes_on_in_session_of(stories[0])
    stories[1].buys(at + gap, [second])
    return [story.matter for story in stories]


def _unrelated(company: Company, rng: Random, count: int) -> list[str]:
    """A complaint about an order, and the next day a purchase that has nothing to do with it."""
    place = PLACES[count % len(PLACES)]
    who, at = _somebody(company, rng, place)
    bike = rng.choice(products_of("bikes"))
    complaint = Story(
        company, who, matter=f"unrelated-{count:02}-a", plant="one_matter", rng=rng, what=About("delivery", bike)
    )  # fmt: skip
    order = complaint.buys(at, [bike])
    complaint.what = About("delivery", bike, order=order, days=9)
    written = place.next_working_hour(at + timedelta(days=9, minutes=rng.randrange(600)))
    complaint.mails(written, order=order)
    answer = complaint.words.answer(who, complaint.what, form="letter")
    complaint.is_mailed(written + timedelta(minutes=rng.randrange(90, 900)), "Answer", text=answer)
    other = _story(company, who, f"unrelated-{count:02}-b", rng)
    other.buys(written + timedelta(hours=rng.randrange(20, 30)), [rng.choice(products_of("parts"))])
    return [complaint.matter, other.matter]


def _shared_device(company: Company, rng: Random, count: int) -> list[str]:
    """One talks in the shop and reads at home on the tablet of the house; another orders the same on that tablet."""
    place = PLACES[count % len(PLACES)]
    one, at = _somebody(company, rng, place)
    other = company.people.born(rng, plant=_NUMBER, place=place)
    tablet = one.second_visitor
    for which, who in enumerate((one, other)):
        joined = _story(company, who, f"shared-device-{count:02}-joined-{which}", rng, kiosk=tablet)
        joined.joins(at - timedelta(days=rng.randrange(33, 60), minutes=which))
    product = rng.choice(products_of("bikes"))
    talks = Story(
        company, one, matter=f"shared-device-{count:02}-a", plant="one_matter", rng=rng,
        what=About("advice", product), kiosk=tablet,
    )  # fmt: skip
    talks.visits_shop(at, waits=timedelta(minutes=rng.randrange(1, 9)), product=product)
    talks.reads_blog(at + timedelta(hours=rng.randrange(3, 7)))
    orders = _story(company, other, f"shared-device-{count:02}-b", rng, kiosk=tablet)
    orders.buys(at + timedelta(hours=rng.randrange(20, 90)), [product])
    return [talks.matter, orders.matter]


def _somebody(company: Company, rng: Random, place: Place) -> tuple[Person, datetime]:
    who = company.people.born(rng, plant=_NUMBER, place=place)
    since = max(place.shop_since, date(2024, 3, 10))
    return who, place.moment(rng, since=since, until=_UNTIL)


def _story(company: Company, who: Person, matter: str, rng: Random, *, kiosk: str | None = None) -> Story:
    return Story(company, who, matter=matter, plant="one_matter", rng=rng, what=about(rng, topic="advice"), kiosk=kiosk)


def _advice(number: str) -> About:
    return About("advice", next(one for one in PRODUCTS if one.number == number))


def _advice_at_random(rng: Random) -> About:
    return About("advice", rng.choice(products_of("bikes")))


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


PLANT = Plant(
    name="one_matter",
    title="One matter: shop talk, blog and order of Lin Xiaowen and 119 more",
    sow=sow,
    check=check_joined,
)
