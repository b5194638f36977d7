"""A recipe is checked when it is read: an error names the key, what is wrong and what would work."""

from __future__ import annotations

from pathlib import Path

import pytest

from regard.foundation.errors import NotKnown
from regard.record.import_.load import RecipeError, load
from regard.record.import_.shelf import find_recipe, shipped

GOOD = """
name = "desk"
source = "desk"
title = { en = "Desk" }

[time]
zone = "Asia/Bangkok"

[[interaction]]
name = "request"
message_id = "{id}"
occurred_at = "{at}"
channel = "email"
kind = "message"
direction = "in"
"""

# What is put in place of what, and what the error must say.
WRONG = {
    "a key nobody reads": (
        'kind = "message"',
        'kind = "message"\nchanel = "web"',
        ("chanel", "Did you mean 'channel'?"),
    ),
    "a part nobody reads": ("[time]", '[tiem]\nzone = "UTC"\n[time]', ("tiem", "Did you mean 'time'?")),
    "a key that is missing": ('message_id = "{id}"', "", ("interaction[1].message_id is missing",)),
    "a channel nobody has": ('"email"', '"emial"', ("channel is 'emial'", "email")),
    "no channel at all": ('channel = "email"', "", ("interaction[1].channel is missing",)),
    "a role nobody has": ('kind = "message"', 'kind = "message"\nrole = "shouts"', ("role is 'shouts'", "asks_back")),
    "a zone nobody lives in": ("Asia/Bangkok", "Asia/Bankok", ("time.zone is 'Asia/Bankok'", "Asia/Bangkok")),
    "a letter no pattern has": (
        'zone = "Asia/Bangkok"',
        'zone = "UTC"\nformats = ["%d/%m/%Q"]',
        ("has %Q", "Known: %Y"),
    ),
    "an hour of twelve without its half": (
        'zone = "Asia/Bangkok"',
        'zone = "UTC"\nformats = ["%d/%m/%Y %I:%M"]',
        ("%I needs %p",),
    ),
    "days that could be months": (
        'zone = "Asia/Bangkok"',
        'zone = "UTC"\nformats = ["%d/%m/%Y", "%m/%d/%Y"]',
        ("read one text as two days",),
    ),
    "one id for all rows": ('message_id = "{id}"', 'message_id = "id"', ("the same for all rows",)),
    "a brace left open": ('message_id = "{id}"', 'message_id = "{id"', ("a single '{'",)),
    "a map nobody wrote": ('kind = "message"', 'kind = "message"\nuse = ["via"]', ("names the map 'via'",)),
    "a fact nobody wrote": ('kind = "message"', 'kind = "message"\nfacts = ["tone"]', ("facts names 'tone'",)),
    "money of no currency": ('kind = "message"', 'kind = "message"\nvalue = "{price}"', ("no currency",)),
    "a row of no group": ('kind = "message"', 'kind = "message"\nrow = "first"', ("the recipe has no [group]",)),
    "two tests in one": (
        'kind = "message"',
        'kind = "message"\nwhen = { column = "a", present = true, equals = "x" }',
        ("needs exactly one of",),
    ),
    "a delimiter of two": ("[time]", '[file]\ndelimiter = "||"\n[time]', ("file.delimiter is '||'",)),
    "an encoding nobody reads": ("[time]", '[file]\nencoding = "utf-9"\n[time]', ("file.encoding is 'utf-9'",)),
    "a word where a number is due": ("[time]", '[file]\nskip_lines = "two"\n[time]', ("file.skip_lines", "int")),
    "a column both read and ignored": ("[time]", '[ignored]\nid = "why"\n[time]', ("'id' is read by the recipe",)),
    "no TOML": ("[time]", "[time", ("It is not TOML",)),
}


def test_a_good_recipe_loads_with_its_defaults() -> None:
    recipe = load(GOOD)
    assert recipe.records_replies
    assert not recipe.live
    assert recipe.time.formats == ("iso",)
    assert recipe.namespace_of("email") == "global"
    assert recipe.namespace_of("case") == "desk"


@pytest.mark.parametrize("mistake", WRONG)
def test_a_mistake_is_named_with_what_would_work(mistake: str) -> None:
    old, new, words = WRONG[mistake]
    with pytest.raises(RecipeError) as error:
        load(GOOD.replace(old, new, 1), name="desk")
    assert "The recipe 'desk' cannot be used" in str(error.value)
    for word in words:
        assert word in str(error.value)


def test_two_rules_with_one_message_id_are_refused() -> None:
    second = GOOD[GOOD.index("[[interaction]]") :].replace('"request"', '"reply"')
    with pytest.raises(RecipeError, match="message_id of two interactions"):
        load(GOOD + second)


@pytest.mark.parametrize(
    ("first", "second", "allowed"),
    [
        ('{ column = "sort", equals = ["a"] }', '{ column = "sort", equals = ["b", "c"] }', True),
        ('{ column = "sort", equals = ["a", "b"] }', '{ column = "sort", equals = ["b"] }', False),
        ('{ column = "sort", equals = ["a"] }', '{ column = "other", equals = ["b"] }', False),
        ('{ column = "sort", equals = ["a"] }', '{ column = "sort", not_equals = ["a"] }', False),
    ],
)
def test_one_message_id_is_good_for_two_rules_that_exclude_each_other(first: str, second: str, allowed: bool) -> None:  # noqa: FBT001
    rules = [RULE.replace("WHEN", when).replace("NAME", name) for name, when in (("one", first), ("two", second))]
    text = HEAD + "".join(rules)
    if allowed:
        assert len(load(text).interaction) == 2
    else:
        with pytest.raises(RecipeError, match="is the message_id of two"):
            load(text)


HEAD = """
name = "desk"
source = "desk"
title = { en = "Desk" }
time = { zone = "UTC" }
"""
RULE = """
[[interaction]]
name = "NAME"
when = [WHEN]
message_id = "{id}"
occurred_at = "{at}"
channel = "email"
kind = "message"
direction = "in"
"""


def test_every_mistake_is_told_at_once() -> None:
    with pytest.raises(RecipeError) as error:
        load(GOOD.replace("Asia/Bangkok", "Mars").replace('"email"', '"pigeon"'))
    assert len(error.value.problems) == 2


def test_two_maps_may_not_give_one_field() -> None:
    maps = """
    use = ["one", "two"]
    [maps.one]
    column = "a"
    values = { x = { role = "asks" } }
    [maps.two]
    column = "b"
    values = { y = { role = "none" } }
    """
    with pytest.raises(RecipeError, match="two maps give 'role'"):
        load(GOOD + maps)


def test_a_shipped_recipe_is_found_by_name_and_another_by_path(tmp_path: Path) -> None:
    assert find_recipe("boston311") == shipped()["boston311"]
    own = tmp_path / "own.toml"
    own.write_text(GOOD)
    assert find_recipe(str(own)).name == "desk"


def test_a_recipe_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(NotKnown, match=r"No recipe named 'bosten311'. Known: .*boston311"):
        find_recipe("bosten311")


def test_every_shipped_recipe_loads_under_its_own_name() -> None:
    for name, recipe in shipped().items():
        assert recipe.name == name
        assert recipe.title.th
        assert recipe.title.zh_hans
        assert recipe.description
