"""What a value is found by: pieces of its folded words, each as a keyed hash that says nothing without the ring."""

import base64
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from regard.customers.kinds import kind_of
from regard.customers.search.folding import Word, numbers, plain, sound, words
from regard.customers.search.sounding import consonants, heard, in_one, latin_sound
from regard.foundation.keys import KeyRing

NAME_KINDS = frozenset({"name", "first_name", "family_name"})
"""Kinds of attributes that hold a person's name."""
_POINTING = frozenset({"unique", "strong", "link"})
SHORTEST_NUMBER = 4
_LONGEST = 200
_REMEMBERED = 20_000
_WHOLE = "x"
_HASH = 6  # Bytes: eight letters of base64. That two pieces share one costs a candidate, which is then opened and seen.


def is_searched(kind: str) -> bool:
    """Whether people look for values of this kind: names and what points at a person, not what a browser carries."""
    return kind in NAME_KINDS or kind_of(kind).trust in _POINTING


class Piece(NamedTuple):
    """One piece of a word: its class (a whole word, a part, a sound, a number) and its letters."""

    kind: str
    text: str


def pieces_of_name(value: str) -> Iterator[Piece]:
    """The pieces of a name, or of anything in words."""
    for word in words(value[:_LONGEST]):
        yield from pieces_of_word(word)


def pieces_by_sound(name: str) -> Iterator[Piece]:
    """The pieces by which a name in Thai or Chinese letters is found from Latin ones."""
    name = name[:_LONGEST]
    spoken = heard(name, words(name))
    for one in spoken:
        if one.script == "han":
            yield from _pieces_in_latin(one.text) if one.is_word else (Piece("w", one.text),)
        elif one.is_word:
            yield from _rough_pieces(one.text)
    thai = [one.text for one in spoken if one.script == "thai"]
    if len(thai) > 1:
        yield Piece("k", in_one(thai[:-1]))
        yield from _rough_pieces(thai[-1])


def _pieces_in_latin(text: str) -> Iterator[Piece]:
    return pieces_of_word(Word(text, "letters", 0, len(text)))


def _rough_pieces(rough: str) -> Iterator[Piece]:
    """The consonants of a rough sound, whole and in triples."""
    bare = consonants(rough)
    yield Piece("k", bare)
    edged = f"^{bare}$"
    for at in range(len(edged) - 2):
        yield Piece("q", edged[at : at + 3])


def pieces_of_value(kind: str, value: str) -> Iterator[Piece]:
    """The pieces of an address, a telephone, an account, a handle, an order or a case."""
    told = value.rpartition("@")[0] or value if kind == "email" else value
    yield Piece(_WHOLE, plain(value[:_LONGEST]))
    if told != value:
        yield Piece(_WHOLE, plain(told[:_LONGEST]))
    yield from pieces_of_name(told)
    for digits, _, _ in numbers(told[:_LONGEST]):
        yield from pieces_of_number(digits)


def pieces_of_word(word: Word) -> Iterator[Piece]:
    """A word whole, and in parts that survive a slip: triples of letters; characters, pairs and sounds of Chinese."""
    if word.script == "digits":
        if len(word.text) < SHORTEST_NUMBER:
            yield Piece("w", word.text)
        return
    yield Piece("w", word.text)
    if word.script == "han":
        for char in word.text:
            yield Piece("h", char)
            yield Piece("y", sound(char))
        for at in range(len(word.text) - 1):
            yield Piece("h", word.text[at : at + 2])
            yield Piece("y", f"{sound(word.text[at])} {sound(word.text[at + 1])}")
        return
    edged = f"^{word.text}$"
    for at in range(len(edged) - 2):
        yield Piece("g", edged[at : at + 3])


def pieces_of_number(digits: str) -> Iterator[Piece]:
    """Runs of four digits; a number is often known only by its end."""
    for at in range(len(digits) - SHORTEST_NUMBER + 1):
        yield Piece("d", digits[at : at + SHORTEST_NUMBER])


def hasher(ring: KeyRing) -> Callable[[Piece], str]:
    """A function from a piece to eight letters that stand for it."""

    def hashed(piece: Piece) -> str:
        return base64.urlsafe_b64encode(ring.hash("find", piece.kind, piece.text)[:_HASH]).decode()

    of_many = lru_cache(maxsize=_REMEMBERED)(hashed)
    # A whole value is of one customer, and would only push out what comes again.
    return lambda piece: hashed(piece) if piece.kind == _WHOLE else of_many(piece)


def joined(pieces: Iterable[Piece], term: Callable[[Piece], str]) -> str:
    """The terms of these pieces, each once, as a field of the index holds them."""
    return " ".join({term(piece) for piece in pieces if piece.text})


def of_query(text: str) -> Sequence[tuple[Piece, float, float]]:
    """(piece, weight in names, weight in other values) of what somebody typed."""
    found: dict[Piece, tuple[float, float]] = {}
    for whole in (text, *text.split()):
        found.setdefault(Piece(_WHOLE, plain(whole)), (0.0, 6.0))
    told = words(text)
    for piece in _whole_in_latin([word.text for word in told if word.script == "letters"]):
        found.setdefault(piece, _WEIGHTS[piece.kind])
    for word in told:
        for piece in pieces_of_word(word):
            found.setdefault(piece, _WEIGHTS[piece.kind])
    for digits, _, _ in numbers(text):
        for piece in pieces_of_number(digits):
            found.setdefault(piece, (0.0, 1.0))
    return [(piece, *weights) for piece, weights in found.items() if piece.text]


def _whole_in_latin(told: Sequence[str]) -> Iterable[Piece]:
    """What a whole name in Thai or Chinese letters has, if these are its words in Latin ones, in whatever order."""
    if not 1 <= len(told) <= _MOST_PARTS:
        return ()
    rough = [latin_sound(one) for one in told]
    turned = ("".join((*told[at:], *told[:at])) for at in range(len(told)))
    return chain(
        (Piece("w", one) for one in turned if len(told) > 1),
        (Piece("k", in_one(rough)) for _ in range(len(told) > 1)),
        *(_rough_pieces(one) for one in rough),
    )


_MOST_PARTS = 4
_WEIGHTS = {"w": (3.0, 1.0), "g": (1.0, 0.4), "h": (1.0, 0.4), "y": (0.6, 0.2), "k": (2.0, 0.0), "q": (0.5, 0.0)}
