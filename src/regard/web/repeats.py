"""What a customer had to say again: found in their words, in what was asked of them, or in what the source recorded.

Sure is only what stands in their own typed words or what a source says was asked. What a call or visit merely carries
may have been recognised without a question; then the record cannot say.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from regard.record.public import Logged, Sealed

ASKED_FOR = "asked_for"
"""The fact by which a source names what was asked of the customer."""
_ASKED = {
    "member number": "loyalty",
    "loyalty": "loyalty",
    "account": "account",
    "account number": "account",
    "e-mail": "email",
    "email": "email",
    "phone": "phone",
    "phone number": "phone",
    "order": "order",
    "order number": "order",
    "product": "product",
}
# What travels by itself, and so was never said: the sender's address, the caller's number, a browser, one's own name.
_BY_ITSELF = {"email": {"email"}, "phone": {"phone"}, "sms": {"phone"}}
_NEVER_SAID = frozenset({"cookie", "device", "handle", "name", "first_name", "family_name", "phone_name"})
_TOLD = frozenset({"order", "product", "case"})
_SPOKEN = frozenset({"call", "visit"})
_CONVERSATION = frozenset({"thread", "case", "session"})
_SHORTEST, _FIGURES = 5, 4
_DIGITS = 8
# As they stand in any script: no sign of ours before or after them.
_NO_DIGIT = re.compile(r"\D")
_NUMBER = re.compile(r"(?<![A-Za-z0-9-])\+?\d(?:[ \-().]{0,2}\d){8,14}(?![A-Za-z0-9])")
_CODE = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,5}-?\d{5,}(?![A-Za-z0-9])")
CODE = "code"
"""The kind of a number that stands in the words and is of no kind we know."""


@dataclass(frozen=True, slots=True)
class Datum:
    """Something that can be told: an order number, an address, a product, a serial number."""

    kind: str
    value: str

    @property
    def key(self) -> tuple[str, str]:
        """Equal for the same datum however it is written, and whatever a source calls it."""
        if self.kind == "phone" and len(digits := _NO_DIGIT.sub("", self.value)) >= _DIGITS:
            return "phone", digits[-_DIGITS:]
        return "", self.value.casefold()


@dataclass(frozen=True, slots=True)
class Before:
    """Where a datum had been told first, and all keys of the interactions that told it since."""

    first: Logged
    keys: set[bytes]


@dataclass(frozen=True, kw_only=True)
class Repeat:
    """A datum that came up again, where it had been told first, and whether it surely had to be said."""

    datum: Datum
    first: Logged
    was_asked: bool
    is_sure: bool


def repeats(
    interactions: Sequence[Logged], opened: Mapping[int, Sealed], *, of: Sequence[Logged]
) -> dict[int, tuple[Repeat, ...]]:
    """What each of these interactions repeats, by number; `interactions` is their whole past, in order of time."""
    wanted = {one.seq for one in of}
    told: dict[tuple[str, str], Before] = {}
    found: dict[int, tuple[Repeat, ...]] = {}
    for one in interactions:
        if (sealed := opened.get(one.seq)) is None:
            continue
        if one.seq in wanted and one.direction == "in" and not one.auto:
            found[one.seq] = tuple(_repeated(one, sealed, told))
        for datum in _tells(one, sealed):
            told.setdefault(datum.key, Before(one, set())).keys.update(key.value_key for key in one.keys)
    return {seq: those for seq, those in found.items() if those}


def _repeated(one: Logged, sealed: Sealed, told: Mapping[tuple[str, str], Before]) -> list[Repeat]:
    asked = _ASKED.get(str(sealed.facts.get(ASKED_FOR, "")).strip().casefold())
    again = list[Repeat]()
    # The first kind a datum is known by is the one it is called by.
    for datum in {datum.key: datum for datum in reversed(_carried(sealed))}.values():
        before = told.get(datum.key)
        # A number in the words is what was asked for, where that is a number of an order.
        called = replace(datum, kind=asked) if asked in _TOLD and datum.kind == CODE else datum
        was_asked = asked == called.kind
        is_typed = one.kind not in _SPOKEN and _stands_in(datum, _own_words(sealed.text))
        if before is None or not (was_asked or is_typed or _comes_up(one, datum, sealed, before)):
            continue
        again.append(Repeat(datum=called, first=before.first, was_asked=was_asked, is_sure=was_asked or is_typed))
    return again


def _comes_up(one: Logged, datum: Datum, sealed: Sealed, before: Before) -> bool:
    """Whether a conversation of its own carries what another had told; a thread carries its keys along by itself."""
    if datum.kind in _BY_ITSELF.get(one.channel, ()):
        return False
    if any(key.value_key in before.keys for key in one.keys if key.kind in _CONVERSATION):
        return False
    return one.kind in _SPOKEN or datum.kind in _TOLD or _stands_in(datum, _own_words(sealed.text))


def _carried(sealed: Sealed) -> list[Datum]:
    """What an interaction of the customer holds, in its keys, in its facts, or in its words."""
    held = [Datum(kind, value) for kind, _, value in _identifiers(sealed) if kind not in _NEVER_SAID]
    held += [Datum(ref.kind, ref.value) for ref in sealed.objects if ref.kind in _TOLD]
    held += [
        Datum(name, value)
        for name, value in sealed.facts.items()
        if name != ASKED_FOR and isinstance(value, str) and _is_telling(value)
    ]
    text = _own_words(sealed.text)
    held += [Datum("phone", found) for found in _NUMBER.findall(text)]
    return held + [Datum(CODE, found) for found in _CODE.findall(text)]


def _tells(one: Logged, sealed: Sealed) -> list[Datum]:
    """What is known after it. Who somebody is we know from a form, too; an order or product only once they named it."""
    if one.direction == "in":
        return _carried(sealed)
    if one.direction == "observed":
        return [Datum(kind, value) for kind, _, value in _identifiers(sealed) if kind not in _NEVER_SAID | _TOLD]
    return []


def _identifiers(sealed: Sealed) -> list[tuple[str, str, str]]:
    return [(one.kind, one.namespace, one.value) for one in sealed.identifiers]


def _own_words(text: str | None) -> str:
    """Without what a mail quotes of earlier ones."""
    return "\n".join(line for line in (text or "").splitlines() if not line.lstrip().startswith(">"))


def _is_telling(value: str) -> bool:
    """A serial number, a date, a postal code: something one has to look up to say it."""
    return sum(sign.isdigit() for sign in value) >= _FIGURES and "/" not in value


def _stands_in(datum: Datum, text: str) -> bool:
    if datum.kind == "phone":
        return any(Datum("phone", found).key == datum.key for found in _NUMBER.findall(text))
    return len(datum.value) >= _SHORTEST and datum.value.casefold() in text.casefold()
