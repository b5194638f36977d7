"""What a recipe must make sense of before a row is read; each check yields one sentence per mistake."""

import codecs
import re
import zoneinfo
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from typing import get_args

from regard.record.import_.moments import FormatError, ambiguous_formats, compiled_format
from regard.record.import_.recipe import Condition, Recipe, Rule, Said
from regard.record.import_.template import parse, split_row
from regard.record.interaction import CHANNELS, ROLES, Direction, Stage, YesNo

# Fields whose text, if it names no column, must be one of a list.
LISTED: dict[str, tuple[str, ...]] = {
    "channel": CHANNELS,
    "role": ROLES,
    "direction": get_args(Direction),
    "stage": get_args(Stage),
    "human": get_args(YesNo),
    "asked_by": ("customer", "staff"),
    "offered_by": ("company", "customer"),
    "chosen_by": ("company", "customer"),
}
TEXTS = (
    "message_id", "occurred_at", "touchpoint", "kind", "promised_at", "answered_at", "ended_at", "passes_to",
    "staff_ref", "team_ref", "text", "language", "value", "cost", "currency", "corrects", *LISTED,
)  # fmt: skip
_NAME = re.compile("[a-z][a-z0-9_]*")
NEEDED = ("channel", "kind", "direction")
MAP_FIELDS = tuple(Said.__struct_fields__)


def problems_of(recipe: Recipe) -> Iterator[str]:
    """Every mistake that the shape of the recipe does not show."""
    for check in CHECKS:
        yield from check(recipe)


def texts_of(rule: Rule) -> Iterator[tuple[str, str]]:
    """Every template of a rule, with the key it stands under."""
    for field in (*TEXTS, "auto", "reached", "source_order"):
        value = getattr(rule, field)
        if isinstance(value, str) and (field, value) != ("source_order", "row"):
            yield field, value
    for kind in ("objects", "identifiers"):
        for number, one in enumerate(getattr(rule, kind), start=1):
            yield f"{kind}[{number}].value", one.value


def columns_of(recipe: Recipe) -> frozenset[str]:
    """Every column the recipe reads."""
    read = {split_row(column)[1] for column in reached_of(recipe)}
    if recipe.group:
        read |= {*recipe.group.adjacent, *([recipe.group.highest] if recipe.group.highest else [])}
    for name, one in recipe.lookup.items():
        read |= {one.by or one.key, f"{name}.{one.key}"}
    return frozenset(read)


def reached_of(recipe: Recipe) -> set[str]:
    """Every column that rules, maps and facts name, with its row: "opened_at" or "first:opened_at"."""
    reached = {column for rule in recipe.interaction for _, text in texts_of(rule) for column in parse(text).columns}
    return reached | set(_named(recipe))


def _named(recipe: Recipe) -> Iterator[str]:
    """The columns that are named outside templates."""
    yield from (fact.column for fact in recipe.fact)
    yield from (one.column for one in recipe.maps.values())
    yield from (condition.column for rule in recipe.interaction for condition in rule.when)


def _file(recipe: Recipe) -> Iterator[str]:
    file = recipe.file
    if len(file.delimiter) != 1:
        yield f"file.delimiter is {file.delimiter!r}; it is one character, such as ',' or '\\t'."
    if len(file.quote) > 1:
        yield f"file.quote is {file.quote!r}; it is one character, or '' if nothing encloses values."
    try:
        codecs.lookup(file.encoding)
    except LookupError:
        yield f"file.encoding is {file.encoding!r}, which nothing can read. Known: utf-8, utf-16, cp874, gb18030, …"


def _zone(recipe: Recipe) -> Iterator[str]:
    if recipe.time.zone not in zoneinfo.available_timezones():
        yield f"time.zone is {recipe.time.zone!r}. It is a name such as 'Asia/Bangkok', 'Europe/Berlin' or 'UTC'."


def _formats(recipe: Recipe) -> Iterator[str]:
    good = []
    for pattern in recipe.time.formats:
        try:
            compiled_format(pattern, calendar=recipe.time.calendar)
            good.append(pattern)
        except FormatError as error:
            yield f"time.formats: {error}"
    if not recipe.time.formats:
        yield "time.formats is empty; write for example ['iso']."
    for first, second in ambiguous_formats(good):
        yield f"time.formats: {first!r} and {second!r} read one text as two days; keep the one that is meant."


def _templates(recipe: Recipe) -> Iterator[str]:
    for number, rule in enumerate(recipe.interaction, start=1):
        for field, text in texts_of(rule):
            try:
                columns = parse(text).columns
            except ValueError as error:
                yield f"interaction[{number}].{field}: {error}."
                continue
            if not recipe.group and any(split_row(column)[0] for column in columns):
                yield f"interaction[{number}].{field} reaches another row, but the recipe has no [group]."
            if not columns and field in ("message_id", "occurred_at"):
                yield f"interaction[{number}].{field} is {text!r}, the same for all rows; name a column: '{{case_id}}'."


def _words(recipe: Recipe) -> Iterator[str]:
    for number, rule in enumerate(recipe.interaction, start=1):
        for field, known in LISTED.items():
            word = getattr(rule, field)
            if word is not None and "{" not in word and word not in known:
                yield f"interaction[{number}].{field} is {word!r}. Known: {', '.join(known)}."


def _needed(recipe: Recipe) -> Iterator[str]:
    """Each rule has its channel, kind and direction, from itself or from every value of a map."""
    for number, rule in enumerate(recipe.interaction, start=1):
        for name in rule.use:
            if name not in recipe.maps:
                yield f"interaction[{number}].use names the map {name!r}. Known: {', '.join(recipe.maps) or 'none'}."
        for field in NEEDED:
            if getattr(rule, field) is None and not any(_always_says(recipe, name, field) for name in rule.use):
                yield f"interaction[{number}].{field} is missing; write it there or in every value of a map it uses."


def _always_says(recipe: Recipe, name: str, field: str) -> bool:
    found = recipe.maps.get(name)
    said = [*found.values.values(), *([found.otherwise] if found.otherwise else [])] if found else []
    return bool(said) and all(getattr(one, field) is not None for one in said)


def _maps(recipe: Recipe) -> Iterator[str]:
    for number, rule in enumerate(recipe.interaction, start=1):
        said: Counter[str] = Counter()
        for name in rule.use:
            found = recipe.maps.get(name)
            values = [*found.values.values(), found.otherwise] if found else []
            said.update({field for field in MAP_FIELDS if any(getattr(one, field, None) is not None for one in values)})
        for field in (field for field, times in said.items() if times > 1):
            yield f"interaction[{number}].use: two maps give {field!r}; which one holds is not said."


def _ids(recipe: Recipe) -> Iterator[str]:
    """Two interactions with one message id would be revisions of each other."""
    if not recipe.interaction:
        yield "interaction is missing: write at least one [[interaction]]."
    said = "of two interactions; it must tell them apart, as '{id}:opened' does."
    for text, count in Counter(rule.name for rule in recipe.interaction).items():
        if count > 1:
            yield f"{text!r} is the name {said}"
    alike = {
        one.message_id
        for one, other in combinations(recipe.interaction, 2)
        if one.message_id == other.message_id and not _exclude_each_other(one, other)
    }
    for text in sorted(alike):
        yield f"{text!r} is the message_id {said}"


def _exclude_each_other(one: Rule, other: Rule) -> bool:
    """Whether no row gives both: they ask one column for different values."""
    asked = [{each.column: set(each.equals) for each in rule.when if each.equals is not None} for rule in (one, other)]
    return any(asked[0][column].isdisjoint(asked[1][column]) for column in asked[0].keys() & asked[1].keys())


def _groups(recipe: Recipe) -> Iterator[str]:
    for number, rule in enumerate(recipe.interaction, start=1):
        if rule.row != "each" and not recipe.group:
            yield f"interaction[{number}].row is {rule.row!r}, but the recipe has no [group]."
        if rule.row == "highest" and recipe.group and not recipe.group.highest:
            yield f"interaction[{number}].row is 'highest', but group.highest names no column."
        for condition in rule.when:
            if _tests(condition) != 1:
                tests = "present, equals, not_equals, changed"
                yield f"interaction[{number}].when: {condition.column!r} needs exactly one of {tests}."
            if condition.changed is not None and not recipe.group:
                yield f"interaction[{number}].when asks whether {condition.column!r} changed, but there is no [group]."
            if condition.changed is not None and split_row(condition.column)[0]:
                yield f"interaction[{number}].when: {condition.column!r} is of one row and cannot have changed."
    for column in () if recipe.group else sorted({one for one in _named(recipe) if split_row(one)[0]}):
        yield f"{column!r} reaches another row, but the recipe has no [group]."


def _lookups(recipe: Recipe) -> Iterator[str]:
    for name, one in recipe.lookup.items():
        if not _NAME.fullmatch(name):
            yield f"lookup.{name}: a name has small letters, digits and '_'."
        if not one.files.strip("*"):
            yield f"lookup.{name}.files is {one.files!r}, which is every file; write for example '{name}*'."
    if recipe.lookup and recipe.file.columns:
        yield "file.columns names the columns of one file, but [lookup] reads a second; each needs its own header."
    if recipe.lookup and recipe.file.format == "mbox":
        yield "[lookup] joins tables, and mail is none."


def _tests(condition: Condition) -> int:
    return sum(getattr(condition, test) is not None for test in ("present", "equals", "not_equals", "changed"))


def _facts(recipe: Recipe) -> Iterator[str]:
    times = Counter(fact.name for fact in recipe.fact)
    for name in (name for name, count in times.items() if count > 1):
        yield f"fact: {name!r} is the name of two facts."
    for number, rule in enumerate(recipe.interaction, start=1):
        for name in () if rule.facts == "all" else rule.facts:
            if name not in times:
                yield f"interaction[{number}].facts names {name!r}. Known: {', '.join(times) or 'none'}."


def _money(recipe: Recipe) -> Iterator[str]:
    for number, rule in enumerate(recipe.interaction, start=1):
        has_currency = (
            rule.currency or recipe.currency or any(_always_says(recipe, one, "currency") for one in rule.use)
        )
        if (rule.value or rule.cost) and not has_currency:
            yield f"interaction[{number}] has a value or cost but no currency; write currency = 'THB' for the recipe."


def _ignored(recipe: Recipe) -> Iterator[str]:
    if any("{" in text and _broken(text) for rule in recipe.interaction for _, text in texts_of(rule)):
        return  # Said by _templates already.
    for column in sorted(columns_of(recipe) & recipe.ignored.keys()):
        yield f"ignored: {column!r} is read by the recipe, too."


def _broken(text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return True
    return False


CHECKS = (
    _file, _zone, _formats, _templates, _words, _needed, _maps, _ids, _groups, _lookups, _facts, _money, _ignored,
)  # fmt: skip
