"""Followers: functions from a batch of a numbered stream to rows, each row written exactly once.

The cursor is the fence. A step reads its cursor, works without any lock, and then in ONE transaction moves the
cursor from where it read it (compare-and-set) and writes its rows. Whoever moves it first wrote; the others' rows
are dropped. So any number of workers may run the same follower, with no clock and no lease.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import connections, transaction

from regard.foundation.databases import STATE, Write, read, remember_much, write
from regard.foundation.errors import NotKnown, RegardError

BATCH = 5_000


@dataclass(frozen=True, kw_only=True)
class Position:
    """How far a follower has come in its stream and in the changes that people and erasures made."""

    number: int = 0
    change_no: int = 0


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What a follower is given: the items after one number up to another, and the changes since.

    `items` are whatever the stream hands out (logged interactions, touched episodes), in the order of their numbers;
    `changed` are numbers of items that a change has touched (erased, moved): they may lie anywhere before `upto`.
    """

    after: int
    upto: int
    items: Sequence[Any]
    changed: Sequence[int] = ()
    change_no: int = 0
    """The change that `changed` is of, where there is one."""


class Stream(Protocol):
    """A numbered sequence that only grows."""

    def head(self) -> int:
        """The highest number there is; 0 when empty."""

    def read(self, *, after: int, upto: int, limit: int) -> tuple[Sequence[Any], int]:
        """At most `limit` items with after < number <= upto, and the number up to which this is complete."""

    def changes(self, *, after: int) -> tuple[Sequence[int], int]:
        """Numbers of the items touched by the next changes after a change number, and the change number reached."""


@dataclass(frozen=True, kw_only=True)
class Follower:
    """A named step on the way of an interaction: reads `stream`, never further than the followers it comes `after`."""

    name: str
    stream: Stream
    run: Callable[[Batch, Any], Sequence[Write]]
    """From a batch and a `Reading` (opened for `purpose`, so foundation need not know its type) to rows."""
    purpose: str
    after: tuple["Follower", ...] = ()
    tables: tuple[str, ...] = ()
    rewindable: bool = True
    batch: int = field(default=BATCH)


@dataclass(frozen=True, kw_only=True)
class Stepped:
    """What one step did: how many items and changes it took, whether its rows were written, whether there is more."""

    items: int = 0
    changes: int = 0
    written: bool = False
    more: bool = False

    @property
    def is_busy(self) -> bool:
        """Whether there was, or still is, something to do."""
        return self.more or self.items > 0 or self.changes > 0


def position_of(name: str) -> Position:
    """How far the follower of this name has come."""
    rows = read("SELECT position, change_no FROM cursor WHERE follower = %s", [name])
    return Position(number=rows[0][0], change_no=rows[0][1]) if rows else Position()


def reach_change(name: str, change_no: int) -> None:
    """Note that a store outside the databases (the lake) has taken in all changes up to this one."""
    row = Write(
        table="cursor", columns=("follower", "change_no", "position"), rows=[(name, change_no, 0)], key=("follower",)
    )
    with transaction.atomic(using=STATE):
        write([row])


def step(follower: Follower, reading: Any) -> Stepped:
    """Take one batch. Safe to call from any number of threads and processes at once."""
    remember_much(STATE)
    start = position_of(follower.name)
    # Upstream positions are read before the stream, so that nothing is read that upstream has not yet written.
    reach = min((position_of(one.name).number for one in follower.after if one.stream is follower.stream), default=None)
    head = follower.stream.head() if reach is None else min(reach, follower.stream.head())
    changed, change_no = follower.stream.changes(after=start.change_no)
    if follower.after:
        change_no, changed = _not_beyond_upstream(follower, start, change_no, changed)
    if head <= start.number and change_no == start.change_no:
        return Stepped()
    items: Sequence[Any] = ()
    upto = start.number
    if head > start.number:
        items, upto = follower.stream.read(after=start.number, upto=head, limit=follower.batch)
    batch = Batch(after=start.number, upto=upto, items=items, changed=changed, change_no=change_no if changed else 0)
    try:
        writes = follower.run(batch, reading)
    except Exception:
        # It read without a lock: where another wrote meanwhile, some was read from before and some from after.
        if position_of(follower.name) == start:
            raise
        return Stepped(items=len(items), changes=len(changed), more=True)
    written = _commit(follower, start, Position(number=upto, change_no=change_no), writes)
    return Stepped(items=len(items), changes=len(changed), written=written, more=upto < head)


def _not_beyond_upstream(
    follower: Follower, start: Position, change_no: int, changed: Sequence[int]
) -> tuple[int, Sequence[int]]:
    reached = min(position_of(one.name).change_no for one in follower.after)
    return (change_no, changed) if reached >= change_no else (start.change_no, ())


def _commit(follower: Follower, start: Position, end: Position, writes: Sequence[Write]) -> bool:
    with transaction.atomic(using=STATE), connections[STATE].cursor() as cursor:
        cursor.execute("INSERT INTO cursor (follower, position, change_no) VALUES (%s, 0, 0) ON CONFLICT DO NOTHING",
                       [follower.name])  # fmt: skip
        # Claim by update, not by lock: whoever moves the cursor first wrote this batch; our rows are dropped.
        cursor.execute(
            "UPDATE cursor SET position = %s, change_no = %s WHERE follower = %s AND position = %s AND change_no = %s",
            [end.number, end.change_no, follower.name, start.number, start.change_no],
        )
        if cursor.rowcount != 1:
            return False
        write(writes)
    return True


def run_all(
    followers: Sequence[Follower],
    *,
    open_for: Callable[[str], Any],
) -> int:
    """Step every follower, in order, until none has anything left; the number of items taken.

    `open_for` opens a `Reading` for a purpose.
    """
    taken = 0
    while (done := step_all(followers, open_for=open_for)).is_busy:
        taken += done.items
    return taken


def step_all(followers: Sequence[Follower], *, open_for: Callable[[str], Any]) -> Stepped:
    """Take one batch with every follower, in order; `more` if any of them is not done."""
    taken = changes = 0
    more = False
    for follower in followers:
        done = step(follower, open_for(follower.purpose))
        taken += done.items
        changes += done.changes
        more = more or done.more
    return Stepped(items=taken, changes=changes, written=taken > 0, more=more)


def rewind(follower: Follower, *, to: int = 0) -> None:
    """Send a follower back; it writes the same rows again. Followers with effects refuse."""
    if not follower.rewindable:
        raise RegardError(f"{follower.name} has effects outside (messages, cases) and never rewinds.")
    with transaction.atomic(using=STATE), connections[STATE].cursor() as cursor:
        cursor.execute("UPDATE cursor SET position = %s WHERE follower = %s AND position > %s",
                       [to, follower.name, to])  # fmt: skip


def find_follower(followers: Iterable[Follower], name: str) -> Follower:
    """The follower of that name."""
    known = {follower.name: follower for follower in followers}
    if name not in known:
        raise NotKnown("follower", name, known)
    return known[name]
