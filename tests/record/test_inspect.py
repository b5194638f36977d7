"""The inventory says what columns hold, hides people, and drafts a recipe that loads."""

from __future__ import annotations

import gzip
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.foundation.errors import RegardError
from regard.record.import_.draft import draft_recipe
from regard.record.import_.guess import guess, masked
from regard.record.import_.inspect import Inventory, profile
from regard.record.import_.layout import guess_delimiter, guess_encoding
from regard.record.import_.load import load
from regard.record.import_.plan import plan

MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
HEADER = "ticket_id;opened;due;channel;mail;mobile;words;rating;solved\n"


def a_file(folder: Path, *, rows: int = 60, encoding: str = "utf-8") -> Path:
    path = folder / "desk.csv"
    lines = [
        f"T{number};{MONDAY + timedelta(days=number):%d/%m/%Y %H:%M};;{('LINE', 'E-mail')[number % 2]};"
        f"c{number}@example.org;08{number:08};ถามเรื่องจักรยานคันที่ {number} ที่ซื้อไปเมื่อวาน;{number % 5 + 1};"
        f"{('yes', 'no')[number % 2]}\n"
        for number in range(rows)
    ]
    path.write_bytes((HEADER + "".join(lines)).encode(encoding))
    return path


def types_of(inventory: Inventory) -> dict[str, str]:
    return {column.name: column.guess.type for column in inventory.columns}


def test_each_column_is_taken_for_what_it_is(tmp_path: Path) -> None:
    found = profile(a_file(tmp_path))
    assert types_of(found) == {
        "ticket_id": "id", "opened": "moment", "due": "empty", "channel": "category", "mail": "email",
        "mobile": "phone", "words": "text", "rating": "number", "solved": "yes_no",
    }  # fmt: skip
    by_name = {column.name: column for column in found.columns}
    assert by_name["opened"].guess.formats == ("%d/%m/%Y %H:%M",)
    assert by_name["channel"].values == {"LINE": 30, "E-mail": 30}
    assert (by_name["due"].filled, by_name["words"].distinct) == (0, 60)


def test_examples_show_no_address_and_no_number(tmp_path: Path) -> None:
    shown = " ".join(one for column in profile(a_file(tmp_path)).columns for one in column.examples)
    assert "@example" not in shown
    assert "0800000" not in shown


@pytest.mark.parametrize("text", ["write to cyn@example.org please", "call 081-234-5678", "+66 81 234 5678"])
def test_people_are_masked_inside_of_texts_too(text: str) -> None:
    assert "example.org" not in masked(text)
    assert "234" not in masked(text)


def test_day_and_month_that_could_be_exchanged_are_said_to_be(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("id,day\n1,01/02/2026\n2,03/04/2026\n")
    (day,) = profile(path).of_type("moment")
    assert day.guess.is_ambiguous
    assert day.guess.formats == ("%d/%m/%Y", "%m/%d/%Y")
    assert "exchanged" in day.could_be
    assert "could be read as" in draft_recipe(profile(path))


@pytest.mark.parametrize(
    ("name", "values", "column_type"),
    [
        ("created_at", ["1420461641", "1420461642"], "moment"),
        ("at", ["2026-01-05T09:00:00Z"], "moment"),
        ("at", ["2026-01-05 09:00:00 -0800"], "moment"),
        ("amount", ["1,234.50", "-3"], "number"),
        ("tweet_id", ["5.69667E+17", "5.69604E+17"], "number"),
        ("phone", ["0812345678", "+66812345678"], "phone"),
        ("zip", ["10110", "10120"], "number"),
        ("flag", ["0", "1"], "yes_no"),
    ],
)
def test_a_guess_follows_values_and_name(name: str, values: list[str], column_type: str) -> None:
    assert guess(name, values, filled=1_000, distinct=len(values)).type == column_type


def test_buddhist_years_are_noticed(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("id,day\n1,31/01/2569\n2,29/02/2567\n")
    inventory = profile(path)
    assert inventory.of_type("moment")[0].guess.buddhist
    assert load(draft_recipe(inventory)).time.calendar == "buddhist"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "ร้านจักรยานเปิดกี่โมงครับ"),
        ("cp874", "ร้านจักรยานเปิดกี่โมงครับ ที่สาขาสีลม"),
        ("gb18030", "自行车店几点开门"),
        ("cp1252", "Größe für Zoë"),
    ],
)
def test_the_encoding_is_guessed(encoding: str, text: str) -> None:
    assert guess_encoding(text.encode(encoding)) == encoding


@pytest.mark.parametrize("delimiter", list(",;\t|"))
def test_the_delimiter_is_guessed(delimiter: str) -> None:
    assert (
        guess_delimiter("\n".join(delimiter.join(row) for row in (["a", "b"], ["1", "x y"], ["2", "z"]))) == delimiter
    )


def test_jsonl_and_parquet_are_recognised(tmp_path: Path) -> None:
    rows = [{"id": f"T{number}", "user": {"mail": f"c{number}@example.org"}} for number in range(30)]
    (tmp_path / "f.jsonl").write_text("\n".join(map(json.dumps, rows)))
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), buffer)
    (tmp_path / "f.parquet").write_bytes(buffer.getvalue())
    (tmp_path / "f.parquet.gz").write_bytes(gzip.compress(buffer.getvalue()))
    for name in ("f.jsonl", "f.parquet", "f.parquet.gz"):
        assert types_of(profile(tmp_path / name)) == {"id": "id", "user.mail": "email"}


def test_the_draft_loads_and_maps_what_it_can(tmp_path: Path) -> None:
    path = a_file(tmp_path)
    recipe = load(draft_recipe(profile(path), name="desk"))
    found = plan(recipe, path, received_at=MONDAY + timedelta(days=90))
    assert (found.rows, found.interactions, found.refusals) == (60, 60, 0)
    assert found.counts["channel"] == {"messenger": 30, "email": 30}
    assert found.identifiers == {"email": 60, "phone": 60}
    assert (found.first, found.unmapped) == (MONDAY, {})


@given(names=st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=5), value=st.text(max_size=12))
def test_a_draft_of_any_columns_loads(tmp_path_factory: pytest.TempPathFactory, names: list[str], value: str) -> None:
    path = tmp_path_factory.mktemp("draft") / "f.jsonl"
    path.write_text(json.dumps(dict.fromkeys(names, value)))
    found = profile(path)
    if found.rows:
        load(draft_recipe(found))
    else:
        with pytest.raises(RegardError, match="nothing to draft from"):
            draft_recipe(found)


def test_columns_that_would_be_one_fact_get_names_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "f.jsonl"
    path.write_text(json.dumps(dict.fromkeys(["a!", "a_1", "a_2", "a?", "A"], "yes")))
    names = [fact.name for fact in load(draft_recipe(profile(path))).fact]
    assert len(names) == len(set(names))


def test_a_file_without_a_readable_row_gives_no_draft(tmp_path: Path) -> None:
    path = tmp_path / "f.jsonl"
    path.write_text(json.dumps({"a": "\0"}))
    with pytest.raises(RegardError, match="1 cannot"):
        draft_recipe(profile(path))


# Real files: format, rows, and columns whose meaning is plain to a person.
REAL = {
    "boston311/boston311_2015.csv.gz": (
        121_145,
        {
            "CASE_ENQUIRY_ID": "id",
            "OPEN_DT": "moment",
            "TARGET_DT": "moment",
            "Source": "category",
            "CASE_TITLE": "text",
        },
    ),
    "hillstrom/hillstrom.csv.gz": (64_000, {"channel": "category", "spend": "number", "visit": "yes_no"}),
    "incident_log/incident_event_log.zip": (
        141_712,
        {"number": "id", "opened_at": "moment", "contact_type": "category", "made_sla": "yes_no"},
    ),
    "language/airline_tweets/Tweets.csv.gz": (
        14_640,
        {"text": "text", "tweet_created": "moment", "airline": "category", "tweet_id": "number"},
    ),
}


@pytest.mark.facts
@pytest.mark.parametrize("name", REAL)
def test_real_files_are_understood_and_their_drafts_load(name: str, shared_data: Path) -> None:
    rows, columns = REAL[name]
    inventory = profile(shared_data / name)
    assert (inventory.rows, inventory.unreadable) == (rows, 0)
    assert types_of(inventory).items() >= columns.items()
    assert load(draft_recipe(inventory)).interaction


@pytest.mark.facts
def test_the_marks_and_days_of_the_incident_log_are_found(shared_data: Path) -> None:
    inventory = profile(shared_data / "incident_log/incident_event_log.zip")
    assert inventory.missing == ("", "?")
    assert {column.guess.formats for column in inventory.of_type("moment")} == {("%d/%m/%Y %H:%M",)}
