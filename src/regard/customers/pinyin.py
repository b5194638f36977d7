"""How Chinese is read aloud, without tones."""

from collections.abc import Callable
from functools import cache
from importlib import import_module


def pinyin(text: str) -> str:
    """The syllables of a text as one word; a sign that is read in several ways is read as its neighbours suggest."""
    return "".join(_reader()(text))


@cache
def _reader() -> Callable[[str], list[str]]:
    # 52 MB and a third of a second: only for whom anything Chinese is brought or typed.
    found: Callable[[str], list[str]] = import_module("pypinyin").lazy_pinyin
    return found
