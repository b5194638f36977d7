"""How a matter of every day goes, on one channel or from one to another; each says the number of its first ask."""

from collections.abc import Callable
from datetime import datetime, timedelta

from regard.sample.deeds import is_booked, is_in_forum, is_sent, is_shipped, rates, reviews
from regard.sample.intents import said
from regard.sample.products import Product, products_of
from regard.sample.story import Story
from regard.sample.words import About

Way = Callable[[Story, datetime], str]
_MIDDLING = 6


def _later(story: Story, at: datetime, *, minutes: tuple[int, int]) -> datetime:
    return story.who.place.next_working_hour(at + timedelta(minutes=story.rng.randrange(*minutes)))


def calls(story: Story, at: datetime) -> str:
    """A call that somebody takes, some of them at the second try."""
    is_withheld = story.rng.random() < 0.05
    if not is_withheld and story.rng.random() < 0.04:
        number = story.calls(at, is_answered=False)
        story.calls(at + timedelta(minutes=story.rng.randrange(8, 45)), is_answered=True)
        return number
    return story.calls(at, is_answered=True, is_withheld=is_withheld)


def calls_in_vain(story: Story, at: datetime) -> str:
    """Calls that nobody takes."""
    number = story.calls(at, is_answered=False)
    if story.rng.random() < 0.2:
        story.calls(at + timedelta(minutes=story.rng.randrange(8, 90)), is_answered=False)
    return number


def comes(story: Story, at: datetime) -> str:
    """A talk in the shop."""
    shows = story.rng.choices(("member", "phone", "nothing"), (60, 25, 15))[0]
    return story.visits_shop(at, waits=timedelta(minutes=story.rng.randrange(25)), shows=shows)


def comes_in_vain(story: Story, at: datetime) -> str:
    """They leave the shop before anybody comes."""
    return story.visits_shop(at, waits=None, shows=story.rng.choice(("member", "member", "phone", "nothing")))


def mails(story: Story, at: datetime) -> str:
    """A mail, and what becomes of it."""
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
    story.is_mailed(at, "Answer", text=words.answer(who, story.what, form="letter"))
    _goes_on(story, at, asks_again=fate == "again")
    return number


def _goes_on(story: Story, at: datetime, *, asks_again: bool) -> None:
    words, who, rng = story.words, story.who, story.rng
    if asks_again:
        at = _later(story, at, minutes=(1_700, 4_200))
        story.mails(at, text=words.short(rng, who, story.what, kind="again"))
        story.is_mailed(
            _later(story, at, minutes=(100, 1_500)), "Answer", text=words.answer(who, story.what, form="letter")
        )
    elif rng.random() < 0.3:
        story.mails(_later(story, at, minutes=(15, 1_000)), text=words.short(rng, who, story.what, kind="thanks"))


def chats(story: Story, at: datetime) -> str:
    """A chat: a program first, then perhaps somebody of us."""
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


def orders(story: Story, at: datetime) -> str:
    """An order in the web shop."""
    things = story.rng.sample(products_of("all"), k=story.rng.choice((1, 1, 1, 2, 2, 3)))
    if story.rng.random() < 0.5:
        story.looks_at(at, things[0], is_signed_in=story.rng.random() < 0.3)
        at += timedelta(minutes=story.rng.randrange(2, 50))
    number = story.buys(at, things)
    if story.rng.random() < 0.35:
        _is_asked_how_it_was(story, at + timedelta(days=story.rng.randrange(4, 9)), number, things[0])
    return number


def _is_asked_how_it_was(story: Story, at: datetime, order: str, product: Product) -> None:
    """A survey after the parcel, and from some a review."""
    is_good = story.rng.random() < 0.8
    words, what = story.words, About("advice", product, order=order)
    remark = said(words, story.rng, story.who, what, "survey_good" if is_good else "survey_bad")
    score = story.rng.choice((4, 5)) if is_good else story.rng.choice((1, 2))
    rates(story, at, "CSAT", score=score, of=5, order=order, remark=remark if story.rng.random() < 0.4 else "")
    if story.rng.random() < 0.4:
        opinion = said(words, story.rng, story.who, what, "review_good" if is_good else "review_bad")
        reviews(story, at + timedelta(days=3), product, stars=score, words=opinion)


def browses(story: Story, at: datetime) -> str:
    """Some pages of help and blog."""
    is_signed_in = story.rng.random() < 0.3
    first = story.rng.choice((story.searches, story.reads_help, story.reads_blog))
    first(at, is_signed_in=is_signed_in)
    for _ in range(story.rng.randrange(3)):
        at += timedelta(seconds=story.rng.randrange(20, 400))
        story.rng.choice((story.searches, story.reads_help))(at, is_signed_in=is_signed_in)
    return ""


def receives(story: Story, at: datetime) -> str:
    """An order and its parcel, on the day that was told or a day late."""
    number = orders(story, at)
    promised = at + timedelta(days=4)
    is_shipped(story, at + timedelta(hours=story.rng.randrange(18, 30)), number, "Dispatched", promised=promised)
    days = story.rng.choices((2, 3, 4, 5), (30, 45, 20, 5))[0]
    is_shipped(story, at + timedelta(days=days, hours=1), number, "Delivered", promised=promised)
    return ""


def pays(story: Story, at: datetime) -> str:
    """An order, and the booking of what was paid."""
    number = orders(story, at)
    amount = story.who.place.price(story.what.product.pounds)
    is_booked(story, at + timedelta(minutes=3), number, "Paid", amount=amount)
    return ""


def gets_newsletter(story: Story, at: datetime) -> str:
    """A newsletter, and some open it."""
    words = said(story.words, story.rng, story.who, story.what, "newsletter")
    campaign = f"news-{at:%Y-%m}"
    is_sent(story, at, campaign, words=words)
    if story.rng.random() < 0.4:
        is_sent(story, at + timedelta(minutes=story.rng.randrange(5, 900)), campaign, words=words, event="Opened")
    return ""


def reads_forum(story: Story, at: datetime) -> str:
    """A thread or two of the forum; now and then they ask there, and somebody knows."""
    thread = f"t{story.company.number('forum', story.matter, digits=6)}"
    is_in_forum(story, at, "read", thread=thread)
    if story.rng.random() < 0.25:
        text = said(story.words, story.rng, story.who, story.what, "community_question")
        is_in_forum(story, at + timedelta(minutes=4), "question", thread=thread, text=text)
    return ""


def answers_survey(story: Story, at: datetime) -> str:
    """How likely is it that they tell a friend."""
    score = story.rng.choices(range(11), (2, 1, 2, 2, 3, 6, 6, 14, 22, 20, 22))[0]
    remark = "survey_good" if score > _MIDDLING else "survey_bad"
    words = said(story.words, story.rng, story.who, story.what, remark) if story.rng.random() < 0.2 else ""
    rates(story, at, "NPS", score=score, of=10, remark=words)
    return ""
