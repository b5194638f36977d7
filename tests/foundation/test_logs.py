"""The log holds what happened, and nothing that a customer said or is."""

from __future__ import annotations

import errno
import logging
import sqlite3
import threading
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.foundation import logs
from regard.foundation.logs import HomeLog, Json, Lines, entries, new_number, readable, request_id, told
from regard.foundation.room import is_out_of_room

ADDRESS = "somchai.jaidee@example.co.th"


def a_record(
    message: str, *args: object, name: str = "regard.web", error: BaseException | None = None
) -> logging.LogRecord:
    told_by = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord(name, logging.ERROR, __file__, 1, message, args, told_by)


def raised(error: Exception) -> Exception:
    """The error with a trace, and with a local value that must not be told."""
    said = f"call me at {ADDRESS}"
    try:
        assert said
        raise error
    except type(error) as caught:
        return caught


@pytest.mark.parametrize(
    "error",
    [
        ValueError(f"invalid literal: {ADDRESS}"),
        KeyError(ADDRESS),
        sqlite3.IntegrityError(f"Key (email)=({ADDRESS}) exists"),
        OSError(errno.ENOENT, "No such file", f"/inbox/{ADDRESS}.csv"),
        UnicodeEncodeError("ascii", ADDRESS, 0, 1, ADDRESS),
    ],
)
@pytest.mark.parametrize("form", [Json(), Lines()])
def test_the_words_of_an_error_are_never_told(error: Exception, form: logging.Formatter) -> None:
    outer = RuntimeError(f"while reading {ADDRESS}")
    outer.__cause__ = raised(error)
    line = form.format(a_record("it broke", error=raised(outer)))
    assert ADDRESS not in line
    assert type(error).__name__ in line
    assert "test_logs.py" in line
    assert "raised" in line


def test_what_others_log_is_told_without_what_was_filled_in() -> None:
    assert told(a_record("Invalid %s header: %r", "Host", ADDRESS, name="django.security"))["message"] == (
        "Invalid %s header: %r"
    )
    assert told(a_record(f"Invalid header: {ADDRESS}", name="django.security"))["message"] == "said at test_logs.py:1"


def test_nothing_that_is_handed_along_is_told_unless_it_is_named() -> None:
    record = a_record("slow")
    record.__dict__ |= {"request": ADDRESS, "user": ADDRESS, "route": "hundred", "milliseconds": 7_000}
    line = Json().format(record)
    assert ADDRESS not in line
    assert msgspec.json.decode(line)["route"] == "hundred"


def test_a_code_says_what_words_may_not() -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (x UNIQUE)")
    with pytest.raises(sqlite3.IntegrityError) as caught:
        connection.executemany("INSERT INTO t VALUES (?)", [(ADDRESS,), (ADDRESS,)])
    connection.close()
    (error,) = told(a_record("it broke", error=caught.value))["errors"]
    assert error["code"] == "SQLITE_CONSTRAINT_UNIQUE"


def test_a_number_can_be_said_on_the_telephone() -> None:
    numbers = {new_number() for _ in range(500)}
    assert len(numbers) == 500
    assert all(len(one) == 9 and one[:2] == "R-" and one[6] == "-" for one in numbers)
    assert not set("".join(one[2:] for one in numbers)) & set("0O1IL")


# The file in the home


def a_log(file: Path, **limits: int) -> HomeLog:
    log = HomeLog(file, **limits)
    log.setFormatter(Json())
    return log


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "log" / "regard.log"


def test_an_error_is_found_by_its_number_with_what_its_request_said(file: Path) -> None:
    log = a_log(file)
    for request, number in (("a1", "R-AAAA-22"), ("b2", "R-BBBB-33")):
        token = request_id.set(request)
        log.emit(a_record("a slow request"))
        record = a_record("a request broke", error=raised(ValueError("x")))
        record.__dict__["number"] = number
        log.emit(record)
        request_id.reset(token)
    found = entries(file, "R-BBBB-33")
    assert [(one["request"], one["message"]) for one in found] == [("b2", "a slow request"), ("b2", "a request broke")]
    assert "R-BBBB-33" in readable(found[1])
    assert entries(file, "R-CCCC-44") == []


def test_the_log_is_bounded_and_no_line_is_torn(file: Path) -> None:
    log = a_log(file, most_bytes=4_000, kept=3)

    def write(writer: int) -> None:
        for number in range(100):
            log.emit(a_record("line %s of %s", number, writer))

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    files = sorted(file.parent.iterdir())
    assert [one.name for one in files] == ["regard.log", "regard.log.1", "regard.log.2", "regard.log.3"]
    assert all(one.stat().st_size <= 4_000 for one in files)
    for one in files:
        for line in one.read_bytes().splitlines():
            assert msgspec.json.decode(line)["message"].startswith("line ")


def test_readers_of_others_cannot_read_the_log(file: Path) -> None:
    a_log(file).emit(a_record("x"))
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0


def test_a_home_that_is_not_there_is_not_made_by_a_line(tmp_path: Path) -> None:
    a_log(tmp_path / "home" / "log" / "regard.log").emit(a_record("x"))
    assert not (tmp_path / "home").exists()


def test_a_log_that_cannot_be_written_breaks_nothing(file: Path) -> None:
    file.parent.mkdir()
    file.mkdir()
    a_log(file).emit(a_record("x"))


# Full disks, as they show themselves


def chained(error: Exception) -> Exception:
    outer = RuntimeError("a step failed")
    outer.__cause__ = error
    return outer


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EROFS, "Read-only file system"),
        RuntimeError(
            "Generic LocalFileSystem error: Unable to copy data to file: No space left on device (os error 28)"
        ),
        RuntimeError('IO Error: Could not write file "x.parquet": No space left on device'),
    ],
)
def test_a_full_disk_is_known_wherever_it_is_said(error: Exception) -> None:
    assert is_out_of_room(error)
    assert is_out_of_room(chained(error))


@pytest.mark.parametrize(
    "error", [ValueError("x"), OSError(errno.ENOENT, "No such file"), sqlite3.OperationalError("locked")]
)
def test_other_errors_are_not_taken_for_it(error: Exception) -> None:
    assert not is_out_of_room(error)


def test_a_file_that_is_damaged_is_not_taken_for_a_full_disk() -> None:
    found = sqlite3.OperationalError("disk I/O error")
    for code, is_room in (("SQLITE_IOERR_SHORT_READ", False), ("SQLITE_IOERR_WRITE", True), ("SQLITE_CORRUPT", False)):
        found.sqlite_errorname = code
        assert is_out_of_room(found) is is_room


def test_sqlite_says_that_its_file_cannot_grow(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "full.sqlite3")
    connection.execute("PRAGMA max_page_count = 4")
    connection.execute("CREATE TABLE t (x)")
    with pytest.raises(sqlite3.OperationalError) as caught:
        connection.execute("INSERT INTO t VALUES (zeroblob(100000))")
    connection.close()
    assert is_out_of_room(caught.value)


@given(st.text(max_size=200))
def test_no_text_whatever_reaches_the_log_by_an_error(text: str) -> None:
    said = f"<{text}>"
    found = logs.told(a_record("it broke", error=ValueError(said)))
    assert said not in msgspec.json.encode(found).decode()
