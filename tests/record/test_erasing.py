"""The log's second verb: erase leaves a husk, tells the followers, and is finished after a crash."""

from __future__ import annotations

import pytest

from regard.foundation import clock
from regard.foundation.databases import log_alias, read
from regard.record import change, log
from regard.record.models import Change, Erasure
from regard.record.public import LOG, admit, erase, erase_import, finish_erasures
from tests.builders import an_interaction, day
from tests.desk import follow, matters_by_message, record

pytestmark = pytest.mark.django_db


def test_what_is_erased_leaves_a_numbered_husk_that_says_nothing() -> None:
    seq = record(an_interaction(text="My bicycle is stolen", case="K")).placed[0].seq
    assert erase([seq], why="asked", by="Ada", at=clock.now()) == 1
    (row,) = read(
        "SELECT source, message_key, content_hash, occurred_at, body, sealed FROM interaction", alias=log_alias()
    )
    assert row == ("", None, None, None, None, None)
    assert LOG.head() == seq
    assert LOG.read(after=0, upto=seq, limit=10) == ([], seq)


def test_revisions_of_what_is_erased_go_with_it() -> None:
    seq = record(an_interaction(message_id="a", text="one")).placed[0].seq
    record(an_interaction(message_id="a", text="two"))
    erase([seq], why="asked", by="Ada", at=clock.now())
    assert read("SELECT count(*) FROM revision", alias=log_alias()) == [(0,)]


def test_the_same_message_may_come_again_and_is_then_new() -> None:
    seq = record(an_interaction(message_id="a")).placed[0].seq
    erase([seq], why="asked", by="Ada", at=clock.now())
    assert record(an_interaction(message_id="a")).appended == 1


def test_an_erasure_tells_which_interactions_it_touched() -> None:
    placed = record(*(an_interaction() for _ in range(4))).placed
    first = placed[0].seq
    erase([first, first + 1, first + 3], why="asked", by="Ada", at=clock.now())
    assert LOG.changes(after=0) == ([first, first + 1, first + 3], Change.objects.get().no)


def test_an_import_taken_back_takes_its_interactions_and_no_others() -> None:
    keep = record(an_interaction(message_id="keep")).placed[0].seq
    admit(
        [an_interaction(message_id="a"), an_interaction(message_id="b", channel="pigeon")],
        received_at=clock.now(),
        import_id=7,
    )
    assert erase_import(7, by="Ada", at=clock.now()) == 1
    items, _ = LOG.read(after=0, upto=LOG.head(), limit=10)
    assert [one.seq for one in items] == [keep]
    assert read("SELECT count(*) FROM refusal", alias=log_alias()) == [(0,)]


def test_an_erasure_that_was_cut_off_is_finished_at_the_next_start(monkeypatch: pytest.MonkeyPatch) -> None:
    seq = record(an_interaction()).placed[0].seq

    def cut(*_args: object, **_named: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(change, "add", cut)
    with pytest.raises(KeyboardInterrupt):
        erase([seq], why="asked", by="Ada", at=clock.now())
    monkeypatch.undo()
    assert (log.at([seq]), Change.objects.count()) == ([], 0)
    assert finish_erasures(at=clock.now()) == 1
    assert Change.objects.count() == 1
    assert Erasure.objects.get().done_at is not None
    assert finish_erasures(at=clock.now()) == 0


def test_a_matter_lets_go_of_what_is_erased() -> None:
    placed = record(*(an_interaction(case="K", at=day(number)) for number in range(3))).placed
    follow()
    erase([placed[0].seq], why="asked", by="Ada", at=clock.now())
    follow()
    assert {seq: row[0] for seq, row in matters_by_message().items()} == {
        placed[1].seq: placed[1].seq,
        placed[2].seq: placed[1].seq,
    }
    assert read("SELECT count(*) FROM object_ref WHERE seq = %s", [placed[0].seq]) == [(0,)]
