"""Settings: what the company chose, when answers are due, who works here."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from regard.company.models import StaffMember
from regard.company.public import choice, choose, due_rules, members
from regard.foundation.errors import RegardError
from tests.web.test_hundred import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_lake")]

DUE = {"due-channel": "social", "due-source": "", "due-amount": "24", "due-unit": "hours"}
NEW = {"staff-email": "gil@example.com", "staff-name": "Gil", "staff-password": "a quiet lantern"}


def test_the_company_has_a_name_and_a_zone(as_ada: Client) -> None:
    chosen = {"company_name": "Lantern", "report_zone": "Asia/Bangkok"}
    assert as_ada.post("/settings/company/", chosen).status_code == 302
    assert choice("report_zone") == "Asia/Bangkok"
    assert "<small>Lantern</small>" in page_of(as_ada, "/settings/")


def test_the_country_of_telephone_numbers_has_two_letters(as_ada: Client) -> None:
    chosen = {"company_name": "Lantern", "report_zone": "UTC"}
    as_ada.post("/settings/company/", {**chosen, "phone_region": " th "})
    refused = as_ada.post("/settings/company/", {**chosen, "phone_region": "Siam"})
    assert (refused.status_code, choice("phone_region")) == (400, "TH")
    assert "TH or GB, would work" in refused.content.decode()
    with pytest.raises(RegardError, match="TH or GB would work"):
        choose("phone_region", "Siam")


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/settings/company/", {"company_name": "Mine", "report_zone": "UTC"}),
        ("/settings/due/", {**DUE, "due-valid_from": "2030-01-01T00:00"}),
        ("/settings/staff/", NEW),
        ("/settings/staff/1/", {"active": "no"}),
        ("/settings/password/", {"email": "ada@example.com", "password": "a stolen lantern"}),
    ],
)
def test_bo_changes_none_of_it(as_bo: Client, ada: StaffMember, address: str, form: dict[str, Any]) -> None:
    before = (choice("company_name"), due_rules(), members(), ada.password)
    assert as_bo.post(address, form).status_code == 403
    ada.refresh_from_db()
    assert (choice("company_name"), due_rules(), members(), ada.password) == before


def test_bo_is_not_shown_what_is_not_his_to_change(as_bo: Client) -> None:
    page = page_of(as_bo, "/settings/")
    assert "Add a staff member" not in page
    assert "Access tokens" in page


def test_a_due_row_is_added(as_ada: Client) -> None:
    as_ada.post("/settings/due/", {**DUE, "due-valid_from": "2030-01-01T00:00"})
    assert [(rule.channel, rule.within.days) for rule in due_rules()] == [("social", 1)]


@pytest.mark.usefixtures("company")
def test_a_due_row_never_reaches_back(as_ada: Client) -> None:
    response = as_ada.post("/settings/due/", {**DUE, "due-valid_from": "2026-01-01T00:00"})
    assert response.status_code == 400
    assert "already have their due" in response.content.decode()
    assert due_rules() == ()


def test_a_new_member_signs_in_with_the_password_they_were_given(as_ada: Client) -> None:
    assert as_ada.post("/settings/staff/", NEW).status_code == 302
    gil = Client()
    response = gil.post("/account/login/", {"login": "gil@example.com", "password": "a quiet lantern"})
    assert response.status_code == 302
    assert gil.get("/settings/").status_code == 200


def test_a_password_that_is_easily_guessed_is_refused(as_ada: Client) -> None:
    response = as_ada.post("/settings/staff/", {**NEW, "staff-password": "password123"})
    assert response.status_code == 400
    assert "too common" in response.content.decode()


def test_an_account_is_closed_at_once(as_ada: Client, bo: StaffMember, as_bo: Client) -> None:
    as_ada.post(f"/settings/staff/{bo.pk}/", {"active": "no"})
    assert as_bo.get("/settings/").status_code == 302


def test_nobody_closes_their_own_account(as_ada: Client, ada: StaffMember) -> None:
    assert as_ada.post(f"/settings/staff/{ada.pk}/", {"active": "no"}).status_code == 400
    assert as_ada.get("/settings/").status_code == 200


def test_another_password_signs_out_whoever_had_the_old_one(as_ada: Client, as_bo: Client) -> None:
    as_ada.post("/settings/password/", {"email": "bo@example.com", "password": "a second lantern"})
    assert as_bo.get("/settings/").status_code == 302


def test_a_token_is_shown_once(as_bo: Client) -> None:
    page = as_bo.post("/settings/tokens/", {"token-name": "a sheet"}, follow=True).content.decode()
    assert "rgd_" in page
    assert page.count('class="token"') == 1
    assert 'class="token"' not in page_of(as_bo, "/settings/")
