"""What happens in a matter in the systems of the head office: parcels, money, opinions, the forum, campaigns."""

from datetime import datetime

from regard.sample.exports import CAMPAIGNS, CHOICES, COMMUNITY, DELIVERIES, PAYMENTS, REVIEWS, SOCIAL, SURVEYS
from regard.sample.products import Product
from regard.sample.story import Story


def is_shipped(story: Story, at: datetime, order: str, state: str, *, promised: datetime, note: str = "") -> None:
    """A scan of the parcel: Dispatched, Delayed or Delivered."""
    number = story.number(DELIVERIES)
    row = {
        "Scan": number,
        "Scanned": DELIVERIES.said(at),
        "Order": order,
        "State": state,
        "Promised": f"{promised.astimezone(story.who.place.zone):%Y-%m-%d}",
        "E-mail": story.who.email,
        "Depot": story.who.place.key.replace("_", " "),
        "Note": note,
    }
    story.enter(DELIVERIES, at, row, number)


def is_booked(story: Story, at: datetime, order: str, state: str, *, amount: float, note: str = "") -> str:
    """A booking: Paid, Failed, Invoice wrong or Refunded; its number."""
    number = story.number(PAYMENTS)
    row = {
        "Booking": number,
        "Booked": PAYMENTS.said(at),
        "Order": order,
        "Member": story.who.member,
        "E-mail": story.who.email,
        "State": state,
        "Amount": f"{amount:.2f}",
        "Currency": story.who.place.currency,
        "Note": note,
    }
    return story.enter(PAYMENTS, at, row, number)


def rates(story: Story, at: datetime, survey: str, *, score: int, of: int, order: str = "", remark: str = "") -> None:
    """An answer to a survey, on the survey's own scale."""
    number = story.number(SURVEYS)
    row = {
        "Response": number,
        "Answered": SURVEYS.said(at),
        "Survey": survey,
        "Score": str(score),
        "Of": str(of),
        "Member": story.who.member,
        "Order": order,
        "Language": story.tag,
        "Remark": remark,
    }
    story.enter(SURVEYS, at, row, number)


def reviews(story: Story, at: datetime, product: Product, *, stars: int, words: str) -> None:
    """A review under a product."""
    number = story.number(REVIEWS)
    row = {
        "Review": number,
        "Written": REVIEWS.said(at),
        "Product": product.number,
        "Stars": str(stars),
        "E-mail": story.who.email,
        "Language": story.tag,
        "Words": words,
    }
    story.enter(REVIEWS, at, row, number)


def is_in_forum(story: Story, at: datetime, type_: str, *, thread: str, text: str = "") -> str:
    """In the forum, signed in: question, answer, accepted, helped or read; its number."""
    number = story.number(COMMUNITY)
    row = {
        "id": number,
        "at": COMMUNITY.said(at),
        "type": type_,
        "thread": thread,
        "member": story.who.member,
        "visitor": story.visitor,
        "language": story.tag,
        **({"text": text} if text else {}),
    }
    return story.enter(COMMUNITY, at, row, number)


def is_sent(story: Story, at: datetime, campaign: str, *, words: str, event: str = "Sent") -> str:
    """A mail of a campaign, or that it was opened; its number."""
    number = story.number(CAMPAIGNS)
    row = {
        "Mail": number,
        "At": CAMPAIGNS.said(at),
        "Campaign": campaign,
        "Event": event,
        "E-mail": story.who.email,
        "Language": story.tag,
        "Words": words,
    }
    return story.enter(CAMPAIGNS, at, row, number)


def chooses(
    story: Story, at: datetime, campaign: str, *, shown: str, taken: str, remark: str = "", is_known: bool = True
) -> str:
    """What they took of the basket shown to them, or `nothing`; without `is_known` nobody knows who it was."""
    number = story.number(CHOICES)
    row = {
        "Basket": number,
        "Chosen": CHOICES.said(at),
        "Campaign": campaign,
        "Member": story.who.member if is_known else "",
        "Shown": shown,
        "Taken": taken,
        "Language": story.tag,
        "Remark": remark,
    }
    return story.enter(CHOICES, at, row, number, is_signed=is_known)


def announces(story: Story, at: datetime, network: str) -> None:
    """What the company posts by itself; no customer is part of it."""
    number = story.number(SOCIAL)
    row = {
        "Post": number,
        "Thread": number,
        "Posted": SOCIAL.said(at),
        "Network": network,
        "Direction": "out",
        "Tag": "Own post",
        "Agent": story.agent(),
        "Language": story.tag,
        "Text": story.words.blog(story.rng, story.who, story.what),
    }
    story.company.enter(
        SOCIAL, at, row, message_id=number, person=None, matter=story.matter, plant=story.plant, is_signed=False
    )
