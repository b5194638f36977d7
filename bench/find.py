"""Finding one among a million: `python -m bench.find --profiles N`.

Makes up profiles with a name, an address, a telephone and a member number in three languages, each fifth with an
order, indexes them, and looks for them as people type. Prints time and size of the index, the server's time of a search
and how often the person was on the first page; beside SQLite's LIKE over the opened values, and beside tantivy over the
same pieces in plain text.
"""

import argparse
import os
import random
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

os.environ["REGARD_HOME"] = tempfile.mkdtemp(prefix="regard-bench-home-")
os.environ["DJANGO_SETTINGS_MODULE"] = "regard.web.settings"

import django

django.setup()

import tantivy
from django.core.management import call_command
from django.db import transaction

from regard import finding, house
from regard.customers.public import RECOGNISE
from regard.customers.search import indexing
from regard.customers.search.rows import Row, rows_between
from regard.customers.search.shelf import schema
from regard.customers.search.terms import Piece, hasher, joined, pieces_of_name, pieces_of_value
from regard.customers.signature import Mark
from regard.customers.ties import packed
from regard.foundation.databases import Write, log_alias, write
from regard.foundation.garbage import collect_rarely
from regard.foundation.home import the_home
from regard.foundation.keys import make_ring, ring
from regard.record.public import Interaction, ObjectRef
from regard.record.sealing import COLUMNS, preparer
from regard.sample import names

SEED = 7
START = datetime(2026, 1, 1, tzinfo=UTC)
_SYLLABLES = (
    "bar",
    "den",
    "fol",
    "gar",
    "hol",
    "ing",
    "kel",
    "lam",
    "mor",
    "ner",
    "pra",
    "ros",
    "sel",
    "ton",
    "ver",
    "wick",
)


class Person(NamedTuple):
    """Somebody, by number."""

    number: int
    name: str
    email: str
    phone: str
    member: str
    order: str


def main() -> None:
    """Run the bench in a home of its own, gone afterwards."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profiles", type=int, default=1_000_000)
    parser.add_argument("--searches", type=int, default=70, help="of each way to type")
    given = parser.parse_args()
    try:
        make_ring(the_home().ensure().keys)
        for alias in ("default", log_alias()):
            call_command("migrate", database=alias, verbosity=0)
        collect_rarely()
        _run(given.profiles, given.searches)
    finally:
        shutil.rmtree(os.environ["REGARD_HOME"])


def _run(profiles: int, searches: int) -> None:
    plain = sqlite3.connect(Path(os.environ["REGARD_HOME"]) / "plain.sqlite3")
    plain.execute("CREATE TABLE person (number INTEGER PRIMARY KEY, told TEXT)")
    for start in range(1, profiles + 1, 20_000):
        _write([_person(number) for number in range(start, min(start + 20_000, profiles + 1))], plain)
    plain.commit()
    write([Write(table="cursor", columns=("follower", "position", "change_no"), rows=[(RECOGNISE.name, profiles, 0)])])
    wall, cpu = _timed(_index)
    manifest = house.search_shelf().read()
    assert manifest is not None
    entries = sum(part.entries for part in manifest.parts)
    size = sum(file.stat().st_size for file in the_home().found.rglob("*") if file.is_file())
    print(f"{profiles:,} profiles, {entries:,} entries in {len(manifest.parts)} parts")
    print(
        f"index      {wall:8.1f} s wall {cpu:8.1f} s cpu  {size / 1e6:8.1f} MB  {cpu / entries * 1e6:.0f} µs an entry"
    )
    _search(profiles, searches, plain)
    _clean()
    _against_plain_text(min(profiles, 50_000))


def _index() -> None:
    while house.index_customers():
        pass


def _search(profiles: int, searches: int, plain: sqlite3.Connection) -> None:
    rng = random.Random(SEED)
    finding.find("warm up", by="bench")
    walls: list[float] = []
    for way, typed in _WAYS.items():
        took, spent, found = [], [], 0
        for _ in range(searches):
            person = _person(rng.randrange(1, profiles // 5) * 5)
            text = typed(person, rng)
            wall, cpu = time.perf_counter(), time.process_time()
            results = finding.find(text, by="bench").results
            took.append((time.perf_counter() - wall) * 1e3)
            spent.append((time.process_time() - cpu) * 1e3)
            found += any(one.customer == person.number or one.name == person.name for one in results)
        walls += took
        print(f"{way:26} {_spread(took)} wall {_spread(spent)} cpu   found {found / searches:.3f}")
    print(f"{'all':26} {_spread(walls)} wall")
    rows = []
    for _ in range(5):
        word = _person(rng.randrange(1, profiles)).name.split()[-1]
        wall, cpu = time.perf_counter(), time.process_time()
        plain.execute("SELECT number FROM person WHERE told LIKE ? LIMIT 20", [f"%{word}~%"]).fetchall()
        rows.append(((time.perf_counter() - wall) * 1e3, (time.process_time() - cpu) * 1e3))
    print(
        f"{'SQLite LIKE, one pass':26} p50 {statistics.median(one for one, _ in rows):7.1f} ms wall"
        f" {statistics.median(one for _, one in rows):7.1f} ms cpu (no slip, no order of words)"
    )


def _spread(took: Sequence[float]) -> str:
    return f"p50 {statistics.median(took):6.1f} p99 {sorted(took)[int(len(took) * 0.99) - 1]:6.1f} ms"


def _clean() -> None:
    shelf = house.search_shelf()
    manifest = shelf.read()
    assert manifest is not None
    first = manifest.parts[0]
    stale = indexing._change(first, stale=True)
    shelf.keep(indexing._change(manifest, parts=(stale, *manifest.parts[1:])))
    wall, cpu = _timed(house.clear_index)
    print(f"a part of {first.entries:,} written again after an erasure: {wall:.1f} s wall {cpu:.1f} s cpu")


def _against_plain_text(upto: int) -> None:
    rows = list(rows_between(house.open_for("find_customer", by="bench"), 0, upto))
    hashed = hasher(ring())
    for name, term in (("hashed", hashed), ("plain text", _as_it_is)):
        folder = Path(os.environ["REGARD_HOME"]) / f"peer-{name.split()[0]}"
        folder.mkdir()
        wall, cpu = _timed(lambda folder=folder, term=term: _write_index(folder, rows, term))
        size = sum(file.stat().st_size for file in folder.iterdir())
        print(f"{len(rows):,} entries {name:12} {wall:6.1f} s wall {cpu:6.1f} s cpu {size / 1e6:7.1f} MB")


def _as_it_is(piece: Piece) -> str:
    return f"{piece.kind}{piece.text}".replace(" ", "_")


def _write_index(folder: Path, rows: Sequence[Row], term: Callable[[Piece], str]) -> None:
    writer = tantivy.Index(schema(), path=str(folder)).writer(50_000_000, 1)
    for row in rows:
        names_ = (piece for value in row.names for piece in pieces_of_name(value))
        values = (piece for kind, value in row.values for piece in pieces_of_value(kind, value))
        entry = {
            "names": joined(names_, term),
            "values": joined(values, term),
            "number": row.profile,
            "profile": row.profile,
            "seq": row.seq,
        }
        writer.add_document(tantivy.Document.from_dict(entry, schema()))
    writer.commit()
    writer.wait_merging_threads()


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


# Who there is


def _person(number: int) -> Person:
    rng = random.Random(number * 1_000_003 + SEED)
    language = ("en", "th", "zh")[number % 3]
    if language == "zh":
        family, latin_family = rng.choice(names.CHINESE_FAMILIES)
        (one, latin), (two, _) = rng.choice(names.CHINESE_MEN), rng.choice(names.CHINESE_WOMEN)
        name = family + (one + two)[:2]
    elif language == "th":
        (given, latin), (family, latin_family) = rng.choice(names.THAI_WOMEN), rng.choice(names.THAI_FAMILIES)
        name = f"{given} {family}{rng.choice(names.THAI_FAMILIES)[0]}"
    else:
        latin, latin_family = rng.choice(names.ENGLISH_WOMEN), "".join(rng.choices(_SYLLABLES, k=3)).capitalize()
        name = f"{latin} {latin_family}"
    phone = f"{('+447', '+668', '+861')[number % 3]}{rng.randrange(10**8, 10**9)}"
    email = f"{latin}.{latin_family}{rng.randrange(10**4)}@mail{number % 40}.lan".lower()
    return Person(number, name, email, phone, f"MR{number * 7 % 10_000_019:08}", f"LB-{number * 11 % 100_000_007:08}")


def _write(people: Sequence[Person], plain: sqlite3.Connection) -> None:
    keys = ring()
    identifiers, links, profiles, recognised = [], [], [], []
    for one in people:
        marks: list[Mark] = []
        told = (
            ("name", "", one.name), ("email", "", one.email), ("phone", "", one.phone), ("loyalty", "club", one.member),
        )  # fmt: skip
        for kind, namespace, value in told:
            key = keys.hash("identifier", kind, namespace, value)
            marks.append(Mark(key, kind, namespace))
            identifiers.append((key, kind, namespace, keys.seal(value.encode(), about=key), one.number, "ok"))
            links.append((key, one.number))
        profiles.append((one.number, one.number.to_bytes(16, "big"), packed(marks)))
        recognised.append((one.number, one.number, one.number, one.number))
    columns = ("value_key", "kind", "namespace", "value", "profile_id", "status")
    with transaction.atomic():
        write([
            Write(table="identifier", columns=columns, rows=identifiers, key=("value_key",), keep=True),
            Write(table="profile_identifier", columns=("value_key", "profile_id"), rows=links),
            Write(table="profile", columns=("id", "set_key", "marks"), rows=profiles),
            Write(table="recognised", columns=("seq", "profile_id", "occurred_at", "written_no"), rows=recognised),
        ])  # fmt: skip
    with transaction.atomic(using=log_alias()):
        rows = list(_orders(people))
        write([Write(table="interaction", columns=("seq", *COLUMNS), rows=rows)], alias=log_alias())
    plain.executemany("INSERT INTO person VALUES (?, ?)", [(one.number, "~".join(one[1:])) for one in people])


def _orders(people: Sequence[Person]) -> Iterator[tuple[object, ...]]:
    prepare = preparer(ring(), received_at=START, import_id=None)
    for one in people:
        # The last number must be there, for it is the head of the log.
        if one.number % 5 == 0 or one is people[-1]:
            order = Interaction(
                source="shop",
                message_id=str(one.number),
                occurred_at=START,
                channel="web",
                kind="purchase",
                direction="observed",
                objects=(ObjectRef("order", "shop", one.order),),
            )
            yield one.number, *prepare(order, said=order).values


# How they are looked for


def _slip(text: str, rng: random.Random) -> str:
    at = rng.randrange(1, max(len(text) - 1, 2))
    return text[:at] + text[at + 1 :]


_WAYS: dict[str, Callable[[Person, random.Random], str]] = {
    "name": lambda one, _: one.name,
    "name, a letter left out": lambda one, rng: _slip(one.name, rng),
    "name and end of telephone": lambda one, _: f"{one.name} {one.phone[-4:]}",
    "e-mail": lambda one, _: one.email,
    "e-mail, a letter left out": lambda one, rng: _slip(one.email, rng),
    "telephone, other notation": lambda one, _: f"{one.phone[:3]} {one.phone[3:6]}-{one.phone[6:]}",
    "last six of telephone": lambda one, _: one.phone[-6:],
    "order": lambda one, _: one.order.lower(),
}

if __name__ == "__main__":
    main()
