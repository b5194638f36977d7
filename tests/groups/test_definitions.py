"""What a definition may say: whatever is kept can be read again and worked out."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from regard.foundation.errors import NotKnown
from regard.groups.public import CannotBe, read_definition


@pytest.mark.parametrize(
    "said",
    [
        {"type": "spent", "currency": "THB", "at_least": "nan"},
        {"type": "spent", "currency": "THB", "at_most": "inf"},
        {"type": "did", "until": "9999-12-31"},
        {"type": "seen", "which": "last", "since": "0001-01-01"},
    ],
)
def test_a_number_or_a_day_that_nothing_can_be_held_against_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(CannotBe):
        read_definition({"conditions": [said]}, from_words=True)


@pytest.mark.parametrize(
    ("conditions", "said"),
    [
        (
            [{"type": "channels", "at_least": 2}, {"type": "spent", "currency": "THB", "more_than": 3}],
            "No field of the condition spent named 'more_than'. Known: at_least, at_most, currency, kind,",
        ),
        (
            [{"type": "joined", "join": "any", "conditions": [{"type": "writes", "tongue": "th"}]}],
            "No field of the condition writes named 'tongue'. Known: language, never.",
        ),
        (
            [{"type": "joined", "join": "any", "conditions": [], "at_least": 2}],
            "No field of the condition joined named 'at_least'. Known: conditions, join.",
        ),
    ],
)
@pytest.mark.parametrize("as_text", [False, True], ids=["decoded", "text"])
def test_a_field_that_a_condition_has_not_is_answered_with_those_it_has(
    conditions: list[dict[str, Any]], said: str, *, as_text: bool
) -> None:
    given = {"conditions": conditions}
    with pytest.raises(NotKnown, match=re.escape(said)):
        read_definition(json.dumps(given) if as_text else given)
