"""A process that breaks says one sentence, and its exit code says what kind of breaking it was."""

from __future__ import annotations

import errno
import logging

import pytest

from regard.foundation.errors import RegardError
from regard.foundation.last_words import last_words
from regard.foundation.room import NOTHING_KEPT, TRY_AGAIN_LATER


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (RegardError("No report named 'funel'."), ("No report named 'funel'.", 1)),
        (OSError(errno.ENOSPC, "No space left on device"), (NOTHING_KEPT, TRY_AGAIN_LATER)),
    ],
)
def test_a_callers_mistake_and_a_full_disk_are_told_apart(error: Exception, said: tuple[str, int]) -> None:
    assert last_words(error) == said


def test_a_mistake_of_ours_is_quoted_by_its_number_and_never_by_its_words(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        words, code = last_words(ValueError("call me at somchai@example.co.th"))
    (line,) = caplog.records
    assert code == 70
    assert f"regard log-entry {line.__dict__['number']} shows where" in words
    assert "somchai" not in words
