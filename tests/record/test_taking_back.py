"""Taking an import back: the log is what it would be without it, but for its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regard.foundation import clock
from regard.foundation.databases import log_alias, read
from regard.foundation.keys import ring
from regard.record import erasing, log
from regard.record.models import Change, Erasure, Import, Refusal
from regard.record.public import (
    AlreadyTakenBack,
    Interaction,
    Refused,
    admit,
    carry_on,
    check,
    decide_taking_back,
    erase,
    erase_import,
    finish_erasures,
    keep,
    refused_so,
    unseal,
    would_go,
)
from regard.record.sealing import read_content
from tests.builders import an_interaction, day, examples
from tests.desk import reading_for, start_anew

pytestmark = pytest.mark.django_db
A, B, C, LIVE = 7, 8, 9, None

Delivery = tuple[int | None, int, str]
"""Who brings which message in which words."""


def message(number: int = 1, words: str = "first", **more: Any) -> Interaction:
    """A message with a number, in these words; without a role, as many sources send it."""
    return an_interaction(message_id=f"m{number}", text=words, case="K", **more)


def brings(import_id: int | None, *interactions: Interaction, hours: float = 0) -> None:
    """The import (or a live source) brings these, so long after the start."""
    admit(interactions, received_at=day(hours=hours), import_id=import_id)


def arrive(deliveries: Sequence[Delivery], *, but: Sequence[int] = ()) -> None:
    """One delivery an hour; what the imports in `but` would bring does not come."""
    for hour, (by, number, words) in enumerate(deliveries):
        if by not in but:
            brings(by, message(number, words), hours=hour)


def held() -> dict[str, list[tuple[str | None, int | None, int]]]:
    """What the log holds of each message as (words, who brought it, when): the row first, then its revisions."""
    keys, found, named = ring(), {}, {}
    sealed = unseal(reading_for("mend_record"), range(1, log.head() + 1))
    for one in log.at(list(sealed)):
        named[one.seq] = sealed[one.seq].message_id
        found[named[one.seq]] = [(sealed[one.seq].text, one.import_id, clock.to_micros(one.received_at))]
    columns = "SELECT of_seq, content_hash, import_id, received_at, sealed FROM revision ORDER BY received_at, id"
    for seq, content_hash, by, at, content in read(columns, alias=log_alias()):
        words = read_content(keys, bytes(content), content_hash=bytes(content_hash)).text
        found[named[seq]].append((words, by, at))
    return found


DELIVERIES = st.lists(
    st.tuples(st.sampled_from([A, B, C, LIVE]), st.integers(1, 3), st.sampled_from(["first", "second", "third"])),
    min_size=1,
    max_size=14,
)


@settings(max_examples=examples(30), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DELIVERIES)
def test_whoever_brought_what_the_log_is_what_it_would_be_without_the_import(deliveries: list[Delivery]) -> None:
    start_anew()
    arrive(deliveries)
    erase_import(A, by="Ada", at=day(1))
    without_one = held()
    erase_import(B, by="Ada", at=day(1))
    without_both = held()
    for gone, expected in (((A,), without_one), ((A, B), without_both)):
        start_anew()
        arrive(deliveries, but=gone)
        assert held() == expected


def test_what_another_brought_as_well_is_the_same_message_when_it_comes_again() -> None:
    brings(A, message(role=None))
    brings(B, message(role=None), hours=1)
    erase_import(A, by="Ada", at=day(1))
    assert admit([message(role=None)], received_at=day(2), import_id=C).already_known == 1


def test_brought_in_again_it_is_new() -> None:
    brings(A, message(1), message(2))
    erase_import(A, by="Ada", at=day(1))
    assert admit([message(1), message(2)], received_at=day(2), import_id=B).appended == 2


def test_a_cumulative_export_costs_a_row_and_not_one_for_each_message() -> None:
    export = [message(number) for number in range(200)]
    for by in (A, B, C):
        brings(by, *export)
    brings(C, *export, hours=1)
    rows = read("SELECT import_id, first, last FROM brought_again ORDER BY import_id", alias=log_alias())
    assert [(by, last - first + 1) for by, first, last in rows] == [(B, 200), (C, 200)]


def test_the_preview_says_what_then_goes() -> None:
    brings(A, message(1, promised_at=day(3)), message(2), message(3, channel="pigeon"))
    brings(B, message(2), message(4), hours=1)
    brings(A, message(4, "other"), hours=2)
    said = would_go(A)
    assert (said.interactions, said.stay, said.promises, said.revisions, said.refusals) == (1, 1, 1, 1, 1)
    erase_import(A, by="Ada", at=day(1))
    assert {words[0][1] for words in held().values()} == {B}
    assert len(held()) == 2
    assert all(len(words) == 1 for words in held().values())
    assert refused_so() == []


def refuse(by: int) -> None:
    """The import brings a row that is refused."""
    row = Refused(source="desk", reason="missing_moment", detail="", original={"at": ""}, line=2, key="file")
    keep([], [row], received_at=day(), import_id=by)


def test_a_row_that_another_import_had_refused_as_well_waits_in_its_name() -> None:
    refuse(A)
    refuse(B)
    Refusal.objects.update(ended_as="mended", mended_as=1)
    assert would_go(A).refusals == 0
    erase_import(A, by="Ada", at=day(1))
    (left,) = Refusal.objects.all()
    assert (left.import_id, left.ended_as, left.mended_as) == (B, "", None)
    erase_import(B, by="Ada", at=day(1))
    assert Refusal.objects.count() == 0


def test_a_reader_that_still_runs_appends_nothing_more() -> None:
    brings(A, message(1))
    checked = check([message(2)], received_at=day(), import_id=A)
    erase_import(A, by="Ada", at=day(1))
    with pytest.raises(AlreadyTakenBack):
        keep(checked.rows, [], received_at=day(), import_id=A)
    assert held() == {}


def an_import() -> int:
    """An import that is done."""
    return int(Import.objects.create(recipe_name="desk", source="desk", by="Ada", state="done").pk)


@pytest.mark.parametrize("cut", ["empty_portion", "let_go_of_the_rest", "_decide"])
def test_cut_off_anywhere_it_is_finished_at_the_next_start(monkeypatch: pytest.MonkeyPatch, cut: str) -> None:
    number = an_import()
    monkeypatch.setattr(erasing, "PORTION", 2)
    brings(number, *(message(count) for count in range(7)))
    brings(B, message(5), message(6, "other"), hours=1)
    calls, real = [], getattr(erasing, cut)

    def dies(*args: Any, **more: Any) -> Any:
        calls.append(1)
        if len(calls) == 3 or cut != "empty_portion":
            raise KeyboardInterrupt
        return real(*args, **more)

    monkeypatch.setattr(erasing, cut, dies)
    with pytest.raises(KeyboardInterrupt):
        erase_import(number, by="Ada", at=day(1))
    monkeypatch.setattr(erasing, cut, real)
    assert finish_erasures(at=day(2)) == 1
    assert {name: rows[0][:2] for name, rows in held().items()} == {"m5": ("first", B), "m6": ("other", B)}
    assert Import.objects.get(pk=number).state == "taken_back"
    told = [seq for change in Change.objects.all() for first, last in change.spans for seq in range(first, last + 1)]
    assert len(told) == len(set(told)) == 7
    assert finish_erasures(at=day(2)) == 0


def test_a_worker_takes_it_back_portion_by_portion(monkeypatch: pytest.MonkeyPatch) -> None:
    number = an_import()
    monkeypatch.setattr(erasing, "PORTION", 2)
    brings(number, *(message(count) for count in range(5)))
    decide_taking_back(number, by="Ada", at=day(1))
    left = []
    while carry_on(at=day(1)):
        left.append(len(held()))
    assert left == [3, 1, 0, 0]
    assert Erasure.objects.get().done_at is not None


def test_erasing_a_person_takes_the_refused_original_they_were_mended_from() -> None:
    refuse(A)
    brings(A, message(1))
    seq = log.head()
    Refusal.objects.update(ended_as="mended", mended_as=seq)
    erase([seq], why="asked for", by="Ada", at=day(1))
    assert Refusal.objects.count() == 0
