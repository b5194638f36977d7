"""What members take: 195 of 300 whose wish is known, 120 of 1,000 of whom nothing is; who refuses wants tools."""

from datetime import date, datetime, timedelta
from random import Random

from regard.sample.company import Company
from regard.sample.deeds import chooses
from regard.sample.intents import said
from regard.sample.places import PLACES
from regard.sample.plants.plant import Plant
from regard.sample.story import Story
from regard.sample.words import about

_NUMBER = 10
_KNOWN, _KNOWN_TAKE = 300, 195
_UNKNOWN, _UNKNOWN_TAKE = 1_000, 120
_WANT_TOOLS = 410
"""Of those who take nothing."""
_CAMPAIGN = "autumn-basket"
_SINCE, _UNTIL = date(2025, 9, 8), date(2025, 10, 5)
_OFFERS = ("winter check", "light set", "rain jacket", "night ride", "child seat week", "tyre swap", "pannier", "lock")


def sow(company: Company) -> None:
    """Put in who was shown the basket and what they took."""
    rng = company.stream("offers")
    known = [taken < _KNOWN_TAKE for taken in range(_KNOWN)]
    unknown = [taken < _UNKNOWN_TAKE for taken in range(_UNKNOWN)]
    refusals = (_KNOWN - _KNOWN_TAKE) + (_UNKNOWN - _UNKNOWN_TAKE)
    wants_tools = [count < _WANT_TOOLS for count in range(refusals)]
    rng.shuffle(wants_tools)
    shown = [(True, takes) for takes in known] + [(False, takes) for takes in unknown]
    rng.shuffle(shown)
    for count, (is_known, takes) in enumerate(shown):
        remark = "" if takes else "refuses_wants_tools" if wants_tools.pop() else "refuses"
        _is_shown(company, rng, count, is_known=is_known, remark=remark)
    company.plants["offers"] = {
        "campaign": _CAMPAIGN,
        "known": {"shown": _KNOWN, "taken": _KNOWN_TAKE},
        "unknown": {"shown": _UNKNOWN, "taken": _UNKNOWN_TAKE},
        "refused": {"all": refusals, "want tools": _WANT_TOOLS},
    }


def _is_shown(company: Company, rng: Random, count: int, *, is_known: bool, remark: str) -> None:
    """The basket on their telephone. Of whom we know a wish it fits; of the others we do not even know who they are."""
    place = PLACES[count % len(PLACES)]
    who = company.people.born(rng, plant=_NUMBER, place=place)
    at = place.moment(rng, since=_SINCE, until=_UNTIL)
    matter = f"basket-{count:04}"
    story = Story(company, who, matter=matter, plant="offers", rng=rng, what=about(rng, topic="advice"))
    if is_known:
        _wishes(company, rng, story, at)
    basket = rng.sample(_OFFERS, k=4)
    words = said(story.words, rng, who, story.what, remark) if remark else ""
    taken = "nothing" if remark else basket[0]
    chooses(story, at, _CAMPAIGN, shown=", ".join(basket), taken=taken, remark=words, is_known=is_known)


def _wishes(company: Company, rng: Random, story: Story, at: datetime) -> None:
    """Earlier they put a wish on their list."""
    wish = Story(company, story.who, matter=f"{story.matter}-wish", plant="offers", rng=rng, what=story.what)
    text = said(wish.words, rng, story.who, wish.what, "wishes")
    before = story.who.place.next_working_hour(at - timedelta(days=rng.randrange(35, 80)))
    wish.page(before, "wish", "/members/wishes", is_signed_in=True, title=text)


PLANT = Plant(
    name="offers",
    title="What members take: 65 of 100 whose wish is known, 12 of 100 unknown",
    sow=sow,
    not_yet="no baskets are chosen yet; planted: 195 of 300 known, 120 of 1,000 unknown; 410 refusals want tools",
)
