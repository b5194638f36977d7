"""An import taken back: every report, and every table a report reads, is that of a home that never had it."""

from __future__ import annotations

import csv
import random
import shutil
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from regard import answering, house
from regard.foundation import clock
from regard.foundation.databases import log_alias, read
from regard.record.models import Import
from regard.record.public import ImportResult, admit, erase_import
from tests.builders import an_interaction, day
from tests.desk import start_anew
from tests.web.conftest import forget_the_lake

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_lake")]

RECIPE = """
name = "desk"
source = "desk"
title = { en = "Desk" }
time = { zone = "UTC" }
records_replies = true
[[interaction]]
name = "said"
message_id = "{id}"
occurred_at = "{at}"
promised_at = "{promised}"
channel = "{channel}"
kind = "message"
direction = "{direction}"
role = "{role}"
text = "{words}"
corrects = "{corrects}"
objects = [{ kind = "case", value = "{case}" }]
identifiers = [{ kind = "email", namespace = "global", value = "{who}" }]
[values]
missing = ["-"]
"""
COLUMNS = ("id", "at", "promised", "channel", "direction", "role", "words", "corrects", "case", "who", "mood")
Row = dict[str, str]


def a_row(chance: random.Random, number: int) -> Row:
    """One message of a few customers with a few cases, some of them the same ones on several channels."""
    asks = chance.random() < 0.6
    at = day(chance.randrange(40), minutes=chance.randrange(1_440))
    return {
        "id": f"m{number}",
        "at": at.isoformat(),
        "promised": (at + timedelta(days=2)).isoformat() if asks and chance.random() < 0.3 else "-",
        "channel": chance.choice(("email", "phone", "social")),
        "direction": "in" if asks else "out",
        "role": "asks" if asks else "answers",
        "words": f"words {number}",
        "corrects": f"m{chance.randrange(60)}" if chance.random() < 0.1 else "-",
        "case": f"K{chance.randrange(14)}" if chance.random() < 0.7 else "-",
        "who": f"cyn{chance.randrange(9)}@mail.lan" if chance.random() < 0.8 else "-",
        "mood": "good",
    }


def files(folder: Path) -> tuple[Path, Path, Path]:
    """Three exports that share customers, cases and messages; some messages differ, and one row is wrong."""
    chance = random.Random(5)  # noqa: S311 -- a story, no secret
    rows = [a_row(chance, number) for number in range(90)]
    changed = [{**row, "words": "said otherwise", "channel": "phone"} for row in rows]
    first, taken, last = rows[:40], rows[30:70] + changed[10:20], rows[45:90] + changed[60:66] + rows[12:15]
    wrong = {**rows[0], "id": "w", "at": "soon"}
    paths = folder / "first.csv", folder / "taken.csv", folder / "last.csv"
    for path, told in zip(paths, (first, [*taken, wrong], [*last, wrong]), strict=True):
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(told)
    (folder / "desk.toml").write_text(RECIPE)
    return paths


def bring(path: Path) -> ImportResult:
    """Bring a file in."""
    return house.bring_in(str(path.parent / "desk.toml"), [path], by="Ada", resume=False)


def catch_up() -> None:
    """Followers and lake take in all there is."""
    with house.open_lake() as lake:
        house.catch_up(lake)


ASKED = (
    *({"report": one.name} for one in house.REPORTS),
    {"report": "funnel", "by": "total", "as_of": day(20).isoformat()},
)


def figures(asked: Sequence[Mapping[str, str]] = ASKED) -> dict[str, list[str]]:
    """Every report, cell by cell; imports have other numbers in another home."""
    found = {}
    for given in asked:
        params = {name: value for name, value in given.items() if name != "report"}
        rows = answering.answer(given["report"], params, by="Ada").rows
        found[str(given)] = [str({name: value for name, value in row.items() if name != "import"}) for row in rows]
    return found


def tables() -> dict[str, list[str]]:
    """Every table that reports read, each number replaced by the message it stands for."""
    standing = "SELECT seq, source, message_key FROM interaction WHERE erased_at IS NULL"
    told = {seq: f"{source}:{bytes(key).hex()}" for seq, source, key in read(standing, alias=log_alias())}
    lake = {copy.table.name: _whole(copy.table.name) for copy in house.COPIES}
    profiles = _named_by(lake["recognised"], "profile_id", told)
    matters = _named_by(lake["assigned"], "episode_id", told)
    customer = {row["profile_id"]: row["customer_id"] for row in lake["customer_map"]}
    groups: dict[Any, list[str]] = {}
    for profile, name in profiles.items():
        groups.setdefault(customer.get(profile, profile), []).append(name)
    unanswered = [dict(zip(_UNANSWERED, row, strict=True)) for row in read(_UNANSWERED_ROWS)]
    names: dict[str, Mapping[int, str]] = {
        "seq": told,
        "asked_seq": told,
        "profile_id": profiles,
        "episode_id": matters,
    }
    shown = {name: sorted(str(_renamed(row, names)) for row in rows)
             for name, rows in {**lake, "unanswered": unanswered}.items() if name != "customer_map"}  # fmt: skip
    return {**shown, "customers": sorted(map(str, map(sorted, groups.values())))}


_UNANSWERED = ("episode_id", "source", "channel", "asked_by", "asked_at", "due_at", "held_until", "elsewhere_from")
_UNANSWERED_ROWS = f"SELECT {', '.join(_UNANSWERED)} FROM unanswered"  # noqa: S608 -- fixed names
_ITS_OWN = {"written_no", "removed", "received_at", "import_id"}


def _whole(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = house.engine().sql(f"SELECT * FROM {name}").to_pylist()  # noqa: S608 -- ours
    return rows


def _named_by(rows: Sequence[Mapping[str, Any]], name: str, told: Mapping[int, str]) -> dict[int, str]:
    """Each profile or matter by the least of its messages."""
    found: dict[int, str] = {}
    for row in rows:
        if row[name] is not None:
            found[row[name]] = min(found.get(row[name], "~"), told[row["seq"]])
    return found


def _renamed(row: Mapping[str, Any], names: Mapping[str, Mapping[int, str]]) -> dict[str, Any]:
    shown: dict[str, Any] = {
        name: names[name].get(value, "nobody") if name in names else value
        for name, value in row.items()
        if name not in _ITS_OWN
    }
    if "ask_seqs" in shown:
        shown["ask_seqs"] = [names["seq"][seq] for seq in shown["ask_seqs"]]
    return shown


def a_new_home() -> None:
    """Nothing of the home so far is left."""
    start_anew()
    Import.objects.all().delete()
    forget_the_lake()
    shutil.rmtree(house.reading_lake().folder)


LIVE = an_interaction(message_id="m50", at=day(3), channel="social", role="asks", text="told live", case="K2")


def test_every_report_and_table_is_that_of_a_home_that_never_had_it(tmp_path: Path) -> None:
    first, taken, last = files(tmp_path)
    bring(first)
    number = bring(taken).number
    bring(last)
    admit([LIVE], received_at=clock.now())
    catch_up()
    erase_import(number, by="Ada", at=clock.now())
    catch_up()
    seen, rows = figures(), tables()
    bring(taken)
    catch_up()
    again = figures(), tables()

    a_new_home()
    bring(first)
    bring(last)
    admit([LIVE], received_at=clock.now())
    catch_up()
    assert tables() == rows
    assert figures() == seen
    bring(taken)
    catch_up()
    assert tables() == again[1]
    assert figures() == again[0]


def test_a_held_answer_is_let_go_of_although_an_erasure_moves_no_position(tmp_path: Path) -> None:
    first, taken, _ = files(tmp_path)
    bring(first)
    number = bring(taken).number
    catch_up()
    reading, position = house.open_for("report_service", by="Ada"), house.reading_lake().position("interactions")
    before = answering.answer("data_inventory", {}, by="Ada").n
    begun = answering.recorded(reading, now=day(50))
    erase_import(number, by="Ada", at=clock.now())
    catch_up()
    assert house.reading_lake().position("interactions") == position
    assert answering.answer("data_inventory", {}, by="Ada").n == 40 < before
    assert answering.recorded(reading, now=day(50)) != begun
