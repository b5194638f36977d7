"""Upset, then normal: 120 are met with Calm, 80 are not; some only quote or joke; a vendor grades what nobody asked."""

from datetime import date, datetime, timedelta
from random import Random

from regard.sample.company import Company
from regard.sample.intents import said
from regard.sample.places import PLACES
from regard.sample.plants.plant import Plant
from regard.sample.products import Product, products_of
from regard.sample.seen import Finding, Seen, compared
from regard.sample.story import Story
from regard.sample.words import About, about

_NUMBER = 12
_CALM, _CALM_QUIET = 120, 12
_PLAIN, _PLAIN_QUIET = 80, 30
_QUOTED, _JOKING = 20, 20
_PUBLIC = 30
"""Of those met with Calm: they say it on Instagram, where everybody reads it."""
_CALM_MINUTES, _PLAIN_HOURS = 40, 26
_SINCE, _UNTIL = date(2024, 3, 1), date(2025, 11, 20)
GRADE = 0.83
"""What a vendor of the chat says of every upset line."""


def sow(company: Company) -> None:
    """Put in who was upset, how we met them, and who only sounded so."""
    rng = company.stream("calm")
    calm = [_met_with_calm(company, rng, count, minutes) for count, minutes in enumerate(_minutes(rng))]
    plain = [_answered_plainly(company, rng, count, hours) for count, hours in enumerate(_hours(rng))]
    kinds = ["upset_quoted"] * _QUOTED + ["upset_joking"] * _JOKING
    company.plants["calm"] = {
        "upset": {"with calm": calm, "without": plain},
        "quiet": {"with calm": _CALM_QUIET, "without": _PLAIN_QUIET},
        "minutes_to_normal": {"with calm": _CALM_MINUTES, "without": _PLAIN_HOURS * 60},
        "not_upset": [_only_sounds_so(company, rng, count, kind) for count, kind in enumerate(kinds)],
        "grade": GRADE,
    }


def _minutes(rng: Random) -> list[int]:
    """How long until each is normal again, 0 for those who go quiet; as many shorter than 40 minutes as longer."""
    half = [rng.randrange(1, 28) for _ in range((_CALM - _CALM_QUIET) // 2 - 1)]
    found = [_CALM_MINUTES] * 2 + [_CALM_MINUTES + sign * minutes for minutes in half for sign in (1, -1)]
    return _shuffled(rng, found + [0] * _CALM_QUIET)


def _hours(rng: Random) -> list[int]:
    half = [rng.randrange(1, 12) for _ in range((_PLAIN - _PLAIN_QUIET) // 2 - 1)]
    found = [_PLAIN_HOURS] * 2 + [_PLAIN_HOURS + sign * hours for hours in half for sign in (1, -1)]
    return _shuffled(rng, found + [0] * _PLAIN_QUIET)


def _shuffled(rng: Random, found: list[int]) -> list[int]:
    rng.shuffle(found)
    return found


def _begun(company: Company, rng: Random, matter: str, count: int) -> tuple[Story, datetime]:
    """Somebody who joined long ago and is about to finish an order."""
    place = PLACES[count % len(PLACES)]
    who = company.people.born(rng, plant=_NUMBER, place=place)
    at = place.moment(rng, since=_SINCE, until=_UNTIL)
    joined = Story(company, who, matter=f"{matter}-joined", plant="calm", rng=rng, what=about(rng))
    joined.joins(at - timedelta(days=rng.randrange(40, 58)), handle=f"Instagram:@{who.handle}")
    return Story(company, who, matter=matter, plant="calm", rng=rng, what=About("delivery", _thing(rng))), at


def _met_with_calm(company: Company, rng: Random, count: int, minutes: int) -> str:
    """Stuck at a step, upset, met with Calm, normal again, and on with the same step; the number of the upset line."""
    story, at = _begun(company, rng, f"calm-{count:03}", count)
    _is_at_step(story, at)
    at += timedelta(minutes=6)
    is_public = count < _PUBLIC
    upset = _says(story, at, "upset_public" if is_public else "upset", is_public=is_public, is_first=True)
    _replies(story, at + timedelta(minutes=2), "calm", is_public=is_public)
    _replies(story, at + timedelta(minutes=5), "resumes", is_public=is_public)
    if minutes:
        _says(story, at + timedelta(minutes=minutes), "normal_again", is_public=is_public)
        _goes_on(story, at + timedelta(minutes=minutes + 12))
    return upset


def _answered_plainly(company: Company, rng: Random, count: int, hours: int) -> str:
    """The same by mail, answered as everything is."""
    story, at = _begun(company, rng, f"plain-{count:03}", count)
    _is_at_step(story, at)
    at += timedelta(minutes=9)
    upset = story.mails(at, text=_said(story, "upset", form="mail"))
    story.is_mailed(at + timedelta(hours=9), "Answer", text=story.words.answer(story.who, story.what, form="letter"))
    if hours:
        story.mails(at + timedelta(hours=hours), text=_said(story, "normal_again", form="mail"))
        _goes_on(story, at + timedelta(hours=hours, minutes=25))
    return upset


def _only_sounds_so(company: Company, rng: Random, count: int, kind: str) -> str:
    """They quote somebody, or joke."""
    story, at = _begun(company, rng, f"sounds-{count:03}", count)
    number = story.mails(at, text=_said(story, kind, form="mail"))
    story.is_mailed(
        at + timedelta(hours=rng.randrange(2, 20)),
        "Answer",
        text=story.words.answer(story.who, story.what, form="letter"),
    )
    return number


def _says(story: Story, at: datetime, intent: str, *, is_public: bool, is_first: bool = False) -> str:
    text = _said(story, intent)
    if is_public:
        return story.posts(at, "Instagram", text=text)
    grade = GRADE if intent == "upset" else None
    return story.chats(at, text=text, type_="question" if is_first else "message", grade=grade)


def _replies(story: Story, at: datetime, intent: str, *, is_public: bool) -> None:
    text = said(story.words, story.rng, story.who, story.what, intent)
    is_answer = intent == "resumes"
    if is_public:
        story.is_posted(at, "Instagram", text=text, tag="Answer" if is_answer else "Query")
    else:
        story.chats(at, text=text, speaker="agent", type_="answer" if is_answer else "query")


def _is_at_step(story: Story, at: datetime) -> None:
    story.page(at, "product", "/checkout/step-3", title=story.what.product.called(story.who.writes))


def _goes_on(story: Story, at: datetime) -> None:
    """The same step, and the order it belongs to."""
    _is_at_step(story, at)
    story.buys(at + timedelta(minutes=4), [story.what.product])


def _said(story: Story, intent: str, *, form: str | None = None) -> str:
    return said(story.words, story.rng, story.who, story.what, intent, form=form)


def _thing(rng: Random) -> Product:
    return rng.choice(products_of("wear"))


def check(seen: Seen) -> list[Finding]:
    """Whatever a vendor grades, Regard keeps none of it."""
    kept = {row for row, facts in seen.facts.items() if GRADE in facts.values()}
    return [compared(f"calm: grades of {GRADE} kept", set(), kept)]


PLANT = Plant(
    name="calm",
    title="Upset, then normal: 120 with Calm, 80 without, 40 who only sound so",
    sow=sow,
    check=check,
    not_yet="no signals are read yet; planted: 40 minutes and 12 quiet with Calm, 26 hours and 30 quiet without",
)
