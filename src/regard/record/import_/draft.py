"""A first recipe for a file nobody has described yet: it loads, and a person completes it."""

import json
from collections.abc import Iterator

from regard.foundation.errors import RegardError
from regard.record.import_.inspect import Column, Inventory
from regard.record.import_.template import hole

TODO = "TO DO"
_CHANNEL_WORDS = (
    ("phone", ("phone", "call", "hotline", "ivr", "โทร", "电话")),
    ("email", ("mail", "อีเมล", "邮")),
    ("chat", ("chat", "แชท")),
    ("messenger", ("line", "whatsapp", "wechat", "messenger", "微信")),
    ("social", ("twitter", "facebook", "instagram", "social", "weibo", "微博")),
    ("app", ("app",)),
    ("web", ("web", "site", "online", "portal", "self service", "เว็บ", "网")),
    ("shop", ("shop", "store", "branch", "counter", "walk", "สาขา", "店")),
    ("sms", ("sms",)),
    ("post", ("post", "letter")),
)


def draft_recipe(inventory: Inventory, *, name: str = "draft") -> str:
    """The TOML of a recipe for that file. Every guess is marked; nothing of the file is left out unsaid."""
    if not inventory.columns:
        raise RegardError(
            f"No row of {inventory.name} can be read ({inventory.unreadable:,} cannot): nothing to draft from."
        )
    return "\n".join(_Draft(inventory, name).lines()) + "\n"


class _Draft:
    """Which column is taken for what."""

    def __init__(self, inventory: Inventory, name: str) -> None:
        self.inventory, self.name = inventory, name
        self.columns = [one for one in inventory.columns if hole(one.name) is not None and one.guess.type != "empty"]
        moments = [one for one in self.columns if one.guess.type == "moment"]
        openings = [one for one in moments if one.hint not in ("promised_at", "closed_at", "answered_at", "ended_at")]
        self.opening = next(iter([*(one for one in openings if one.hint), *openings, *moments]), None)
        others = [one for one in moments if one is not self.opening]
        self.promised = next((one for one in others if one.hint == "promised_at"), None)
        self.closing = next((one for one in others if one.hint == "closed_at"), None)
        ids = [one for one in self.columns if one.guess.type == "id" and one.hint != "customer"]
        unique = [one for one in ids if one.filled > 0.99 and not (one.is_exact and one.distinct < inventory.rows)]
        self.key = next(iter([*unique, *ids]), None)
        self.map = next(
            (one for one in self.columns if one.hint == "channel" and one.guess.type == "category" and one.values), None
        )
        texts = [one for one in self.columns if one.guess.type == "text"]
        self.text = next(
            iter(
                [*(one for one in texts if one.hint == "text"), *(one for one in texts if one.hint in (None, "case"))]
            ),
            None,
        )
        self.people = [
            one
            for one in self.columns
            if one.guess.type in ("email", "phone") or (one.hint == "customer" and one.guess.type in ("id", "category"))
        ]

    def lines(self) -> Iterator[str]:
        yield from self._head()
        if self.map:
            yield from self._map(self.map)
        yield from self._rule("opening", self.opening)
        if self.closing:
            yield from self._rule("closing", self.closing)
        yield from self._facts()

    def _head(self) -> Iterator[str]:
        inventory, layout = self.inventory, self.inventory.layout
        moments = [one for one in self.columns if one.guess.type == "moment"]
        formats = list(dict.fromkeys(one.guess.formats[0] for one in moments)) or ["iso"]
        yield f"# Drafted from {inventory.name}: {inventory.rows:,} rows, {inventory.unreadable:,} of them unreadable."
        yield f"# Every line that says {TODO} is a guess that a person decides. docs/recipes.md explains each key."
        yield f"name = {_text(self.name)}"
        yield f"source = {_text(self.name.replace('_', '-'))}  # {TODO}: the system that wrote the file"
        yield f"records_replies = true  # {TODO}: false if the file holds no replies, only openings and closings"
        yield f"live = false  # {TODO}: true if the source goes on and this is not its end"
        yield ""
        yield "[title]"
        yield f"en = {_text(inventory.name)}"
        yield ""
        yield "[file]"
        yield f"format = {_text(layout.format)}"
        if layout.format == "csv":
            yield f"delimiter = {_text(layout.delimiter)}"
        if layout.format == "mbox":
            yield f"own = []  # {TODO}: your addresses and domains. `regard recipes mbox` prints a recipe for mail."
        if layout.format in ("csv", "jsonl"):
            yield f"encoding = {_text(layout.encoding)}"
        yield ""
        yield "[values]"
        yield f"missing = [{', '.join(map(_text, inventory.missing))}]"
        yield ""
        yield "[time]"
        yield f'zone = "UTC"  # {TODO}: where the clock that wrote these moments stands, such as "Asia/Bangkok"'
        for one in moments:
            if one.guess.is_ambiguous:
                yield f"# {TODO}: {_plain(one.name)} could be read as {' or '.join(one.guess.formats)}."
        yield f"formats = [{', '.join(map(_text, formats))}]"
        if any(one.guess.buddhist for one in moments):
            yield 'calendar = "buddhist"'

    def _map(self, column: Column) -> Iterator[str]:
        yield ""
        yield "[maps.channel]"
        yield f"column = {_text(column.name)}"
        yield ""
        yield f"[maps.channel.values]  # {TODO}: the channel of each value"
        for value, times in column.values.items():
            yield f"{_text(value)} = {{ channel = {_text(_channel_of(value))}, touchpoint = {_text(value[:200])} }}" + (
                f"  # {times:,} rows"
            )

    def _rule(self, name: str, moment: Column | None) -> Iterator[str]:
        is_closing = name == "closing"
        key = self.key or (self.columns or self.inventory.columns)[0]
        yield ""
        yield "[[interaction]]"
        yield f'name = "{name}"'
        if is_closing and moment:
            yield f"when = {{ column = {_text(moment.name)}, present = true }}"
        yield f"message_id = {_text(f'{_hole(key)}:{name}')}" + ("" if self.key else f"  # {TODO}: unique, and lasting")
        yield f"occurred_at = {_text(_hole(moment or key))}" + (
            "" if moment else f"  # {TODO}: no column holds a moment"
        )
        yield f"source_order = {int(is_closing)}"
        yield 'use = ["channel"]' if self.map else f'channel = "other"  # {TODO}'
        yield f'kind = "{"state" if is_closing else "message"}"  # {TODO}'
        yield f'direction = "{"internal" if is_closing else "in"}"  # {TODO}'
        yield f'role = "{"claims_done" if is_closing else "asks"}"  # {TODO}'
        if self.promised and not is_closing:
            yield f"promised_at = {_text(_hole(self.promised))}"
        if self.text and not is_closing:
            yield f"text = {_text(_hole(self.text))}  # {TODO}: the words of the customer, if these are"
        if self.key:
            yield f'objects = [{{ kind = "case", value = {_text(_hole(self.key))} }}]  # {TODO}: case, order, thread, …'
        if self.people:
            yield f"identifiers = [{', '.join(map(_identifier, self.people))}]"
        if is_closing:
            yield "facts = []"

    def _facts(self) -> Iterator[str]:
        taken = [self.opening, self.promised, self.closing, self.key, self.map, self.text, *self.people]
        names: set[str] = set()
        for column in self.inventory.columns:
            if any(column is one for one in taken):
                continue
            if column not in self.columns or column.guess.type in ("text", "id"):
                yield ""
                yield f"# {TODO}: {_plain(column.name)} maps to nothing yet. It could be {_plain(column.could_be)}."
                continue
            yield ""
            yield f"# {column.filled:.0%} filled; {_plain(column.could_be)}"
            yield "[[fact]]"
            yield f"column = {_text(column.name)}"
            yield f"name = {_text(_fact_name(column.name, names))}"
            yield f'kind = "descriptive"  # {TODO}: descriptive, behavioural, attitudinal or identity'
            yield f"type = {_text(_FACT_TYPES.get(column.guess.type, 'text'))}"


_FACT_TYPES = {"number": "number", "yes_no": "yes_no", "moment": "moment"}


def _hole(column: Column) -> str:
    return hole(column.name) or "{column}"


def _identifier(column: Column) -> str:
    kind = column.guess.type if column.guess.type in ("email", "phone") else "customer"
    return f'{{ kind = "{kind}", value = {_text(_hole(column))} }}'


def _channel_of(value: str) -> str:
    folded = value.casefold()
    return next((channel for channel, words in _CHANNEL_WORDS if any(word in folded for word in words)), "other")


def _fact_name(column: str, taken: set[str]) -> str:
    letters = "".join(one if one.isascii() and one.isalnum() else "_" for one in column.lower())
    name = "_".join(filter(None, letters.split("_")))
    name = name if name[:1].isalpha() else f"fact_{name}".rstrip("_")
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    taken.add(free)
    return free


def _text(value: str) -> str:
    """A TOML string; JSON's escapes are TOML's, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def _plain(value: str) -> str:
    """The text as it may stand in a comment."""
    return " ".join("".join(one if one.isprintable() else " " for one in value).split())
