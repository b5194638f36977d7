"""Reads the headers of a mail as they come: encoded, broken, hostile. What cannot be read is left out."""

import codecs
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from hashlib import sha256

from regard.record.import_.layout import guess_encoding

LONGEST_KEY = 200  # Of the key of an object: a longer one is named by its hash.
_LONGEST_HEADER = 100_000
_MOST_ADDRESSES = 500
_FOLD = re.compile(r"\s*[\r\n]+[ \t]*")
_ID = re.compile(r"<\s*([^<>\s]{1,2000})\s*>")
_ADDRESS = re.compile(r"[^@\s<>()\[\]\",;:\\]+@[^@\s<>()\",;:\\]+")
_NO_TEXT = frozenset(("idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"))

Headers = Mapping[str, str]


def headers_of(mail: Message) -> dict[str, str]:
    """Each header in small letters, unfolded and not yet decoded; of several, the first, which is the newest."""
    found: dict[str, str] = {}
    for name, value in mail.raw_items():
        key = name.lower()
        if key not in found:
            found[key] = _FOLD.sub(" ", _whole(str(value))[:_LONGEST_HEADER]).strip()
    return found


def _whole(raw: str) -> str:
    """Bytes beyond ASCII, which no header may have and many do."""
    if raw.isascii():
        return raw
    return decoded(raw.encode("utf-8", errors="surrogateescape"), None)


def words(header: str) -> str:
    """The header as a person reads it: `=?utf-8?B?…?=` decoded."""
    if "=?" not in header:
        return header
    try:
        parts = decode_header(header)
    except (HeaderParseError, ValueError):
        return header
    return " ".join("".join(one if isinstance(one, str) else decoded(one, charset) for one, charset in parts).split())


def decoded(raw: bytes, charset: str | None) -> str:
    """The text of these bytes; a charset that is missing, unknown or wrong is guessed."""
    for encoding in (charset, guess_encoding(raw)):
        try:
            if encoding and codecs.lookup(encoding).name not in _NO_TEXT:
                return raw.decode(encoding)
        except (LookupError, ValueError):
            continue
    return raw.decode("utf-8", errors="replace")


def addresses(headers: Headers, name: str) -> dict[str, str]:
    """Address in small letters: the name beside it. Taken apart before decoding, so that no name can pose as one."""
    found: dict[str, str] = {}
    for told, address in getaddresses([headers.get(name, "")])[:_MOST_ADDRESSES]:
        if _ADDRESS.fullmatch(address):
            found.setdefault(address.lower(), words(told).strip())
    return found


def ids(headers: Headers, name: str) -> list[str]:
    """The message ids that a header names, as keys."""
    text = headers.get(name, "")
    named = _ID.findall(text)
    if not named and name == "message-id" and text and " " not in text:
        named = [text]
    return [short(one) for one in named]


def short(key: str) -> str:
    """The key itself, or its hash if it is too long for one."""
    return key if len(key) <= LONGEST_KEY else f"sha256:{sha256(key.encode(errors='replace')).hexdigest()}"


def moment(text: str) -> str:
    """The moment of a Date header as ISO 8601 in UTC; empty if there is none."""
    try:
        found = parsedate_to_datetime(text.strip()[:200])
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


def envelope_moment(line: str) -> str:
    """The moment of the line "From … Sat Jan  3 01:05:34 1996" that stands before a mail; in UTC by custom."""
    found = re.search(r"(?:[A-Z][a-z]{2} )?([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d(?::\d\d)?).*? (\d{4})\b", line[:500])
    if found is None:
        return ""
    month, day, clock, year = found.groups()
    text = f"{day} {month} {year} {clock if clock.count(':') == 2 else f'{clock}:00'}"
    try:
        return datetime.strptime(text, "%d %b %Y %H:%M:%S").replace(tzinfo=UTC).isoformat()
    except ValueError:
        return ""
