"""A second file says more about the rows: joined by its key, held in memory, and nothing of it lost in silence."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from regard.foundation import clock
from regard.record.import_ import join
from regard.record.import_.join import LookupColumnMissing, LookupTooLong, tables_of
from regard.record.import_.load import RecipeError, load
from regard.record.import_.mapping import Mapping
from regard.record.import_.plan import plan
from regard.record.import_.recipe import Recipe
from regard.record.import_.rows import Refused
from regard.record.import_.run import run_import
from regard.record.import_.unpack import CannotOpen
from regard.record.interaction import Interaction

RECIPE = """
name = "orders"
source = "shop"
title = { en = "Orders" }
time = { zone = "UTC" }
optional = ["customer.phone"]

[lookup.customer]
files = "customers*"
key = "no"
by = "customer"
# more

[[interaction]]
name = "purchase"
message_id = "{id}"
occurred_at = "{at}"
channel = "order"
kind = "purchase"
direction = "observed"
identifiers = [{ kind = "email", value = "{customer.mail}" }, { kind = "phone", value = "{customer.phone}" }]
"""
ORDERS = "id,at,customer\n1,2026-01-05,77\n2,2026-01-06,78\n3,2026-01-07,\n"
CUSTOMERS = "no,mail,mood\n77,cyn@example.org,good\n78,dov@example.org,bad\n79,eva@example.org,good\n"


def recipe(more: str = "") -> Recipe:
    return load(RECIPE.replace("# more", more))


def files(folder: Path, **texts: str) -> Path:
    inner = folder / "export"
    inner.mkdir(exist_ok=True)
    for name, text in {"customers": CUSTOMERS, "orders": ORDERS, **texts}.items():
        if text:
            (inner / f"{name}.csv").write_text(text)
    return inner


def made(recipe: Recipe, path: Path | list[Path]) -> list[Any]:
    with tables_of(recipe, path) as found:
        return [
            one
            for opened in found
            for outcome in Mapping(recipe, columns=opened.table.columns).outcomes(opened.table)
            for one in outcome.made
        ]


def mails(items: list[Any]) -> dict[str, list[str]]:
    return {one.message_id: [it.value for it in one.identifiers] for one in items if isinstance(one, Interaction)}


def refusals(items: list[Any]) -> list[tuple[str, int, str]]:
    return [(one.reason, one.line, one.file) for one in items if isinstance(one, Refused)]


def test_a_row_has_the_columns_of_the_row_it_names(tmp_path: Path) -> None:
    items = made(recipe(), files(tmp_path))
    assert mails(items) == {"1": ["cyn@example.org"], "2": ["dov@example.org"], "3": []}
    assert not refusals(items)


def test_files_are_told_apart_by_name_in_whatever_order_and_packing(tmp_path: Path) -> None:
    folder = files(tmp_path)
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(folder / "orders.csv", "export/1_orders.csv")
        packed.write(folder / "customers.csv", "export/Customers of May.csv")
    expected = made(recipe(), folder)
    assert made(recipe(), archive) == expected
    assert made(recipe(), [folder / "orders.csv", folder / "customers.csv"]) == expected


def test_several_files_of_either_kind_are_all_read(tmp_path: Path) -> None:
    folder = files(tmp_path, customers2="no,mail\n80,fay@example.org\n", orders2="id,at,customer\n4,2026-01-08,80\n")
    assert mails(made(recipe(), folder))["4"] == ["fay@example.org"]


def test_a_row_that_names_nobody_is_refused_or_kept_without(tmp_path: Path) -> None:
    folder = files(tmp_path, orders=ORDERS.replace("78", "99"))
    (refused,) = [one for one in made(recipe(), folder) if isinstance(one, Refused)]
    assert (refused.reason, refused.line) == ("unmatched", 3)
    assert refused.detail == "customer is '99', which customers.csv does not hold."
    assert mails(made(recipe('unmatched = "keep"'), folder))["2"] == []


def test_a_second_row_of_one_key_is_refused_and_so_is_one_without(tmp_path: Path) -> None:
    folder = files(tmp_path, customers=CUSTOMERS + "77,not.cyn@example.org,?\n,nobody@example.org,?\nragged\n")
    items = made(recipe(), folder)
    assert mails(items)["1"] == ["cyn@example.org"]
    assert refusals(items) == [
        ("repeated_key", 5, "customers.csv"),
        ("no_key", 6, "customers.csv"),
        ("ragged_row", 7, "customers.csv"),
    ]


def test_a_row_nobody_asked_for_is_left_or_refused(tmp_path: Path) -> None:
    items = made(recipe('unused = "refuse"'), files(tmp_path))
    assert refusals(items) == [("unused", 4, "customers.csv")]
    assert items[-1].original["mail"] == "eva@example.org"


@pytest.mark.parametrize(
    ("without", "words"), [("customers", r"No file is named like 'customers\*'"), ("orders", "no file with the rows")]
)
def test_a_file_that_is_not_there_is_named(tmp_path: Path, without: str, words: str) -> None:
    with pytest.raises(CannotOpen, match=words):
        made(recipe(), files(tmp_path, **{without: ""}))


def test_a_file_without_the_key_is_named_with_what_it_has(tmp_path: Path) -> None:
    with pytest.raises(LookupColumnMissing, match=r"the column 'no' of customers\.csv\. It has: number, mail\."):
        made(recipe(), files(tmp_path, customers="number,mail\n"))


def test_more_than_memory_holds_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(join, "MOST_HELD", 2)
    with pytest.raises(LookupTooLong, match=r"over 2 rows, .*the larger file"):
        made(recipe(), files(tmp_path))


def test_the_dry_run_counts_what_is_joined_and_what_maps_to_nothing(tmp_path: Path) -> None:
    found = plan(recipe('unused = "refuse"'), files(tmp_path), received_at=datetime(2026, 2, 1, tzinfo=UTC))
    assert (found.interactions, found.identifiers["email"]) == (3, 2)
    assert {reason: one.count for reason, one in found.refused.items()} == {"unused": 1}
    assert found.unmapped == {"customer.mood": 2 / 3}


@pytest.mark.django_db
def test_an_import_of_two_files_can_be_run_twice(tmp_path: Path) -> None:
    folder = files(tmp_path)
    first, again = (run_import(recipe('unused = "refuse"'), folder, by="Ada", now=clock.now) for _ in range(2))
    assert (first.appended, first.refused, again.already_known, again.appended) == (3, 1, 3, 0)


WRONG = {
    "every file": ('files = "customers*"', 'files = "*"', "which is every file"),
    "a header that is given": ("[lookup.customer]", '[file]\ncolumns = ["id"]\n[lookup.customer]', "its own header"),
    "mail": ("[lookup.customer]", '[file]\nformat = "mbox"\n[lookup.customer]', "mail is none"),
    "a name with a dot": ("[lookup.customer]", '[lookup."a.b"]', "small letters"),
    "a key nobody reads": ('key = "no"', 'key = "no"\nunmached = "keep"', "Did you mean 'unmatched'"),
}


@pytest.mark.parametrize("mistake", WRONG)
def test_a_mistake_in_a_lookup_is_named(mistake: str) -> None:
    old, new, words = WRONG[mistake]
    with pytest.raises(RecipeError, match=words):
        load(RECIPE.replace(old, new, 1))
