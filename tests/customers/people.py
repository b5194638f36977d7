"""Interactions told by whom they point at, and who turned out to be one customer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from regard.customers.public import RECOGNISE, customers_of
from regard.foundation.databases import read
from regard.record.public import Identifier, Interaction
from tests.builders import an_interaction
from tests.desk import follow, reading_for, record_all


def by(*told: str, **more: Any) -> Interaction:
    """An interaction that carries these, each as kind:value or kind:namespace:value."""
    return an_interaction(identifiers=tuple(an_identifier(one) for one in told), **more)


def an_identifier(told: str) -> Identifier:
    """One identifier from its short form; its namespace is the desk unless named."""
    kind, *namespace, value = told.split(":")
    return Identifier(kind, namespace[0] if namespace else "desk", value)


def recognised(interactions: Sequence[Interaction], *, at_once: int = 1_000, batch: int | None = None) -> None:
    """The company records these and recognises them."""
    record_all(interactions, at_once=at_once)
    follow((RECOGNISE,), batch=batch)


def seqs() -> list[int]:
    """All numbers of the log."""
    from_log = read("SELECT seq FROM recognised WHERE profile_id IS NOT NULL ORDER BY seq")
    return [seq for (seq,) in from_log]


def customers(numbers: Iterable[int]) -> list[int | None]:
    """The customer of each of these interactions."""
    asked = list(numbers)
    found = customers_of(reading_for(), asked)
    return [found.get(seq) for seq in asked]
