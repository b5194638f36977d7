"""Requests as they stood at a past moment, of matters that went on after it. Slow: each matter is read again."""

from collections.abc import Sequence
from datetime import datetime

import ibis
import msgspec
import pyarrow as pa

from regard.company.public import due_rules, sources
from regard.data_use.public import Reading
from regard.overview.lake import requests_table
from regard.overview.matter import Matter
from regard.overview.matters import matters_of
from regard.overview.requests import request_of
from regard.record.public import Logged


def went_on(reading: Reading, *, as_of: datetime) -> ibis.Table:
    """The matters (column episode_id) asked about by `as_of` whose newest interaction is later."""
    requests, moment = reading.table("requests"), ibis.literal(as_of)
    return requests.filter((requests.asked_at <= moment) & (requests.last_at > moment)).select("episode_id")


def requests_at(reading: Reading, episode_ids: Sequence[int], *, as_of: datetime) -> pa.Table:
    """The requests of these matters as they stood at `as_of`, in the columns of the lake's table."""
    rules, known = due_rules(), sources()
    found = (
        request_of(as_it_stood(matter, as_of), rules=rules, sources=known)
        for matter in matters_of(reading, episode_ids)
    )
    return requests_table([request for request in found if request is not None])


def as_it_stood(matter: Matter, as_of: datetime) -> Matter:
    """The matter as far as it had come by then."""
    again = matter.asked_again_at
    return msgspec.structs.replace(
        matter,
        interactions=until(matter.interactions, as_of),
        asked_again_at=again if again is not None and again <= as_of else None,
    )


def until(interactions: Sequence[Logged], as_of: datetime) -> list[Logged]:
    """What of a matter had happened by then; a call that rang but that nobody had taken yet was not taken."""
    return [_known_by(one, as_of) for one in interactions if one.occurred_at <= as_of]


def _known_by(one: Logged, as_of: datetime) -> Logged:
    if one.direction != "in" or one.answered_at is None or one.answered_at <= as_of:
        return one
    return msgspec.structs.replace(one, answered_at=None, passes_to=None)
