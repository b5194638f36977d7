"""One matter of one person: what they do and what the company does, written down by the system it happens in."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from regard.sample.agreement import writer_to
from regard.sample.company import Company
from regard.sample.exports import CHAT, MAIL, ORDERS, SHOPS, SOCIAL, SWITCHBOARDS, WEB, Export
from regard.sample.persons import Person
from regard.sample.products import Product
from regard.sample.spelling import cased, spaced
from regard.sample.words import About

_TAGS = {"th": "th-TH", "zh": "zh-CN", "en": "en-GB"}
_QUEUES = {"delivery": "Orders", "refund": "Orders", "invoice": "Orders", "points": "Members"}


class Story:
    """Tells one matter. `kiosk` is a browser that is not their own; `named` whether sources name the product."""

    def __init__(
        self,
        company: Company,
        who: Person,
        *,
        matter: str,
        plant: str,
        rng: Random,
        what: About,
        named: bool = False,
        kiosk: str | None = None,
    ) -> None:
        self.company, self.who, self.matter, self.plant = company, who, matter, plant
        self.rng, self.what, self.words = rng, what, company.words
        self._product = what.product.number if named else ""
        self.visitor = kiosk or who.visitor
        self._session = f"s{company.number('session', matter)}"
        self._thread: dict[str, str] = {}

    def goes_on_in_session_of(self, other: "Story") -> None:
        """The pages and orders of this matter are in the same session of a browser as those of the other."""
        self._session = other._session

    @property
    def tag(self) -> str:
        """The language they write, as systems note it."""
        return _TAGS[self.who.writes]

    # In the shop, on the telephone

    def visits_shop(
        self, at: datetime, *, waits: timedelta | None, shows: str = "member", product: Product | None = None
    ) -> str:
        """A ticket at the counter; without `waits` they left before anybody came. `shows`: member, phone, nothing."""
        export = SHOPS[self.who.place.key]
        called = None if waits is None else at + waits
        left = (called or at) + timedelta(seconds=self.rng.randrange(240, 2400))
        number = self.number(export)
        values = (
            number,
            export.said(at),
            "" if called is None else export.said(called),
            export.said(left),
            self.who.member if shows == "member" else "",
            spaced(self.who.phone, self.who.place.language, "-") if shows == "phone" else "",
            product.number if product else self._product,
            "" if called is None else self.agent(),
            "" if called is None else self.words.note(self.rng, self.who, self.what, is_in_shop=True),
        )
        return self.enter(
            export, at, dict(zip(export.columns, values, strict=True)), number, is_signed=shows != "nothing"
        )

    def calls(
        self,
        at: datetime,
        *,
        is_answered: bool,
        phone: str | None = None,
        is_withheld: bool = False,
        more: Mapping[str, str] | None = None,
    ) -> str:
        """A call that somebody took, or nobody; its number. `more` is what else the switchboard wrote down."""
        export = SWITCHBOARDS[self.who.place.key]
        waited = timedelta(seconds=self.rng.randrange(8, 95) if is_answered else self.rng.randrange(60, 420))
        spoke = timedelta(seconds=self.rng.randrange(70, 900) if is_answered else 0)
        row = {
            **self._ring(export, at, at + waited + spoke, "" if is_withheld else phone or self.who.phone),
            "Result": "Answered" if is_answered else "Abandoned",
            "Answered": export.said(at + waited) if is_answered else "",
            "Agent": self.agent() if is_answered else "",
            "Note": self.words.note(self.rng, self.who, self.what, is_in_shop=False) if is_answered else "",
            **(more or {}),
        }
        return self.enter(export, at, row, row["Call ID"], is_signed=not is_withheld)

    def hears_recording(self, at: datetime) -> None:
        """A call to the line that reads out help and puts nobody through."""
        export = SWITCHBOARDS[self.who.place.key]
        ended = at + timedelta(seconds=self.rng.randrange(25, 110))
        row = {
            **self._ring(export, at, ended, self.who.phone),
            "Queue": "Help line",
            "Result": "Recording",
            "Recording": self.words.article(self.who, self.what),
        }
        self.enter(export, at, row, row["Call ID"])

    def _ring(self, export: Export, at: datetime, ended: datetime, caller: str) -> dict[str, str]:
        return {
            "Call ID": self.number(export),
            "Started": export.said(at),
            "Ended": export.said(ended),
            "Queue": _QUEUES.get(self.what.topic, "Workshop"),
            "Caller": caller,
            "Product": self._product,
        }

    # On the web

    def searches(self, at: datetime, *, is_signed_in: bool = False) -> None:
        """A search of the help pages."""
        query = self.words.search(self.rng, self.who, self.what)
        self.page(at, "search", "/help/search", is_signed_in=is_signed_in, query=query)

    def reads_help(self, at: datetime, *, is_signed_in: bool = False) -> None:
        """A page of help."""
        title = self.words.article(self.who, self.what)
        self.page(at, "help", f"/help/{self.what.topic}", is_signed_in=is_signed_in, title=title)

    def reads_blog(self, at: datetime, *, is_signed_in: bool = False) -> None:
        """A page of the blog about the product."""
        title = self.words.blog(self.rng, self.who, self.what)
        path = f"/blog/{self.what.product.number.lower()}"
        self.page(at, "blog", path, is_signed_in=is_signed_in, title=title, product=self.what.product.number)

    def looks_at(self, at: datetime, product: Product, *, is_signed_in: bool = False) -> None:
        """A product's page."""
        path = f"/shop/{product.number.lower()}"
        title = product.called(self.who.writes)
        self.page(at, "product", path, is_signed_in=is_signed_in, title=title, product=product.number)

    def joins(self, at: datetime, *, handle: str = "", phone: str | None = None) -> None:
        """Becoming a member: address, telephone and, if they like, the name on a network."""
        self.company.joined.add(self.who.key)
        more = {"email": cased(self.who.email, self.rng), "phone": phone or self.who.phone}
        more |= {"signed_in_with": handle} if handle else {}
        self.page(at, "join", "/members/join", is_signed_in=True, **more)

    def signs_in(self, at: datetime) -> None:
        """A look at their own account."""
        self.page(at, "account", "/members/account", is_signed_in=True)

    def page(self, at: datetime, type_: str, path: str, *, is_signed_in: bool = False, **more: str) -> None:
        """One page seen."""
        number = self.number(WEB)
        row = {"id": number, "at": WEB.said(at), "visitor": self.visitor, "session": self._session, "type": type_}
        row |= {"path": path, "language": self.tag, **more}
        row |= {"member": self.who.member} if is_signed_in else {}
        row |= {"product": self._product} if self._product and "product" not in row else {}
        self.enter(WEB, at, row, number)

    def order_number(self) -> str:
        """The number of the next order."""
        return f"{ORDERS.prefix}{self.company.number('order', self.matter)}"

    def buys(
        self,
        at: datetime,
        products: Sequence[Product],
        *,
        number: str | None = None,
        by_staff: bool = False,
        more: Mapping[str, str] | None = None,
    ) -> str:
        """An order in the web shop; staff who type it in at the counter write what is quick. `more` holds over all."""
        number = number or self.order_number()
        place = self.who.place
        row = {
            "Order": number,
            "Placed": ORDERS.said(at),
            "Member": self.who.member,
            "Name": self.who.name,
            "E-mail": cased(self.who.email, self.rng),
            "Phone": spaced(self.who.phone, place.language, " "),
            "Visitor": self.visitor,
            "Session": self._session,
            "Items": " ".join(product.number for product in products),
            "Total": f"{sum(place.price(product.pounds) for product in products):.2f}",
            "Currency": place.currency,
        }
        if by_staff:
            row |= {"E-mail": "test@test.com", "Phone": "0000000000", "Visitor": "", "Session": ""}
            row["Taken by"] = self.agent()
            row["Member"] = self.who.member if self.rng.random() < 0.5 else ""
        return self.enter(ORDERS, at, {**row, **(more or {})}, number)

    # In writing

    def mails(self, at: datetime, *, text: str | None = None, order: str = "", via: str = "E-mail") -> str:
        """A mail, or the contact form. The first of a matter asks; what follows only says that it follows."""
        is_first = "mail" not in self._thread
        words = text or self.words.ask(self.rng, self.who, self.what, style="mail")
        return self._mail(at, "Question" if is_first else "Follow-up", words, via=via, order=order)

    def is_mailed(self, at: datetime, type_: str, *, text: str, via: str = "E-mail", to: str = "") -> None:
        """What we write back: Answer, Automatic, Query or Referred."""
        self._mail(at, type_, text, via=via, to=to)

    def _mail(self, at: datetime, type_: str, text: str, *, via: str, order: str = "", to: str = "") -> str:
        number = self.number(MAIL)
        is_ours = type_ in {"Answer", "Query", "Referred"}
        row = {
            "Message": number,
            "Ticket": self._thread.setdefault("mail", f"T{self.company.number('ticket', self.matter)}"),
            "Sent": MAIL.said(at),
            "Via": via,
            "Type": type_,
            "Customer": cased(self.who.email, self.rng),
            "Name": self.who.name,
            "Agent": self.writer if is_ours else "",
            "Language": self.tag,
            "Order": order,
            "Product": self._product,
            "Referred to": to,
            "Body": text,
        }
        return self.enter(MAIL, at, row, number)

    def chats(
        self, at: datetime, *, text: str, speaker: str = "visitor", type_: str = "message", grade: float | None = None
    ) -> str:
        """A line of a chat: question, message, query, answer or referred; `grade` is what the vendor says they feel."""
        number = self.number(CHAT)
        conversation = self._thread.setdefault("chat", self.company.number("chat", self.matter))
        said_by: dict[str, Any] = {"type": speaker}
        if speaker == "visitor":
            said_by |= {"visitor": self.visitor, "email": self.who.email}
        elif speaker == "agent":
            said_by["name"] = self.writer
        row: dict[str, Any] = {"id": number, "conversation": conversation, "time": CHAT.said(at), "from": said_by}
        row |= {"type": type_, "text": text, "language": self.tag}
        row |= {"analytics": {"sentiment": grade}} if grade is not None else {}
        return self.enter(CHAT, at, row, number, is_signed=speaker == "visitor")

    def posts(self, at: datetime, network: str, *, text: str | None = None, tag: str = "") -> str:
        """A post on twitter or facebook; the first of a matter is one the desk tags as a question."""
        tag = tag or ("Question" if network not in self._thread else "")
        words = text or self.words.ask(
            self.rng, self.who, self.what, style="tweet" if network == "Twitter" else "facebook"
        )
        return self._post(at, network, "in", words, tag=tag)

    def is_posted(self, at: datetime, network: str, *, text: str, tag: str = "Answer", to: str = "") -> None:
        """What we post back."""
        self._post(at, network, "out", text, tag=tag, to=to)

    def _post(self, at: datetime, network: str, direction: str, text: str, *, tag: str, to: str = "") -> str:
        number = self.number(SOCIAL)
        row = {
            "Post": number,
            "Thread": self._thread.setdefault(network, f"{network[:2]}{self.company.number('thread', self.matter)}"),
            "Posted": SOCIAL.said(at),
            "Network": network,
            "Direction": direction,
            "Tag": tag,
            "Profile": f"{network}:@{self.who.handle}",
            "Name": self.who.latin.title() if self.rng.random() < 0.4 else self.who.name,
            "Agent": self.writer if direction == "out" else "",
            "Language": self.tag,
            "Product": self._product,
            "Referred to": to,
            "Text": text,
        }
        return self.enter(SOCIAL, at, row, number)

    # Writing down

    def number(self, export: Export) -> str:
        """The next number of this matter in a source."""
        return f"{export.prefix}{self.company.number(export.name, self.matter)}"

    @property
    def writer(self) -> str:
        """Who of the staff writes to them."""
        return self.who.place.agents[writer_to(self.who)]

    def agent(self) -> str:
        """Somebody who works in their place."""
        return self.rng.choice(self.who.place.agents)

    def enter(self, export: Export, at: datetime, row: dict[str, Any], number: str, *, is_signed: bool = True) -> str:
        """Write a row into a source, as one of this matter; its number."""
        self.company.enter(
            export,
            at,
            row,
            message_id=number,
            person=self.who,
            matter=self.matter,
            plant=self.plant,
            is_signed=is_signed,
        )
        return number
