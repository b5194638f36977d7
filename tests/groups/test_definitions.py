"""What a definition may say: whatever is kept can be read again and worked out."""

from __future__ import annotations

from typing import Any

import pytest

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
