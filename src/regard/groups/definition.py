"""What a group is: conditions on what customers did and are, joined by all or any, nested once. Data, not code."""

import re
from datetime import date
from typing import Annotated, Any, Literal, get_args

import msgspec

from regard.foundation.errors import NotKnown, RegardError
from regard.foundation.moments import YEARS
from regard.overview.public import FATES
from regard.record.public import CHANNELS, ROLES

MOST_CONDITIONS = 20
DIRECTIONS = ("in", "out", "observed", "internal")
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Count = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
Amount = Annotated[float, msgspec.Meta(ge=-1e15, le=1e15)]
Join = Literal["all", "any"]


class Condition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag=True):
    """One thing that is true of a customer; with `never`, one that is not."""

    never: bool = False


class Within(Condition, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A condition that may hold for a time: days of the zone of reports, both included, or the last so many days."""

    since: date | None = None
    until: date | None = None
    last_days: Annotated[int, msgspec.Meta(ge=1, le=36_500)] | None = None


class Did(Within, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="did"):
    """Interactions of the customer (what came from them or was observed, unless direction or role say otherwise)."""

    channel: Text | None = None
    touchpoint: Text | None = None
    kind: Text | None = None
    source: Text | None = None
    direction: Text | None = None
    role: Text | None = None
    topic: Text | None = None
    product: Text | None = None
    campaign: Text | None = None
    at_least: Count = 1


class Matter(Within, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="matter"):
    """Requests of the customer and what became of them, in the words of the reports; the time is that of the ask."""

    became: Text | None = None
    channel: Text | None = None
    touchpoint: Text | None = None
    source: Text | None = None
    at_least: Count = 1


class Spent(Within, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="spent"):
    """The sum of the value of their interactions in one currency; never added across currencies."""

    currency: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")]
    at_least: Amount | None = None
    at_most: Amount | None = None
    kind: Text | None = None


class Belongs(Condition, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="belongs"):
    """An interaction of theirs carries this organisation (its key, as the list of organisations shows it), or any."""

    organisation: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")] | None = None


class KnownBy(Condition, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="known_by"):
    """An interaction of theirs carries an identifier of this kind."""

    identifier: Text


class OnChannels(Condition, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="channels"):
    """They are known on so many channels."""

    at_least: Count


class Writes(Condition, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="writes"):
    """They have written in this language, as a tag: en, th, zh; zh-hans is a zh."""

    language: Text


class Seen(Within, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="seen"):
    """Their first, or their newest, interaction lies in this time."""

    which: Literal["first", "last"]


class ByHand(Condition, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="by_hand"):
    """Somebody put them into this group."""


One = Did | Matter | Spent | Belongs | KnownBy | OnChannels | Writes | Seen | ByHand


class Joined(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="joined"):
    """Conditions of which all, or any, must be true, as one condition of a group."""

    join: Join
    conditions: tuple[One, ...]


Part = Did | Matter | Spent | Belongs | KnownBy | OnChannels | Writes | Seen | ByHand | Joined


class Definition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a group means."""

    join: Join = "all"
    conditions: tuple[Part, ...] = ()


_READ = msgspec.json.Decoder(Definition)
WHATS: tuple[str, ...] = tuple(str(one.__struct_config__.tag) for one in get_args(One))
"""The conditions there are, by the word that says which."""


class CannotBe(RegardError):
    """A definition that means nothing, or two things at once."""


def read_definition(given: str | bytes | dict[str, Any], *, from_words: bool = False) -> Definition:
    """A definition from JSON (text, or already decoded); raises `CannotBe` or `NotKnown` with what would work.

    With `from_words`, numbers and days may be written as words, as forms and command lines have them.
    """
    try:
        if isinstance(given, dict):
            found = msgspec.convert(given, Definition, strict=not from_words)
        else:
            found = _READ.decode(given)
    except (msgspec.ValidationError, msgspec.DecodeError) as cause:
        _must_be_fields(given, str(cause))
        raise CannotBe(f"This is no group: {cause}. Conditions are: {', '.join(WHATS)}, joined.") from cause
    must_mean_something(found)
    return found


_UNKNOWN_FIELD = re.compile(r"unknown field `(?P<field>.*)` - at `\$(?P<path>(\.conditions\[\d+\])+)`")


def _must_be_fields(given: str | bytes | dict[str, Any], cause: str) -> None:
    """Raise `NotKnown` with the fields of the condition if what it said of one has no meaning there."""
    found = _UNKNOWN_FIELD.search(cause)
    if found is None:
        return
    condition: Any = given if isinstance(given, dict) else msgspec.json.decode(given)
    for place in re.findall(r"\d+", found["path"]):
        condition = condition["conditions"][int(place)]
    (kind,) = (one for one in get_args(Part) if one.__struct_config__.tag == condition["type"])
    raise NotKnown(f"field of the condition {condition['type']}", found["field"], kind.__struct_fields__)


def as_text(definition: Definition) -> str:
    """The definition as JSON; the same definition always gives the same text."""
    return msgspec.json.encode(definition, order="deterministic").decode()


def conditions_of(definition: Definition) -> tuple[One, ...]:
    """Every condition, those of joined ones too."""
    return tuple(
        one for part in definition.conditions for one in (part.conditions if isinstance(part, Joined) else (part,))
    )


def must_mean_something(definition: Definition) -> None:
    """Raise unless there is at least one condition, not too many, and each can be true of somebody."""
    if any(isinstance(part, Joined) and not part.conditions for part in definition.conditions):
        raise CannotBe("Conditions that are joined need at least one. Take the empty one out, or add a condition.")
    all_of_them = conditions_of(definition)
    if not all_of_them:
        raise CannotBe("A group needs at least one condition: what did its customers do, or what are they?")
    if len(all_of_them) > MOST_CONDITIONS:
        raise CannotBe(f"A group has at most {MOST_CONDITIONS} conditions, not {len(all_of_them)}.")
    for one in all_of_them:
        _must_be_possible(one)


def _must_be_possible(one: One) -> None:
    for name, known in _LISTS.items():
        value = getattr(one, name, None)
        if value is not None and value not in known:
            raise NotKnown(_CALLED[name], value, known)
    if isinstance(one, Within):
        _must_be_a_time(one)
    if isinstance(one, Spent) and one.at_least is None and one.at_most is None:
        raise CannotBe("Spent how much? At least, at most, or both must be said.")
    if isinstance(one, Seen) and (one.since, one.until, one.last_days) == (None, None, None):
        raise CannotBe("First or last seen when? A time (since, until) or the last so many days must be said.")


def _must_be_a_time(one: Within) -> None:
    for day in (one.since, one.until):
        if day is not None and day.year not in YEARS:
            raise CannotBe(f"Nothing was on {day}. A day from {YEARS[0]} to {YEARS[-1]} would work.")
    if one.last_days is not None and (one.since is not None or one.until is not None):
        raise CannotBe("Either the last so many days, or since and until: both together say two times.")
    if one.since is not None and one.until is not None and one.since > one.until:
        raise CannotBe(f"A time cannot begin on {one.since} and end on {one.until}. The other way round would work.")


_LISTS = {"channel": CHANNELS, "role": ROLES, "direction": DIRECTIONS, "became": FATES}
_CALLED = {"channel": "channel", "role": "role", "direction": "direction", "became": "fate of a request"}
