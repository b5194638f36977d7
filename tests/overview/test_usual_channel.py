"""Where a customer usually asks: the channel of most of what they asked before a matter began."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from regard.overview.matters import _usual
from regard.record.public import Logged
from tests.builders import an_ask, day, examples


def in_order(*asks: Logged) -> list[tuple[tuple[datetime, str, int, bytes], Logged]]:
    """Asks with their positions."""
    return sorted((one.order, one) for one in asks)


def test_only_what_was_asked_before_a_matter_counts_for_it() -> None:
    early, late = an_ask(at=day(2), channel="social"), an_ask(at=day(9), channel="social")
    asks = in_order(
        an_ask(at=day(1), channel="email"), early, *(an_ask(at=day(at), channel="chat") for at in (3, 4)), late
    )
    assert _usual(asks, sorted([(early.order, 1), (late.order, 2)])) == {1: "email", 2: "chat"}


def test_who_asked_nothing_before_has_no_usual_channel() -> None:
    first = an_ask(channel="social")
    assert _usual(in_order(first), [(first.order, 1)]) == {}


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from(("email", "chat", "social"))), max_size=12))
@settings(max_examples=examples(60))
def test_counted_in_one_walk_it_is_the_same_as_counted_for_each(told: list[tuple[int, str]]) -> None:
    asks = in_order(*(an_ask(at=day(at), channel=channel) for at, channel in told))
    begun = [(position, one.seq) for position, one in asks if one.channel == "social"]
    expected = {}
    for position, number in begun:
        before = [one.channel for at, one in asks if at < position]
        if before:
            expected[number] = min(set(before), key=lambda channel: (-before.count(channel), channel))
    assert _usual(asks, begun) == expected
