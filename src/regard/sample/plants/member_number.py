"""A member, not a number: 800 are told so; a script of the hotline asks for the number that was on the screen."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from regard.sample.company import Company
from regard.sample.deeds import is_sent, is_shipped
from regard.sample.intents import said
from regard.sample.places import PLACES
from regard.sample.plants.plant import Plant
from regard.sample.products import products_of
from regard.sample.story import Story
from regard.sample.words import about

_NUMBER = 6
_SCRIPT, _SCRIPT_SINCE = "Greeting 3", date(2024, 10, 1)
_CALLS_UNTIL = date(2024, 12, 28)
_CAMPAIGN = "a-member-not-a-number"
_SOON = 7
"""So many of those who are asked ring in the first week of the script."""


@dataclass(frozen=True)
class _Group:
    """So many members to whom the same happened; of them so many leave, and so many chase a parcel before it is due."""

    name: str
    count: int
    leave: int
    chase: int
    is_told: bool
    asked: str = ""
    is_withheld: bool = False


_GROUPS = (
    _Group("told, asked", 260, 78, 104, is_told=True, asked="member number"),
    _Group("told, not asked", 440, 66, 88, is_told=True),
    _Group("told, number withheld", 60, 9, 12, is_told=True, asked="member number", is_withheld=True),
    _Group("told, identity checked", 40, 6, 8, is_told=True, asked="proof of identity"),
    _Group("not told, asked", 112, 17, 22, is_told=False, asked="member number"),
    _Group("not told, not asked", 560, 84, 112, is_told=False),
)


@dataclass
class _Fate:
    group: _Group
    leaves: bool
    chases: bool


def sow(company: Company) -> None:
    """Put them in, and what each group did."""
    rng = company.stream("member number")
    fates = [fate for group in _GROUPS for fate in _fates(rng, group)]
    rng.shuffle(fates)
    calls: dict[str, list[str]] = {group.name: [] for group in _GROUPS}
    early = _SOON
    for count, fate in enumerate(fates):
        is_early = early > 0 and fate.group.name == "told, asked"
        early -= is_early
        calls[fate.group.name].append(_member(company, rng, fate, count, is_early=is_early))
    company.served["phone"] += len(fates)
    company.plants["member_number"] = {
        "promise": {"campaign": _CAMPAIGN, "told": 800, "not_told": 672, "readiness": 1 - 372 / 1472},
        "script": {"name": _SCRIPT, "since": _SCRIPT_SINCE.isoformat()},
        "calls": calls,
        "groups": {group.name: {"count": group.count, "left": group.leave, "chased": group.chase} for group in _GROUPS},
    }


def _fates(rng: Random, group: _Group) -> list[_Fate]:
    places = range(group.count)
    leaving, chasing = set(rng.sample(places, group.leave)), set(rng.sample(places, group.chase))
    return [_Fate(group, place in leaving, place in chasing) for place in places]


def _member(company: Company, rng: Random, fate: _Fate, count: int, *, is_early: bool) -> str:
    """Two orders, perhaps the slogan, the call, an order, and two more unless they leave; the number of the call."""
    place = PLACES[count % len(PLACES)]
    who = company.people.born(rng, plant=_NUMBER, place=place)
    until = _SCRIPT_SINCE + timedelta(days=4) if is_early else _CALLS_UNTIL
    at = place.moment(rng, since=_SCRIPT_SINCE, until=until)

    def matter(name: str) -> Story:
        return Story(company, who, matter=f"member-{count:04}-{name}", plant="member_number", rng=rng, what=about(rng))

    for name, days in (("first", rng.randrange(112, 125)), ("second", rng.randrange(52, 62))):
        matter(name).buys(place.next_working_hour(at - timedelta(days=days)), [rng.choice(products_of("parts"))])
    if fate.group.is_told:
        told = matter("told")
        sent = datetime(2024, 9, 10, 7, count % 60, tzinfo=UTC)
        is_sent(told, sent, _CAMPAIGN, words=said(told.words, rng, who, told.what, "slogan"))
    number = _calls(matter("call"), at, fate.group)
    _orders_again(matter("third"), place.next_working_hour(at + timedelta(days=rng.randrange(9, 14))), fate)
    if not fate.leaves:
        for name, days in (("fourth", rng.randrange(120, 140)), ("fifth", rng.randrange(345, 362))):
            matter(name).buys(place.next_working_hour(at + timedelta(days=days)), [rng.choice(products_of("parts"))])
    return number


def _calls(story: Story, at: datetime, group: _Group) -> str:
    """The hotline; the number stands on the screen unless the caller's is withheld."""
    intent = {"": "greeted_by_name", "member number": "asked_number"}.get(group.asked, "identity_checked")
    is_scripted = group.asked == "member number"
    more = {
        "Note": said(story.words, story.rng, story.who, story.what, intent),
        "Member": "" if group.is_withheld else story.who.member,
        "Greeting": _SCRIPT if is_scripted else "Greeting 2",
        "Asked for": group.asked,
    }
    return story.calls(at, is_answered=True, is_withheld=group.is_withheld, more=more)


def _orders_again(story: Story, at: datetime, fate: _Fate) -> None:
    """An order with a day that was told; some ask for it before, and it comes on time."""
    promised = at + timedelta(days=8)
    number = story.buys(at, [story.rng.choice(products_of("wear"))])
    if fate.chases:
        asked = story.who.place.next_working_hour(at + timedelta(days=story.rng.randrange(2, 5), hours=1))
        text = said(story.words, story.rng, story.who, story.what, "chases")
        story.mails(asked, order=number, text=text)
        answer = story.words.answer(story.who, story.what, intent="chases", form="letter")
        story.is_mailed(asked + timedelta(hours=story.rng.randrange(2, 20)), "Answer", text=answer)
    is_shipped(story, at + timedelta(days=6, hours=2), number, "Delivered", promised=promised)


PLANT = Plant(
    name="member_number",
    title="A member, not a number: 260 contradictions among 372 asked again",
    sow=sow,
    not_yet="no promise is registered yet; planted: 800 told, 672 not; 372 asked again, 260 of them told; 100 decoys",
)
