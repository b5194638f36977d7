"""The forms in which something is said: how much is added, and how sentences are joined in each language."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

_STOPS = (".", "!", "?", "。", "！", "？", "…")
_CLOSES = "'’”）)%}"
"""After these, too, a sentence wants its full stop."""
_BESIDE_FACE = re.compile("，(?=[\U0001f300-\U0001faff])|(?<=[\U0001f300-\U0001faff])(?=\\w)")
_OPENS_SENTENCE = {"", ".", "!", "?", "\n", "。", "！", "？"}


@dataclass(frozen=True)
class Form:
    """Where something is said: how much is added, and how it is written down."""

    more: tuple[int, ...] = (0,)
    is_written: bool = False
    """In whole sentences, each ended and begun as in a letter."""
    is_formal: bool = False
    capitals: float = 0.0
    """How often a text that is not written begins with a capital letter all the same."""
    slips: float = 0.0


FORMS = {
    "chat": Form(more=(0, 0, 0, 1), capitals=0.3, slips=0.14),
    "tweet": Form(more=(0, 0, 0, 1), capitals=0.6, slips=0.1),
    "facebook": Form(more=(0, 1, 1, 2), is_written=True, slips=0.1),
    "mail": Form(more=(1, 1, 2, 2), is_written=True, is_formal=True, slips=0.06),
    "form": Form(more=(0, 1, 1), is_written=True, is_formal=True, slips=0.06),
    "community": Form(more=(0, 1, 1, 2), is_written=True, slips=0.1),
    "review": Form(more=(0, 1, 1, 2, 3), is_written=True, slips=0.08),
    "survey": Form(more=(0, 1, 1, 2), slips=0.08),
    "plain": Form(more=(0, 1, 1, 2), capitals=1.0, slips=0.06),
    "answer": Form(is_written=True, is_formal=True),
    "letter": Form(is_written=True, is_formal=True),
}


def joined(language: str, sentences: list[str], *, rng: Random, how: Form, before: str, after: str) -> str:
    """The sentences and what stands around them as one text."""
    return _JOINED[language](rng, sentences, how, before, after)


def _in_english(rng: Random, sentences: list[str], how: Form, before: str, after: str) -> str:
    """Sentences of a letter are ended and begin with a capital; else only where another one follows."""
    is_first = before.strip(" ")[-1:] in _OPENS_SENTENCE
    is_capital = is_first and (how.is_written or rng.random() < how.capitals)
    needs_end = how.is_written or len(sentences) > 1 or after.strip()[:1].isalpha()
    inner = [_ended(sentence, ".") for sentence in sentences[:-1]]
    last = _ended(sentences[-1], ".") if needs_end else sentences[-1]
    text = " ".join([*inner, last])
    return before + (text[:1].upper() + text[1:] if is_capital else text) + after


def _in_thai(rng: Random, sentences: list[str], how: Form, before: str, after: str) -> str:
    """A space stands between sentences, and nothing at their end."""
    return before + " ".join(sentences) + after


def _in_chinese(rng: Random, sentences: list[str], how: Form, before: str, after: str) -> str:
    """Full stops in a letter; else commas, and nothing at the end."""
    between = "。" if how.is_written else "，"
    text = "".join(_ended(one, between) for one in sentences)
    text = _BESIDE_FACE.sub(" ", text if how.is_written else text.removesuffix("，"))
    return before + text + (after[1:] if text.endswith(_STOPS) and after.startswith("，") else after)


_JOINED: dict[str, Callable[[Random, list[str], Form, str, str], str]] = {
    "en": _in_english,
    "th": _in_thai,
    "zh": _in_chinese,
}


def _ended(sentence: str, end: str) -> str:
    """With an end, unless it has one, or ends with a face or a thumb."""
    last = sentence[-1]
    return sentence + end if last.isalnum() or last in _CLOSES else sentence
