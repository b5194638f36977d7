"""The fast way of joining says what the definition says word for word."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from regard.episodes.public import joined
from regard.record.public import Logged
from tests.builders import a_key, a_logged
from tests.episodes.plain import plainly_joined
from tests.episodes.stories import GAPS, KEYS, LONG_AGO, WHAT

WHOSE = (1, 1, 1, 2, 2, 3, None)
Event = tuple[int, int | None, dict[str, Any], frozenset[tuple[str, str]]]
an_event = st.tuples(
    st.sampled_from(GAPS),
    st.sampled_from(WHOSE),
    st.sampled_from(WHAT),
    st.one_of(st.just(frozenset[tuple[str, str]]()), st.sets(st.sampled_from(KEYS), max_size=3).map(frozenset)),
)


def logged(events: list[Event]) -> tuple[list[Logged], dict[int, int]]:
    """The interactions of a story, and whose they are."""
    at, found, customers = LONG_AGO, [], {}
    for place, (gap, who, what, keys) in enumerate(events):
        at += timedelta(hours=gap)
        kept = tuple(a_key(kind, value) for kind, value in sorted(keys))
        one = a_logged(at=at, source_order=place, **{"role": "none"} | what, keys=kept)
        found.append(one)
        if who is not None:
            customers[one.seq] = who
    return found, customers


dense = st.tuples(
    st.sampled_from((0, 1, 20)),
    st.just(1),
    st.sampled_from(WHAT),
    st.sets(st.sampled_from(KEYS), max_size=1).map(frozenset),
)


@settings(max_examples=400)
@given(events=st.lists(st.one_of(an_event, dense), min_size=2, max_size=30))
def test_the_fast_way_says_what_the_definition_says(events: list[Event]) -> None:
    story, customers = logged(events)
    found = {link.seq: link.episode_id for link in joined(story, customers=customers).links}
    assert found == plainly_joined(story, customers)
