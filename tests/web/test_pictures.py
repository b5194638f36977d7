"""Where the marks of a picture stand."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from regard.web import pictures, years
from regard.web.whole import Part
from tests.builders import a_logged

BEGUN = datetime(2026, 3, 2, tzinfo=UTC)


def a_stop(hours: float, channel: str = "email", gap: str = "1 h") -> pictures.Stop:
    """An interaction on the way."""
    at = BEGUN + timedelta(hours=hours)
    return pictures.Stop(seq=1, at=at, channel=channel, side="in", gap=gap, why="same case", title="")


@given(st.lists(st.floats(0, 100_000), min_size=1, max_size=40))
def test_marks_stand_in_order_and_none_on_another(hours: list[float]) -> None:
    drawn = pictures.way([a_stop(one) for one in sorted(hours)], deadlines=())
    places = [mark.x for mark in drawn.marks]
    assert all(after - before >= 30 for before, after in itertools.pairwise(places))
    assert places[-1] < drawn.width


def test_a_longer_gap_is_drawn_longer() -> None:
    drawn = pictures.way([a_stop(0), a_stop(1), a_stop(27)], deadlines=())
    first, second, third = (mark.x for mark in drawn.marks)
    assert third - second > second - first


def test_each_channel_has_a_lane_and_a_mark_stands_on_its_own() -> None:
    drawn = pictures.way([a_stop(0, "social"), a_stop(1, "phone"), a_stop(2, "social")], deadlines=())
    assert [lane.channel for lane in drawn.lanes] == ["social", "phone"]
    assert drawn.marks[0].y == drawn.marks[2].y != drawn.marks[1].y


def test_a_due_moment_stands_between_what_was_before_and_after_it() -> None:
    due = pictures.Due(at=BEGUN + timedelta(hours=5), words="due", is_missed=True)
    drawn = pictures.way([a_stop(0), a_stop(20)], deadlines=[due])
    assert drawn.marks[0].x < drawn.deadlines[0].x < drawn.marks[1].x


def test_a_due_moment_after_the_end_is_inside_the_picture() -> None:
    due = pictures.Due(at=BEGUN + timedelta(days=7), words="due (assumed: seven days)", is_missed=False)
    drawn = pictures.way([a_stop(0)], deadlines=[due])
    assert drawn.marks[0].x < drawn.deadlines[0].x < drawn.width - 100


def test_a_label_that_does_not_fit_is_left_to_the_list() -> None:
    drawn = pictures.way([a_stop(0), a_stop(0.01, gap="a very long way of saying it")], deadlines=())
    assert drawn.marks[1].gap == ""


def test_the_longest_bar_is_whole_and_none_is_longer() -> None:
    drawn = pictures.bars([{"c": "a", "n": 5}, {"c": "b", "n": 20}, {"c": "c", "n": None}], by=["c"], value="n")
    assert [bar.width for bar in drawn] == [25.0, 100.0, 0.0]


def test_lines_keep_their_labels_apart_and_inside() -> None:
    rows = [{"m": month, "c": name, "n": 1} for month in ("1", "2") for name in "abcde"]
    ends = sorted(line.end_y for line in pictures.lines(rows, x="m", y="n", by=["c"]).lines)
    assert all(after - before >= 14 for before, after in itertools.pairwise(ends))
    assert ends[0] > 0
    assert ends[-1] <= 264


@given(st.integers(0, 700), st.integers(1, 1500))
def test_the_words_below_a_history_never_run_into_each_other_or_out_of_the_picture(since: int, days: int) -> None:
    first = BEGUN + timedelta(days=since)
    part = Part(number=1, interactions=(a_logged(at=first), a_logged(at=first + timedelta(days=days))))
    drawn = years.years([part], ["email"], shown={part.number}, zone=UTC)
    places = [*(tick.x for tick in drawn.ticks), drawn.width]
    assert drawn.ticks
    assert all(after - before >= 70 for before, after in itertools.pairwise(places))


def test_an_answer_within_minutes_is_seen_behind_its_question_and_not_covered_by_it() -> None:
    asked, much_later = a_logged(at=BEGUN), a_logged(at=BEGUN + timedelta(days=700))
    answered = a_logged(at=BEGUN + timedelta(minutes=3), direction="out")
    part = Part(number=1, interactions=(asked, answered, much_later))
    (thread,) = years.years([part], ["email"], shown={1}, zone=UTC).threads
    dots = dict(thread.dots)
    assert dots["out"] not in dots["in"]
