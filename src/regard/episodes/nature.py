"""What an interaction is, as far as matters are concerned."""

from regard.record.public import Logged

STRONG = ("case", "order", "thread")
WEAK = ("session", "topic")
NAMING = frozenset({"order", "case", "topic", "product"})
"""Two interactions that both name some of these and none in common are about different things."""
PUBLIC = frozenset({"social", "community", "review"})
"""Where a thread is everybody's, so that its key counts per customer."""

_NOTHING: frozenset[bytes] = frozenset()
_NO_CONTACT = frozenset({"order", "delivery", "survey"})
_ACTS = frozenset({"purchase", "payment", "return"})
_VIEWS = frozenset({"page", "search", "article", "visit", "view"})


def is_quiet(one: Logged) -> bool:
    """What we send unasked, and what machines send unread: it joins, and is joined, only by key or product."""
    return one.auto or (one.direction == "out" and one.role == "informs")


def is_contact(one: Logged) -> bool:
    """Whether customer and company were in contact."""
    return one.direction in {"in", "out"} and not is_quiet(one) and one.channel not in _NO_CONTACT


def is_act(one: Logged) -> bool:
    """Whether something was done that counts: bought, paid, returned, or said to be done."""
    return not one.auto and (one.kind in _ACTS or one.role == "claims_done")


def is_view(one: Logged) -> bool:
    """Whether the customer only looked at something."""
    return one.direction == "observed" and one.kind in _VIEWS


def is_ask(one: Logged) -> bool:
    """Whether the customer may want something from us; unknown counts as asking."""
    return one.direction == "in" and is_contact(one) and one.role in {"asks", "unknown"}


def is_answer(one: Logged) -> bool:
    """Whether nothing is owed after it: an answer, a call that somebody took, or staff's word that it is done."""
    if one.auto or one.reached is False:
        return False
    if one.direction == "in":
        return one.answered_at is not None
    return one.role == "claims_done" or (one.direction == "out" and one.role == "answers")


def passes_to(one: Logged) -> str | None:
    """The channel that it sends the customer to."""
    return one.passes_to if one.passes_to != one.channel else None


def names(one: Logged) -> frozenset[bytes]:
    """What it says it is about."""
    return frozenset([key.value_key for key in one.keys if key.kind in NAMING]) if one.keys else _NOTHING


def products(one: Logged) -> frozenset[bytes]:
    """The products it names."""
    return frozenset([key.value_key for key in one.keys if key.kind == "product"]) if one.keys else _NOTHING


def strong_keys(one: Logged, customer: int | None) -> list[tuple[str, bytes]]:
    """(kind, key) of what joins with certainty, strongest kind first."""
    if not one.keys:
        return []
    return [(kind, _own(key.value_key, kind, one, customer)) for kind in STRONG for key in one.keys if key.kind == kind]


def weak_keys(one: Logged, customer: int | None) -> list[tuple[str, bytes]]:
    """(kind, key) of what joins while the matter is young. A topic is its customer's; without one it is none."""
    if not one.keys:
        return []
    found = [("session", key.value_key) for key in one.keys if key.kind == "session"]
    if customer is not None:
        found += [("topic", personal(key.value_key, customer)) for key in one.keys if key.kind == "topic"]
    return found


def is_shared_thread(kind: str, one: Logged) -> bool:
    """Whether this key is a thread in which many customers speak."""
    return kind == "thread" and one.channel in PUBLIC


def personal(value_key: bytes, number: int) -> bytes:
    """The key as one customer's (or profile's) own."""
    return value_key + number.to_bytes(8, "big")


def _own(value_key: bytes, kind: str, one: Logged, customer: int | None) -> bytes:
    return personal(value_key, customer) if customer is not None and is_shared_thread(kind, one) else value_key
