"""What a log that Regard wrote says beside its interactions: its sources, and what people said."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from regard.record.import_.formats.ocel import spooled
from regard.record.import_.formats.ocel_spool import OcelError, OcelEvent, Spool
from regard.record.import_.unpack import files_of, opened
from regard.record.portable import ABOUT, DECIDED, DECLARES, JOINS, OF_TWO, ONE_SIDE, OTHER_SIDE, SAID

Message = tuple[str, str]
"""Source and message id."""
_LONGEST = 1_000_000


class Ruled(msgspec.Struct, frozen=True):
    """What a person did to matters: of each pair the later one, the other, whether they are one, whether it leads."""

    about: tuple[Message, Message] | None
    pairs: tuple[tuple[Message, Message, bool, bool], ...]
    said: dict[str, Any]

    def messages(self) -> set[Message]:
        """All interactions that it names."""
        return {message for pair in self.pairs for message in pair[:2]} | set(self.about or ())


class Spoken(msgspec.Struct, frozen=True):
    """What a person said of customers: of the profiles of interactions, or of an identifier."""

    rule: str
    sides: tuple[tuple[Message, ...], tuple[Message, ...]]
    joined: tuple[Message, ...]
    identifier: tuple[str, str, str] | None
    said: dict[str, Any]

    def messages(self) -> set[Message]:
        """All interactions that it names."""
        return {message for side in (*self.sides, self.joined) for message in side}


class OwnLog(msgspec.Struct, frozen=True):
    """A log that Regard wrote: what it says of its sources by slug, and what people said, in order."""

    sources: dict[str, dict[str, Any]]
    ruled: tuple[Ruled, ...]
    spoken: tuple[Spoken, ...]
    is_whole: bool


def read_own(files: Path | Sequence[Path]) -> OwnLog | None:
    """What the first of these files says, if Regard wrote it; raises `OcelError` for what is no whole log."""
    with opened(files_of(files)[0]) as members, _held(next(members)) as spool:
        if not spool.is_ours:
            return None
        try:
            return _read(spool)
        except (KeyError, ValueError, TypeError, StopIteration) as error:
            raise OcelError(f"{spool.name} is not as Regard writes a log: {error!r}.") from error


@contextmanager
def _held(member: Any) -> Iterator[Spool]:
    spool = spooled(member, longest=_LONGEST)
    try:
        yield spool
    finally:
        spool.close()


def _read(spool: Spool) -> OwnLog:
    sources = {str(said["slug"]): said for said in (one.now() for one in spool.objects("source"))}
    is_whole = all(said.get("with_identities") for said in sources.values())
    # Without identities each customer has become one profile: there is nothing left to say of them.
    return OwnLog(sources, tuple(_rulings(spool)), tuple(_sayings(spool)) if is_whole else (), is_whole)


def _rulings(spool: Spool) -> Iterator[Ruled]:
    pairs: dict[str, list[tuple[Message, Message, bool, bool]]] = {}
    for thing in spool.objects("ruling pair"):
        (ruling,) = (other for other, _, how in spool.related(thing.id) if how == "part of")
        said = thing.now()
        one, *others = _on_pair(spool, thing.id)
        pairs.setdefault(ruling, []).append(
            (one, others[-1] if others else one, bool(said["together"]), bool(said["leads"]))
        )
    things = [(thing.now(), thing.id) for thing in spool.objects("ruling")]
    for said, ruling in sorted(things, key=lambda one: int(one[0]["number"])):
        about = {how: _message(event) for event in spool.events_of(ruling) for how in event.related_to(ruling)}
        named = (about[ABOUT], about[OF_TWO]) if len(about) == 2 else None
        yield Ruled(named, tuple(pairs[ruling]), said)


def _on_pair(spool: Spool, pair: str) -> list[Message]:
    """The interactions of a pair: first the one that it decides."""
    found = [(how, _message(event)) for event in spool.events_of(pair) for how in event.related_to(pair)]
    return [message for _, message in sorted(found, key=lambda one: one[0] != DECIDED)]


def _sayings(spool: Spool) -> list[Spoken]:
    rules = {kind: rule for rule, kind in SAID.items()}
    # An interaction may be of a kind that is called so.
    events = [event for event in spool.events(*rules) if "message_id" not in event.attributes]
    return [_saying(spool, event, rules) for event in sorted(events, key=lambda one: int(one.attributes["number"]))]


def _saying(spool: Spool, event: OcelEvent, rules: dict[str, str]) -> Spoken:
    named: dict[str, list[str]] = {JOINS: [], ONE_SIDE: [], OTHER_SIDE: [], DECLARES: []}
    for thing, _, how in event.relations:
        named[how].append(thing)
    one, other, joined = (
        tuple(_carrier(spool, profile) for profile in named[how]) for how in (ONE_SIDE, OTHER_SIDE, JOINS)
    )
    identifier = None
    if named[DECLARES]:
        value = spool.object(named[DECLARES][0]).now()
        identifier = (str(value["kind"]), str(value["namespace"]), str(value["value"]))
    rule = rules[event.type]
    joined = (*one, *joined) if rule == "moved" else joined
    return Spoken(rule, (one, other), joined, identifier, event.attributes | {"at": event.time})


def _carrier(spool: Spool, profile: str) -> Message:
    """An interaction of this profile."""
    return next(_message(event) for event in spool.events_of(profile) if "message_id" in event.attributes)


def _message(event: OcelEvent) -> Message:
    return str(event.attributes["source"]), str(event.attributes["message_id"])
