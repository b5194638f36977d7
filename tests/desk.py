"""A small company at its desk: records what happens and follows it, in whatever order and portions a test wants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from django.db import connections

from regard.customers.public import RECOGNISE
from regard.data_use.public import Reading, open_reading, permit
from regard.episodes.public import ASSIGN
from regard.foundation import clock
from regard.foundation.databases import STATE, log_alias, read
from regard.foundation.followers import Follower, step
from regard.foundation.home import the_home
from regard.foundation.keys import _ring_of, make_ring
from regard.record.public import Interaction, Receipt, admit

TABLES = (
    "cursor", "change", "erasure", "profile", "identifier", "profile_identifier", "recognised",
    "customer_map", "merge_event", "merge_side", "customer_map_history", "announcement", "regrouped", "object_ref",
    "assigned", "episode", "related", "ruling", "ruling_pair", "ruling_reason", "unanswered", "doubt",
    "organisation_ref", "group_pick", "customer_group",
)  # fmt: skip
LOG_TABLES = ("interaction", "revision", "refusal", "brought_again", "taken_back")


def start_anew() -> None:
    """A company without a past: an example of hypothesis that failed leaves its rows to the next one."""
    for tables, alias in ((TABLES, STATE), (LOG_TABLES, log_alias())):
        with connections[alias].cursor() as cursor:
            for table in tables:
                cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 -- fixed names


@contextmanager
def other_keys() -> Iterator[None]:
    """A home with a key ring of its own; what stands in it before and after is of another ring and cannot be read."""
    file = the_home().keys / "ring.json"
    kept = file.read_bytes()
    file.unlink()
    make_ring(the_home().keys)
    _ring_of.cache_clear()
    try:
        yield
    finally:
        file.write_bytes(kept)
        _ring_of.cache_clear()


def reading_for(purpose: str = "keep_record") -> Reading:
    """Leave to read, as a worker has it."""
    return open_reading(permit(purpose, by="a test", at=clock.now()))


def record(*interactions: Interaction) -> Receipt:
    """The company records these, in this order."""
    return admit(interactions, received_at=clock.now())


def record_all(interactions: Sequence[Interaction], *, at_once: int = 1_000) -> None:
    """The company records these in portions."""
    for start in range(0, len(interactions), at_once):
        record(*interactions[start : start + at_once])


def follow(followers: Iterable[Follower] = (RECOGNISE, ASSIGN), *, batch: int | None = None) -> None:
    """Every follower takes all there is, in batches of this size."""
    for follower in followers:
        reading = reading_for(follower.purpose)
        one = follower if batch is None else replace(follower, batch=batch)
        while (done := step(one, reading)).items or done.more or done.changes:
            pass


def matters_by_message() -> dict[int, tuple[int, str, str, str]]:
    """What each interaction belongs to, by number: (matter, link, why, sure)."""
    rows = read("SELECT seq, episode_id, link, why, sure FROM assigned WHERE episode_id IS NOT NULL ORDER BY seq")
    return {seq: (episode_id, link, why, sure) for seq, episode_id, link, why, sure in rows}
