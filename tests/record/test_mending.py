"""A refusal is mended by another recipe or by hand, once, through the door that everything passes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from regard.foundation import clock
from regard.foundation.clock import to_micros
from regard.foundation.databases import log_alias, read
from regard.record.import_.load import load
from regard.record.import_.run import run_import
from regard.record.models import Refusal
from regard.record.public import (
    LOG,
    AlreadyTakenBack,
    Interaction,
    KeptRefusal,
    Mended,
    Objection,
    Which,
    admit,
    by_mapping,
    by_recipe,
    collect,
    delete_old_originals,
    deleted_originals,
    discard,
    erase_import,
    keep,
    refusal,
    refusals,
    refused_so,
    replay,
    unseal,
    waiting,
    weigh,
)
from tests.builders import an_interaction, day
from tests.desk import reading_for

pytestmark = pytest.mark.django_db

WRONG = """
name = "desk"
source = "desk"
title = { en = "Desk" }
[time]
zone = "UTC"
formats = ["%d/%m/%Y"]
[[interaction]]
name = "request"
message_id = "{id}"
occurred_at = "{at}"
channel = "email"
kind = "message"
direction = "in"
text = "{words}"
"""
RIGHT = WRONG.replace('formats = ["%d/%m/%Y"]', 'formats = ["%d/%m/%Y", "%Y-%m-%d"]')
THAI = WRONG.replace('zone = "UTC"', 'zone = "UTC"\ncalendar = "buddhist"')
"""The moments of the same export, once it is known that its years are Buddhist."""


def bring(folder: Path, *rows: str, recipe: str = WRONG) -> int:
    """A file with these rows comes in; the number of the import."""
    path = folder / "desk.csv"
    path.write_text("id,at,words\n" + "".join(f"{row}\n" for row in rows))
    return run_import(load(recipe), path, by="Ada", recipe_text=recipe).number


def kept(which: Which | None = None) -> list[KeptRefusal]:
    """What waits."""
    return list(waiting(reading_for("mend_record"), which or Which()))


def mend(recipe: str, which: Which | None = None) -> Mended:
    """Replay all that waits and is meant by a recipe."""
    return replay(kept(which), by_recipe(load(recipe)), by="Ada", at=clock.now())


def words() -> dict[str, str | None]:
    """What is admitted: words by message."""
    every = unseal(reading_for("mend_record"), range(1, LOG.head() + 1))
    return {one.message_id: one.text for one in every.values()}


def test_a_mended_recipe_admits_what_it_can_and_says_so_before(tmp_path: Path) -> None:
    number = bring(tmp_path, "1,01/02/2026,fine", "2,2026-02-01,hello", "3,2026-02-02,hi", "4,soon,never")
    said = weigh(kept(), by_recipe(load(RIGHT)), at=clock.now())
    assert (said.asked, said.mended, said.refused_again) == (3, 2, {"unreadable_moment": 1})
    assert words() == {"1": "fine"}
    done = mend(RIGHT)
    assert (done.mended, done.appended, done.refused_again) == (2, 2, {"unreadable_moment": 1})
    assert words() == {"1": "fine", "2": "hello", "3": "hi"}
    (counts,) = refused_so(number)
    assert (counts.waiting, counts.mended) == (1, 2)
    ended = refusals(reading_for("mend_record"), ended_as="mended")
    assert {one.mended_as for one in ended} <= set(range(1, LOG.head() + 1))
    assert all(one.ended_by == "Ada" for one in ended)


def test_replaying_twice_gives_nothing_new(tmp_path: Path) -> None:
    bring(tmp_path, "2,2026-02-01,hello")
    as_seen_by_both = kept()
    for expected in (1, 0):
        done = replay(as_seen_by_both, by_recipe(load(RIGHT)), by="Ada", at=clock.now())
        assert (done.asked, done.appended) == (expected, expected)


def test_what_a_check_refused_keeps_its_row_so_that_another_recipe_can_read_it(tmp_path: Path) -> None:
    bring(tmp_path, "1,01/02/2569,sawasdee")
    (one,) = kept()
    assert (one.reason, one.line) == ("future", 2)
    assert one.original == {"id": "1", "at": "01/02/2569", "words": "sawasdee"}
    assert mend(THAI).mended == 1


def test_what_is_refused_again_is_kept_with_its_new_reason(tmp_path: Path) -> None:
    bring(tmp_path, "1,2569-02-01,sawasdee")
    assert kept()[0].reason == "unreadable_moment"
    assert mend(RIGHT).refused_again == {"future": 1}
    (one,) = kept()
    assert one.reason == "future"
    assert "Buddhist" in one.detail
    assert one.original == {"id": "1", "at": "2569-02-01", "words": "sawasdee"}


def test_no_recipe_makes_a_whole_row_of_half_a_one_but_a_person_may(tmp_path: Path) -> None:
    bring(tmp_path, "1,01/02/2026", "2,01/02/2026,fine")
    assert mend(WRONG).refused_again == {"ragged_row": 1}
    (one,) = kept()
    by_hand = replace(one, original={**one.original, "words": "what was cut"})
    assert replay([by_hand], by_recipe(load(WRONG), by_hand=True), by="Ada", at=clock.now()).mended == 1
    assert words()["1"] == "what was cut"
    assert refusal(reading_for("mend_record"), one.number).original == {"id": "1", "at": "01/02/2026"}


def test_a_row_that_a_recipe_leaves_out_waits_no_more(tmp_path: Path) -> None:
    bring(tmp_path, "1,soon,test")
    leaving_out = (
        WRONG.replace('name = "desk"', 'name = "desk"\nnothing_applies = "count"')
        + '[[interaction.when]]\ncolumn = "words"\nnot_equals = "test"\n'
    )
    assert mend(leaving_out).left_out == 1
    (one,) = refusals(reading_for("mend_record"), ended_as="discarded")
    assert one.ended_why == "The recipe leaves such rows out."


def test_rows_read_with_their_neighbours_wait_for_the_file(tmp_path: Path) -> None:
    grouped = WRONG + '[group]\nadjacent = ["id"]\n'
    bring(tmp_path, "1,2026-02-01,hello", recipe=grouped)
    assert mend(grouped.replace("%d/%m/%Y", "%Y-%m-%d")).refused_again == {"unreadable_moment": 1}
    assert "neighbouring rows" in kept()[0].detail


def test_only_what_is_meant_is_replayed(tmp_path: Path) -> None:
    number = bring(tmp_path, "1,2026-02-01,hello", "2,,late")
    assert mend(RIGHT, Which(import_id=number, reason="missing_moment")).asked == 1
    assert {one.reason for one in kept()} == {"missing_moment", "unreadable_moment"}
    assert mend(RIGHT, Which(source="elsewhere")).asked == 0


def test_an_interaction_that_a_check_refused_is_checked_again() -> None:
    admit([an_interaction(message_id="x", at=day(2), text="soon")], received_at=day())
    assert replay(kept(), by_mapping, by="Ada", at=day()).refused_again == {"future": 1}
    done = replay(kept(), by_mapping, by="Ada", at=day(2))
    assert (done.mended, words()) == (1, {"x": "soon"})


def test_what_the_door_refused_is_read_again_by_the_mapping_of_its_source() -> None:
    event = {"message_id": "x", "occurred_at": "2026-02-01T00:00:00Z", "channel": "email", "kind": "message",
             "direction": "in", "text": "hello"}  # fmt: skip
    late = timedelta(hours=1)
    gathered = collect([{**event, "channel": "pigeon"}], source="shop", shape="interaction", mapper=None,
                       received_at=day(), skew=late)  # fmt: skip
    keep(gathered.rows, gathered.refused, received_at=day())
    assert replay(kept(), by_mapping, by="Ada", at=day()).mended == 0
    (one,) = kept()
    by_hand = replace(one, original={**one.original, "event": event})
    assert replay([by_hand], by_mapping, by="Ada", at=day()).appended == 1
    moment = read("SELECT occurred_at FROM interaction", alias=log_alias())[0][0]
    assert moment == to_micros(datetime(2026, 2, 1, 1, tzinfo=UTC))


def test_what_is_mended_belongs_to_the_import_and_goes_with_it(tmp_path: Path) -> None:
    number = bring(tmp_path, "1,2026-02-01,hello", "2,soon,x")
    mend(RIGHT)
    left = kept()
    assert erase_import(number, by="Ada", at=clock.now()) == 1
    assert (words(), Refusal.objects.count()) == ({}, 0)
    with pytest.raises(AlreadyTakenBack):
        replay(left, lambda one: [an_interaction()], by="Ada", at=clock.now())


def test_discarding_says_who_and_why_and_keeps_the_original(tmp_path: Path) -> None:
    bring(tmp_path, "1,soon,x", "2,soon,y")
    first, _ = kept()
    assert discard(Which(), number=first.number, why="a test row", by="Bo", at=day()) == 1
    assert discard(Which(), number=first.number, why="again", by="Bo", at=day()) == 0
    one = refusal(reading_for("mend_record"), first.number)
    assert (one.ended_as, one.ended_by, one.ended_why) == ("discarded", "Bo", "a test row")
    assert one.original["words"] == "x"
    assert discard(Which(reason="unreadable_moment"), why="all of them", by="Bo", at=day()) == 1
    assert kept() == []


def test_half_a_row_may_be_admitted_and_the_other_half_wait(tmp_path: Path) -> None:
    bring(tmp_path, "1,soon,x")

    def halves(one: KeptRefusal) -> list[Interaction | Objection]:
        return [an_interaction(message_id="opened"), Objection("missing_moment", "closed is empty")]

    for expected in (1, 0):
        done = replay(kept(), halves, by="Ada", at=day())
        assert (done.appended, done.mended, done.refused_again) == (expected, 0, {"missing_moment": 1})
    assert list(words()) == ["opened"]


def test_originals_are_deleted_when_their_time_is_over_and_that_is_said(tmp_path: Path) -> None:
    number = bring(tmp_path, "1,2026-02-01,mended", "2,soon,waits")
    mend(RIGHT)
    now = clock.now()
    assert delete_old_originals(now=now + timedelta(days=29), waiting_days=180, ended_days=30) == 0
    assert delete_old_originals(now=now + timedelta(days=31), waiting_days=180, ended_days=30) == 1
    later = now + timedelta(days=181)
    assert delete_old_originals(now=later, waiting_days=180, ended_days=30) == 1
    assert delete_old_originals(now=later, waiting_days=180, ended_days=30) == 0
    assert {(one.why, one.count) for one in deleted_originals()} == {("mended", 1), ("expired", 1)}
    (counts,) = refused_so(number)
    assert (counts.waiting, counts.mended, counts.expired) == (0, 1, 1)
    (one,) = refusals(reading_for("mend_record"), ended_as="expired")
    assert (one.original, one.detail, one.ended_why) == (None, "", "waited longer than 180 days")
    assert b"waits" not in bytes(Refusal.objects.get(pk=one.number).sealed)


def test_what_is_said_of_a_refusal_is_sealed_for_it_may_repeat_what_somebody_wrote(tmp_path: Path) -> None:
    bring(tmp_path, "1,ada@example.com wrote,hello")
    for recipe in (WRONG, RIGHT):
        mend(recipe)
        (one,) = kept()
        assert "'ada@example.com wrote'" in one.detail
        (row,) = Refusal.objects.filter(pk=one.number).values()
        assert not any(b"ada@" in bytes(value) for value in row.values() if isinstance(value, bytes | memoryview))
        assert "ada@" not in repr([value for value in row.values() if not isinstance(value, memoryview)])


def test_what_waited_too_long_is_kept_anew_when_it_comes_again(tmp_path: Path) -> None:
    bring(tmp_path, "2,soon,waits")
    delete_old_originals(now=clock.now() + timedelta(days=181), waiting_days=180, ended_days=30)
    again = bring(tmp_path, "2,soon,waits")
    (one,) = kept()
    assert (one.import_id, one.original["words"]) == (again, "waits")
