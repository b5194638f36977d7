"""Rows become interactions as the recipe says; what cannot is refused with its line and the row itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.record.import_.load import load
from regard.record.import_.mapping import ColumnsMissing, Mapping
from regard.record.import_.plan import plan
from regard.record.import_.recipe import Recipe
from regard.record.import_.rows import Refused, Row
from regard.record.import_.tables import tables
from regard.record.interaction import Identifier, Interaction, ObjectRef

SAMPLES = Path(__file__).parent / "import_samples"
HEAD = """
name = "desk"
source = "desk"
title = { en = "Desk" }
time = { zone = "UTC" }
"""
RULE = """
[[interaction]]
name = "request"
message_id = "{id}"
occurred_at = "{at}"
channel = "email"
kind = "message"
direction = "in"
"""
MONDAY = datetime(2026, 1, 5, tzinfo=UTC)


def recipe(more: str = "", *, head: str = "", rule: str = RULE) -> Recipe:
    return load(HEAD + head + rule + more)


def a_row(line: int = 2, **values: str) -> Row:
    return line, {"id": "1", "at": "2026-01-05"} | values


def with_columns(values: dict[str, str]) -> Row:
    line, row = a_row()
    return line, row | values


def made(recipe: Recipe, *rows: Row | Refused) -> list[Any]:
    mapping = Mapping(recipe)
    return [one for outcome in mapping.outcomes(rows) for one in outcome.made]


def test_a_row_becomes_an_interaction() -> None:
    (one,) = made(recipe(), a_row())
    assert one == Interaction(
        source="desk", message_id="1", occurred_at=MONDAY, channel="email", kind="message", direction="in"
    )


def test_spaces_are_cut_and_missing_marks_are_missing() -> None:
    (one,) = made(recipe('text = "{words}"', head='values = { missing = ["?"] }\n'), a_row(id=" 1 ", words=" ? "))
    assert (one.message_id, one.text) == ("1", None)


def test_the_first_of_several_columns_that_is_there_is_taken() -> None:
    both = recipe('staff_ref = "{nick|name}"')
    assert made(both, a_row(nick="", name="Bo"))[0].staff_ref == "Bo"
    assert made(both, a_row(nick="B", name="Bo"))[0].staff_ref == "B"


def test_a_template_with_a_gap_has_no_value() -> None:
    (one,) = made(recipe('touchpoint = "{shop}, {desk}"'), a_row(shop="Silom"))
    assert one.touchpoint is None


REFUSED: dict[str, tuple[str, str, dict[str, str]]] = {
    "missing_moment": ("", "", {"at": ""}),
    "unreadable_moment": ("", "", {"at": "soon"}),
    "missing_message_id": ("", "", {"id": ""}),
    "unreadable_number": ('value = "{price}"\ncurrency = "THB"', "", {"price": "much"}),
    "unreadable_yes_no": ('reached = "{there}"', "", {"there": "perhaps"}),
    "unmapped_value": (
        'use = ["via"]\n[maps.via]\ncolumn = "via"\nvalues = { LINE = { channel = "messenger" } }',
        "",
        {"via": "fax"},
    ),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_what_cannot_be_mapped_is_refused_with_its_row(reason: str) -> None:
    more, head, values = REFUSED[reason]
    row = a_row(line=7, **values)
    (refused,) = made(recipe(more, head=head), row)
    assert isinstance(refused, Refused)
    assert (refused.reason, refused.line, refused.original) == (reason, 7, row[1])


def test_a_map_may_say_what_is_meant_by_every_other_value() -> None:
    via = """
    use = ["via"]
    [maps.via]
    column = "via"
    ignore_case = true
    otherwise = { channel = "other", touchpoint = "unlisted" }
    [maps.via.values]
    LINE = { channel = "messenger", touchpoint = "line", asked_by = "staff" }
    """
    mapped = recipe(via, rule=RULE.replace('channel = "email"', ""))
    line, fax, nothing = made(mapped, a_row(via="line"), a_row(via="fax"), a_row())
    assert (line.channel, line.touchpoint, line.asked_by) == ("messenger", "line", "staff")
    assert (fax.channel, nothing.touchpoint) == ("other", "unlisted")


def test_what_the_rule_says_holds_over_the_map() -> None:
    (one,) = made(recipe('use = ["m"]\n[maps.m]\ncolumn = "id"\nvalues = { 1 = { channel = "web" } }'), a_row())
    assert one.channel == "email"


def test_two_rules_that_fail_for_one_cause_give_one_refusal() -> None:
    second = RULE.replace('"request"', '"reply"').replace('"{id}"', '"{id}:2"')
    assert len(made(recipe(second), a_row(at="soon"))) == 1


def test_one_rule_that_fails_does_not_take_the_other_with_it() -> None:
    second = RULE.replace('"request"', '"reply"').replace('"{id}"', '"{id}:2"').replace("{at}", "{closed}")
    one, refused = made(recipe(second), a_row(closed="soon"))
    assert isinstance(one, Interaction)
    assert refused.reason == "unreadable_moment"


def test_keys_and_identifiers_belong_to_the_source_unless_shared() -> None:
    more = """
    objects = [{ kind = "product", value = "{skus}", split = "," }, { kind = "order", value = "{order}" }]
    identifiers = [{ kind = "email", value = "{mail}" }, { kind = "user", value = "{user}" }]
    """
    shared = recipe(more, head='namespaces = { order = "shop" }\n')
    (one,) = made(shared, a_row(skus="bell, ,lamp", order="9", mail="c@example.org", user="123"))
    products = [ObjectRef("product", "desk", "bell"), ObjectRef("product", "desk", "lamp")]
    assert one.objects == (*products, ObjectRef("order", "shop", "9"))
    assert one.identifiers == (Identifier("email", "global", "c@example.org"), Identifier("user", "desk", "123"))


def test_facts_are_typed() -> None:
    facts = "\n".join(
        f'[[fact]]\ncolumn = "{name}"\nname = "{name}"\nkind = "descriptive"\ntype = "{name}"'
        for name in ("text", "number", "yes_no", "moment")
    )
    (one,) = made(recipe(facts), a_row(text="x", number="฿ 1,234.50", yes_no="ใช่", moment="2026-01-05"))
    assert one.facts == {"text": "x", "number": 1234.5, "yes_no": True, "moment": "2026-01-05T00:00:00+00:00"}
    assert made(recipe(facts), a_row())[0].facts == {}


def test_numbers_may_be_written_the_other_way_round() -> None:
    euros = recipe('value = "{price}"\ncurrency = "EUR"', head='values = { decimal = ",", thousands = "." }\n')
    assert made(euros, a_row(price="1.234,50 €"))[0].value == 1234.5


def test_the_order_of_the_file_counts_only_if_the_recipe_says_so() -> None:
    rows = (a_row(line=2), a_row(line=3, id="2"))
    assert [one.source_order for one in made(recipe(), *rows)] == [0, 0]
    first, second = made(recipe('source_order = "row"'), *rows)
    assert first.source_order < second.source_order


def test_a_row_that_gives_nothing_is_refused_or_counted() -> None:
    when = 'when = { column = "state", equals = "open" }'
    (refused,) = made(recipe(when), a_row(state="test"))
    assert refused.reason == "nothing_applies"
    mapping = Mapping(recipe(when, head='nothing_applies = "count"\n'))
    assert [outcome.made for outcome in mapping.outcomes([a_row(state="test")])] == [[]]
    assert mapping.unused == 1


def test_conditions_all_hold() -> None:
    when = 'when = [{ column = "a", not_equals = ["x"] }, { column = "b", present = false }]'
    kept = recipe(when, head='nothing_applies = "count"\n')
    assert len(made(kept, a_row(), a_row(a="y"), a_row(a="x"), a_row(b="1"))) == 2


def test_columns_that_map_to_nothing_are_counted() -> None:
    mapping = Mapping(recipe(head='[ignored]\nscreen = "nobody looks"\n'), columns=["id", "at", "screen", "mood"])
    rows = [a_row(screen="1", mood="good"), a_row(screen="1", mood="")]
    list(mapping.outcomes(rows))
    assert mapping.filled == {"mood": 1}


def test_a_file_without_the_columns_is_refused_with_the_delimiter_it_may_have() -> None:
    with pytest.raises(ColumnsMissing, match="delimiter = ';' would give more"):
        Mapping(recipe(), columns=["id;at"])


def test_a_refused_row_passes_through_in_its_place() -> None:
    ragged = Refused(line=3, reason="ragged_row", detail="", original={})
    assert made(recipe(), a_row(), ragged, a_row(line=4, id="2"))[1] is ragged


GROUPED = """
[values]
missing = ["", "?"]
[group]
adjacent = ["number"]
highest = "version"
[[interaction]]
name = "opening"
row = "first"
message_id = "{number}:opening"
occurred_at = "{opened_at}"
channel = "phone"
kind = "request"
direction = "in"
promised_at = "{highest:resolved_at}"
identifiers = [{ kind = "caller", value = "{caller}" }]
[[interaction]]
name = "handover"
when = { column = "team", changed = true }
message_id = "{number}:handover:{version}"
occurred_at = "{updated_at}"
channel = "phone"
kind = "assignment"
direction = "internal"
team_ref = "{previous:team} to {team}"
[[interaction]]
name = "closing"
row = "highest"
when = { column = "resolved_at", present = true }
message_id = "{number}:closing"
occurred_at = "{resolved_at}"
channel = "phone"
kind = "state"
direction = "internal"
"""


def test_neighbouring_rows_of_one_thing_become_one_group() -> None:
    log = load(HEAD.replace('zone = "UTC"', 'zone = "UTC", formats = ["%d/%m/%Y %H:%M"]') + GROUPED)
    with tables(SAMPLES / "desk_log.csv", file=log.file) as found:
        outcomes = [outcome for one in found for outcome in Mapping(log, columns=one.table.columns).outcomes(one.table)]
    assert [outcome.rows for outcome in outcomes] == [4, 1]
    first = {one.message_id: one for one in outcomes[0].made if isinstance(one, Interaction)}
    assert list(first) == ["I1:opening", "I1:handover:1", "I1:closing"]
    assert first["I1:opening"].promised_at == MONDAY + timedelta(hours=12)
    assert first["I1:handover:1"].team_ref == "Front to Workshop"
    assert [one.message_id for one in outcomes[1].made if isinstance(one, Interaction)] == ["I2:opening"]


@given(st.lists(st.sampled_from(["1", "2", "3", ""]), max_size=30))
def test_every_row_is_accounted_for(ids: list[str]) -> None:
    """Whatever the rows: each is an interaction or a refusal, and the outcomes count them all."""
    outcomes = list(Mapping(recipe()).outcomes([a_row(line, id=one) for line, one in enumerate(ids)]))
    assert sum(outcome.rows for outcome in outcomes) == sum(len(outcome.made) for outcome in outcomes) == len(ids)


@given(st.dictionaries(st.sampled_from(["id", "at", "price", "via"]), st.text(max_size=20)))
def test_no_value_crashes_the_mapping(values: dict[str, str]) -> None:
    mapped = recipe('value = "{price}"\ncurrency = "EUR"\nobjects = [{ kind = "case", value = "{via}", split = ";" }]')
    assert len(made(mapped, (2, values))) == 1


def test_the_plan_counts_what_would_come_in_and_what_would_not(tmp_path: Path) -> None:
    file = tmp_path / "desk.csv"
    file.write_text("id,at,mood\n1,2026-01-05,good\n2,2026-01-07,\n3,soon,\n1,2026-01-05,\n4,2569-01-05,\n")
    found = plan(recipe(), file, received_at=MONDAY + timedelta(days=30))
    assert (found.rows, found.interactions, found.refusals) == (5, 3, 2)
    assert found.counts["channel"] == {"email": 3}
    assert found.counts["role"] == {"unknown": 3}
    assert {reason: one.examples[0].line for reason, one in found.refused.items()} == {
        "unreadable_moment": 4,
        "future": 6,
    }
    assert (found.first, found.last) == (MONDAY, MONDAY + timedelta(days=2))
    assert found.unmapped == {"mood": 0.2}
    assert "1 interactions have the message_id of an earlier one: each would be its revision." in found.warnings
    assert any("buddhist" in warning for warning in found.warnings)


def test_the_plan_may_stop_early(tmp_path: Path) -> None:
    file = tmp_path / "desk.csv"
    file.write_text("id,at\n" + "".join(f"{number},2026-01-05\n" for number in range(50)))
    found = plan(recipe(), file, received_at=MONDAY, limit=10)
    assert (found.rows, found.stopped_at_limit) == (10, True)


@pytest.mark.parametrize(
    ("rest", "kept"),
    [
        ('rest = ["more"]', {"more.a": " 1 ", "more": "x"}),
        ('rest = ["more"]\nignored = { "more.a" = "nobody needs it" }', {"more": "x"}),
        ('rest = ["*"]', {"more.a": " 1 ", "more": "x", "moreover": "2"}),
        ("", {}),
    ],
)
def test_the_rest_is_kept_as_it_stands_under_its_own_name(rest: str, kept: dict[str, str]) -> None:
    row = with_columns({"more": "x", "more.a": " 1 ", "more.b": "", "moreover": "2"})
    (one,) = made(recipe(head=rest), row)
    assert one.facts == kept


def test_what_the_rest_keeps_is_not_counted_as_unmapped() -> None:
    mapping = Mapping(recipe(head='rest = ["more"]'))
    list(mapping.outcomes([with_columns({"more.a": "1", "moreover": "2"})]))
    assert mapping.filled == {"moreover": 1}


def test_a_rule_without_facts_keeps_no_rest() -> None:
    rule = RULE + "facts = []\n"
    (one,) = made(recipe(head='rest = ["more"]', rule=rule), with_columns({"more.a": "1"}))
    assert one.facts == {}


MAP = """
[maps.sort]
column = "sort"
otherwise = {}
OVER
[maps.sort.values]
"complaint" = { kind = "complaint", channel = "phone" }
"""


@pytest.mark.parametrize(
    ("over", "sort", "expected"),
    [
        ("over_rule = true", "complaint", ("phone", "complaint")),
        ("over_rule = true", "praise", ("email", "message")),
        ("over_rule = false", "complaint", ("email", "message")),
    ],
)
def test_a_map_holds_over_the_rule_only_where_it_says_so(over: str, sort: str, expected: tuple[str, str]) -> None:
    rule = RULE + 'use = ["sort"]\n'
    (one,) = made(recipe(MAP.replace("OVER", over), rule=rule), a_row(sort=sort))
    assert (one.channel, one.kind) == expected
