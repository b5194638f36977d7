"""Files are read to the last row that can be read; the rest is refused with its line, never lost, never a crash."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.foundation.errors import RegardError
from regard.record.import_.formats.csv import CsvError
from regard.record.import_.formats.jsonl import JsonlError
from regard.record.import_.formats.parquet import ParquetError
from regard.record.import_.recipe import File
from regard.record.import_.rows import Refused
from regard.record.import_.tables import tables
from regard.record.import_.unpack import CannotOpen, Limits, TooLarge


def read(path: Path | list[Path], *, limits: Limits | None = None, **layout: Any) -> list[Any]:
    with tables(path, file=File(**layout), limits=limits) as found:
        return [item for one in found for item in one.table]


def write(folder: Path, data: bytes | str, name: str = "f.csv") -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def lines_of(items: list[Any]) -> list[tuple[int, str]]:
    """(line, "" for a row or the reason of a refusal)"""
    return [(one.line, one.reason) if isinstance(one, Refused) else (one[0], "") for one in items]


def test_rows_come_with_the_line_they_begin_on(tmp_path: Path) -> None:
    items = read(write(tmp_path, 'a,b\n1,"x\ny"\n2,z\n'))
    assert items == [(2, {"a": "1", "b": "x\ny"}), (4, {"a": "2", "b": "z"})]


def test_a_file_longer_than_every_buffer_is_read_from_its_first_row(tmp_path: Path) -> None:
    text = "a,b\n" + "".join(f"{number},{'x' * 50}\n" for number in range(20_000))
    items = read(write(tmp_path, text))
    assert [items[0][1]["a"], items[-1][1]["a"], len(items)] == ["0", "19999", 20_000]


@pytest.mark.parametrize(
    ("encoding", "text"), [("utf-8-sig", "ชื่อ"), ("cp874", "ชื่อ"), ("gb18030", "名字"), ("utf-16", "名字")]
)
def test_encodings_are_read_as_declared(tmp_path: Path, encoding: str, text: str) -> None:
    path = write(tmp_path, f"a,{text}\n1,{text}\n".encode(encoding))
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    assert read(path, encoding=declared) == [(2, {"a": "1", text: text})]


def test_a_ragged_row_is_refused_with_all_its_values(tmp_path: Path) -> None:
    short, good, long = read(write(tmp_path, "a,b\n1\n2,3\n4,5,6\n"))
    assert (short.reason, short.original) == ("ragged_row", {"a": "1"})
    assert good == (3, {"a": "2", "b": "3"})
    assert (long.line, long.original) == (4, {"a": "4", "b": "5", "column 3": "6"})


def test_bytes_that_are_no_text_refuse_their_row_alone(tmp_path: Path) -> None:
    items = read(write(tmp_path, b"a,b\n1,\xff\n2,\x00\n3,x\n"))
    assert lines_of(items) == [(2, "not_text"), (3, "nul_byte"), (4, "")]


def test_a_value_too_long_refuses_its_row_alone(tmp_path: Path) -> None:
    items = read(write(tmp_path, f"a,b\n1,{'x' * 500}\n2,y\n"), longest_value=100)
    assert lines_of(items) == [(2, "value_too_long"), (3, "")]
    assert items[0].original["line"].startswith("1,xxx")


@pytest.mark.parametrize("longest", [40, 1_000_000])
def test_a_quote_that_is_never_closed_swallows_nothing(tmp_path: Path, longest: int) -> None:
    text = 'a,b\n1,x\n2,"open\n' + "".join(f"{number},y\n" for number in range(3, 30))
    items = read(write(tmp_path, text), longest_value=longest)
    assert [line for line, reason in lines_of(items) if not reason] == [2, *range(4, 31)]
    assert [line for line, reason in lines_of(items) if reason] == [3]


def test_a_quote_closed_by_another_row_swallows_nothing(tmp_path: Path) -> None:
    items = read(write(tmp_path, 'a,b\n1,"x\n2,"y"\n3,z\n'))
    assert lines_of(items) == [(2, "unclosed_quote"), (3, ""), (4, "")]


def test_a_quote_that_encloses_nothing_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, "a,b\n" + '1,"x\n' * 201)
    with pytest.raises(CsvError, match="write quote = ''"):
        read(path, longest_value=300)
    assert len(read(path, quote="")) == 201


def test_equal_names_in_a_header_are_numbered_and_missing_ones_named(tmp_path: Path) -> None:
    assert read(write(tmp_path, "a,,a\n1,2,3\n")) == [(2, {"a (1)": "1", "column 2": "2", "a (2)": "3"})]


def test_lines_above_the_header_are_left_out_and_a_header_can_be_given(tmp_path: Path) -> None:
    path = write(tmp_path, "Report of May\n\na;b\n1;2\n")
    assert read(path, skip_lines=2, delimiter=";") == [(4, {"a": "1", "b": "2"})]
    assert read(path, skip_lines=3, delimiter=";", columns=("x", "y")) == [(4, {"x": "1", "y": "2"})]


@pytest.mark.parametrize(("data", "words"), [(b"", "is empty"), ("a,b\n".encode("utf-16"), "encoding = 'utf-16'")])
def test_a_file_that_is_no_csv_is_an_error_that_says_why(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(CsvError, match=words):
        read(write(tmp_path, data))


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
def test_line_endings_of_every_system_are_read(tmp_path: Path, ending: str) -> None:
    assert len(read(write(tmp_path, ending.join(("a,b", "1,2", "3,4"))))) == 2


@given(st.binary(max_size=400))
def test_no_bytes_crash_the_csv_reader(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = write(tmp_path_factory.mktemp("csv"), b"a,b\n" + data)
    try:
        items = read(path)
    except CsvError:
        return
    assert all(isinstance(one, Refused) or set(one[1]) == {"a", "b"} for one in items)


@given(st.lists(st.lists(st.text(st.characters(exclude_characters="\0", codec="utf-8")), min_size=2, max_size=2)))
def test_what_a_csv_writer_wrote_is_read_back_whole(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    text = "a,b\n" + "".join(",".join('"' + value.replace('"', '""') + '"' for value in row) + "\n" for row in rows)
    path = write(tmp_path_factory.mktemp("csv"), text)
    assert [list(one[1].values()) for one in read(path)] == rows


def test_jsonl_is_flattened_and_its_faults_refused(tmp_path: Path) -> None:
    lines = ['{"id": 1, "user": {"email": "c@x.org", "tags": ["a", 1]}, "none": null, "ok": true}', "", "[1]", "{oh"]
    row, a_list, broken = read(write(tmp_path, "\n".join(lines), "f.jsonl"), format="jsonl")
    assert row == (1, {"id": "1", "user.email": "c@x.org", "user.tags": '["a",1]', "ok": "true"})
    assert (a_list.line, a_list.reason, broken.line, broken.reason) == (3, "not_json", 4, "not_json")


def test_jsonl_refuses_a_line_too_long_and_goes_on(tmp_path: Path) -> None:
    items = read(write(tmp_path, '{"a":"' + "x" * 500 + '"}\n{"a":1}\n'), format="jsonl", longest_value=100)
    assert lines_of(items) == [(1, "value_too_long"), (2, "")]


@pytest.mark.parametrize(("data", "words"), [(b"", "is empty"), (b"[1, 2]", "one object per line")])
def test_a_file_that_is_no_jsonl_is_an_error_that_says_why(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(JsonlError, match=words):
        read(write(tmp_path, data), format="jsonl")


@given(st.binary(max_size=200))
def test_no_bytes_crash_the_jsonl_reader(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = write(tmp_path_factory.mktemp("jsonl"), b'{"a": 1}\n' + data)
    assert lines_of(read(path, format="jsonl"))[0] == (1, "")


def a_parquet() -> bytes:
    table = pa.table(
        {
            "id": [1, 2],
            "at": pa.array([datetime(2026, 1, 5, tzinfo=UTC), None], type=pa.timestamp("ns", tz="UTC")),
            "price": [Decimal("1.50"), None],
            "user": [{"mail": "c@x.org"}, None],
        }
    )
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("packed", [False, True])
def test_parquet_is_flattened_too(tmp_path: Path, packed: bool) -> None:  # noqa: FBT001 (a parameter of the test)
    data = gzip.compress(a_parquet()) if packed else a_parquet()
    items = read(write(tmp_path, data, "f.parquet"), format="parquet")
    first = {"id": "1", "at": "2026-01-05T00:00:00+00:00", "price": "1.50", "user.mail": "c@x.org"}
    assert items == [(1, first), (2, {"id": "2"})]


def test_a_parquet_that_is_cut_off_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ParquetError, match="no whole Parquet file"):
        read(write(tmp_path, a_parquet()[:-20]), format="parquet")


TEXT = "a,b\n" + "".join(f"{number},{number * 7919}\n" for number in range(5_000))


def test_gz_zip_and_folders_are_opened_by_what_they_are(tmp_path: Path) -> None:
    whole = read(write(tmp_path, TEXT))
    assert read(write(tmp_path, gzip.compress(TEXT.encode()), "packed")) == whole
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("b.csv", "a,b\n1,2\n")
        packed.writestr("a.csv", TEXT)
        packed.writestr("__MACOSX/a.csv", "rubbish")
    assert read(archive) == [*whole, (2, {"a": "1", "b": "2"})]
    folder = tmp_path / "folder"
    folder.mkdir()
    write(folder, "a,b\n1,2\n", "2.csv")
    write(folder, gzip.compress(TEXT.encode()), "1.csv.gz")
    write(folder, "hidden", ".DS_Store")
    assert read(folder) == [*whole, (2, {"a": "1", "b": "2"})]


def test_the_position_moves_to_the_size_of_all_files(tmp_path: Path) -> None:
    paths = [write(tmp_path, gzip.compress(TEXT.encode()), "1.gz"), write(tmp_path, TEXT, "2.csv")]
    with tables(paths, file=File()) as found:
        positions = [(len(list(one.table)), one.position(), one.size)[1:] for one in found]
    size = sum(path.stat().st_size for path in paths)
    assert positions == [(paths[0].stat().st_size, size), (size, size)]


def collect(rows: Iterable[Any], items: list[Any]) -> None:
    """Into the list, so that what came before an error is there."""
    for row in rows:
        items.append(row)


def test_a_packed_file_cut_off_is_read_to_the_break_and_then_named(tmp_path: Path) -> None:
    packed = gzip.compress(TEXT.encode())
    path = write(tmp_path, packed[: len(packed) // 2], "f.csv.gz")
    items: list[Any] = []
    with (
        tables(path, file=File()) as found,
        pytest.raises(CsvError, match=r"after line \d+, the packed file ends early"),
    ):
        collect(next(found).table, items)
    assert len(items) > 1_000
    assert items[-1].reason == "cut_off"
    assert [one[0] for one in items[:-1]] == list(range(2, len(items) + 1))


def test_a_damaged_packed_file_is_named(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(TEXT.encode()))
    packed[len(packed) // 2] ^= 0xFF
    with pytest.raises(RegardError):
        read(write(tmp_path, bytes(packed), "f.csv.gz"))


def test_a_bomb_is_refused_by_its_ratio_and_by_its_size(tmp_path: Path) -> None:
    bomb = write(tmp_path, gzip.compress(b"a,b\n" + b"1,2\n" * 500_000), "bomb.gz")
    with pytest.raises(TooLarge, match="50 times its size"):
        read(bomb, limits=Limits(max_ratio=50, free_bytes=1_000))
    with pytest.raises(TooLarge, match=r"more than 100,000 bytes\. .* bring it in unpacked"):
        read(bomb, limits=Limits(max_bytes=100_000))
    assert len(read(bomb)) == 500_000


def test_an_archive_is_weighed_as_a_whole(tmp_path: Path) -> None:
    archive = tmp_path / "bomb.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in "abc":
            packed.writestr(f"{name}.csv", "a,b\n" + "1,2\n" * 10_000)
    with pytest.raises(TooLarge, match=r"c\.csv, after line [\d,]+ or so, unpacks to more"):
        read(archive, limits=Limits(max_bytes=100_000))


@pytest.mark.parametrize(
    ("data", "words"), [(b"PK\x03\x04 but no more", "no whole .zip"), (b"", "no file")], ids=("cut", "missing")
)
def test_what_cannot_be_opened_says_why(tmp_path: Path, data: bytes, words: str) -> None:
    path = write(tmp_path, data, "f.zip") if data else tmp_path / "nowhere.csv"
    with pytest.raises(CannotOpen, match=words):
        read(path)
