"""At the door: each check refuses what it names, and what is refused is kept whole."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from regard.data_use.public import Refused as NotAllowed
from regard.data_use.public import open_reading, permit
from regard.foundation import clock
from regard.foundation.databases import log_alias, read
from regard.record.public import Identifier, Interaction, ObjectRef, Refused, admit, objection_to, refusals, unseal
from tests.builders import START, an_interaction

NOW = START + timedelta(days=30)

WRONG: dict[str, dict[str, Any]] = {
    "missing_id": {"message_id": ""},
    "unknown_channel": {"channel": "pigeon"},
    "unknown_direction": {"direction": "sideways"},
    "unknown_role": {"role": "shouts"},
    "unknown_stage": {"stage": "love"},
    "unknown_object": {"objects": (ObjectRef("parcel", "shop", "1"),)},  # type: ignore[arg-type]
    "moment_without_zone": {"promised_at": datetime(2026, 1, 1)},  # noqa: DTZ001 -- that is the point
    "future": {"at": NOW + timedelta(days=2)},
    "distant_past": {"at": START.replace(year=1890)},
    "ended_before_it_began": {"ended_at": START - timedelta(hours=1)},
    "answered_before_it_began": {"answered_at": START - timedelta(hours=1)},
    "moment_out_of_range": {"promised_at": START.replace(year=3000)},
    "number_out_of_range": {"facts": {"n": 2**63}},
    "nul_byte": {"touchpoint": "a\0b"},
    "money_without_currency": {"value": 12.5},
    "too_long": {"kind": "x" * 201},
}


@pytest.mark.parametrize("reason", WRONG)
def test_the_door_names_what_is_wrong(reason: str) -> None:
    objection = objection_to(an_interaction(**({"at": START} | WRONG[reason])), now=NOW)
    assert objection is not None
    assert objection.reason == reason


def test_the_door_takes_as_many_identifiers_as_recognition_can_weigh() -> None:
    told = tuple(Identifier(f"kind{number}", "desk", "1") for number in range(201))
    assert objection_to(an_interaction(at=START, identifiers=told[1:]), now=NOW) is None
    objection = objection_to(an_interaction(at=START, identifiers=told), now=NOW)
    assert objection is not None
    assert (objection.reason, objection.detail) == ("too_long", "201 identifiers; 200 is the most.")


def test_a_clock_that_is_some_hours_fast_is_forgiven() -> None:
    assert objection_to(an_interaction(at=NOW + timedelta(hours=20)), now=NOW) is None


def test_a_buddhist_year_is_named_as_what_it_may_be() -> None:
    objection = objection_to(an_interaction(at=START.replace(year=2569)), now=NOW)
    assert objection is not None
    assert "Buddhist" in objection.detail


@pytest.mark.django_db
def test_what_is_refused_is_kept_with_its_reason_and_the_rest_is_admitted() -> None:
    good, bad = an_interaction(message_id="good"), an_interaction(message_id="bad", channel="pigeon")
    receipt = admit([good, bad], received_at=clock.now())
    assert (receipt.appended, receipt.refused) == (1, 1)
    reading = open_reading(permit("mend_record", by="Ada", at=clock.now()))
    (kept,) = refusals(reading)
    assert (kept.reason, kept.original["message_id"], kept.original["channel"]) == ("unknown_channel", "bad", "pigeon")


@pytest.mark.django_db
def test_a_row_that_could_not_be_read_is_kept_once_however_often_it_comes() -> None:
    row = Refused(
        source="desk", reason="moment_unreadable", detail="32/13", original={"at": "32/13"}, line=7, key="file"
    )
    for _ in range(2):
        admit([], refused=[row], received_at=clock.now())
    reading = open_reading(permit("mend_record", by="Ada", at=clock.now()))
    assert [(one.line, one.original) for one in refusals(reading)] == [(7, {"at": "32/13"})]


@pytest.mark.django_db
def test_words_and_identifiers_are_nowhere_in_the_log_in_clear() -> None:
    secret = an_interaction(
        text="My bicycle is stolen",
        identifiers=(Identifier("email", "global", "cyn@example.org"),),
        objects=(ObjectRef("case", "desk", "K-4711"),),
        staff_ref="bo@example.org",
        facts={"street": "Nimman Road"},
    )
    admit([secret], received_at=clock.now())
    (row,) = read("SELECT * FROM interaction", alias=log_alias())
    stored = b"".join(
        bytes(cell) if not isinstance(cell, (str, int, type(None))) else str(cell).encode() for cell in row
    )
    for word in (b"bicycle", b"cyn@example.org", b"4711", b"bo@example.org", b"Nimman"):
        assert word not in stored


@pytest.mark.django_db
def test_words_are_opened_only_for_a_purpose_that_may_see_them() -> None:
    seq = admit([an_interaction(text="My bicycle is stolen")], received_at=clock.now()).placed[0].seq
    serving = open_reading(permit("serve_customer", by="Bo", at=clock.now()))
    assert unseal(serving, [seq])[seq].text == "My bicycle is stolen"
    reporting = open_reading(permit("report_service", by="Bo", at=clock.now()))
    with pytest.raises(NotAllowed, match="may not read"):
        unseal(reporting, [seq])


def test_every_interaction_the_builder_makes_is_one_the_door_admits() -> None:
    one = an_interaction()
    assert isinstance(one, Interaction)
    assert objection_to(one, now=clock.now()) is None
