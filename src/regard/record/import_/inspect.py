"""The inventory of a file: what each column holds and what it could be in a recipe."""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from regard.record.import_.guess import Guess, guess, is_damaged, masked
from regard.record.import_.layout import guess_layout
from regard.record.import_.recipe import File
from regard.record.import_.rows import Refused
from regard.record.import_.tables import tables
from regard.record.import_.unpack import Limits

MISSING = frozenset({"", "?", "NULL", "null", "N/A", "n/a", "NA", "NaN", "nan", "None", "-", "\\N"})
_DISTINCT = 20_000  # Counted exactly up to here.
_SAMPLE = 1_000
_LISTED = 60  # A column with no more values than that has them listed.
_EXAMPLE = 80

_MANY = ("case", "customer")  # What has more than a few values, or is no key.

# What a name suggests, in the order in which it is asked: (field of a recipe, words in the name).
_HINTS = (
    ("promised_at", r"due|target|promis|sla|deadline|กำหนด|期限"),
    ("closed_at", r"clos|resolv|solved|complet|finish|ปิด|关闭|完成"),
    ("answered_at", r"answer|pick|respond|first_repl|ตอบ|应答"),
    ("ended_at", r"(^|_)end|hang|stop|สิ้นสุด|结束"),
    ("occurred_at", r"open|creat|date|time|begin|start|sent|received|order|วัน|เวลา|时间|日期"),
    ("customer", r"custom|client|caller|contact_?id|user|account|member|person|ลูกค้า|สมาชิก|客户|会员"),
    ("case", r"case|ticket|incident|enquir|inquir|request|number|เรื่อง|工单"),
    ("order", r"order|purchase|invoice|คำสั่งซื้อ|订单"),
    ("channel", r"channel|source|contact_?type|via|medium|origin|ช่องทาง|渠道|来源"),
    ("text", r"text|message|comment|body|description|subject|note|review|reason|ข้อความ|内容|评论"),
    ("team_ref", r"team|group|queue|department|ทีม|แผนก|部门"),
    ("staff_ref", r"agent|assign|staff|employee|handler|พนักงาน|客服"),
    ("money", r"price|amount|total|spend|revenue|value|cost|ราคา|ยอด|金额|价格"),
)


@dataclass(frozen=True)
class Column:
    """One column of a file: how full, how varied, what it seems to be, and what it could be in a recipe."""

    name: str
    filled: float
    distinct: int
    is_exact: bool  # Distinct values were counted to the end.
    guess: Guess
    examples: tuple[str, ...]
    could_be: str
    hint: str | None = None
    values: dict[str, int] = field(default_factory=dict)  # Only of a column with few values.


@dataclass(frozen=True)
class Inventory:
    """What a file holds; rows that could not be read are counted apart."""

    name: str
    layout: File
    rows: int
    unreadable: int
    columns: tuple[Column, ...]
    missing: tuple[str, ...]  # What stands for no value, as far as it was met.

    def of_type(self, *types: str) -> list[Column]:
        """The columns that seem to be of these types."""
        return [column for column in self.columns if column.guess.type in types]


def profile(path: Path, *, layout: File | None = None, limits: Limits | None = None) -> Inventory:
    """Read the file (packed or not) once and say what its columns hold. Examples hide e-mails and phone numbers."""
    layout = layout or guess_layout(path, limits=limits)
    seen: dict[str, _Seen] = {}
    rows = unreadable = 0
    with tables(path, file=layout, limits=limits) as found:
        for one in found:
            for name in one.table.columns or ():
                seen.setdefault(name, _Seen())
            for row in one.table:
                if isinstance(row, Refused):
                    unreadable += 1
                    continue
                rows += 1
                for name, value in row[1].items():
                    (seen.get(name) or seen.setdefault(name, _Seen())).add(value)
    columns = tuple(_column(name, one, rows) for name, one in seen.items())
    marks = {mark for one in seen.values() for mark in one.marks}
    return Inventory(path.name, layout, rows, unreadable, columns, ("", *sorted(marks - {""})))


class _Seen:
    """The values of one column, as far as they are kept."""

    def __init__(self) -> None:
        self.filled = 0
        self.values: Counter[str] = Counter()
        self.is_exact = True
        self.marks: set[str] = set()

    def add(self, value: str) -> None:
        value = value.strip()
        if value in MISSING:
            self.marks.add(value)
            return
        self.filled += 1
        if value in self.values or len(self.values) < _DISTINCT:
            self.values[value] += 1
        else:
            self.is_exact = False


def _column(name: str, seen: _Seen, rows: int) -> Column:
    sample = _spread(list(seen.values))
    found = guess(name, sample, filled=seen.filled, distinct=len(seen.values) if seen.is_exact else seen.filled)
    hint = next((field for field, words in _HINTS if re.search(words, name, re.IGNORECASE)), None)
    return Column(
        name=name,
        filled=seen.filled / rows if rows else 0.0,
        distinct=len(seen.values),
        is_exact=seen.is_exact,
        guess=found,
        examples=_examples(found, seen.values),
        could_be=_could_be(found, hint, sample),
        hint=hint,
        values=dict(seen.values.most_common()) if len(seen.values) <= _LISTED else {},
    )


def _spread(values: list[str]) -> list[str]:
    """A thousand of them from beginning to end: dates of January alone do not tell day from month."""
    return values[:: max(1, -(-len(values) // _SAMPLE))]


def _examples(found: Guess, values: Counter[str]) -> tuple[str, ...]:
    most = [value for value, _ in values.most_common(3)]
    if found.type in ("email", "phone"):
        return tuple(f"{value[0]}…{value[-1]}" for value in most)
    return tuple(masked(value[:_EXAMPLE]) for value in most)


def _could_be(found: Guess, hint: str | None, sample: list[str]) -> str:
    if found.type == "number" and is_damaged(sample):
        return "an id that a spreadsheet has rounded: several rows share one now; ask for another export"
    if found.type == "category" and hint in _MANY and len(sample) <= 20:
        hint = None
    if found.is_ambiguous:
        return f"a moment, but day and month could be exchanged: {' or '.join(found.formats)}"
    said = _COULD_BE.get((found.type, hint or "")) or _COULD_BE[found.type, ""]
    return f"{said}; its years are Buddhist" if found.buddhist else said


_COULD_BE = {
    ("empty", ""): "nothing: no row has a value",
    ("moment", ""): "occurred_at of an interaction: something happened then",
    ("moment", "promised_at"): "promised_at: when the customer was told it would be done",
    ("moment", "closed_at"): 'occurred_at of a second interaction, "closing"',
    ("moment", "answered_at"): "answered_at, or occurred_at of an interaction with role answers",
    ("moment", "ended_at"): "ended_at",
    ("yes_no", ""): "a fact of type yes_no, or a condition in when",
    ("email", ""): "an identifier: recognises the customer on every channel that knows the address",
    ("phone", ""): "an identifier: recognises the customer who calls",
    ("number", ""): "a fact of type number",
    ("number", "money"): "value or cost, with a currency",
    ("id", ""): "message_id, or the value of an object",
    ("id", "customer"): "an identifier of the customer within this source",
    ("id", "case"): "message_id, and an object of kind case",
    ("id", "order"): "message_id, and an object of kind order",
    ("id", "staff_ref"): "staff_ref: who of us",
    ("category", ""): "a fact",
    ("category", "channel"): "a map: each value names a channel and touchpoint",
    ("category", "customer"): "an identifier of the customer within this source",
    ("category", "team_ref"): "team_ref: which team of ours",
    ("category", "staff_ref"): "staff_ref: who of us",
    ("category", "case"): "an object of kind case; several rows may tell of one: see [group]",
    ("text", ""): "text: the words, in which signals and topics are found",
    ("text", "customer"): "an identifier of the customer within this source",
    ("text", "staff_ref"): "staff_ref: who of us",
    ("text", "team_ref"): "team_ref: which team of ours",
}
