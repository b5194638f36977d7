"""Who is who: households with one telephone, a kiosk everybody uses, staff who type test@test.com."""

from datetime import date, timedelta
from random import Random

from regard.sample.company import Company
from regard.sample.persons import Person, household_phone
from regard.sample.places import CHIANG_MAI, PLACES
from regard.sample.plants.known import check_known
from regard.sample.plants.plant import Plant
from regard.sample.products import products_of
from regard.sample.story import Story
from regard.sample.words import about

_NUMBER = 4
_HOUSEHOLDS, _AT_KIOSK, _TYPED_BY_STAFF = 40, 30, 25
_SINCE, _UNTIL = date(2024, 5, 1), date(2025, 10, 31)
HOUSEHOLD_CALLS = _HOUSEHOLDS
HOUSEHOLD_VISITS = _HOUSEHOLDS - _HOUSEHOLDS // len(PLACES)
"""Asks that this plant adds: one call a household, one visit outside Leeds."""


def sow(company: Company) -> None:
    """Put them in."""
    rng = company.stream("recognition")
    company.plants["recognition"] = {
        "households": [_household(company, rng, count) for count in range(_HOUSEHOLDS)],
        "kiosk": [_at_kiosk(company, rng, count) for count in range(_AT_KIOSK)],
        "typed": [_typed_by_staff(company, rng, count) for count in range(_TYPED_BY_STAFF)],
    }


def _household(company: Company, rng: Random, count: int) -> list[str]:
    """Two of one family with one telephone: each has an account and orders, one calls, the other comes to the shop."""
    place = PLACES[count % len(PLACES)]
    phone = household_phone(count, place.language)
    one = company.people.born(rng, plant=_NUMBER, place=place, phone=phone)
    other = company.people.born(rng, plant=_NUMBER, place=place, phone=phone, family=one.family)
    begun = place.moment(rng, since=_SINCE, until=_UNTIL - timedelta(days=200))
    for which, who in enumerate((one, other)):
        story = _story(company, who, f"household-{count:02}-joined-{which}", rng)
        story.joins(begun - timedelta(days=40 + 30 * which))
        bought = _story(company, who, f"household-{count:02}-order-{which}", rng)
        bought.buys(begun + timedelta(days=100 * which, hours=which), [rng.choice(products_of("parts"))])
    calls = Story(company, one, matter=f"household-{count:02}-call", plant="recognition", rng=rng, what=about(rng))
    calls.calls(begun + timedelta(days=50, minutes=7), is_answered=True)
    if place.language != "en":
        comes = Story(
            company, other, matter=f"household-{count:02}-visit", plant="recognition", rng=rng, what=about(rng)
        )
        comes.visits_shop(begun + timedelta(days=160, minutes=3), waits=timedelta(minutes=rng.randrange(1, 20)))
    return [one.key, other.key]


def _at_kiosk(company: Company, rng: Random, count: int) -> str:
    """A member looks into their account on the tablet at the counter of Chiang Mai."""
    who = company.people.born(rng, plant=_NUMBER, place=CHIANG_MAI)
    at = CHIANG_MAI.moment(rng, since=_SINCE, until=_UNTIL)
    _story(company, who, f"kiosk-{count:02}-joined", rng).joins(at - timedelta(days=rng.randrange(40, 90)))
    kiosk = Story(
        company, who, matter=f"kiosk-{count:02}", plant="recognition", rng=rng, what=about(rng, topic="points"),
        kiosk="kiosk-cnx-counter-1",
    )  # fmt: skip
    kiosk.signs_in(at)
    return who.key


def _typed_by_staff(company: Company, rng: Random, count: int) -> str:
    """An order at the counter, typed in by staff who do not ask for an address."""
    place = PLACES[count % len(PLACES)]
    who = company.people.born(rng, plant=_NUMBER, place=place)
    at = place.moment(rng, since=_SINCE, until=_UNTIL)
    _story(company, who, f"typed-{count:02}", rng).buys(at, [rng.choice(products_of("all"))], by_staff=True)
    return who.key


def _story(company: Company, who: Person, matter: str, rng: Random) -> Story:
    return Story(company, who, matter=matter, plant="recognition", rng=rng, what=about(rng))


PLANT = Plant(
    name="recognition",
    title="Who is who: households, a kiosk, test@test.com",
    sow=sow,
    check=check_known,
)
