"""How alike what was typed and what is kept are, once it is open; and which letters say so."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from regard.customers.search.folding import Word, numbers, plain, sound, words
from regard.customers.search.sounding import Heard, heard, latin_sound, sounds_alike
from regard.customers.search.terms import SHORTEST_NUMBER

ENOUGH = 0.6
"""Less alike than this is not shown."""
_WORD_ENOUGH = 0.5
_BY_EAR = 0.75
_OTHER_LETTERS = 0.97
"""What is said in other letters than it was typed in is a little less alike than what is written so."""
_ROUGHLY = 0.7
_SEVERAL = 2
_WHOLE = 0.99
"""All the words, together or in another order."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed, in words and numbers."""

    text: str
    words: tuple[Word, ...]
    numbers: tuple[str, ...]
    plain: str
    whole: frozenset[str]
    """Its words in Latin letters as one, whichever came first."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike a value is to each word that was typed (0 to 1), and which parts of it are."""

    by_word: tuple[float, ...]
    marks: tuple[tuple[int, int], ...]


def asked(text: str) -> Asked:
    """What was typed, taken apart."""
    found = [one for one in numbers(text) if len(one[0]) >= SHORTEST_NUMBER]
    told = tuple(
        word
        for word in words(text)
        if word.script != "digits" or not any(start <= word.start < end for _, start, end in found)
    )
    spelt = [word.text for word in told] if all(word.script == "letters" for word in told) else []
    whole = frozenset("".join((*spelt[at:], *spelt[:at])) for at in range(len(spelt)))
    return Asked(text, told, tuple(digits for digits, _, _ in found), plain(text), whole)


def weights(one: Asked) -> tuple[float, ...]:
    """How much each word and number counts: as many letters as it has; a Chinese character says as much as three."""
    return (
        *(len(word.text) * (3.0 if word.script == "han" else 1.0) for word in one.words),
        *(float(len(digits)) for digits in one.numbers),
    )


def overall(one: Asked, best: Sequence[float]) -> float:
    """How alike everything that was typed is, given the best of each part."""
    weighing = weights(one)
    whole = sum(weighing)
    return sum(weight * alike for weight, alike in zip(weighing, best, strict=True)) / whole if whole else 0.0


def likeness(one: Asked, value: str) -> Likeness:
    """How alike a value is to what was typed."""
    kept = words(value)
    marks: list[tuple[int, int]] = []
    spoken = heard(value, kept) if any(word.script == "letters" for word in one.words) else []
    found: list[float] = []
    for word in one.words:
        alike, places = max(_word_in(word, kept), _word_heard(word, spoken))
        found.append(alike)
        marks += places
    kept_numbers = list(numbers(value))
    for digits in one.numbers:
        alike, places = _number_in(digits, kept_numbers)
        found.append(alike)
        marks += places
    if one.plain and one.plain == "".join(word.text for word in kept):
        return Likeness((1.0,) * len(found), ((0, len(value)),))
    whole = _whole_heard(one, spoken)
    if whole and whole > overall(one, found):
        found = [whole] * len(found)
        marks = [(part.start, part.end) for part in spoken if part.script == "thai"]
    spelt = [other for other in kept if other.script == "letters"]
    if not one.numbers and "".join(other.text for other in spelt) in one.whole:
        found = [_WHOLE] * len(found)
        marks = [(other.start, other.end) for other in spelt]
    return Likeness(tuple(found), _merged(marks))


def _word_in(word: Word, kept: Sequence[Word]) -> tuple[float, list[tuple[int, int]]]:
    same = [other for other in kept if other.script == word.script]
    if not same:
        return 0.0, []
    if word.script == "digits":
        return next(((1.0, [(one.start, one.end)]) for one in same if one.text == word.text), (0.0, []))
    if word.script in {"thai", "han"}:
        whole = "".join(other.text for other in same)
        alike = max(_unspaced(word, whole), _out_of_order(word.text, [other.text for other in same]))
        best = max(same, key=lambda other: _unspaced(word, other.text))
        better = _unspaced(word, best.text)
        places = [(other.start, other.end) for other in same] if alike > better else [_place_in(word.text, best)]
        return (max(alike, better), places) if max(alike, better) >= _WORD_ENOUGH else (0.0, [])
    best = max(same, key=lambda other: _spaced(word.text, other.text))
    alike = _spaced(word.text, best.text)
    if alike < _WORD_ENOUGH:
        return 0.0, []
    end = best.start + len(word.text) if best.text.startswith(word.text) else best.end
    return alike, [(best.start, min(end, best.end))]


def _word_heard(word: Word, spoken: Sequence[Heard]) -> tuple[float, list[tuple[int, int]]]:
    """A word in Latin letters among parts of a name in others, as they sound."""
    if word.script != "letters" or not spoken:
        return 0.0, []
    best = max(spoken, key=lambda one: _as_heard(word.text, one))
    alike = _as_heard(word.text, best) * _OTHER_LETTERS
    return (alike, [(best.start, best.end)]) if alike else (0.0, [])


def _whole_heard(one: Asked, spoken: Sequence[Heard]) -> float:
    """A whole Thai name: over many letters even a free spelling says enough."""
    thai = [part.text for part in spoken if part.script == "thai"]
    if len(thai) < _SEVERAL or len(one.words) < _SEVERAL or one.numbers:
        return 0.0
    alike = max((sounds_alike(latin_sound(typed), thai[-1]) for typed in one.whole), default=0.0)
    return alike * _OTHER_LETTERS if alike >= _ROUGHLY else 0.0


def _as_heard(typed: str, one: Heard) -> float:
    alike = _spaced(typed, one.text) if one.script == "han" else sounds_alike(latin_sound(typed), one.text)
    return alike if alike >= _ROUGHLY else 0.0


def _place_in(typed: str, kept: Word) -> tuple[int, int]:
    """Where in a word the letters stand that were typed; all of it where that cannot be said."""
    at = kept.text.find(typed)
    if at < 0 or len(kept.text) != kept.end - kept.start:
        return kept.start, kept.end
    return kept.start + at, kept.start + at + len(typed)


def _spaced(typed: str, kept: str) -> float:
    if typed == kept:
        return 1.0
    if kept.startswith(typed):
        return 0.8 + 0.15 * len(typed) / len(kept)
    whole = OSA.normalized_similarity(typed, kept)
    half = 0.0
    if 4 <= len(typed) < len(kept):
        half = 0.85 * OSA.normalized_similarity(typed, kept[: len(typed)])
    return max(whole, half) * 0.97


def _unspaced(word: Word, kept: str) -> float:
    typed = word.text
    if typed == kept:
        return 1.0
    if typed in kept:
        return 0.8 + 0.15 * len(typed) / len(kept)
    alike = OSA.normalized_similarity(typed, kept) * 0.97
    if word.script == "han":
        return max(alike, _by_ear(typed, kept), _common(typed, kept) * 0.9)
    return alike


def _out_of_order(typed: str, kept: Sequence[str]) -> float:
    """Without a space between them, and the family's name first."""
    return 0.95 * min(sum(len(one) for one in kept if one in typed) / len(typed), 1.0)


def _by_ear(typed: str, kept: str) -> float:
    """Characters taken for others of the same sound count three quarters."""
    if len(typed) != len(kept):
        return 0.0
    pairs = zip(typed, kept, strict=True)
    return sum(1.0 if one == two else _BY_EAR * (sound(one) == sound(two) != "") for one, two in pairs) / len(typed)


def _common(typed: str, kept: str) -> float:
    """In whatever order."""
    return sum((Counter(typed) & Counter(kept)).values()) / max(len(typed), len(kept))


def _number_in(digits: str, kept: Sequence[tuple[str, int, int]]) -> tuple[float, list[tuple[int, int]]]:
    best, places = 0.0, list[tuple[int, int]]()
    for other, start, end in kept:
        alike = _digits(digits, other)
        if alike > best:
            best, places = alike, [(start, end)]
    return (best, places) if best >= ENOUGH else (0.0, [])


def _digits(typed: str, kept: str) -> float:
    if typed == kept:
        return 1.0
    # Without the zero or the country that one of the two notations puts before it.
    typed, kept = typed.lstrip("0"), kept.lstrip("0")
    short, long = sorted((typed, kept), key=len)
    if len(short) >= _BARE and long.endswith(short):
        return 0.98
    if len(typed) >= SHORTEST_NUMBER and typed in kept:
        return 0.75 + 0.2 * len(typed) / len(kept)
    # A number with a slip, whatever stands before it; a long one, for short ones are all alike.
    if len(short) < _BARE:
        return 0.0
    return OSA.normalized_similarity(typed, kept[-len(typed) :]) * 0.9


_BARE = 7


def _merged(marks: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)
