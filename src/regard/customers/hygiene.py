"""What an identifier becomes before it is believed: one spelling per value, and nothing for what is no identifier."""

import re
import unicodedata
from datetime import date
from functools import lru_cache
from urllib.parse import unquote

import msgspec
import phonenumbers
from email_validator import EmailNotValidError, validate_email

from regard.customers.kinds import ATTRIBUTES, kind_of
from regard.customers.names import tidied

EVERYWHERE = ""
"""The namespace of kinds that are the same whatever source tells them."""

# Fast and enough for nearly all addresses; what it does not match is left to the library.
_PLAIN_EMAIL = re.compile(r"[a-z0-9._%+'-]+@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
# As mail programs write it: `Cyn Rider <cyn@riders.example>`.
_IN_BRACKETS = re.compile(r"[^<>]*<([^<>]+)>[^<>]*")
_AROUND = " .,;:!?()[]{}<>\"'“”‘’"
_ENCODED = "xn--"
_DIGITS = re.compile(r"\D+")
_SHORTEST_LOCAL_PHONE = 6
_EXTENSION = re.compile(r"(?:;\s*ext=|extension|ext?n?\.?|(?<=[\d\s)])x|#|ต่อ|分机|分機|轉|转)\s*[:.]?\s*(\d{1,7})$")
_ABROAD = "00"
_BEFORE_NUMBER = re.compile(r"^[^+\d]*")

_NOBODY = frozenset({
    "", "-", "0", "-1", "anonymous", "anon", "default", "dummy", "false", "guest", "n/a", "na", "nil", "no", "none",
    "null", "nan", "test", "true", "undefined", "unknown", "user", "xxx", "[object object]",
})  # fmt: skip
_NO_EMAIL = re.compile(
    r"(test|dummy|fake|none|null|na|n\.a|no|nomail|noemail|no-?reply|do-?not-?reply|example|asdf|xxx+|abc|a)@.*"
    r"|.*@(example|test|invalid|localhost)(\.[a-z]+)?|.*@[^@]*\.(test|invalid|example|localhost)"
)
# No and Na are names, so nobody's names are fewer.
_NO_NAME = frozenset({"", "-", "n/a", "anonymous", "customer", "guest", "null", "none", "undefined", "unknown", "test"})
_DATE = re.compile(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:[T ].*)?")
_BUDDHIST_YEARS, _FIRST_BUDDHIST = 543, 2400
_NO_BIRTH = frozenset({"1900-01-01", "1970-01-01", "2000-01-01", "1901-01-01"})
_ONE_CHARACTER = re.compile(r"(.)\1{3,}|0+")
_NO_NUMBER = re.compile(r"\+?\d{0,3}(0{6,}|1234567\d*|(\d)\2{6,})")


class Clean(msgspec.Struct, frozen=True, gc=False):
    """An identifier in its one spelling."""

    kind: str
    namespace: str
    value: str


def clean(kind: str, namespace: str, value: str, region: str = "") -> Clean | None:
    """The identifier in its one spelling, or None for what points at nobody. `region`: country of national numbers."""
    if kind in ATTRIBUTES:
        return _attribute(kind, tidied(value))
    if not (value.isascii() and value.isprintable()):
        value = "".join(_digit(one) for one in unicodedata.normalize("NFKC", value) if one.isprintable())
    value = value.strip()
    if value.lower() in _NOBODY or _ONE_CHARACTER.fullmatch(value):
        return None
    if kind == "email":
        return _email(value)
    if kind == "phone":
        return _phone(value, namespace, region)
    if kind == "handle":
        value = value.lower().lstrip("@")
    return Clean(kind, EVERYWHERE if kind_of(kind).is_global else namespace, value)


def _digit(one: str) -> str:
    return str(unicodedata.digit(one)) if one.isdigit() else one


def _attribute(kind: str, value: str) -> Clean | None:
    if value.casefold() in _NO_NAME:
        return None
    if kind == "birth_date":
        value = _born(value)
    return Clean(kind, EVERYWHERE, value) if value else None


def _born(value: str) -> str:
    """A birth date as 1980-02-03; a Buddhist year is turned; empty for what is no date or every form's first choice."""
    found = _DATE.fullmatch("".join(_digit(one) for one in value))
    if not found:
        return ""
    year, month, day = map(int, found.groups())
    try:
        born = date(year - _BUDDHIST_YEARS if year >= _FIRST_BUDDHIST else year, month, day).isoformat()
    except ValueError:
        return ""
    return "" if born in _NO_BIRTH else born


def _email(value: str) -> Clean | None:
    address = value.lower()
    if _ENCODED in address or not _PLAIN_EMAIL.fullmatch(address):
        try:
            found = validate_email(_bare(address), check_deliverability=False)
        except EmailNotValidError:
            return None
        address = f"{found.local_part}@{found.ascii_domain or found.domain}".lower()
    return None if _NO_EMAIL.fullmatch(address) else Clean("email", EVERYWHERE, address)


def _bare(address: str) -> str:
    """The address alone, without the name, the brackets or the full stop that it was written with."""
    if inside := _IN_BRACKETS.fullmatch(address):
        address = inside.group(1)
    address = address.strip(_AROUND)
    if address.startswith("mailto:"):
        address = unquote(address.removeprefix("mailto:").partition("?")[0])
    return address.strip(_AROUND)


def _phone(value: str, namespace: str, region: str) -> Clean | None:
    """A telephone; one behind a switchboard with its extension, as RFC 3966 writes it: the desk, not the house."""
    value = _BEFORE_NUMBER.sub("", value.lower())
    extension = _EXTENSION.search(value)
    number = _number(value[: extension.start()] if extension else value, namespace, region)
    if number is None or extension is None:
        return number
    return Clean("phone", number.namespace, f"{number.value};ext={extension.group(1)}")


def _number(value: str, namespace: str, region: str) -> Clean | None:
    if _NO_NUMBER.fullmatch(_DIGITS.sub("", value)):
        return None
    if not region and not value.startswith(("+", _ABROAD)):
        return _local_phone(value, namespace)
    found = _parsed(value, region)
    if found is None and value.startswith(_ABROAD):
        # What most of the world dials before a country, also where the country itself dials something else.
        found = _parsed(f"+{value.removeprefix(_ABROAD)}", "")
    if found is None:
        return _local_phone(value, namespace) if not region and value.startswith(_ABROAD) else None
    return Clean("phone", EVERYWHERE, found)


@lru_cache(maxsize=20_000)
def _parsed(value: str, region: str) -> str | None:
    """The number as E.164 writes it, if it is valid. Kept, because the same numbers come again and again."""
    try:
        number = phonenumbers.parse(value, region or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _local_phone(value: str, namespace: str) -> Clean | None:
    # Without a country the same digits are the same telephone only within the source that wrote them.
    digits = _DIGITS.sub("", value)
    is_one = len(digits) >= _SHORTEST_LOCAL_PHONE and not _ONE_CHARACTER.fullmatch(digits)
    return Clean("phone", namespace, digits) if is_one else None
