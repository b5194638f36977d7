"""How a Thai or Chinese name sounds in Latin letters, however somebody spells that.

Chinese has one spelling, pinyin. Thai has as many as people: so both sides become a rough sound (`nattapon`,
`natthaphol` and ณัฐพล: natapan), in which r, l and n are one, as are the vowels that take each other's place.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from rapidfuzz.distance import OSA

from regard.customers import names_chinese
from regard.customers.search.folding import Word, sound

_SURE = 3
"""So many consonants in the same order are no chance."""
_SAME_CONSONANTS = 0.9


class Heard(NamedTuple):
    """A part of a name as it sounds: `han` in pinyin, `thai` as a rough sound; and where it stands in the text."""

    text: str
    script: Literal["thai", "han"]
    start: int
    end: int
    is_word: bool = True
    """It is a given name or a family name, not a syllable or the whole."""


def heard(text: str, kept: Sequence[Word]) -> list[Heard]:
    """The parts of a text, given its words, as they sound; nothing for words in Latin letters."""
    found: list[Heard] = []
    for word in kept:
        if word.script == "han":
            found += _pinyin(word, is_whole=len(word.text) == word.end - word.start)
    thai = [
        Heard(thai_sound(text[word.start : word.end]), "thai", word.start, word.end)
        for word in kept
        if word.script == "thai"
    ]
    if len(thai) > 1:
        whole = squeezed("".join(one.text for one in thai))
        thai.append(Heard(whole, "thai", thai[0].start, thai[-1].end, is_word=False))
    return [*found, *thai]


def sounds_alike(typed: str, one: str) -> float:
    """How alike two rough sounds are (0 to 1)."""
    bare, other = consonants(typed), consonants(one)
    alike = (OSA.normalized_similarity(typed, one) + OSA.normalized_similarity(bare, other)) / 2
    return max(alike, _SAME_CONSONANTS) if bare == other and len(bare) >= _SURE else alike


def consonants(rough: str) -> str:
    """What is left of a rough sound when vowels are not told apart: what two spellings surely share."""
    return squeezed(_VOWELS.sub("", rough)) or rough


def in_one(words: Sequence[str]) -> str:
    """Several rough sounds together, in whatever order they came."""
    return "+".join(sorted(map(consonants, words)))


def squeezed(letters: str) -> str:
    """Each letter once where it stands several times in a row."""
    return _TWICE.sub(r"\1", letters)


_VOWELS = re.compile("[aiuhwy]")
_TWICE = re.compile(r"(.)\1+")


# Chinese


def _pinyin(word: Word, *, is_whole: bool) -> Iterator[Heard]:
    given, family = names_chinese.parts(word.text, "whole")
    first, last = _family(family), "".join(map(sound, given))
    middle = word.start + len(family) if is_whole else word.end
    yield Heard(first, "han", word.start, middle)
    if not last:
        return
    yield Heard(last, "han", middle if is_whole else word.start, word.end)
    yield Heard(first + last, "han", word.start, word.end, is_word=False)
    yield Heard(last + first, "han", word.start, word.end, is_word=False)
    if len(given) > 1:
        for at, char in enumerate(given):
            place = (middle + at, middle + at + 1) if is_whole else (word.start, word.end)
            yield Heard(sound(char), "han", *place, is_word=False)


@lru_cache(maxsize=4_096)
def _family(form: str) -> str:
    return names_chinese.sound(form, is_family=True)


# Thai

_CONSONANTS = {
    letter: plain
    for letters, plain in {
        "กขฃคฅฆ": "k", "ง": "g", "จฉชฌ": "c", "ซศษส": "s", "ญย": "y", "ดตถทธฎฏฐฑฒ": "t", "นณรลฬ": "n", "บปผพภ": "p",
        "ฝฟ": "f", "ม": "m", "ว": "w", "หฮ": "h",
    }.items()
    for letter in letters
}  # fmt: skip
_SIGNS = {
    "ะ": "a", "ั": "a", "า": "a", "ำ": "am", "ิ": "i", "ี": "i", "ึ": "u", "ื": "u", "ุ": "u", "ู": "u", "เ": "i",
    "แ": "a", "โ": "a", "ใ": "ai", "ไ": "ai", "ๅ": "a", "ฤ": "ni", "อ": "a",
}  # fmt: skip
_NO_LETTER = re.compile("[^ก-ฮะ-ูเ-ๅ์]")
_SILENT = re.compile("([ก-ฮ]?)[ก-ฮ][ิุ]?์")
_STRAY = re.compile("์")
_DOUBLE_R = re.compile("รร(?=[ก-ฮ](?![ะ-ู]))")
_LEADING_H = re.compile("^ห(?=[งญนมยรลว])")
_BEFORE = re.compile("([เแโใไ])([ก-ฮ])")
_GLIDES = {"ว": "u", "ย": "i", "ญ": "n"}
_LIQUIDS = "รล"


@lru_cache(maxsize=65_536)
def thai_sound(word: str) -> str:
    """The rough sound of a word in Thai letters: silent ones left out, the vowels that nobody writes put in."""
    letters = _SILENT.sub(r"\1", _NO_LETTER.sub("", word))
    letters = _LEADING_H.sub("", _DOUBLE_R.sub("ั", _STRAY.sub("", letters)).replace("รร", "ัน"))
    letters = _BEFORE.sub(r"\2\1", letters)
    found: list[str] = []
    is_open = False  # A consonant that has no vowel yet.
    for at, letter in enumerate(letters):
        ahead = letters[at + 1 : at + 2]
        if letter in _SIGNS:
            found.append(_SIGNS[letter])
            is_open = False
        elif letter in _GLIDES and at and ahead not in _SIGNS:
            found.append("a" * (letter == "ญ" and is_open) + _GLIDES[letter])
            is_open = letter == "ญ"
        elif letter in _CONSONANTS:
            is_cluster = letter in _LIQUIDS and ahead in _SIGNS
            found.append("a" * (is_open and not is_cluster) + _CONSONANTS[letter])
            is_open = True
    return squeezed("".join(found))


# In this order: what is two letters for one sound, then what is one sound in several letters.
_LATIN = tuple(
    (re.compile(written), rough)
    for written, rough in (
        ("or(?=n|[^aeiouy]|$)", "o"), ("ar(?=[^aeiouyr]|$)", "a"), ("er(?=[^aeiouyr]|$)", "e"), ("ng", "G"),
        ("[pb]h?", "p"), ("[td]h?", "t"), ("[sc]h|j", "c"), ("ck|[gk]h?|q|x", "k"), ("z", "s"), ("v", "w"), ("G", "g"),
        ("[rl]", "n"), ("o", "a"), ("e", "i"), ("(?<=[aiu])w(?![aiu])", "u"), ("y(?![aiu])", "i"),
    )
)  # fmt: skip


@lru_cache(maxsize=4_096)
def latin_sound(word: str) -> str:
    """The rough sound of a Thai word as somebody spelt it in small Latin letters."""
    for written, rough in _LATIN:
        word = written.sub(rough, word)
    return squeezed(word)
