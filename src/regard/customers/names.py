"""Names and birth dates in the form in which they are compared, and whether two of them can be one person's."""

import re
import unicodedata
from collections.abc import Iterable
from typing import TypeVar

import msgspec
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from regard.customers import names_chinese, names_latin, names_thai

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SPACES = re.compile(r"\s+")
_ALIKE, _SHORT = 0.9, 3
_DATE_LETTERS = len("19800203")


class Spelling(msgspec.Struct, frozen=True, array_like=True, gc=False, order=True):
    """One given or family name: its script, its normal form, and how it sounds (empty: nobody can say)."""

    script: str
    form: str
    sound: str = ""


_Told = TypeVar("_Told", Spelling, str)


class Traits(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What tells of a person: given names, family names, birth dates (`19800203`)."""

    first: tuple[Spelling, ...] = ()
    family: tuple[Spelling, ...] = ()
    born: tuple[str, ...] = ()


NOTHING = Traits()


def tidied(value: str) -> str:
    """One spelling of the same letters: compatibility forms, invisible characters and spaces evened out."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFKC", value))).strip()


def traits_of(kind: str, value: str) -> Traits:
    """What an attribute in its one spelling tells; nothing for an address or a name that is only a title."""
    if kind == "birth_date":
        return Traits(born=(value.replace("-", ""),))
    if kind not in _PARTS:
        return NOTHING
    script = script_of(value)
    first, family = _SCRIPTS[script](value, _PARTS[kind]) if script in _SCRIPTS else (value.casefold(), "")
    return Traits(first=_spelt(script, first, is_family=False), family=_spelt(script, family, is_family=True))


_PARTS = {"name": "whole", "first_name": "first", "family_name": "family"}
_SCRIPTS = {"latin": names_latin.parts, "thai": names_thai.parts, "han": names_chinese.parts}
_SOUNDS = {"thai": names_thai.sound, "han": names_chinese.sound}


def _spelt(script: str, form: str, *, is_family: bool) -> tuple[Spelling, ...]:
    if not form:
        return ()
    return (Spelling(script, form, _SOUNDS[script](form, is_family) if script in _SOUNDS else ""),)


def script_of(value: str) -> str:
    """The script of a name by its first letter, in Unicode's word for it, but `han` for Chinese."""
    for one in value:
        if one.isalpha():
            name = unicodedata.name(one, "other").split()[0].lower()
            return "han" if name == "cjk" else name
    return ""


def clash(one: Traits, other: Traits) -> str | None:
    """Why these cannot be one person: `names_clash` or `birth_dates_clash`; None if nothing says so.

    What one side does not tell clashes with nothing, and one agreement among several names is enough.
    """
    if one.first and other.first and not any(may_be_same(a, b) for a in one.first for b in other.first):
        return "names_clash"
    if one.born and other.born and not any(_may_be_same_date(a, b) for a in one.born for b in other.born):
        return "birth_dates_clash"
    return None


def may_be_same(one: Spelling, other: Spelling) -> bool:
    """Whether two first names can be one: equal, sounding alike, an initial, a short form, a slip of a finger.

    Different scripts cannot be compared, so they do not clash.
    """
    if one.script != other.script or one.form == other.form or (one.sound and one.sound == other.sound):
        return True
    if one.script == "han":
        return False
    short, long = sorted((one.form, other.form), key=len)
    if one.script == "latin":
        return names_latin.is_known_pair(short, long) or _is_slip(short, long)
    # A letter more or less is a slip; another letter is another name: ณัฐพล and ณัฐพร are two people.
    return long.startswith(short) and (len(short) == 1 or len(short) > _SHORT)


def _is_slip(short: str, long: str) -> bool:
    if len(short) == 1 or (len(short) >= _SHORT and long.startswith(short)):
        return long[0] == short[0]
    # Mario and Maria are a couple, not a slip.
    if len(long) <= _SHORT or (len(short) == len(long) and short[:-1] == long[:-1] and short[-1] in "aeio"):
        return False
    return DamerauLevenshtein.distance(short, long) == 1 or JaroWinkler.similarity(short, long) >= _ALIKE


def _may_be_same_date(one: str, other: str) -> bool:
    """Equal, with day and month exchanged, or with one slip."""
    if one[:4] == other[:4] and one[4:] == other[6:] + other[4:6]:
        return True
    return len(one) == len(other) == _DATE_LETTERS and DamerauLevenshtein.distance(one, other) <= 1


def sum_of(found: Iterable[Traits]) -> Traits:
    """All of these together."""
    told = [one for one in found if one is not NOTHING]
    if not told or all(one == told[0] for one in told):
        return told[0] if told else NOTHING
    first, family, born = (one.first for one in told), (one.family for one in told), (one.born for one in told)
    return Traits(first=_all(first), family=_all(family), born=_all(born))


def _all(told: Iterable[tuple[_Told, ...]]) -> tuple[_Told, ...]:
    # In an order of its own: who tells the same tells it equally, whatever came first.
    return tuple(sorted({one for those in told for one in those}))
