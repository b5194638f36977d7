"""Compiles the parts of one rule into functions from a row to a value. A row holds no missing values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from regard.record.import_.moments import Moments
from regard.record.import_.recipe import Condition, Fact, IdentifierRule, ObjectRule, Recipe, Rule, ValueMap
from regard.record.import_.scalar import number_reader, yes_no_reader
from regard.record.import_.sense import columns_of
from regard.record.import_.template import Get, compiled, only_column, parse, split_row
from regard.record.interaction import Identifier, ObjectRef

Clean = Mapping[str, str]
Step = Callable[[Clean], Any]
Test = Callable[[Clean], bool]

MOMENTS = ("occurred_at", "promised_at", "answered_at", "ended_at")
NUMBERS = ("value", "cost")
YES_NO = ("auto", "reached")
TEXTS = (
    "message_id", "channel", "touchpoint", "kind", "direction", "role", "human", "asked_by", "passes_to", "staff_ref",
    "team_ref", "stage", "offered_by", "chosen_by", "text", "language", "currency", "corrects",
)  # fmt: skip


class Cannot(Exception):
    """What a rule could not make of a row: the reason is counted, the detail is read."""

    def __init__(self, reason: str, detail: str) -> None:
        self.reason, self.detail = reason, detail
        super().__init__(f"{reason}: {detail}")


@dataclass(frozen=True)
class Readers:
    """How this recipe reads what is more than text."""

    moment: Moments
    number: Callable[[str], float | None]
    yes_no: Callable[[str], bool | None]


def readers_of(recipe: Recipe) -> Readers:
    """The readers for moments, numbers and yes or no of a recipe."""
    time = recipe.time
    moments = Moments(time.formats, zone=time.zone, fold=time.fold, calendar=time.calendar)
    return Readers(moments, number_reader(recipe.values), yes_no_reader(recipe.values))


def fixed_fields(recipe: Recipe, rule: Rule) -> dict[str, Any]:
    """The fields that are the same for every row: those without a column, and the recipe's own."""
    fixed: dict[str, Any] = {"source": recipe.source}
    fixed |= {key: value for key in ("language", "currency") if (value := getattr(recipe, key)) is not None}
    for field in (*TEXTS, *YES_NO, "source_order"):
        value = getattr(rule, field)
        if value is not None and not _is_template(field, value):
            fixed[field] = compiled(parse(value))({}) if isinstance(value, str) else value
    if not rule.value and not rule.cost:
        fixed.pop("currency", None)
    return fixed


def plain_of(rule: Rule) -> list[tuple[str, str]]:
    """(field, column) for each field that is the text of one column as it stands."""
    texts = [(field, getattr(rule, field)) for field in TEXTS]
    return [(field, column) for field, text in texts if text is not None and (column := only_column(parse(text)))]


def steps_of(recipe: Recipe, rule: Rule, readers: Readers) -> list[tuple[str, Step]]:
    """(field, function) for each other field that a row decides."""
    steps: list[tuple[str, Step]] = []
    plain = {field for field, _ in plain_of(rule)}
    for field in (*TEXTS, *MOMENTS, *NUMBERS, *YES_NO, "source_order"):
        value = getattr(rule, field)
        if field not in plain and isinstance(value, str) and _is_template(field, value):
            steps.append((field, _step(field, value, readers)))
    if rule.objects:
        steps.append(("objects", _keys(recipe, rule.objects, ObjectRef)))
    if rule.identifiers:
        steps.append(("identifiers", _keys(recipe, rule.identifiers, Identifier)))
    facts = [fact for fact in recipe.fact if rule.facts == "all" or fact.name in rule.facts]
    if facts or (recipe.rest and rule.facts == "all"):
        steps.append(("facts", _facts(facts, readers, rest=keeps_rest(recipe) if rule.facts == "all" else None)))
    return steps


def keeps_rest(recipe: Recipe) -> Callable[[str], bool]:
    """Whether a column is kept, sealed, though nothing of the recipe reads it."""
    roots, prefixes = frozenset(recipe.rest), rest_prefixes(recipe)
    passed_over = columns_of(recipe) | recipe.ignored.keys()
    # What a rule reaches in another row of its group ("first:opened_at") is no column of this row.
    return lambda column: (
        column not in passed_over
        and (column in roots or column.startswith(prefixes))
        and (not recipe.group or split_row(column)[0] is None)
    )


def rest_prefixes(recipe: Recipe) -> tuple[str, ...]:
    """How columns begin that are kept beyond those the recipe reads; with "*" all, for every text begins with ""."""
    return ("",) if "*" in recipe.rest else tuple(f"{prefix}." for prefix in recipe.rest)


def test_of(condition: Condition) -> Test:
    """The function that says whether a row passes."""
    column = condition.column
    if condition.present is not None:
        wanted = condition.present
        return lambda row: (column in row) is wanted
    if condition.equals is not None:
        among = frozenset(condition.equals)
        return lambda row: row.get(column) in among
    if condition.not_equals is not None:
        never = frozenset(condition.not_equals)
        return lambda row: row.get(column) not in never
    before, wanted = f"previous:{column}", bool(condition.changed)
    return lambda row: (HAS_PREVIOUS in row and row.get(column) != row.get(before)) is wanted


HAS_PREVIOUS = "previous:"  # No column has an empty name: marks a row that is not the first of its group.


def lookup_of(value_map: ValueMap) -> Callable[[Clean], Mapping[str, Any]]:
    """The function from a row to the fields that the map gives; raises `Cannot` for a value it does not list."""
    column, fold = value_map.column, str.casefold if value_map.ignore_case else str
    fields = {fold(value): _given(said) for value, said in value_map.values.items()}
    otherwise = _given(value_map.otherwise) if value_map.otherwise else None

    def look_up(row: Clean) -> Mapping[str, Any]:
        value = row.get(column, "")
        found = fields.get(fold(value), otherwise)
        if found is None:
            raise Cannot("unmapped_value", f"{column} is {value!r}, which the map of the recipe does not list.")
        return found

    return look_up


def _given(said: Any) -> dict[str, Any]:
    return {field: value for field in said.__struct_fields__ if (value := getattr(said, field)) is not None}


def _is_template(field: str, value: object) -> bool:
    if not isinstance(value, str) or (field, value) == ("source_order", "row"):
        return False
    return bool(parse(value).holes) or field in (*YES_NO, "source_order")


def _step(field: str, text: str, readers: Readers) -> Step:
    get = compiled(parse(text))
    if field in MOMENTS:
        return _read(get, readers.moment.read, "unreadable_moment", f"{field} ({text})", "is no moment of time.formats")
    if field in NUMBERS:
        return _read(get, readers.number, "unreadable_number", f"{field} ({text})", "is no number")
    if field in YES_NO:
        return _read(get, readers.yes_no, "unreadable_yes_no", f"{field} ({text})", "is neither yes nor no")
    if field == "source_order":
        return _read(get, _whole, "unreadable_number", f"{field} ({text})", "is no whole number")
    return get


def _read(get: Get, read: Callable[[str], Any], reason: str, what: str, fault: str) -> Step:
    """Missing stays missing; what is there but cannot be read refuses the interaction."""

    def step(row: Clean) -> Any:
        text = get(row)
        if text is None:
            return None
        value = read(text)
        if value is None:
            raise Cannot(reason, f"{what} is {text[:80]!r}, which {fault}.")
        return value

    return step


def _whole(text: str) -> int | None:
    digits = text.removeprefix("-")
    return int(text) if digits.isdecimal() and len(digits) < 19 else None


def _keys(
    recipe: Recipe, rules: tuple[ObjectRule, ...] | tuple[IdentifierRule, ...], made: Callable[[Any, str, str], Any]
) -> Step:
    parts = [
        (one.kind, one.namespace or recipe.namespace_of(one.kind), compiled(parse(one.value)), one.split)
        for one in rules
    ]

    def keys(row: Clean) -> tuple[Any, ...]:
        found = []
        for kind, namespace, get, split in parts:
            value = get(row)
            if value is None:
                continue
            values = [value] if split is None else [one.strip() for one in value.split(split)]
            found += [made(kind, namespace, one) for one in values if one]
        return tuple(found)

    return keys


def _facts(facts: list[Fact], readers: Readers, *, rest: Callable[[str], bool] | None) -> Step:
    texts = [(fact.column, fact.name) for fact in facts if fact.type == "text"]
    typed = [(fact.name, _step_of_fact(fact, readers)) for fact in facts if fact.type != "text"]

    def read(row: Clean) -> dict[str, Any]:
        found: dict[str, Any] = {name: row[column] for column, name in texts if column in row}
        for name, step in typed:
            if (value := step(row)) is not None:
                found[name] = value
        if rest is not None:
            found |= {column: value for column, value in row.items() if rest(column)}
        return found

    return read


def _step_of_fact(fact: Fact, readers: Readers) -> Step:
    read: dict[str, Callable[[str], Any]] = {
        "number": readers.number,
        "yes_no": readers.yes_no,
        "moment": lambda text: moment.isoformat() if (moment := readers.moment.read(text)) else None,
    }
    column = fact.column
    return _read(lambda row: row.get(column), read[fact.type], f"unreadable_{fact.type}", f"fact {fact.name}", {
        "number": "is no number", "yes_no": "is neither yes nor no", "moment": "is no moment of time.formats",
    }[fact.type])  # fmt: skip
