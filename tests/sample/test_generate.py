"""The company is the same for the same seed, and what is planted in it is exact for every seed."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import phonenumbers
import pytest

from regard.foundation.errors import RegardError
from regard.record import public as record
from regard.sample import background
from regard.sample import public as sample
from regard.sample.background import write_background
from regard.sample.company import CORE, TRUTH, Company
from regard.sample.exports import EXPORTS, SHOPS, SOCIAL, SWITCHBOARDS, Export
from regard.sample.generate import generated
from regard.sample.places import LEEDS
from regard.sample.plants import facebook, one_matter, twitter

REGIONS = {"th": "TH", "zh": "CN", "en": "GB"}
FEW = 6_000
LATER = datetime.fromisoformat("2026-02-01T00:00:00+00:00")


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def rows_of(folder: Path, export: Export) -> list[dict[str, Any]]:
    """The rows of one source, as it wrote them."""
    with (folder / CORE / export.file).open(encoding=export.encoding, newline="") as lines:
        if export.columns:
            return list(csv.DictReader(lines, delimiter=export.delimiter))
        return [json.loads(line) for line in lines]


def rows_in(path: Path) -> list[str]:
    """The rows of a file that holds no line breaks but between them, or its JSON lines."""
    encoding = next(export.encoding for export in EXPORTS if export.file == path.name)
    with path.open(encoding=encoding, newline="") as lines:
        return list(lines) if path.suffix == ".jsonl" else [str(row) for row in csv.reader(lines)][1:]


def test_the_same_seed_gives_the_same_bytes_and_the_many_leave_the_core_as_it_is(
    folder: Path, company: Company, tmp_path: Path
) -> None:
    company.write(tmp_path)
    assert files(tmp_path / CORE) == files(folder / CORE)
    assert (tmp_path / TRUTH / "matters.csv").read_bytes() == (folder / TRUTH / "matters.csv").read_bytes()


@pytest.mark.parametrize("interactions", [500, 3_000, 12_000])
def test_there_are_as_many_as_were_asked_for_and_their_shares_are_exact(interactions: int, tmp_path: Path) -> None:
    told = write_background(tmp_path, seed=3, interactions=interactions)
    rows = sum(len(rows_in(path)) for path in (tmp_path / "background").rglob("*") if path.is_file())
    assert rows == told.rows == interactions
    assert len(told.ignored["phone"]) * 20 == told.requests["phone"]
    assert len(told.ignored["shop"]) * 25 == told.requests["shop"] * 2


def test_large_ones_are_written_side_by_side_with_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_background(tmp_path / "one", seed=1, interactions=1_500)
    monkeypatch.setattr(background, "_WORTH_TWO", 1_000)
    write_background(tmp_path / "two", seed=1, interactions=1_500)
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_another_seed_gives_another_company_with_the_same_truths(company: Company) -> None:
    other = generated(2, plants=[twitter.PLANT, facebook.PLANT, one_matter.PLANT])
    assert other.rows != company.rows
    for name in ("twitter", "facebook"):
        counts = [{fate: len(asks) for fate, asks in one.plants[name]["asked"].items()} for one in (company, other)]
        assert counts[0] == counts[1]
    assert [len(one.plants["one_matter"]["triples"]) for one in (company, other)] == [120, 120]


def test_a_folder_holds_one_company(folder: Path) -> None:
    with pytest.raises(RegardError, match="seed 1 with --interactions 64000"):
        sample.make(folder, seed=2, interactions=64_000)


def test_a_further_plant_changes_none_before_it() -> None:
    alone, both = Company(1), Company(1)
    twitter.sow(alone)
    twitter.sow(both)
    facebook.sow(both)
    tweets = {number for row in alone.rows[SOCIAL.name] for number in [row[1]]}
    assert [row for row in both.rows[SOCIAL.name] if row[1] in tweets] == alone.rows[SOCIAL.name]


def test_what_is_planted_is_exact(company: Company) -> None:
    asked = {fate: len(asks) for fate, asks in company.plants["twitter"]["asked"].items()}
    assert asked == {
        "requests": 200,
        "ignored": 110,
        "passed": 76,
        "arrived": 60,
        "gave_up": 16,
        "answered_here": 14,
        "returned": 134,
    }
    back = set(company.plants["twitter"]["asked"]["returned"])
    assert len(back & set(company.plants["twitter"]["asked"]["ignored"])) == 82
    assert len(back & set(company.plants["twitter"]["asked"]["arrived"])) == 52
    assert len(company.plants["facebook"]["asked"]["finished"]) == 100 - 72
    decoys = company.plants["one_matter"]["decoys"]
    assert {kind: len(pairs) for kind, pairs in decoys.items()} == {
        "two_orders": 30,
        "unrelated": 15,
        "shared_device": 15,
    }
    languages = Counter(matter.split("-")[1] for matter in company.plants["one_matter"]["triples"])
    assert languages == {"th": 40, "zh": 39, "en": 40, "xiaowen": 1}


def test_the_files_say_the_same_of_twitter_by_thread(folder: Path) -> None:
    """What can be told without knowing anybody: what the company did first in each thread that a customer began."""
    threads: dict[str, list[dict[str, str]]] = {}
    for row in rows_of(folder, SOCIAL):
        if row["Network"] == "Twitter":
            threads.setdefault(row["Thread"], []).append(row)
    asked = [rows for rows in threads.values() if rows[0]["Tag"] == "Question"]
    first = Counter(next((row["Tag"] for row in rows if row["Direction"] == "out"), "nothing") for rows in asked)
    assert first == {"nothing": 110, "Referred": 76, "Answer": 14}


def test_one_in_twenty_rings_in_vain_and_eight_in_a_hundred_stand_in_the_shop(company: Company) -> None:
    phone, shop = company.plants["phone"], company.plants["shop"]
    assert len(phone["asked"]["ignored"]) / phone["requests"] == 0.05
    assert len(shop["asked"]["ignored"]) / shop["requests"] == 0.08


def test_triples_take_from_six_hours_to_twelve_days(company: Company) -> None:
    moments: dict[str, list[datetime]] = {}
    matter_of = {truth.message_id: truth.matter for truth in company.truths}
    for rows in company.rows.values():
        for at, number, _ in rows:
            moments.setdefault(matter_of[number], []).append(at)
    spans = [max(moments[triple]) - min(moments[triple]) for triple in company.plants["one_matter"]["triples"]]
    assert all(len(moments[triple]) == 3 for triple in company.plants["one_matter"]["triples"])
    assert 6 <= min(spans).total_seconds() / 3600 < 24
    assert 10 < max(spans).days <= 12


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.name)
def test_every_recipe_takes_every_row(export: Export, folder: Path, tmp_path: Path) -> None:
    recipe = record.find_recipe(str(folder / "recipes" / export.recipe))
    few = tmp_path / export.file
    with (folder / CORE / export.file).open(encoding=export.encoding, newline="") as lines:
        head = list(islice(lines, FEW))
    # A mail has several lines: none is cut in the middle.
    while "".join(head).count('"') % 2:
        head.pop()
    few.write_text("".join(head), encoding=export.encoding, newline="")
    plan = record.plan(recipe, [few], received_at=LATER)
    assert recipe.source == export.source
    assert recipe.time.zone == export.zone.key
    assert plan.refused == {}
    assert plan.interactions == len(rows_in(few)) > 50
    assert not plan.unmapped


def test_no_number_is_used_twice(company: Company) -> None:
    numbers = [(truth.source, truth.message_id) for truth in company.truths]
    assert len(set(numbers)) == len(numbers) > 4_000


def test_no_truth_is_in_what_regard_reads(company: Company, folder: Path) -> None:
    read = [path for part in (CORE, "background") for path in (folder / part).rglob("*") if path.is_file()]
    words = {word.decode() for path in read for word in re.findall(rb"[a-z][\w-]+", path.read_bytes())}
    secrets = {truth.person for truth in company.truths if truth.person} | {truth.matter for truth in company.truths}
    assert not words & {*secrets, "many-1", "p3000000"}


def test_telephone_numbers_are_of_the_country_and_no_mail_reaches_anybody(folder: Path) -> None:
    for place, board in SWITCHBOARDS.items():
        language = {"chiang_mai": "th", "chengdu": "zh", "leeds": "en"}[place]
        for row in rows_of(folder, board):
            number = row["Caller"] and phonenumbers.parse(row["Caller"], REGIONS[language])
            assert not number or phonenumbers.is_valid_number(number), row["Caller"]
    addresses = {row["Customer"].lower() for row in rows_of(folder, next(one for one in EXPORTS if one.name == "mail"))}
    assert {address.rsplit(".", 1)[1] for address in addresses} == {"sample"}


def test_the_shop_in_leeds_leaves_no_trace_until_late(company: Company) -> None:
    assert min(at for at, _, _ in company.rows[SHOPS["leeds"].name]).date() >= LEEDS.shop_since


def test_a_company_knows_whether_it_is_simulated() -> None:
    assert sample.is_simulated(["desk", "meridian-web"])
    assert not sample.is_simulated(["desk", "boston311"])
