"""The log: append is durable and exact, numbers come in order, a message is one message."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import close_old_connections, connection, connections, transaction

from regard.foundation import clock
from regard.foundation.databases import STATE, appending, log_alias, read
from regard.record import log
from regard.record.public import LOG, Interaction, Receipt, admit, spans, unseal
from tests.builders import START, an_interaction
from tests.desk import reading_for

pytestmark = pytest.mark.django_db


def admitted(*interactions: Interaction) -> Receipt:
    return admit(interactions, received_at=clock.now())


def test_what_is_admitted_gets_the_next_number() -> None:
    receipt = admitted(an_interaction(message_id="a"), an_interaction(message_id="b"))
    assert receipt.appended == 2
    first, second = (one.seq for one in receipt.placed)
    assert second == first + 1 == LOG.head()


def test_the_same_message_again_is_known_and_not_a_second_interaction() -> None:
    first = admitted(an_interaction(message_id="a"))
    again = admitted(an_interaction(message_id="a"))
    assert (again.appended, again.already_known) == (0, 1)
    assert again.placed[0].seq == first.placed[0].seq


def test_the_same_message_with_other_content_is_a_revision_counted_once() -> None:
    first = admitted(an_interaction(message_id="a", text="Where is it?"))
    changed = an_interaction(message_id="a", text="Where is my bicycle?")
    assert admitted(changed).revisions == 1
    admitted(changed)
    kept = read("SELECT of_seq FROM revision", alias=log_alias())
    assert kept == [(first.placed[0].seq,)]
    assert LOG.head() == first.placed[0].seq


def test_one_message_twice_in_one_delivery_is_one_interaction() -> None:
    receipt = admitted(an_interaction(message_id="a"), an_interaction(message_id="a"))
    assert (receipt.appended, receipt.already_known) == (1, 1)


def test_two_contents_of_one_message_in_one_delivery_are_one_interaction_and_a_revision() -> None:
    receipt = admitted(an_interaction(message_id="a", text="one"), an_interaction(message_id="a", text="two"))
    assert (receipt.appended, receipt.revisions) == (1, 1)


def test_new_and_known_in_one_delivery_each_get_their_own_number() -> None:
    first, second, third = (an_interaction(message_id=f"mix {number}") for number in range(3))
    (known,) = admitted(second).placed
    placed = admitted(first, second, third, first).placed
    assert [one.outcome for one in placed] == ["appended", "known", "appended", "known"]
    assert placed[1].seq == known.seq
    assert placed[3].seq == placed[0].seq
    sealed = unseal(reading_for("serve_customer"), [one.seq for one in placed])
    assert [sealed[one.seq].message_id for one in placed] == ["mix 0", "mix 1", "mix 2", "mix 0"]


def test_the_same_message_id_of_two_sources_is_two_interactions() -> None:
    assert (
        admitted(an_interaction(source="desk", message_id="a"), an_interaction(source="shop", message_id="a")).appended
        == 2
    )


def test_reading_goes_on_where_it_stopped_and_says_how_far_it_is_complete() -> None:
    admitted(*(an_interaction(message_id=str(number)) for number in range(5)))
    head = LOG.head()
    items, reached = LOG.read(after=head - 5, upto=head, limit=3)
    assert ([one.seq for one in items], reached) == ([head - 4, head - 3, head - 2], head - 2)
    rest, reached = LOG.read(after=reached, upto=head, limit=3)
    assert ([one.seq for one in rest], reached) == ([head - 1, head], head)


def test_what_is_read_is_what_was_admitted() -> None:
    told = an_interaction(channel="phone", kind="call", direction="in", role="asks", promised_at=START, human="yes")
    seq = admitted(told).placed[0].seq
    (one,) = log.at([seq])
    assert (one.seq, one.channel, one.kind, one.role, one.human) == (seq, "phone", "call", "asks", "yes")
    assert (one.occurred_at, one.promised_at) == (told.occurred_at, START)


def test_spans_are_runs_of_consecutive_numbers() -> None:
    assert spans([5, 1, 2, 3, 9, 10]) == [(1, 3), (5, 5), (9, 10)]


@pytest.mark.skipif(bool(os.environ.get("REGARD_TEST_DATABASE_URL")), reason="SQLite's own journal settings")
def test_on_sqlite_a_commit_is_on_the_disk_before_it_is_answered() -> None:
    (journal,) = read("PRAGMA journal_mode", alias=log_alias())[0]
    (synchronous,) = read("PRAGMA synchronous", alias=log_alias())[0]
    assert (journal, synchronous) == ("wal", 2)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not os.environ.get("REGARD_TEST_DATABASE_URL"), reason="SQLite has one writer at a time")
@pytest.mark.parametrize(("writing", "lost"), [(transaction.atomic, {"slow"}), (partial(appending, STATE), set())])
def test_a_lower_number_never_appears_after_a_higher_one(writing: Callable[[], Any], lost: set[str]) -> None:
    """Two connections: the first takes number 1, the second commits number 2 first. Without the lock 1 is lost."""
    took, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with writing():
            _insert("slow")
            took.set()
            may_commit.wait(1.0)
        close_old_connections()
        connections[STATE].close()

    def quick() -> None:
        took.wait(5.0)
        with writing():
            _insert("quick")
        connections[STATE].close()

    threads = [threading.Thread(target=slow), threading.Thread(target=quick)]
    for thread in threads:
        thread.start()
    took.wait(5.0)
    threads[1].join(0.5)
    seen, cursor = _follow(0)
    may_commit.set()
    for thread in threads:
        thread.join()
    rest, _ = _follow(cursor)
    assert {"slow", "quick"} - {*seen, *rest} == lost


def _insert(source: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO interaction (source, received_at) VALUES (%s, 0)", [source])


def _follow(after: int) -> tuple[list[str], int]:
    rows = read("SELECT source, seq FROM interaction WHERE seq > %s ORDER BY seq", [after])
    return [source for source, _ in rows], rows[-1][1] if rows else after
