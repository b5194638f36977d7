"""The checks see what is off: what was missed, what was invented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from regard.sample.pairs import pairs_of
from regard.sample.plants import calm
from regard.sample.plants.asked import check_asked
from regard.sample.plants.joined import check_joined
from regard.sample.plants.known import check_known
from regard.sample.seen import Row, Seen, recorded

PERSONS = {("s", "1"): "ann", ("s", "2"): "ann", ("s", "3"): "ben", ("s", "4"): "ben"}
CUSTOMERS = {("s", "1"): 1, ("s", "2"): 1, ("s", "3"): 3, ("s", "4"): 3}


def seen(*, listed: Mapping[str, Sequence[Row]] | None = None) -> Seen:
    """Regard finds everything, but for what is listed."""
    lists = listed or {}
    return Seen(
        plants={
            "twitter": {"touchpoint": "twitter", "asked": {"requests": ["1", "2"], "ignored": ["1"]}},
            "one_matter": {"triples": ["t"], "decoys": {"two_orders": [["a", "b"]]}},
            "recognition": {"households": [["ann", "ben"]], "kiosk": ["ann"], "typed": ["ann", "cyn"]},
        },
        persons=PERSONS,
        matters={("s", "1"): "t", ("s", "2"): "t", ("s", "3"): "a", ("s", "4"): "b"},
        customer_of=CUSTOMERS,
        matter_of={("s", "1"): 1, ("s", "2"): 1, ("s", "3"): 3, ("s", "4"): 4},
        listed=lambda fate, _where: lists.get(fate, [("s", "1"), ("s", "2")] if fate == "" else [("s", "1")]),
    )


def test_what_regard_counts_must_be_the_very_requests() -> None:
    assert all(one.holds for one in check_asked(seen(), "twitter", channel="social"))
    off = check_asked(seen(listed={"ignored": [("s", "2")]}), "twitter", channel="social")[1]
    assert (off.holds, off.planted, off.found, off.missed, off.invented) == (False, 1, 0, 1, 1)


def test_a_triple_that_is_two_matters_is_missed() -> None:
    split = replace(seen(), matter_of={**seen().matter_of, ("s", "2"): 2})
    assert [one.found for one in check_joined(seen())[:2]] == [1, 1]
    assert [one.found for one in check_joined(split)[:2]] == [0, 1]


def test_a_decoy_that_is_one_matter_is_invented() -> None:
    joined = replace(seen(), matter_of={**seen().matter_of, ("s", "4"): 3})
    assert [one.invented for one in check_joined(joined)[:2]] == [0, 1]


def test_matters_are_held_against_the_truth_as_a_whole_and_by_language() -> None:
    said = {("s", "1"): "en", ("s", "2"): "en", ("s", "3"): "th", ("s", "4"): "th"}
    split = replace(seen(), languages=said, matter_of={**seen().matter_of, ("s", "2"): 2})
    found = {one.claim.partition(":")[0]: one.holds for one in check_joined(split)[2:]}
    assert found == {"every matter": False, "every matter, English": False, "every matter, Thai": True}


@pytest.mark.parametrize(
    ("said", "precision", "recall", "f1"),
    [
        ({1: "a", 2: "a", 3: "a", 4: "b"}, 1.0, 1.0, 1.0),
        ({1: "a", 2: "a", 3: "b", 4: "b"}, 0.5, 1 / 3, 0.4),
        ({1: "a", 2: "b", 3: "c", 4: "d"}, 1.0, 0.0, 0.0),
        ({1: "a", 2: "a"}, 1.0, 1 / 3, 0.5),
    ],
    ids=["the same", "one moved", "all alone", "half is not known"],
)
def test_two_partitions_agree_by_pairs(said: dict[int, str], precision: float, recall: float, f1: float) -> None:
    found = pairs_of({1: "x", 2: "x", 3: "x", 4: "y"}, said)
    assert (found.precision, found.recall, found.f1) == pytest.approx((precision, recall, f1))


@pytest.mark.parametrize(
    ("changed", "found", "invented"),
    [({}, 2, 0), ({("s", "2"): 2}, 1, 0), ({("s", "3"): 1, ("s", "4"): 1}, 2, 4)],
    ids=["all right", "one person is two customers", "two persons are one customer"],
)
def test_pairs_of_one_person_are_counted(changed: Mapping[Row, int], found: int, invented: int) -> None:
    pairs = check_known(replace(seen(), customer_of={**CUSTOMERS, **changed}))[0]
    assert (pairs.planted, pairs.found, pairs.invented) == (2, found, invented)
    assert pairs.holds is (not changed)


def test_a_household_that_became_one_customer_is_named() -> None:
    households = check_known(replace(seen(), customer_of=dict.fromkeys(CUSTOMERS, 1)))[1]
    assert (households.holds, households.invented) == (False, 1)


def test_what_nobody_can_look_for_yet_must_at_least_be_recorded() -> None:
    planted = replace(seen(), planted={"calm": {("s", "1"), ("s", "2")}}, facts={("s", "1"): {}, ("s", "9"): {}})
    found = recorded(planted, "calm")
    assert (found.planted, found.found, found.missed, found.holds) == (2, 1, 1, False)


def test_a_grade_that_is_kept_is_invented() -> None:
    graded = replace(seen(), facts={("s", "1"): {"sentiment": calm.GRADE}, ("s", "2"): {"load_ms": 83}})
    assert [one.invented for one in calm.check(graded)] == [1]
    assert [one.holds for one in calm.check(seen())] == [True]
