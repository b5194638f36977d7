"""The page that finds a customer: by whatever is typed, with and without script, and nothing of it in any log."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from typer.testing import CliRunner

from regard import cli, finding, house, serve, telling
from regard.customers.public import customers_of
from regard.data_use.models import PermitUse
from regard.foundation import clock
from regard.foundation.home import the_home
from regard.record.public import Identifier, Interaction, ObjectRef, admit
from tests.desk import reading_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("searchable")]

WORDS = "My saddle squeals. Please help."


@pytest.fixture
def searchable(own_lake: None, tmp_path: Path) -> list[int]:
    """Charlotte and Nattapon have written to a desk, and are indexed; the numbers of their interactions."""
    finding._candidates.cache_clear()
    receipt = admit([wrote("m1", "Charlotte Whitaker", "charlotte@riders.lan", "LB-70017"),
           wrote("m2", "ณัฐพล แก้วมณี", "nattapon@riders.lan", "LB-99942")], received_at=clock.now())  # fmt: skip
    while house.follow() + house.index_customers():
        pass
    return [one.seq for one in receipt.placed]


def customer_at(seq: int) -> str:
    """The address of the customer of an interaction."""
    return f"/customers/{customers_of(reading_for(), [seq])[seq]}/"


def wrote(message_id: str, name: str, address: str, order: str) -> Interaction:
    return Interaction(
        source="desk",
        message_id=message_id,
        occurred_at=clock.now(),
        channel="email",
        kind="message",
        direction="in",
        text=WORDS,
        language="en",
        identifiers=(Identifier("name", "desk", name), Identifier("email", "global", address)),
        objects=(ObjectRef("order", "desk", order),),
    )


def page(browser: Client, q: str, **more: str) -> str:
    return browser.post("/find/", {"q": q, **more}).content.decode()


def test_a_name_half_typed_leads_to_the_customer(as_bo: Client, searchable: list[int]) -> None:
    shown = page(as_bo, "whita")
    assert f'<a href="{customer_at(searchable[0])}"><b>Charlotte Whitaker</b>' in shown
    assert "Charlotte <mark>Whita</mark>ker" in shown
    assert "My saddle squeals." in shown
    assert "ณัฐพล" not in shown


def test_what_is_known_exactly_stands_before_what_is_alike(as_bo: Client, searchable: list[int]) -> None:
    shown = page(as_bo, "charlotte@riders.lan")
    assert shown.index("Known by exactly this") < shown.index(customer_at(searchable[0]))
    assert "Alike" in page(as_bo, "charlote")


def test_a_part_of_the_page_is_answered_to_htmx_and_never_stored(as_bo: Client, searchable: list[int]) -> None:
    response = as_bo.post("/find/", {"q": "LB-70017"}, headers={"HX-Request": "true"})
    assert "<html" not in response.content.decode()
    assert customer_at(searchable[0]) in response.content.decode()
    assert response["Cache-Control"] == "no-store"


def test_an_address_with_words_in_it_finds_nobody(as_bo: Client) -> None:
    assert "/customers/" not in as_bo.get("/find/", {"q": "whitaker"}).content.decode()


def test_every_page_has_the_box_and_the_page_itself_has_one(as_bo: Client, client: Client) -> None:
    for address in ("/reports/", "/sources/", "/settings/", "/find/"):
        assert as_bo.get(address).content.decode().count('id="seek"') == 1
    assert 'id="seek"' not in client.get("/account/login/").content.decode()


def test_nobody_found_says_what_would_work(as_bo: Client) -> None:
    assert "works best" in page(as_bo, "zzzzqqqq")
    assert "works best" not in page(as_bo, "  ")


def test_a_broken_cursor_says_what_would_work(as_bo: Client) -> None:
    response = as_bo.post("/find/", {"q": "whitaker", "after": "17"})
    assert response.status_code == 400
    assert "It is where a page ended" in response.content.decode()


def test_names_are_written_as_text(as_bo: Client) -> None:
    admit([wrote("m3", "Eve <script>alert(1)</script>", "eve@riders.lan", "LB-1")], received_at=clock.now())
    while house.follow() + house.index_customers():
        pass
    shown = page(as_bo, "eve")
    assert "<script>alert" not in shown
    assert "&lt;script&gt;" in shown


def test_who_searched_is_counted_and_what_for_is_in_no_log(as_bo: Client) -> None:
    the_home().log.unlink(missing_ok=True)
    page(as_bo, "charlotte@riders.lan")
    page(as_bo, "whitaker", after="broken-whitaker")
    uses = PermitUse.objects.filter(purpose="find_customer", by="bo@example.com")
    assert [one.times for one in uses] == [1] or [one.times for one in uses] == [2]
    written = the_home().log.read_text(encoding="utf-8") if the_home().log.exists() else ""
    for said in ("charlotte", "whitaker", "riders.lan"):
        assert said not in written.lower()


def test_who_is_not_signed_in_finds_nobody(client: Client) -> None:
    response = client.post("/find/", {"q": "whitaker"})
    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/")


def test_the_index_says_how_far_it_is_behind(as_bo: Client) -> None:
    (placed,) = admit([wrote("m4", "Eve Brown", "eve@riders.lan", "LB-2")], received_at=clock.now()).placed
    while house.follow():
        pass
    shown = page(as_bo, "eve")
    assert "Still to be taken in: one interaction" in shown
    # What is typed whole needs no index.
    assert customer_at(placed.seq) in page(as_bo, "eve@riders.lan")
    lag = next(one for one in house.lags() if one.name == "customers.search")
    assert lag.behind == 1


def test_the_terminal_finds_them_too_and_says_what_it_cannot_know_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "prepare", lambda: None)
    monkeypatch.setattr(telling.out, "width", 200)

    def said(*words: str) -> str:
        done = CliRunner().invoke(cli.app, ["find", *words])
        assert done.exit_code == 0, done.output
        return " ".join(done.output.split())

    assert "Charlotte Whitaker" in said("Charlot")
    assert "still to take in" not in said("Charlot")
    assert "Nobody is found by that" in said("Somchai")
    admit([wrote("m3", "Somchai Jaidee", "somchai@riders.lan", "LB-1")], received_at=clock.now())
    house.follow()
    assert "Nobody is found by that" in said("Somch")
    assert "Interactions that the worker has still to take in: 1." in said("Somch")
    assert house.index_customers()
    assert "Somchai Jaidee" in said("Somch")
