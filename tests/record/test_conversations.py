"""Two files, conversations and messages, become what customers and agents said to each other."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from regard.record.checks import objection_to
from regard.record.import_.join import tables_of
from regard.record.import_.mapping import Mapping
from regard.record.import_.plan import plan
from regard.record.import_.rows import Refused
from regard.record.import_.shelf import find_recipe
from regard.record.interaction import Interaction

SAMPLES = Path(__file__).parent / "import_samples" / "conversations"
LATER = datetime(2026, 2, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def made() -> list[Interaction | Refused]:
    recipe = find_recipe("conversations")
    with tables_of(recipe, SAMPLES) as found:
        return [
            one
            for opened in found
            for outcome in Mapping(recipe, columns=opened.table.columns).outcomes(opened.table)
            for one in outcome.made
        ]


@pytest.fixture(scope="module")
def said(made: list[Interaction | Refused]) -> dict[str, Interaction]:
    return {one.message_id: one for one in made if isinstance(one, Interaction)}


def test_each_message_is_an_interaction_that_the_door_admits(said: dict[str, Interaction]) -> None:
    assert list(said) == ["m1", "m2", "m3", "m4", "m5", "m6", "m7"]
    assert not [objection for one in said.values() if (objection := objection_to(one, now=LATER))]


def test_who_wrote_decides_the_direction_and_whether_a_person_spoke(said: dict[str, Interaction]) -> None:
    told = {key: (one.direction, one.human, one.kind) for key, one in said.items()}
    assert told["m1"] == ("in", "unknown", "message")
    assert told["m2"] == ("out", "no", "message")
    assert told["m3"] == ("out", "yes", "message")
    assert told["m5"] == ("internal", "yes", "note")
    assert told["m4"][0] == "in"  # "Customer" in capitals.


def test_a_message_may_say_its_role_and_that_a_machine_wrote_it(said: dict[str, Interaction]) -> None:
    assert (said["m2"].role, said["m2"].auto) == ("acknowledges", True)
    assert (said["m3"].role, said["m3"].passes_to) == ("passes", "phone")
    assert (said["m1"].role, said["m1"].auto) == (None, False)


def test_channel_team_and_keys_come_from_the_conversation(said: dict[str, Interaction]) -> None:
    assert [(one.channel, one.touchpoint) for one in (said["m1"], said["m4"], said["m7"])] == [
        ("chat", "website"),
        ("messenger", "line"),
        ("email", None),
    ]
    assert said["m6"].team_ref == "Front"
    assert [(one.kind, one.value) for one in said["m4"].objects] == [
        ("thread", "c2"),
        ("order", "O-1"),
        ("order", "O-2"),
    ]


def test_the_customer_is_the_same_in_every_message_of_a_conversation(said: dict[str, Interaction]) -> None:
    assert said["m1"].identifiers == said["m3"].identifiers
    assert [(one.kind, one.namespace, one.value) for one in said["m1"].identifiers] == [
        ("email", "global", "cyn@example.org"),
        ("customer_no", "conversations", "77"),
    ]
    assert Counter(one.kind for one in said["m4"].identifiers) == {"phone": 1, "handle": 1}
    assert Counter(one.kind for one in said["m7"].identifiers) == {"email": 2}


def test_messages_of_one_second_keep_the_order_of_their_position(said: dict[str, Interaction]) -> None:
    assert said["m1"].occurred_at == said["m2"].occurred_at
    assert said["m1"].source_order < said["m2"].source_order


def test_what_cannot_be_joined_or_read_is_refused_with_its_line(made: list[Interaction | Refused]) -> None:
    refused = [(one.line, one.reason, one.detail) for one in made if isinstance(one, Refused)]
    assert refused == [
        (9, "unmatched", "conversation_id is 'c9', which conversations.csv does not hold."),
        (10, "unmapped_value", "author_type is 'supervisor', which the map of the recipe does not list."),
        (5, "unused", "No row has the conversation_id of this one."),
    ]


def test_the_dry_run_accounts_for_every_column() -> None:
    found = plan(find_recipe("conversations"), SAMPLES, received_at=LATER)
    assert (found.interactions, found.refusals, found.unmapped) == (7, 3, {})


def test_two_files_with_only_what_is_needed_are_enough(tmp_path: Path) -> None:
    chats, messages = tmp_path / "Conversations 2026.csv", tmp_path / "all messages.csv"
    chats.write_text("conversation_id,channel\n1,chat\n")
    messages.write_text("message_id,conversation_id,sent_at,author_type,text\n1,1,2026-01-05,customer,Hi\n")
    found = plan(find_recipe("conversations"), [messages, chats], received_at=LATER)
    assert (found.interactions, found.refusals, found.counts["channel"]) == (1, 0, {"chat": 1})
