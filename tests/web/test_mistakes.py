"""Errors as pages: styled, in the reader's language, and standing even when what broke is the page itself."""

from __future__ import annotations

import pytest
from django.test import Client

from regard import house
from regard.company.models import StaffMember
from regard.data_use.public import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_lake")]


def breaks(error: Exception) -> object:
    """A function that raises this."""

    def broken(*_args: object, **_named: object) -> None:
        raise error

    return broken


def test_what_breaks_is_said_in_the_readers_language_and_tells_nothing(
    as_bo: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house, "open_for", breaks(ZeroDivisionError("a secret")))
    as_bo.post("/language/", {"language": "th"})
    as_bo.raise_request_exception = False
    response = as_bo.get("/sources/refusals/")
    page = response.content.decode()
    assert response.status_code == 500
    assert "เกิดข้อผิดพลาดฝั่งเรา" in page
    assert '<html lang="th"' in page
    assert "a secret" not in page


def test_what_data_may_not_be_used_for_is_refused(as_bo: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house, "open_for", breaks(Refused("The purpose may not read identities.")))
    response = as_bo.get("/sources/refusals/")
    assert response.status_code == 403
    assert "The purpose may not read identities." in response.content.decode()


def test_a_form_from_elsewhere_is_refused_with_a_way_out(bo: StaffMember) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(bo)
    response = client.post("/settings/tokens/", {"token-name": "x"})
    assert response.status_code == 403
    assert "send it once more" in response.content.decode()


def test_whoever_guesses_is_slowed_down(bo: StaffMember, client: Client) -> None:
    guesses = [
        client.post("/account/login/", {"login": bo.email, "password": f"guess {one}"}).status_code for one in range(40)
    ]
    assert guesses[0] == 200
    page = client.post("/account/login/", {"login": bo.email, "password": "guess"}).content.decode()
    assert "Too many" in page


def test_a_program_at_a_wrong_address_is_told_so_as_json(client: Client) -> None:
    response = client.get("/api/v1/costumers")
    assert response.status_code == 404
    assert "/api/v1/costumers" in response.json()["error"]["message"]
    assert client.get("/api/v1/openapi.json").status_code != 404
