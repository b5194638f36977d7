"""What two spellings have in common: width, case, accents, Thai tone marks, traditional characters."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from opencc import OpenCC

from regard.customers.pinyin import pinyin

Script = Literal["letters", "digits", "thai", "han"]

# Maitaikhu, the four tone marks, thanthakhat, yamakkan: left out, misplaced and mistyped by everybody.
_THAI_MARKS = frozenset("\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4e")
_JOINING = frozenset("'’ʼ`´")
_UNDECOMPOSED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"}
)
_ASCII_RUN = re.compile(r"[A-Za-z]+(?:['`]+[A-Za-z]+)*|[0-9]+")
_NUMBER = re.compile(r"\d(?:[\s().\-/]{0,3}\d)+|\d")


class Word(NamedTuple):
    """A run of one script, folded, and where it stands in the text as it was written."""

    text: str
    script: Script
    start: int
    end: int


def words(text: str) -> list[Word]:
    """The runs of one script in a text; what is neither letter nor digit parts them."""
    if text.isascii():
        return [_plain_word(one) for one in _ASCII_RUN.finditer(text)]
    found: list[Word] = []
    script: Script | None = None
    run: list[str] = []
    start = 0
    for place, char in enumerate(text):
        folded = fold(char)
        if not folded:
            continue
        now = _script_of(folded[0])
        if now != script:
            if script is not None:
                found.append(Word("".join(run), script, start, place))
            script, run, start = now, [], place
        run.append(folded)
    if script is not None:
        found.append(Word("".join(run), script, start, len(text)))
    return found


def _plain_word(run: re.Match[str]) -> Word:
    folded = run.group().replace("'", "").replace("`", "").lower()
    return Word(folded, "digits" if folded.isdigit() else "letters", *run.span())


def plain(text: str) -> str:
    """Only letters and digits, folded: what is the same number in any notation."""
    return "".join(word.text for word in words(text))


def numbers(text: str) -> Iterator[tuple[str, int, int]]:
    """(digits, start, end) of what may be one number although spaces, dots, hyphens or brackets part it."""
    if any(char.isdigit() for char in text):
        # One character for one, so that places stay.
        digits = "".join(str(unicodedata.digit(char, char)) for char in text)
        for one in _NUMBER.finditer(digits):
            yield "".join(char for char in one.group() if char.isdigit()), one.start(), one.end()


@lru_cache(maxsize=65_536)
def fold(char: str) -> str:
    """A character as it counts here; "" for what does not count and parts nothing."""
    if char in _JOINING or char in _THAI_MARKS or unicodedata.category(char) == "Cf":
        return ""
    if char.isdecimal():
        return str(unicodedata.digit(char))
    whole = unicodedata.normalize("NFKD", char).casefold()
    kept = "".join(one for one in whole if not "\u0300" <= one <= "\u036f" and one not in _THAI_MARKS)
    return _simplified(kept) if kept and _is_han(kept[0]) else kept.translate(_UNDECOMPOSED)


@lru_cache(maxsize=16_384)
def sound(char: str) -> str:
    """How a Chinese character is mostly read, without its tone: typed by ear, one is taken for another."""
    return pinyin(char)


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def _simplified(text: str) -> str:
    return str(_converter().convert(text))


def _script_of(char: str) -> Script | None:
    if char.isdecimal():
        return "digits"
    if "\u0e01" <= char <= "\u0e4f":
        return "thai"
    if _is_han(char):
        return "han"
    return "letters" if char.isalpha() or unicodedata.category(char).startswith("M") else None


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" or "\U00020000" <= char <= "\U0003ffff"
