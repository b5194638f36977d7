"""Builders that name only what matters; the rest is what is usual."""

import hashlib
import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from regard.record.public import Interaction, Key, Logged, ObjectRef

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
"""A Monday. Day 0, hour 0 of every story."""

STRONG = ("case", "order", "thread")
_KINDS = {"phone": "call", "shop": "visit", "order": "purchase", "social": "post"}
_numbers = count(1)


def day(days: float = 0, *, hours: float = 0, minutes: float = 0, seconds: float = 0) -> datetime:
    """A moment of the story: so long after its start."""
    return START + timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def an_interaction(*, at: datetime = START, channel: str = "email", **more: Any) -> Interaction:
    """An interaction as a source tells it; `case`, `order` and `thread` become its objects."""
    source = more.pop("source", "desk")
    objects = tuple(ObjectRef(kind, source, more.pop(kind)) for kind in STRONG if kind in more)  # type: ignore[arg-type]
    usual: dict[str, Any] = {
        "source": source,
        "message_id": f"m{next(_numbers)}",
        "occurred_at": at,
        "channel": channel,
        "kind": _KINDS.get(channel, "message"),
        "direction": "in",
        "objects": objects,
    }
    return Interaction(**usual | more)


def a_logged(*, at: datetime = START, channel: str = "email", **more: Any) -> Logged:
    """An admitted interaction as followers read it; `case`, `order` and `thread` become its keys."""
    number = next(_numbers)
    source = more.pop("source", "desk")
    usual: dict[str, Any] = {
        "seq": number,
        "source": source,
        "message_key": number.to_bytes(16, "big"),
        "occurred_at": at,
        "received_at": at,
        "source_order": 0,
        "channel": channel,
        "touchpoint": None,
        "kind": _KINDS.get(channel, "message"),
        "direction": "in",
        "role": "unknown",
        "keys": tuple(a_key(kind, more.pop(kind), source=source) for kind in STRONG if kind in more),
    }
    return Logged(**usual | more)


def a_key(kind: str, value: str, *, source: str = "desk") -> Key:
    """A key as the log keeps it: a hash that can be matched and not read."""
    words = "\0".join((kind, source, value)).encode()
    return Key(kind, source, hashlib.blake2b(words, digest_size=16).digest())


def an_ask(*, at: datetime = START, channel: str = "email", **more: Any) -> Logged:
    """Somebody asks."""
    return a_logged(at=at, channel=channel, **{"role": "asks"} | more)


def a_reply(*, at: datetime, channel: str = "email", **more: Any) -> Logged:
    """We answer."""
    return a_logged(at=at, channel=channel, **{"direction": "out", "role": "answers"} | more)


def a_pass(*, at: datetime, to: str = "phone", channel: str = "email", **more: Any) -> Logged:
    """We send the customer to another channel."""
    return a_logged(at=at, channel=channel, **{"direction": "out", "role": "passes", "passes_to": to} | more)


def a_call(*, at: datetime = START, after: timedelta | None = timedelta(minutes=1), **more: Any) -> Logged:
    """A call that somebody took `after` so long; None: nobody did."""
    answered = None if after is None else at + after
    return a_logged(at=at, channel="phone", **{"role": "asks", "answered_at": answered} | more)


def a_closure(*, at: datetime, channel: str = "web", **more: Any) -> Logged:
    """Staff say that it is done."""
    return a_logged(at=at, channel=channel, **{"direction": "internal", "kind": "state", "role": "claims_done"} | more)


def in_order(interactions: Iterable[Logged]) -> list[Logged]:
    """As a matter holds them."""
    return sorted(interactions, key=lambda one: one.order)


def examples(of: int) -> int:
    """So many examples on SQLite; on PostgreSQL, where each takes several times as long, a fifth of them."""
    return max(of // 5, 5) if os.environ.get("REGARD_TEST_DATABASE_URL") else of
