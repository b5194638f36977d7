"""A log of known people: whatever they send, and wherever it breaks, nothing of them is in it."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.http import HttpRequest
from django.test import Client

from regard import answering, house
from regard.foundation import logs
from regard.foundation.home import the_home
from regard.foundation.logs import Json, Lines

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_lake")]

KNOWN = ("somchai.jaidee@example.co.th", "Somchai Jaidee", "0891234567", "my order never came", "王小明")


class Ear(logging.Handler):
    """Keeps what both forms of the log would write, from every logger there is."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard += [Json().format(record), Lines().format(record)]


@pytest.fixture
def ear() -> object:
    heard = Ear()
    loggers = [logging.getLogger(), *(logging.getLogger(name) for name in ("django.request", "django.security"))]
    for one in loggers:
        one.addHandler(heard)
    yield heard
    for one in loggers:
        one.removeHandler(heard)


@pytest.fixture
def log() -> Path:
    """The log of the home, from here on."""
    file = the_home().log
    file.unlink(missing_ok=True)
    return file


def breaks_with_what_was_sent(purpose: str, *, by: str) -> None:
    """What a careless line somewhere in a room might do with what a customer wrote."""
    words = " ".join(KNOWN)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM no_such_table WHERE words = %s", [words])
    except Exception as error:
        raise ValueError(f"cannot read {words}") from error


def number_in(page: str) -> str:
    found = re.search(r"R-[2-9A-Z]{4}-[2-9A-Z]{2}", page)
    assert found
    return found[0]


def test_nothing_of_a_person_is_in_the_log(
    as_ada: Client, client: Client, ear: Ear, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_ada.raise_request_exception = False
    monkeypatch.setattr(house, "open_for", breaks_with_what_was_sent)
    pages = [
        as_ada.get("/sources/refusals/", {"source": KNOWN[0], "reason": KNOWN[3]}),
        as_ada.get(f"/reports/funnel/{KNOWN[0]}/", {"q": KNOWN[1]}),
        as_ada.post("/settings/staff/", {"staff-email": KNOWN[0], "staff-name": KNOWN[1], "staff-password": "short"}),
        as_ada.post("/settings/company/", {"company_name": KNOWN[4], "report_zone": KNOWN[3]}),
        client.post("/account/login/", {"login": KNOWN[0], "password": KNOWN[2]}),
        client.get("/healthz", headers={"Host": f"{KNOWN[2]}.example.org", "Authorization": f"Bearer {KNOWN[0]}"}),
    ]
    assert [one.status_code for one in pages] == [500, 404, 400, 400, 200, 400]
    written = log.read_text(encoding="utf-8") + "\n".join(ear.heard)
    assert number_in(pages[0].content.decode()) in written
    assert "ValueError" in written
    assert "OperationalError" in written or "ProgrammingError" in written
    for known in (*KNOWN, *KNOWN[1].split(), KNOWN[0].split("@")[0]):
        assert known not in written
        assert known.encode("unicode_escape").decode() not in written


def test_the_number_on_the_page_finds_the_error_and_its_request(
    as_bo: Client, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_bo.raise_request_exception = False
    monkeypatch.setattr(house, "open_for", breaks_with_what_was_sent)
    response = as_bo.get("/sources/refusals/")
    (line,) = logs.entries(log, number_in(response.content.decode()))
    assert line["request"] == response["X-Request-Id"]
    assert line["errors"][0]["kind"] == "ValueError"
    assert "breaks_with_what_was_sent" in line["errors"][0]["at"][-1]


def test_a_program_is_told_the_number_as_json(as_bo: Client, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    as_bo.raise_request_exception = False
    monkeypatch.setattr(answering, "answer", breaks_with_what_was_sent)
    monkeypatch.setattr("regard.web.api.read.answering.answer", lambda *_args, **_named: 1 / 0)
    response = as_bo.get("/api/v1/reports/funnel")
    assert response.status_code == 500
    assert logs.entries(log, response.json()["error"]["number"])


def test_a_full_disk_is_said_and_asks_to_come_again(as_bo: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def is_full(_request: HttpRequest) -> None:
        raise OSError(28, "No space left on device")

    as_bo.raise_request_exception = False
    monkeypatch.setattr("regard.web.pages.sources.answering.ends_at", is_full)
    response = as_bo.get("/sources/")
    assert response.status_code == 507
    assert response["Retry-After"] == "30"
    assert "There is no room" in response.content.decode()


def test_an_id_that_is_sent_is_not_taken_over(client: Client) -> None:
    response = client.get("/healthz", headers={"X-Request-Id": KNOWN[0]})
    assert re.fullmatch(r"[0-9a-f]{16}", response["X-Request-Id"])
