"""Files made to harm, or harmed on their way: a clear error with its line, bounded memory, and nothing is lost."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from regard.record.import_.load import load
from regard.record.import_.recipe import Recipe
from regard.record.import_.run import run_import
from regard.record.public import refused_so

RECIPE = """
name = "desk"
source = "desk"
title = {{ en = "Desk" }}
time = {{ zone = "UTC" }}
optional = ["words", "paid"]
file = {{ format = "{format}" }}
[[interaction]]
name = "said"
message_id = "{{id}}"
occurred_at = "{{at}}"
channel = "email"
kind = "message"
direction = "in"
text = "{{words}}"
value = "{{paid}}"
currency = "THB"
"""
HEAD = b"id,at,words,paid\n"
LAST = b"last,2026-01-05,the last row,1\n"


def recipe(form: str) -> Recipe:
    """Reads id, moment, words and an amount from a file of this format."""
    return load(RECIPE.format(format=form))


def rows(count: int) -> bytes:
    """Rows without fault."""
    return b"".join(b"%d,2026-01-05,hello %d,1\n" % (number, number) for number in range(count))


def objects(*lines: bytes) -> bytes:
    """JSON lines, the last of them without fault."""
    return b"\n".join((*lines, b'{"id": "last", "at": "2026-01-05"}\n'))


def event(number: int) -> bytes:
    """An event of a log."""
    return b'<event><string key="id" value="%d"/><date key="at" value="2026-01-05T00:00:00Z"/></event>\n' % number


END = b"</trace></log>"


def log(inside: bytes, *, before: bytes = b"") -> bytes:
    """A log of one trace."""
    return b'<?xml version="1.0"?>\n' + before + b"<log><trace>" + inside + END


def table(columns: Mapping[str, object], **written: object) -> bytes:
    """A Parquet file."""
    target = io.BytesIO()
    pq.write_table(pa.table(columns), target, **written)
    return target.getvalue()


def archive(members: Iterable[tuple[str, bytes]]) -> bytes:
    """A .zip."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members:
            packed.writestr(name, content)
    return target.getvalue()


def damaged(data: bytes, at: float) -> bytes:
    """The same with a few bytes overwritten."""
    place = int(len(data) * at)
    return data[:place] + b"\xff" * 400 + data[place + 400 :]


def entities() -> bytes:
    """A billion laughs."""
    told = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"lol") for n in range(10))
    return b"<!DOCTYPE log [" + told + b"]>\n"


TWENTY_THOUSAND = [str(number) for number in range(20_000)]
MOMENTS = ["2026-01-05"] * len(TWENTY_THOUSAND)

# What is refused, row by row: format, file, how many are admitted, and the reasons of the others.
ROW_BY_ROW: dict[str, tuple[str, bytes, int, dict[str, int]]] = {
    "bytes of another encoding": ("csv", HEAD + rows(2) + b"9,2026-01-05,caf\xe9 \xff,1\n" + LAST, 3, {"not_text": 1}),
    "a NUL byte": ("csv", HEAD + rows(2) + b"9,2026-01-05,a\0b,1\n" + LAST, 3, {"nul_byte": 1}),
    "numbers beyond all machines": (
        "csv",
        HEAD + b"1,2026-01-05,a,1e999999\n2,2026-01-05,a,1e999\n3,2026-01-05,a,nan\n"
        + b"4,2026-01-05,a," + b"9" * 5_000 + b"\n" + LAST,
        1,
        {"unreadable_number": 3, "number_out_of_range": 1},
    ),
    "moments of no calendar": (
        "csv",
        HEAD + b"1,99999-01-05,a,1\n2,2026-13-45,a,1\n3,0000-00-00,a,1\n4,9999-12-31T23:59:59,a,1\n"
        + b"5,0001-01-01,a,1\n" + LAST,
        1,
        {"unreadable_moment": 3, "future": 1, "distant_past": 1},
    ),
    "a quote that swallows the rest": (
        "csv", HEAD + rows(2) + b'9,2026-01-05,"' + b"x\n" * 500 + LAST, 3, {"unclosed_quote": 1, "ragged_row": 499},
    ),
    "nesting without end": (
        "jsonl",
        objects(b'{"id": "1", "at": "2026-01-05"}', b'{"a":' * 10_000 + b"1" + b"}" * 10_000, b"[" * 10_000,
                b'{"id": "2", "x": ' + b"[" * 10_000 + b"]" * 10_000 + b"}"),
        2,
        {"not_json": 3},
    ),
    "JSON that no machine holds": (
        "jsonl",
        objects(b'{"id": "1", "at": "2026-01-05", "paid": 1e999999}', b'{"id": 1e400, "at": "2026-01-05"}',
                b'{"id": "3", "at": "2026-01-05", "paid": "1e999"}', b'{"id": "4", "at": "2026-01-05", "w": "\\ud800"}',
                b'{"id": "\\u0000", "at": "2026-01-05"}', b'{"id": "\xff", "at": "2026-01-05"}'),
        1,
        {"not_json": 3, "number_out_of_range": 1, "nul_byte": 1, "not_text": 1},
    ),
    "other types than expected": (
        "jsonl", objects(b'{"id": ["a"], "at": {"x": 1}}', b"null", b"3", b'{"id": "2", "at": true}'), 1,
        {"missing_moment": 1, "not_json": 2, "unreadable_moment": 1},
    ),
    "Parquet of other types": (
        "parquet",
        table({"id": pa.array([1, None, 3]), "at": pa.array([1, 2, 1_767_571_200_000_000_000], pa.timestamp("ns")),
               "words": pa.array([[1], [2], [3]]), "paid": pa.array([float("nan"), 1.0, 2.0])}),
        1,
        {"unreadable_number": 1, "missing_message_id": 1},
    ),
    "names in an archive that point elsewhere": (
        "csv",
        archive((("../../etc/passwd.csv", HEAD + rows(1)), ("/abs.csv", HEAD + LAST),
                 ("C:\\win.csv", HEAD + b"w,2026-01-05,a,1\n"), ("__MACOSX/._x.csv", b"\0"), ("a/.hidden", b"\0"))),
        3,
        {},
    ),
}  # fmt: skip

# What ends with an error: format, file (large ones only made when asked for), what the error says, and how many rows
# were admitted before.
TO_THE_BREAK: dict[str, tuple[str, bytes | Callable[[], bytes], str, int]] = {
    "an empty file": ("csv", b"", "is empty", 0),
    "nothing but line ends": ("csv", b"\n\n\n", "is empty", 0),
    "two bytes per letter": ("csv", (HEAD + rows(2)).decode().encode("utf-16"), "write encoding = 'utf-16'", 0),
    "a header of other bytes": ("csv", b"id,at,w\xff\xfe\n" + rows(2), "is not utf-8", 0),
    "a header with a NUL byte": ("csv", b"id,at,wo\0rds\n" + rows(2), "The header of file has a NUL byte", 0),
    "a million columns": ("csv", lambda: b"c," * 1_000_000 + b"c\n1,2\n", "1,000,001 columns; 10,000 is the most", 0),
    "a .gz cut off": ("csv", gzip.compress(HEAD + rows(5_000))[:9_000], "the packed file ends early", 1_600),
    "a .gz with a tail": ("csv", gzip.compress(HEAD + rows(9)) + b"tail" * 9, "the packed file is damaged here", 8),
    "a bomb": (
        "csv", lambda: gzip.compress(HEAD + rows(9) + b"0" * 80_000_000), "after line 10 or so, unpacks to", 9,
    ),
    "a bomb in an archive": (
        "csv", lambda: archive([("a.csv", HEAD + b"0" * 80_000_000)]), "more than 200 times its size", 0,
    ),
    "an archive cut off": ("csv", archive([("a.csv", HEAD + rows(9))])[:60], "is no whole .zip", 0),
    "an archive damaged": ("csv", damaged(archive([("a.csv", HEAD + rows(9_000))]), 0.5), "is damaged here", 0),
    "entities within entities": ("xes", log(b"&l9;", before=entities()), "line 2 declares a DOCTYPE", 0),
    "entities of other files": (
        "xes", log(event(1), before=b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>\n'), "line 2 declares", 0,
    ),
    "XML cut off": ("xes", log(event(1) + event(2) + b"<event><str").removesuffix(END), "breaks off in line 4", 2),
    "XML of no known encoding": ("xes", b'<?xml version="1.0" encoding="x-none"?><log/>', "its encoding", 0),
    "Parquet cut off": (
        "parquet", lambda: table({"id": TWENTY_THOUSAND, "at": MOMENTS})[:9_000], "no whole Parquet file", 0,
    ),
    "Parquet without an inside": ("parquet", b"PAR1" + b"\0" * 100 + b"PAR1", "no whole Parquet file", 0),
    "Parquet damaged in the middle": (
        "parquet",
        lambda: damaged(table({"id": TWENTY_THOUSAND, "at": MOMENTS}, row_group_size=5_000, use_dictionary=False), 0.6),
        "after row", 4_096,
    ),
    "Parquet of 20,000 columns": (
        "parquet", lambda: table({f"c{number}": [1] for number in range(20_000)}), "20,000 columns; 10,000 is the", 0,
    ),
    "Parquet that swells": (
        "parquet", lambda: table({"id": ["1"], "words": ["x" * 80_000_000]}, compression="zstd", use_dictionary=False),
        "more than 200 times its size", 0,
    ),
    "one value for every row of a Parquet file": (
        "parquet",
        lambda: table({"id": TWENTY_THOUSAND, "at": MOMENTS,
                       "words": pa.array(["x" * 900_000]).dictionary_encode().take(pa.array([0] * len(MOMENTS)))}),
        "more than 200 times its size", 30,
    ),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("name", ROW_BY_ROW)
def test_what_is_wrong_is_refused_by_its_row_and_the_rest_comes_in(tmp_path: Path, name: str) -> None:
    form, data, admitted, reasons = ROW_BY_ROW[name]
    (tmp_path / "file").write_bytes(data)
    done = run_import(recipe(form), tmp_path / "file", by="Ada")
    assert (done.state, done.error, done.appended) == ("done", "", admitted)
    assert {one.reason: one.waiting for one in refused_so(done.number)} == reasons


@pytest.mark.django_db
@pytest.mark.parametrize("name", TO_THE_BREAK)
def test_what_cannot_be_read_on_says_why_and_keeps_what_came_before(tmp_path: Path, name: str) -> None:
    form, data, words, at_least = TO_THE_BREAK[name]
    (tmp_path / "file").write_bytes(data() if callable(data) else data)
    done = run_import(recipe(form), tmp_path / "file", by="Ada")
    assert done.state == "failed"
    assert words in done.error
    assert "\n" not in done.error
    assert at_least <= done.appended
    assert bool(done.appended) == bool(at_least)


def _line_of(size: int, filled: bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with path.open("wb") as file:
            file.write(HEAD + b"9,2026-01-05,")
            for _ in range(size // 1_000_000):
                file.write(filled * (1_000_000 // len(filled)))
            file.write(b",1\n" + LAST)

    return write


def _long_values(path: Path) -> None:
    with path.open("wb") as file:
        file.write(HEAD)
        for number in range(150):
            file.write(b"%d,2026-01-05,%s,1\n" % (number, b"x" * 900_000))


MOST_MEGABYTES = 100
LARGE: dict[str, tuple[str, Callable[[Path], None]]] = {
    "a line of 100 MB": ("csv", _line_of(100_000_000, b"x")),
    "a line of 50 million values": ("csv", _line_of(100_000_000, b"x,")),
    "a JSON line of 100 MB": ("jsonl", _line_of(100_000_000, b"x")),
    "an attribute of 100 MB": (
        "xes", lambda path: _xes_with_a_long_value(path),
    ),
    "many values of nearly a megabyte": ("csv", _long_values),
}  # fmt: skip


def _xes_with_a_long_value(path: Path) -> None:
    with path.open("wb") as file:
        file.write(log(event(1)).removesuffix(END) + b'<event><string key="id" value="')
        for _ in range(100):
            file.write(b"x" * 1_000_000)


_MEASURE = """
import contextlib, json, resource, sys
from datetime import UTC, datetime
from pathlib import Path
import django
django.setup()
from regard.foundation.errors import RegardError
from regard.record.public import load_recipe, plan
for text, path in json.loads(sys.argv[1]):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with contextlib.suppress(RegardError):
        plan(load_recipe(text), Path(path), received_at=datetime(2026, 5, 1, tzinfo=UTC))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_however_long_a_line_is_memory_is_bounded(tmp_path: Path) -> None:
    """Measured in a process of its own; a peak never sinks, so each file is measured against those before it."""
    asked = []
    for number, (form, write) in enumerate(LARGE.values()):
        write(tmp_path / str(number))
        asked.append((RECIPE.format(format=form), str(tmp_path / str(number))))
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "regard.web.settings"}
    command = [sys.executable, "-c", _MEASURE, json.dumps(asked)]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.split()
    grown = {name: int(kilobytes) // 1024 for name, kilobytes in zip(LARGE, said, strict=True)}
    assert {name: megabytes for name, megabytes in grown.items() if megabytes > MOST_MEGABYTES} == {}


@pytest.mark.django_db
def test_few_rows_of_many_letters_are_admitted_before_they_fill_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "file"
    _long_values(path)
    seen: list[int] = []
    run_import(recipe("csv"), path, by="Ada", progress=lambda at, _: seen.append(at))
    assert len(seen) > 150 * 900_000 // 40_000_000
    assert os.path.getsize(path) == seen[-1]
