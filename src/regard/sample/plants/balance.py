"""Phone and shop in all: of those who ask by phone exactly 5 in 100 are never served, in the shops 8 in 100.

Plants add calls that somebody took. As many who were not served, and some more who were, keep the shares exact.
"""

from datetime import date, timedelta
from fractions import Fraction

from regard.sample.company import Company
from regard.sample.places import LAST, PLACES
from regard.sample.plants.asked import check_asked
from regard.sample.plants.plant import Plant
from regard.sample.story import Story
from regard.sample.words import about

_NUMBER = 13
_UNSERVED = Fraction(5, 100)
_SINCE, _UNTIL = date(2024, 2, 20), date(2025, 12, 5)


def sow(company: Company) -> None:
    """Put in the calls that are missing, each of somebody who calls once."""
    rng = company.stream("balance")
    phone = company.plants["phone"]
    added = company.served["phone"]
    served = len(PLACES) + -(added + len(PLACES)) % (_UNSERVED.denominator - _UNSERVED.numerator)
    unserved = (added + served) * _UNSERVED.numerator // (_UNSERVED.denominator - _UNSERVED.numerator)
    for count in range(served + unserved):
        place = PLACES[count % len(PLACES)]
        who = company.people.born(rng, plant=_NUMBER, place=place)
        story = Story(company, who, matter=f"rang-{count:04}", plant="everyday", rng=rng, what=about(rng))
        # The first three ring on the last days, so that no switchboard ends before all is past due.
        since, until = (LAST - timedelta(days=2), LAST) if count < len(PLACES) else (_SINCE, _UNTIL)
        number = story.calls(place.moment(rng, since=since, until=until), is_answered=count < served)
        if count >= served:
            phone["asked"]["ignored"].append(number)
    phone["requests"] += added + served + unserved


PHONE = Plant(
    name="phone",
    title="Phone: 5 of 100 are never served",
    sow=sow,
    check=lambda seen: check_asked(seen, "phone", channel="phone"),
)
SHOP = Plant(
    name="shop",
    title="Shop: 8 of 100 are never served",
    check=lambda seen: check_asked(seen, "shop", channel="shop"),
)
