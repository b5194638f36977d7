"""How what arrives becomes interactions: the recipe that ships, or the source's own from one second to the next."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.foundation import clock
from regard.foundation.errors import NotKnown
from regard.record.collecting.columns import Columns
from regard.record.collecting.mapper import Mapper, Undated
from regard.record.import_.formats.jsonl import flat
from regard.record.import_.load import load
from regard.record.import_.mapping import Mapping
from regard.record.public import (
    Interaction,
    RecipeError,
    change_mapping,
    mapping_history,
    mapping_text,
    shipped_mapping,
)
from tests.collect.sender import Sender, a_source, logged

SPIN: dict[str, Any] = {"type": "track", "event": "Wheel Spun", "userId": "u1"}
OURS = shipped_mapping("segment").replace(
    "[maps.event.values]", '[maps.event.values]\n"Wheel Spun" = { kind = "complaint", direction = "in", role = "asks" }'
)


def test_a_mapping_of_the_source_holds_within_a_second_and_only_there(sender: Sender) -> None:
    sender.post("/v1/track", SPIN)
    change_mapping("shop", "segment", OURS, by="Ada", at=clock.now())
    time.sleep(1.05)
    sender.post("/v1/track", SPIN)
    sender.post("/v1/track", SPIN)
    sender.post("/v1/track", SPIN, key=(other := a_source("desk")))
    assert {(one.source, one.kind, one.role) for one in logged()} == {
        ("shop", "Wheel Spun", "none"), ("shop", "complaint", "asks"),
    }  # fmt: skip
    time.sleep(1.05)
    sender.post("/v1/track", SPIN, key=other)
    assert [one.kind for one in logged() if one.source == "desk"] == ["Wheel Spun"]


def test_the_newest_holds_and_all_are_remembered(sender: Sender) -> None:
    assert mapping_text("shop", "segment") == shipped_mapping("segment")
    change_mapping("shop", "segment", OURS, by="Ada", at=clock.now())
    change_mapping("shop", "segment", shipped_mapping("segment"), by="Bo", at=clock.now())
    assert mapping_text("shop", "segment") == shipped_mapping("segment")
    assert [one.by for one in mapping_history("shop", "segment")] == ["Bo", "Ada"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name = 3", "title is missing"),
        (OURS.replace('kind = "complaint"', 'colour = "red"'), "colour"),
        (OURS.replace('message_id = "{messageId}"', 'message_id = "{messageId"'), "brace|single"),
        (OURS + '\n[group]\nadjacent = ["userId"]\n', "comes alone"),
    ],
)
def test_a_wrong_mapping_is_refused_with_words_and_changes_nothing(sender: Sender, text: str, says: str) -> None:
    with pytest.raises(RecipeError, match=says):
        change_mapping("shop", "segment", text, by="Ada", at=clock.now())
    assert mapping_text("shop", "segment") == shipped_mapping("segment")


def test_a_shape_that_nobody_knows() -> None:
    with pytest.raises(NotKnown, match="segment"):
        shipped_mapping("matomo")


# One walk over the event must give what flattening all of it gives: that is what a mended refusal is mapped by, too.

_words = ("", " ", " a ", "track", "page", "u1", "2026-11-16T09:00:00Z", "12.5", "THB")
_scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**25), 10**25),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(_words),
    st.text(max_size=5),
)
_NAMES = (
    "type", "userId", "messageId", "timestamp", "event", "properties", "properties.order_id", "order_id", "context",
    "context.page", "page", "path", "traits", "traits.email", "email", "ip", "integrations", "revenue", "currency",
    "data", "id", "", ".",
)  # fmt: skip
_names = st.sampled_from(_NAMES)
_values = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_names, inner, max_size=4),
    max_leaves=12,
)
_events = st.dictionaries(_names, _values, max_size=8)
_usual = {"type": "track", "messageId": "m", "timestamp": "2026-11-16T09:00:00Z", "event": "Order Completed"}


@pytest.mark.parametrize("shape", ["segment", "cloudevents", "webhook", "tracker"])
@given(data=st.data())
def test_the_quick_way_and_flattening_give_the_same(shape: str, data: st.DataObject) -> None:
    event = {**data.draw(st.sampled_from([{}, _usual])), **data.draw(_events)}
    recipe = load(shipped_mapping(shape), name=shape)
    also = {"received_at": "2026-11-16T10:00:00+00:00"}
    quick = [one.interaction if isinstance(one, Undated) else one for one in Mapper(recipe).map(event, also=also)]
    ((_, slow),) = Mapping(recipe).outcomes([(0, also | dict(flat(event)))])
    said = [getattr(one, "reason", one) for one in quick]
    expected = [getattr(one, "reason", one) for one in slow]
    if "*" in recipe.rest:
        expected = [_without(one, also) for one in expected]
    assert said == expected


def _without(one: Any, also: dict[str, str]) -> Any:
    # The importer knows no columns beside those of the row: it keeps them like any other.
    for name in also:
        getattr(one, "facts", {}).pop(name, None)
    return one


def test_keys_without_end_are_mapped_and_not_remembered_for_ever() -> None:
    """Who sends ever new keys, at any depth, fills no memory and is still understood."""
    mapper = Mapper(load(shipped_mapping("segment"), name="segment"))
    for number in range(3):
        many = {f"new {number} {one}": {f"{one}": one} for one in range(4_000)}
        (made,) = mapper.map({**_usual, "properties": {**many, "order_id": "17"}}, also={})
        assert isinstance(made, Interaction)
        assert made.facts[f"properties.new {number} 3999.3999"] == "3999"
        assert [ref.value for ref in made.objects] == ["17"]
    assert _remembered(mapper._columns) <= 5_000


def _remembered(columns: Columns) -> int:
    return len(columns) + sum(1 + _remembered(inner) for inner in columns._inner.values())
