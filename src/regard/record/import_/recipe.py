"""A recipe: how the rows of one source become interactions. Written as TOML, read by `load`."""

from typing import Annotated, Any, Literal

import msgspec

from regard.record.interaction import AskedBy, Channel, Direction, Role, Short, Stage, YesNo

FieldKind = Literal["identity", "descriptive", "behavioural", "attitudinal"]
FactType = Literal["text", "number", "yes_no", "moment"]
WhichRow = Literal["each", "first", "last", "highest"]
Name = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_]*$")]


def _says(text: str) -> Any:
    """The sentence about a key that docs/recipes.md prints."""
    return msgspec.Meta(description=text)


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all parts of a recipe share: frozen, by name, and no key that nothing reads."""


class Title(Part, frozen=True):
    """What people read in a list of recipes."""

    en: Annotated[str, _says("in English")]
    th: Annotated[str | None, _says("in Thai")] = None
    zh_hans: Annotated[str | None, _says("in Chinese")] = None


class File(Part, frozen=True):
    """How the file is laid out."""

    format: Annotated[Literal["csv", "jsonl", "parquet", "xes", "mbox", "ocel"], _says("what kind of file it is")] = (
        "csv"
    )
    encoding: Annotated[str, _says("the encoding of CSV and JSONL; a byte order mark is left out by itself")] = "utf-8"
    delimiter: Annotated[str, _says('what parts the values of a CSV row, such as `";"` or `"\\t"`')] = ","
    quote: Annotated[str, _says('what encloses a value of a CSV row; `""` if nothing does')] = '"'
    skip_lines: Annotated[int, _says("lines above the header of a CSV file that are not data")] = 0
    columns: Annotated[tuple[str, ...], _says("names of the columns, for a CSV file without a header")] = ()
    longest_value: Annotated[int, _says("a value longer than so many characters refuses its row")] = 1_000_000
    own: Annotated[
        tuple[str, ...],
        _says("your own addresses and domains, for mbox: mail from them goes out; a domain holds for all below it"),
    ] = ()


class Values(Part, frozen=True):
    """How single values are read."""

    missing: Annotated[tuple[str, ...], _says("what stands for no value")] = ("",)
    yes: Annotated[tuple[str, ...], _says("what stands for yes, in any case of letters")] = (
        "yes", "true", "y", "t", "1", "ใช่", "是",
    )  # fmt: skip
    no: Annotated[tuple[str, ...], _says("what stands for no, in any case of letters")] = (
        "no", "false", "n", "f", "0", "ไม่", "ไม่ใช่", "否",
    )  # fmt: skip
    decimal: Annotated[Literal[".", ","], _says("what parts whole from tenths")] = "."
    thousands: Annotated[Literal[",", ".", " ", "'", ""], _says("what groups the thousands")] = ","


class Time(Part, frozen=True):
    """How moments are read."""

    zone: Annotated[str, _says('the time zone of moments that name none, such as `"Asia/Bangkok"`')]
    formats: Annotated[
        tuple[str, ...],
        _says(
            'tried in turn: a pattern such as `"%d/%m/%Y %H:%M"`, or `"iso"`, `"epoch_seconds"`, `"epoch_ms"` (these'
            " two are in UTC)"
        ),
    ] = ("iso",)
    fold: Annotated[Literal["earlier", "later"], _says("which of two equal hours is meant when clocks go back")] = (
        "earlier"
    )
    calendar: Annotated[
        Literal["gregorian", "buddhist"], _says("whose years: 2558 of the Buddhist calendar is 2015")
    ] = "gregorian"


class Group(Part, frozen=True):
    """Which neighbouring rows tell of one thing."""

    adjacent: Annotated[tuple[str, ...], _says("columns; neighbouring rows with the same values there are one group")]
    highest: Annotated[str | None, _says("the column whose highest number marks the row that holds")] = None


class Lookup(Part, frozen=True):
    """A second file that says more about the rows. It is held in memory, so it is the smaller one."""

    files: Annotated[
        str, _says('the names of the files that it is, such as `"conversations*"`, in any case of letters')
    ]
    key: Annotated[str, _says("the column there whose value no two of its rows share")]
    by: Annotated[
        str | None, _says("the column of the rows that holds such a value; else the one named like `key`")
    ] = None
    unmatched: Annotated[
        Literal["refuse", "keep"], _says("what becomes of a row whose value it does not hold: refused, or kept without")
    ] = "refuse"
    unused: Annotated[
        Literal["leave", "refuse"],
        _says("what becomes of a row there that no row asks for: left, or kept as a refusal"),
    ] = "leave"


class Said(Part, frozen=True):
    """Fields that a value of the source decides."""

    channel: Channel | None = None
    touchpoint: Short | None = None
    kind: Short | None = None
    direction: Direction | None = None
    role: Role | None = None
    asked_by: AskedBy | None = None
    human: YesNo | None = None
    auto: bool | None = None
    reached: bool | None = None
    stage: Stage | None = None
    offered_by: Literal["company", "customer"] | None = None
    chosen_by: Literal["company", "customer"] | None = None
    passes_to: Short | None = None
    team_ref: Short | None = None
    language: Short | None = None
    currency: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")] | None = None


class ValueMap(Part, frozen=True):
    """What the values of one column mean."""

    column: Annotated[str, _says("the column whose value is looked up")]
    values: Annotated[dict[str, Said], _says("the fields that each value decides")]
    otherwise: Annotated[
        Said | None, _says("the fields of every value that is not listed; without it such a row is refused")
    ] = None
    over_rule: Annotated[bool, _says("`true`: what a value decides holds over what the rule itself says")] = False
    ignore_case: Annotated[bool, _says("`true`: `Phone` and `PHONE` are one value")] = False


class Condition(Part, frozen=True):
    """One test of a row; exactly one of the four below the column."""

    column: Annotated[str, _says("the column that is looked at")]
    present: Annotated[bool | None, _says("there is a value (`true`) or there is none (`false`)")] = None
    equals: Annotated[tuple[str, ...] | None, _says("the value is one of these")] = None
    not_equals: Annotated[tuple[str, ...] | None, _says("the value is none of these, or missing")] = None
    changed: Annotated[bool | None, _says("`true`: the value differs from that of the row before in the group")] = None


class ObjectRule(Part, frozen=True):
    """A key that an interaction carries."""

    kind: Annotated[
        Literal["case", "order", "thread", "session", "topic", "product", "campaign", "organisation"],
        _says("what it is a key of"),
    ]
    value: Annotated[str, _says("a template; without a value there is no key")]
    namespace: Annotated[Short | None, _says("whose key it is; else `[namespaces]`, else the source")] = None
    split: Annotated[str | None, _says("what parts several keys in one value")] = None


class IdentifierRule(Part, frozen=True):
    """What points at a customer."""

    kind: Annotated[Short, _says("`email`, `phone`, or a word of yours such as `customer_no`")]
    value: Annotated[str, _says("a template; without a value there is no identifier")]
    namespace: Annotated[Short | None, _says("whose it is; else `[namespaces]`, else the source")] = None
    split: Annotated[str | None, _says("what parts several identifiers in one value")] = None


class Fact(Part, frozen=True):
    """A column that is kept as a typed fact."""

    column: Annotated[str, _says("where it is")]
    name: Annotated[Name, _says("what reports call it: small letters, digits, `_`")]
    kind: Annotated[FieldKind, _says("which of the four kinds of customer data it is; identity never reaches analysis")]
    type: Annotated[FactType, _says("how it is read")] = "text"


class Rule(Part, frozen=True):
    """One interaction that a row or a group gives. Texts are templates; a map in `use` may give the same fields."""

    name: Annotated[Name, _says("what the dry run calls it")]
    message_id: Annotated[str, _says("unique in the source, and the same when the file is read again")]
    occurred_at: Annotated[str, _says("when it happened; read as `[time]` says, as are all moments")]
    row: Annotated[WhichRow, _says("which row of a group it is taken from")] = "each"
    when: Annotated[tuple[Condition, ...], _says("given only if all of these hold")] = ()
    use: Annotated[tuple[str, ...], _says("names of the `[maps]` to look fields up in")] = ()
    source_order: Annotated[
        int | str, _says('decides between equal moments: a number, a template, or `"row"` for the order of the file')
    ] = 0
    channel: Annotated[str | None, _says("one of the list in docs/interaction.md; needed, here or from a map")] = None
    touchpoint: Annotated[str | None, _says("the place under the channel")] = None
    kind: Annotated[
        str | None, _says("what happened: `message`, `call`, `purchase`, …; needed, here or from a map")
    ] = None
    direction: Annotated[str | None, _says("`in`, `out`, `observed` or `internal`; needed, here or from a map")] = None
    role: Annotated[str | None, _says("what it does: `asks`, `answers`, …; else by kind and direction")] = None
    human: Annotated[str | None, _says("did a person speak for us: `yes`, `no`, `unknown`")] = None
    auto: Annotated[bool | str | None, _says("made by a machine without reading")] = None
    asked_by: Annotated[str | None, _says("`customer` or `staff`")] = None
    promised_at: Annotated[str | None, _says("the moment promised for this request")] = None
    answered_at: Annotated[str | None, _says("when somebody was there, for a call, visit or live chat")] = None
    ended_at: Annotated[str | None, _says("when it ended")] = None
    reached: Annotated[bool | str | None, _says("did it get through")] = None
    passes_to: Annotated[str | None, _says("the channel or team that the customer is sent to")] = None
    staff_ref: Annotated[str | None, _says("who of us")] = None
    team_ref: Annotated[str | None, _says("which team of ours")] = None
    stage: Annotated[str | None, _says("the journey stage, if the source knows it")] = None
    offered_by: Annotated[str | None, _says("`company` or `customer`")] = None
    chosen_by: Annotated[str | None, _says("`company` or `customer`")] = None
    objects: Annotated[tuple[ObjectRule, ...], _says("its keys: case, order, thread, …")] = ()
    identifiers: Annotated[tuple[IdentifierRule, ...], _says("who it was")] = ()
    text: Annotated[str | None, _says("the words")] = None
    language: Annotated[str | None, _says("the language of the words; else that of the recipe")] = None
    value: Annotated[str | None, _says("what it brought, as a number")] = None
    cost: Annotated[str | None, _says("what it cost us, as a number")] = None
    currency: Annotated[str | None, _says("of value and cost; else that of the recipe")] = None
    facts: Annotated[
        Literal["all"] | tuple[str, ...], _says('names of the `[[fact]]`s it carries; `"all"`, or `[]` for none')
    ] = "all"
    corrects: Annotated[str | None, _says("the message id of the interaction that this one corrects")] = None


class Recipe(Part, frozen=True):
    """How the files of one source become interactions."""

    name: Annotated[Name, _says("small letters, digits, `_`")]
    source: Annotated[
        Annotated[str, msgspec.Meta(pattern="^[a-z0-9][a-z0-9_-]{0,99}$")],
        _says("the source they come from, as a slug"),
    ]
    title: Annotated[Title, _says("what people read")]
    time: Annotated[Time, _says("how moments are read")]
    interaction: Annotated[tuple[Rule, ...], _says("what one row or group gives: one block each")]
    description: Annotated[str, _says("where such a file comes from, and what it does not hold")] = ""
    file: Annotated[File, _says("how the file is laid out")] = File()
    values: Annotated[Values, _says("how single values are read")] = Values()
    records_replies: Annotated[
        bool, _says("`false`: the source holds no replies, so that a closing counts as the answer")
    ] = True
    live: Annotated[bool, _says("`true`: the source goes on; a finished export ends at its newest row")] = False
    language: Annotated[str | None, _says("of all texts")] = None
    currency: Annotated[Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")] | None, _says("of all values and costs")] = (
        None
    )
    nothing_applies: Annotated[
        Literal["refuse", "count"],
        _says("what becomes of a row that gives no interaction: kept as a refusal, or counted"),
    ] = "refuse"
    namespaces: Annotated[
        dict[str, Short],
        _says("kinds of keys and identifiers shared beyond the source; `email` and `phone` are global"),
    ] = {}
    maps: Annotated[dict[str, ValueMap], _says("tables that turn a value of a column into fields")] = {}
    group: Annotated[Group | None, _says("which neighbouring rows tell of one thing")] = None
    lookup: Annotated[
        dict[str, Lookup], _says("second files that say more about the rows: `NAME.column` is a column of them")
    ] = {}
    optional: Annotated[tuple[str, ...], _says("columns that a file may lack; they are missing then")] = ()
    fact: Annotated[tuple[Fact, ...], _says("columns kept as typed facts")] = ()
    rest: Annotated[
        tuple[str, ...],
        _says(
            'what to keep sealed beyond what the recipe reads: `["properties"]` keeps every other `properties.…`'
            ' under its own name as a fact, as text, `["*"]` every other column; analysis sees none of it'
        ),
    ] = ()
    ignored: Annotated[dict[str, str], _says("columns left out, each with the reason")] = {}

    def namespace_of(self, kind: str) -> str:
        """Whose key or identifier of that kind it is."""
        return self.namespaces.get(kind) or ("global" if kind in GLOBAL_KINDS else self.source)


GLOBAL_KINDS = frozenset({"email", "phone"})
