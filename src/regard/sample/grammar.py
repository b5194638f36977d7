"""Phrases as they are written in `texts/`: `[one|other]` is a choice, `{slot}` is filled in when somebody says it."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import prod
from random import Random
from typing import Any

Phrase = tuple[tuple[str, ...], ...]
"""A phrase taken apart: one of each in turn."""

LANGUAGES = ("en", "th", "zh")
WHOLE = "whole"
_CHOICE = re.compile(r"\[([^\]]*)\]")
_FRAMES, _STAFF = "frames.toml", "staff.toml"


@dataclass(frozen=True)
class Intent:
    """What somebody may want to say, in one language, and what others say and write about it."""

    name: str
    is_ours: bool
    """Whether the company says it, not a customer."""
    mood: str = "ask"
    """What may be put around it: ask, complain, thank, tell; `whole` needs nothing around."""
    says: tuple[Phrase, ...] = ()
    here: tuple[Phrase, ...] = ()
    """What is said only where the language is at home."""
    more: tuple[Phrase, ...] = ()
    """What may follow: any of these fits any of `says`, and any other of these."""
    answers: tuple[Phrase, ...] = ()
    notes: tuple[Phrase, ...] = ()
    """What a clerk writes down about it; `shop` only where they see it."""
    shop: tuple[Phrase, ...] = ()
    searches: tuple[Phrase, ...] = ()
    blog: tuple[Phrase, ...] = ()
    article: str = ""
    products: str = "all"


@dataclass(frozen=True)
class Frame:
    """What is put before and after what is said in one form, by mood."""

    before: Mapping[str, tuple[Phrase, ...]]
    after: Mapping[str, tuple[Phrase, ...]]


@dataclass(frozen=True)
class Book:
    """All that is said in one language."""

    intents: Mapping[str, Intent]
    frames: Mapping[str, Frame]


def phrase(text: str) -> Phrase:
    """A phrase taken apart at its choices."""
    # What stands at odd places stood in brackets.
    parts = enumerate(_CHOICE.split(text))
    return tuple(tuple(part.split("|")) if place % 2 else (part,) for place, part in parts if part)


def spoken(one: Phrase, rng: Random) -> str:
    """The phrase with its choices made."""
    chance = rng.random
    return "".join([part[0] if len(part) == 1 else part[int(chance() * len(part))] for part in one])


def ways(phrases: tuple[Phrase, ...]) -> int:
    """In how many ways these phrases can be spoken."""
    return sum(prod(len(part) for part in one) for one in phrases)


@cache
def book(language: str, *, without: tuple[str, ...] = ()) -> Book:
    """The texts of a language without what names these slots, unless there is nothing else to say.

    What an intent does not say of its own it has from its topic.
    """
    intents: dict[str, Intent] = {}
    tables = dict(_written(language))
    frames = {form: _frame(table) for form, table in tables.pop(_FRAMES).items()}
    for name, topics in tables.items():
        for topic, table in topics.items():
            intents |= _intents(topic, _without(table, without), is_ours=name == _STAFF)
    return Book(intents, frames)


@cache
def _written(language: str) -> dict[str, dict[str, Any]]:
    """The tables of every file of a language."""
    folder = resources.files("regard.sample") / "texts" / language
    found = sorted(folder.iterdir(), key=lambda one: one.name)
    return {one.name: tomllib.loads(one.read_text(encoding="utf-8")) for one in found}


def _without(table: Mapping[str, Any], slots: tuple[str, ...]) -> dict[str, Any]:
    taken: dict[str, Any] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            taken[key] = _without(value, slots)
        elif isinstance(value, list):
            taken[key] = [text for text in value if not any(slot in text for slot in slots)] or value
        else:
            taken[key] = value
    return taken


def _intents(topic: str, table: Mapping[str, Any], *, is_ours: bool) -> dict[str, Intent]:
    """A table that has tables is a topic of several intents, `topic.intent`; one without is an intent."""
    shared = {key: value for key, value in table.items() if not isinstance(value, dict)}
    inner = {f"{topic}.{key}": value for key, value in table.items() if isinstance(value, dict)} or {topic: {}}
    return {name: Intent(name, is_ours, **_taken(shared | value)) for name, value in inner.items()}


def _taken(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(map(phrase, value)) if isinstance(value, list) else value for key, value in table.items()}


def _frame(table: Mapping[str, Mapping[str, list[str]]]) -> Frame:
    return Frame(_taken(table["before"]), _taken(table["after"]))
