"""A matter as this room is given it, and what each of its interactions does."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from regard.company.public import Source
from regard.record.public import Key, Logged

STRONG = frozenset({"case", "order", "thread"})
TO_THE_ASK = frozenset({"case", "thread"})
_NO_CONTACT = frozenset({"order", "delivery", "survey"})
_HELP_VISITS = frozenset({"search", "article"})


class Matter(msgspec.Struct, frozen=True):
    """One matter: its interactions in order, and who each is from.

    `customers` names the customer of an interaction by its number, and leaves out those it does not know.
    `usual_channel` is the channel of most of the customer's earlier asks, in other matters. `asked_again_at` is when a
    later matter began by asking about the same topic again, 7 to 30 days after this one's last answer.
    """

    episode_id: int
    interactions: Sequence[Logged]
    customers: Mapping[int, int] = {}
    usual_channel: str | None = None
    asked_again_at: datetime | None = None


def is_inbound(one: Logged) -> bool:
    """Whether the customer made contact with us. What a machine sent in their name is not them."""
    return one.direction == "in" and not one.auto and one.channel not in _NO_CONTACT


def is_outbound(one: Logged) -> bool:
    """Whether we made contact with the customer. What a machine sent without reading says nothing."""
    return one.direction == "out" and not one.auto and one.channel not in _NO_CONTACT


def is_help_visit(one: Logged) -> bool:
    """Whether the customer looked for the answer by themselves."""
    return one.direction == "observed" and one.kind in _HELP_VISITS


def is_asks_back(one: Logged) -> bool:
    """Whether we asked the customer something."""
    return one.role == "asks_back" and is_outbound(one)


def moment_of(one: Logged) -> datetime:
    """When it took effect: for a call, visit or live chat, the moment from which somebody was there."""
    return one.answered_at if one.answered_at is not None and one.direction == "in" else one.occurred_at


def sends_elsewhere(one: Logged) -> bool:
    """Whether it sends the customer to another channel or team, whatever else it does."""
    return one.role == "passes" or (one.passes_to is not None and one.passes_to != one.channel)


def basis_of(one: Logged, sources: Mapping[str, Source]) -> str | None:
    """On what basis this interaction answers: reply, spoken, machine or closure; None if it answers nothing.

    Inside one interaction a pass beats the answer.
    """
    if is_outbound(one):
        if one.role == "answers" and one.reached is not False and not sends_elsewhere(one):
            return "machine" if one.human == "no" else "reply"
    elif one.answered_at is not None and is_inbound(one) and not sends_elsewhere(one):
        return "machine" if one.human == "no" else "spoken"
    if one.role == "claims_done" and not one.auto:
        source = sources.get(one.source)
        return "closure" if source is not None and not source.records_replies else None
    return None


def shares_key(one: Logged, other: Logged, kinds: frozenset[str]) -> bool:
    """Whether both name the same case, order or thread (of these kinds)."""
    return any(key.kind in kinds and _holds(other.keys, key) for key in one.keys)


def has_strong_key(one: Logged) -> bool:
    """Whether it names a case, an order or a thread."""
    return any(key.kind in STRONG for key in one.keys)


def _holds(keys: Sequence[Key], wanted: Key) -> bool:
    return any(key.value_key == wanted.value_key and key.kind == wanted.kind for key in keys)
