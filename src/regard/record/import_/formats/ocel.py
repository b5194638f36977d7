"""OCEL 2.0, as JSON or SQLite: one row per event, with the objects it is related to.

A log that Regard wrote gives its interactions as they were; any other gives columns for a recipe.
"""

import re
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import copyfileobj

import msgspec

from regard.record.import_.formats.jsonl import text_of
from regard.record.import_.formats.ocel_json import fill_from_json
from regard.record.import_.formats.ocel_spool import OcelError, OcelEvent, OcelObject, Spool
from regard.record.import_.formats.ocel_sqlite import MAGIC, fill_from_sqlite
from regard.record.import_.recipe import File
from regard.record.import_.rows import Refused, Row
from regard.record.import_.unpack import Member
from regard.record.portable import interaction_from

OURS = "regard:interaction"
"""The one column of a log that Regard wrote: the interaction as JSON."""
# Which of our words a type of objects means, by what it is called; All others are `other`.
_MEANS = (
    ("customer", r"customer|client|citizen|patient|applicant|person|member|user|account|ลูกค้า|客户|会员"),
    ("staff", r"employee|staff|agent|resource|worker|officer|พนักงาน|员工|客服"),
    ("product", r"product|item|article|sku|material|goods|สินค้า|产品|商品"),
    ("order", r"order|invoice|purchase|payment|คำสั่งซื้อ|订单|发票"),
    ("thread", r"thread|conversation|chat|mail|บทสนทนา|会话"),
    ("session", r"session|visit|เซสชัน"),
    ("campaign", r"campaign|แคมเปญ|活动"),
    ("organisation", r"organi[sz]ation|company|supplier|vendor|บริษัท|公司"),
    ("case", r"case|ticket|request|claim|application|incident|offer|problem|issue|เรื่อง|工单|事项"),
)
SEPARATOR = "\n"
"""What parts the ids of several objects in one value."""


class OcelTable:
    """The events of one log as rows; `columns` is None, for every event has its own. Iterate once.

    Columns are the attributes of the event and: `ocel:id`, `ocel:type`, `ocel:time`; for each type of objects
    `object:TYPE` with the ids of those it is related to, and of one alone `object:TYPE.NAME` with what its attributes
    were then; and `as:WORD` with the same ids under the word of ours that the type seems to mean.
    """

    columns = None

    def __init__(self, member: Member, file: File) -> None:
        self._longest = file.longest_value
        self._spool = spooled(member, longest=file.longest_value)
        self.is_ours = self._spool.is_ours

    def __iter__(self) -> Iterator[Row | Refused]:
        """(number of the event, row): a log has no lines, so its events are counted from 1."""
        with closing(self._spool) as spool:
            for event in spool.events():
                if self.is_ours:
                    yield from _own(spool, event)
                else:
                    yield self._weighed(event.number, _foreign(spool, event))

    def _weighed(self, number: int, row: dict[str, str]) -> Row | Refused:
        if max(map(len, row.values()), default=0) <= self._longest:
            return number, row
        detail = f"A value has over {self._longest:,} characters; of the original, its beginning is kept."
        short = {name: value[: self._longest] for name, value in row.items()}
        return Refused(line=number, reason="value_too_long", detail=detail, original=short)


def spooled(member: Member, *, longest: int) -> Spool:
    """The log as it was read to its end and found whole; close it."""
    spool = Spool(member.name)
    try:
        if member.stream.peek(len(MAGIC))[: len(MAGIC)] == MAGIC:
            with tempfile.TemporaryDirectory() as folder:
                fill_from_sqlite(_on_disk(member, Path(folder)), spool)
        else:
            fill_from_json(member, spool, longest=longest)
    except BaseException:
        spool.close()
        raise
    return spool


def _on_disk(member: Member, folder: Path) -> Path:
    """SQLite reads a file of its own: what was packed is unpacked first, within the limits."""
    file = folder / "log.sqlite"
    with file.open("wb") as out:
        copyfileobj(member.stream, out)
    if member.broken:
        raise OcelError(f"{member.name}: {member.broken}. Nothing of it was taken in.")
    return file


# What Regard wrote


def _own(spool: Spool, event: OcelEvent) -> Iterator[Row | Refused]:
    try:
        rows = list(own_rows(spool, event))
    except (KeyError, ValueError, TypeError) as error:
        detail = f"Event {event.id[:80]!r} is not as Regard writes one: {error}."
        original = {name: text_of(value) for name, value in event.attributes.items()}
        yield Refused(line=event.number, reason="not_an_interaction", detail=detail, original=original)
        return
    for row in rows:
        yield event.number, row


def own_rows(spool: Spool, event: OcelEvent) -> Iterator[dict[str, str]]:
    """The interaction that an event stands for, and its revisions in their order; nothing for what people said."""
    if "message_id" not in event.attributes:
        return
    keys, identifiers, revisions = [], [], []
    is_whole = True
    for object_id, kind, how in event.relations:
        plain_how = how.split(" (")[0]
        if plain_how == "names":
            keys.append((kind, *_key(spool.object(object_id))))
        elif kind == "identifier":
            said = spool.object(object_id).now()
            identifiers.append((str(said["kind"]), *_key(spool.object(object_id))))
        elif kind == "revision":
            revisions.append(spool.object(object_id).now())
        elif kind == "source":
            is_whole = bool(spool.object(object_id).now().get("with_identities"))
    if not is_whole:
        # Without identities the customer that it was is all that is known of whose it is.
        identifiers = [("customer", "export", one) for one, kind, _ in event.relations if kind == "customer"]
    fields = interaction_from(event.attributes | {"kind": event.type}, occurred_at=event.time, objects=keys,
                              identifiers=identifiers)  # fmt: skip
    yield {OURS: _encode(fields).decode()}
    for said in sorted(revisions, key=lambda one: int(one["number"])):
        yield {OURS: str(said["said"])}


def _key(thing: OcelObject) -> tuple[str, str]:
    said = thing.now()
    return str(said["namespace"]), str(said["value"])


_encode = msgspec.json.Encoder(order="deterministic").encode


# What anybody else wrote


def _foreign(spool: Spool, event: OcelEvent) -> dict[str, str]:
    row = {name: text_of(value) for name, value in event.attributes.items() if value is not None}
    row |= {"ocel:id": event.id, "ocel:type": event.type, "ocel:time": event.time}
    by_type: dict[str, list[str]] = {}
    for object_id, kind, _ in event.relations:
        if object_id not in by_type.setdefault(kind, []):
            by_type[kind].append(object_id)
    by_word: dict[str, list[str]] = {}
    for kind, ids in by_type.items():
        row[f"object:{kind}"] = SEPARATOR.join(ids)
        by_word.setdefault(word_of(kind), []).extend(ids)
        if len(ids) == 1:
            row |= {f"object:{kind}.{name}": said for name, said in _then(spool.object(ids[0]), event.time)}
    return row | {f"as:{word}": SEPARATOR.join(ids) for word, ids in by_word.items()}


def _then(thing: OcelObject, moment: str) -> Iterator[tuple[str, str]]:
    """What the attributes of an object were at a moment; both in ISO 8601, as the log writes them."""
    then = {name: value for name, time, value in thing.attributes if not time or time <= moment}
    for name, value in then.items():
        if value is not None:
            yield name, text_of(value)


def word_of(kind: str) -> str:
    """Which of our words a type of objects seems to mean: of several the last, for an "Order Item" is an item."""
    found = [
        (max(one.start() for one in matches), word)
        for word, names in _MEANS
        if (matches := list(re.finditer(names, kind, re.IGNORECASE)))
    ]
    return max(found, key=lambda one: one[0])[1] if found else "other"
