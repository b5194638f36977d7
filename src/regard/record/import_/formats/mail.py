"""What one mail says: who wrote to whom, when, in which thread, whether a machine wrote it, and its words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import Message

from regard.record.import_.formats.html import words_of
from regard.record.import_.formats.mailhead import (
    Headers,
    addresses,
    decoded,
    envelope_moment,
    headers_of,
    ids,
    moment,
    short,
    words,
)

COLUMNS = (
    "message_id", "threads", "date", "received", "sort", "customer", "customer_name", "own_address", "subject", "text",
    "from", "reply_to", "to", "cc", "in_reply_to", "list_id", "attachments",
)  # fmt: skip
_REPLY = re.compile(r"\s*(re|aw|sv|antw|vs|rif|r|odp|ตอบ|ตอบกลับ|回复|答复|回覆)\s*(\[\d+\])?\s*[:：]", re.IGNORECASE)
_FAILURE = re.compile(r"undeliver|deliver|returned mail|failure|failed|ส่งไม่|退信", re.IGNORECASE)
_AUTO_HEADERS = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply")
_BULK = ("bulk", "junk")


class Own:
    """Which addresses are the company's: whole ones, and domains with all below them."""

    def __init__(self, own: Sequence[str]) -> None:
        told = [one.strip().lower().removeprefix("@") for one in own]
        self._addresses = frozenset(one for one in told if "@" in one)
        self._domains = frozenset(one for one in told if one and "@" not in one)

    def has(self, address: str) -> bool:
        """The address, in small letters, is one of them."""
        above = address.rpartition("@")[2].split(".")
        return address in self._addresses or any(".".join(above[at:]) in self._domains for at in range(len(above)))


@dataclass(frozen=True)
class _Bounce:
    """A mail that says another did not arrive."""

    recipients: tuple[str, ...]
    original: Headers


@dataclass(frozen=True)
class _Hands:
    """Between whom a mail went."""

    sender: dict[str, str]
    to: dict[str, str]
    cc: dict[str, str]
    is_ours: bool
    customers: tuple[str, ...]


def row_of(mail: Message, *, own: Own, envelope: str, fallback_id: str) -> dict[str, str]:
    """The columns of a mail; what it does not say is left out. May raise `ValueError` or `RecursionError`."""
    headers = headers_of(mail)
    bounce, hands = _bounce_of(mail, headers), _hands_of(headers, own)
    customers = bounce.recipients if bounce else hands.customers
    message_id = next(iter(ids(headers, "message-id")), fallback_id)
    names = {**hands.to, **hands.sender}
    ours = [*hands.sender, *hands.to, *hands.cc] if hands.is_ours else [*hands.to, *hands.cc]
    found = {
        "message_id": message_id,
        "threads": " ".join(_threads(headers, message_id, bounce)),
        "date": moment(headers.get("date", "")),
        "received": moment(headers.get("received", "").rpartition(";")[2]) or envelope_moment(envelope),
        "sort": "bounce" if bounce else _sort(headers, hands, own),
        "customer": " ".join(customers),
        "customer_name": names.get(customers[0], "") if len(customers) == 1 else "",
        "own_address": next((one for one in ours if own.has(one)), ""),
        "subject": words(headers.get("subject", "")),
        "text": _text_of(mail),
        "from": " ".join(addresses(headers, "from")),
        "reply_to": " ".join(addresses(headers, "reply-to")),
        "to": " ".join(hands.to),
        "cc": " ".join(hands.cc),
        "in_reply_to": next(iter(ids(headers, "in-reply-to")), ""),
        "list_id": words(headers.get("list-id", "")),
        "attachments": str(sum(part.get_content_disposition() == "attachment" for part in mail.walk())),
    }
    return {column: _plain(value) for column, value in found.items() if value}


def _plain(value: str) -> str:
    """Text that every database takes: no NUL, no half of a letter."""
    return value.replace("\0", "\ufffd").encode(errors="replace").decode()


def _hands_of(headers: Headers, own: Own) -> _Hands:
    sender, to, cc = (addresses(headers, name) for name in ("from", "to", "cc"))
    is_ours = any(map(own.has, sender))
    outside = [one for one in to if not own.has(one)] or [one for one in cc if not own.has(one)]
    if is_ours:
        # A mailing list or a form of ours sends what a customer wrote; it says who that was.
        written_by = addresses(headers, "x-original-from") or ({} if outside else addresses(headers, "reply-to"))
        behind = {one: name for one, name in written_by.items() if not own.has(one)}
        if behind:
            return _Hands(behind, to, cc, is_ours=False, customers=tuple(behind))
    return _Hands(sender, to, cc, is_ours=is_ours, customers=tuple(outside) if is_ours else tuple(sender))


def _sort(headers: Headers, hands: _Hands, own: Own) -> str:
    if hands.is_ours and not hands.customers and (hands.to or hands.cc):
        return "internal"
    if _is_auto(headers, is_ours=hands.is_ours):
        return "auto_sent" if hands.is_ours else "auto_received"
    if _is_bulk(headers, own):
        return "bulk_sent" if hands.is_ours else "bulk_received"
    if not hands.is_ours:
        return "received"
    is_reply = (
        ids(headers, "in-reply-to") or ids(headers, "references") or _REPLY.match(words(headers.get("subject", "")))
    )
    return "replied" if is_reply else "written"


def _is_auto(headers: Headers, *, is_ours: bool) -> bool:
    """By RFC 3834 and by what wrote mails before it."""
    submitted = headers.get("auto-submitted", "no").partition(";")[0].strip().lower()
    if submitted not in ("", "no") or headers.get("return-path", "").replace(" ", "") == "<>":
        return True
    if headers.get("precedence", "").strip().lower() == "auto_reply" or any(one in headers for one in _AUTO_HEADERS):
        return True
    # It asks others not to reply by machine; desks put it on what their people write, too, so ours proves nothing.
    suppressed = headers.get("x-auto-response-suppress", "none").strip().lower()
    return not is_ours and suppressed not in ("", "none")


def _is_bulk(headers: Headers, own: Own) -> bool:
    """Sent to many; a mailbox of ours that is a mailing list is none."""
    if headers.get("precedence", "").strip().lower() in _BULK or "list-unsubscribe-post" in headers:
        return True
    list_id = re.search(r"<([^<>]+)>", headers.get("list-id", ""))
    is_our_list = list_id is not None and own.has(f"list@{list_id[1].lower()}")
    return "list-unsubscribe" in headers and not is_our_list


def _threads(headers: Headers, message_id: str, bounce: _Bounce | None) -> list[str]:
    """The root of the thread and the mail itself, for replies that name only what they reply to."""
    about = [bounce.original] if bounce and bounce.original else []
    keys: list[str] = []
    for one in (*about, headers):
        references = ids(one, "references") or ids(one, "in-reply-to")
        keys += references[:1]
        if one is not headers:
            keys += ids(one, "message-id")
    return list(dict.fromkeys([*keys, short(message_id)]))


# Bounces


def _bounce_of(mail: Message, headers: Headers) -> _Bounce | None:
    """What did not arrive, by RFC 3464, by the header of Exim and Gmail, or by who wrote and what about."""
    failed = list(addresses(headers, "x-failed-recipients"))
    is_report = mail.get_content_type() == "multipart/report" and str(mail.get_param("report-type", "")).lower() in (
        "delivery-status", "",
    )  # fmt: skip
    original: Headers = {}
    is_told = False
    if is_report or failed:
        for part in mail.walk():
            kind = part.get_content_type()
            if kind == "message/delivery-status":
                is_told, failed = True, [*failed, *_failed_in(part)]
            elif kind in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers") and not original:
                original = _headers_within(part)
    machine = any(one.startswith(("mailer-daemon@", "postmaster@")) for one in addresses(headers, "from"))
    is_said = machine and not is_told and _FAILURE.search(words(headers.get("subject", ""))) is not None
    return _Bounce(tuple(dict.fromkeys(failed)), original) if failed or is_said else None


def _failed_in(status: Message) -> Iterator[str]:
    blocks = status.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        about = headers_of(block) if isinstance(block, Message) else {}
        if about.get("action", "").strip().lower() == "failed":
            named = about.get("final-recipient", "") or about.get("original-recipient", "")
            yield from addresses({"to": named.rpartition(";")[2]}, "to")


def _headers_within(part: Message) -> Headers:
    inner = part.get_payload()
    if isinstance(inner, list):
        return headers_of(inner[0]) if inner and isinstance(inner[0], Message) else {}
    lines = re.sub(r"\r?\n[ \t]+", " ", str(inner)[:100_000]).splitlines()
    pairs = (line.partition(":") for line in lines)
    return {name.strip().lower(): value.strip() for name, colon, value in pairs if colon}


# Words


def _text_of(mail: Message) -> str:
    """The plain text, or that of the HTML if there is no other; attached files and attached mails are not read."""
    parts = list(_shown(mail))
    for kind in ("text/plain", "text/html"):
        texts = [_text_in(part) for part in parts if part.get_content_type() == kind]
        if any(text.strip() for text in texts):
            return "\n".join(texts).strip()
    return ""


def _shown(part: Message) -> Iterator[Message]:
    if part.get_content_maintype() == "multipart" and part.is_multipart():
        for one in part.get_payload():
            if isinstance(one, Message):
                yield from _shown(one)
    elif part.get_content_maintype() == "text" and part.get_content_disposition() != "attachment":
        yield part


def _text_in(part: Message) -> str:
    charset, kind = part.get_content_charset(), part.get_content_type()
    part.del_param("charset")  # Else the library would try it first, and fail where we guess.
    raw = part.get_payload(decode=True)
    text = decoded(raw if isinstance(raw, bytes) else b"", charset).replace("\r\n", "\n")
    return words_of(text) if kind == "text/html" else text
