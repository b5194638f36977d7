"""docs/recipes.md and docs/interaction.md say what the code does: the example is run, every key is held against it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from regard.record.checks import CHECKS
from regard.record.import_.formats.mail import COLUMNS
from regard.record.import_.load import load
from regard.record.import_.mapping import Mapping
from regard.record.import_.plan import plan
from regard.record.import_.recipe import Recipe
from regard.record.import_.reference import reference
from regard.record.import_.rows import Refused
from regard.record.import_.sense import columns_of
from regard.record.import_.shelf import find_recipe
from regard.record.import_.tables import tables
from regard.record.interaction import CHANNELS, OBJECT_KINDS, ROLES, STAGES, Interaction

ROOT = Path(__file__).resolve().parents[2]
RECIPES = (ROOT / "docs" / "recipes.md").read_text(encoding="utf-8")
INTERACTION = (ROOT / "docs" / "interaction.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", RECIPES, re.MULTILINE | re.DOTALL)


def mapped(recipe: Recipe, file: Path) -> list[Interaction | Refused]:
    with tables(file, file=recipe.file) as found:
        return [
            made
            for one in found
            for outcome in Mapping(recipe, columns=one.table.columns).outcomes(one.table)
            for made in outcome.made
        ]


def told(one: Interaction) -> str:
    """The interaction as the page writes it, in words parted by one space."""
    words = [one.message_id, f"{one.occurred_at:%Y-%m-%d %H:%M}", f"{one.channel}/{one.touchpoint}", one.direction]
    words += [one.role or ""]
    if one.promised_at:
        words.append(f"promised {one.promised_at:%Y-%m-%d %H:%M}")
    if one.staff_ref:
        words.append(f"staff {one.staff_ref}")
    words += [f"{identifier.kind}={identifier.value}" for identifier in one.identifiers]
    if one.value is not None:
        words.append(f"{one.currency} {one.value}")
    return " ".join(words)


def test_the_worked_example_gives_what_the_page_says(tmp_path: Path) -> None:
    file = tmp_path / "desk.csv"
    file.write_text(blocks("csv")[0], encoding="utf-8")
    made = mapped(load(blocks("toml")[0]), file)
    interactions, refusals = ([re.sub(r" +", " ", line) for line in text.splitlines()] for text in blocks("text")[:2])
    assert [told(one) for one in made if isinstance(one, Interaction)] == interactions
    assert [f"line {one.line} {one.reason} {one.detail}" for one in made if isinstance(one, Refused)] == refusals


def test_the_namespaces_of_the_example_are_as_the_page_says(tmp_path: Path) -> None:
    file = tmp_path / "desk.csv"
    file.write_text(blocks("csv")[0], encoding="utf-8")
    first = mapped(load(blocks("toml")[0]), file)[0]
    assert isinstance(first, Interaction)
    assert [(one.kind, one.namespace) for one in first.identifiers] == [("email", "global"), ("customer_no", "shop")]
    assert first.objects[0].namespace == "bike-desk"


def test_every_column_of_the_example_is_accounted_for(tmp_path: Path) -> None:
    file = tmp_path / "desk.csv"
    file.write_text(blocks("csv")[0], encoding="utf-8")
    found = plan(load(blocks("toml")[0]), file, received_at=datetime(2026, 2, 1, tzinfo=UTC))
    assert not found.unmapped
    assert (found.rows, found.interactions, found.refusals) == (4, 3, 2)


def test_the_group_of_the_page_loads_when_completed() -> None:
    head = 'name = "log"\nsource = "log"\ntitle = { en = "Log" }\ntime = { zone = "UTC" }\n'
    rest = 'channel = "phone"\nkind = "assignment"\ndirection = "internal"'
    recipe = load(head + blocks("toml")[1].replace("# …", rest))
    assert [rule.name for rule in recipe.interaction] == ["opening", "handover"]


def test_the_event_log_of_the_page_loads_when_completed() -> None:
    head = 'name = "log"\nsource = "log"\ntitle = { en = "Log" }\ntime = { zone = "UTC" }\n'
    first, rest = 'channel = "other"', 'channel = "other"\nkind = "{concept:name}"\ndirection = "internal"'
    recipe = load(head + blocks("toml")[3].replace("# …", first, 1).replace("# …", rest))
    assert (recipe.file.format, [rule.name for rule in recipe.interaction]) == ("xes", ["opening", "step"])


def section(title: str) -> str:
    return RECIPES.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_every_column_of_conversations_and_of_mail_is_on_the_page() -> None:
    read = columns_of(find_recipe("conversations"))
    named = {column.partition(".")[2] or column for column in read}
    assert not {column for column in named if f"`{column}`" not in section("Conversations: chats and desks")}
    sorts = find_recipe("mbox").maps["sort"].values
    assert not {word for word in (*COLUMNS, *sorts) if f"`{word}`" not in section("Mail")}


def test_the_columns_that_the_page_calls_needed_are_those_that_may_not_be_left_out() -> None:
    recipe = find_recipe("conversations")
    needed = columns_of(recipe) - set(recipe.optional)
    assert needed == {"message_id", "conversation_id", "sent_at", "text", "author_type"} | {
        "conversation.conversation_id", "conversation.channel",
    }  # fmt: skip


def test_the_reference_lists_every_key_as_the_code_has_it() -> None:
    wanted = reference().strip()
    assert wanted in RECIPES, (
        "docs/recipes.md lags: print `python -m regard.record.import_.reference` under 'Every key'."
    )


def test_every_reason_to_refuse_a_row_is_on_the_page() -> None:
    folder = ROOT / "src" / "regard" / "record" / "import_"
    code = "".join(path.read_text() for path in folder.rglob("*.py"))
    words = "ragged_row|not_text|nul_byte|unclosed_quote|not_csv|not_json|value_too_long|cut_off|unmapped_value"
    words += "|not_xes|no_event|not_mail|unmatched|unused|repeated_key|no_key"
    words += "|nothing_applies|(?:missing|unreadable)_(?:moment|message_id|number|yes_no)"
    reasons = set(re.findall(rf'"({words})"', code))
    assert len(reasons) > 17
    assert not {reason for reason in reasons if f"`{reason}`" not in RECIPES}


def test_the_fields_of_an_interaction_are_on_their_page_in_order() -> None:
    table = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|", INTERACTION, re.MULTILINE)
    fields = msgspec.structs.fields(Interaction)
    assert [name for name, _ in table] == [field.name for field in fields]
    assert [name for name, default in table if default == "needed"] == [one.name for one in fields if one.required]


def test_the_lists_of_an_interaction_are_on_their_page() -> None:
    for words in (CHANNELS, ROLES, STAGES, OBJECT_KINDS):
        assert not [word for word in words if f"`{word}`" not in INTERACTION]


def test_every_reason_of_the_door_is_on_the_page() -> None:
    code = (ROOT / "src" / "regard" / "record" / "checks.py").read_text()
    reasons = set(re.findall(r'Objection\(\s*"(\w+)"', code))
    assert len(reasons) >= len(CHECKS)
    assert not {reason for reason in reasons if f"`{reason}`" not in INTERACTION}
