"""A small folder of an index, and planted people of three languages to be found by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import tantivy

from regard.customers.public import Candidates, Found, Indexer, Shelf, find
from regard.customers.search.shelf import schema
from regard.customers.search.terms import Piece, hasher, pieces_of_name, pieces_of_value
from regard.foundation.keys import ring
from regard.record.public import Identifier, Interaction, ObjectRef
from regard.sample.persons import Person, Register
from regard.sample.places import CHENGDU, CHIANG_MAI, LEEDS
from tests.builders import an_interaction
from tests.desk import reading_for

PLACES = {"en": LEEDS, "th": CHIANG_MAI, "zh": CHENGDU}
REGIONS = {"en": "GB", "th": "TH", "zh": "CN"}


@dataclass
class Search:
    """One writer and one reader of a folder, as worker and web are."""

    folder: Path
    region: str = "TH"
    candidates: Candidates = field(init=False)

    def __post_init__(self) -> None:
        self.candidates = Candidates(self.shelf, ring())

    @property
    def shelf(self) -> Shelf:
        return Shelf(self.folder, ring())

    def index(self) -> None:
        """Take all there is, and clear out what went; as a worker that has just started."""
        indexer, reading = Indexer(self.shelf), reading_for("find_customer")
        while indexer.step(reading) or indexer.clean(reading):
            pass

    def find(self, text: str, *, limit: int = 20, after: tuple[int, int, int, int] | None = None) -> list[Found]:
        """Whom these words find."""
        return find(
            reading_for("find_customer"),
            text,
            candidates=self.candidates,
            regions={self.region},
            limit=limit,
            after=after,
        )

    def customers(self, text: str, *, limit: int = 20) -> list[int]:
        """Their numbers."""
        return [one.customer for one in self.find(text, limit=limit)]

    def holds(self, *values: tuple[str, str]) -> set[str]:
        """Which of these (kind, value) the files hold a hash of, even of entries that are marked as gone."""
        return {value for kind, value in values if any(map(self._holds, _own_pieces(kind, value)))}

    def _holds(self, piece: Piece) -> bool:
        manifest, term = self.shelf.read(), hasher(ring())(piece)
        parts = manifest.parts if manifest else ()
        return any(
            self.shelf.open(part).searcher().doc_freq(name, term) for part in parts for name in ("names", "values")
        )

    def bytes(self) -> Iterator[bytes]:
        """What the files hold."""
        return (file.read_bytes() for file in self.folder.rglob("*") if file.is_file())

    def write_beyond(self, number: int) -> None:
        """What a crash leaves: an entry was committed to the newest part, but not yet named in the manifest."""
        manifest = self.shelf.read()
        assert manifest
        writer = self.shelf.open(manifest.parts[-1]).writer(50_000_000, 1)
        entry = {"names": "", "values": "twice", "number": number, "profile": number, "seq": 0}
        writer.add_document(tantivy.Document.from_dict(entry, schema()))
        writer.commit()
        writer.wait_merging_threads()

    def entries(self) -> int:
        """How many entries all parts hold."""
        manifest = self.shelf.read()
        return sum(self.shelf.open(part).searcher().num_docs for part in manifest.parts) if manifest else 0


def _own_pieces(kind: str, value: str) -> list[Piece]:
    if kind == "name":
        return [piece for piece in pieces_of_name(value) if piece.kind == "w"]
    return [piece for piece in pieces_of_value(kind, value) if piece.kind == "x"]


def people(language: str, count: int) -> list[Person]:
    """So many people of a place, always the same."""
    register, rng = Register(7), Random(11)  # noqa: S311 -- it draws people
    return [register.born(rng, plant=90 + list(PLACES).index(language), place=PLACES[language]) for _ in range(count)]


def bought(person: Person, number: int) -> Interaction:
    """An order by which this person became known, with all that points at them."""
    return an_interaction(
        channel="web",
        source="shop",
        identifiers=(
            # A namespace of their own: two people of one name are two people.
            Identifier("name", person.key, person.name),
            Identifier("email", "global", person.email),
            Identifier("phone", "global", person.phone),
            Identifier("loyalty", "club", person.member),
        ),
        objects=(ObjectRef("order", "shop", order_of(number)),),
    )


def order_of(number: int) -> str:
    """The number of an order; no two are much alike."""
    return f"LB-{(number * 7_654_321 + 1_234_577) % 100_000_000:08}"


def slipped(text: str, rng: Random) -> str:
    """The same with one slip: a letter left out, doubled, changed or swapped; in Chinese another of the same sound."""
    at = rng.randrange(1, len(text) - 1) if len(text) > 2 else 1
    while text[at] == " ":
        at -= 1
    if "\u4e00" <= text[0] <= "\u9fff":
        return _misheard(text, rng)
    letters = "กนรสมาิ" if "\u0e00" <= text[0] <= "\u0e7f" else "aeinrst"
    kind = rng.choice(("left out", "doubled", "changed", "swapped"))
    if kind == "left out":
        return text[:at] + text[at + 1 :]
    if kind == "doubled":
        return text[:at] + text[at] + text[at:]
    if kind == "swapped" and text[at - 1] != " ":
        return text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :]
    return text[:at] + rng.choice([one for one in letters if one != text[at]]) + text[at + 1 :]


_SOUNDS = """
伟维玮威 强墙蔷 明鸣铭名 静晶京敬 丽立利力 敏民闽 凯楷恺 国果郭 志智治
子紫梓 文闻雯 宇雨玉语 天田甜 嘉佳家 浩豪皓 鹏朋彭 俊军君 建健剑 立力莉
晓小筱 婷亭廷 雪学 思斯司 欣新心 慧惠会 梦孟 诗师施 春纯 若弱 林琳霖
王汪旺 李里理 张章彰 刘流柳 陈晨沉 杨阳扬 黄煌皇 周州舟 吴无武 徐许旭
孙荪 胡湖虎 朱珠竹 高糕 何河 罗萝洛 郑正政 梁良粮 谢写 唐糖堂 曾增
冯逢峰
"""


def _misheard(text: str, rng: Random) -> str:
    places = [
        (at, other) for at, char in enumerate(text) for group in _SOUNDS.split() if char in group for other in group
        if other != char
    ]  # fmt: skip
    at, other = rng.choice(places)
    return text[:at] + other + text[at + 1 :]
