"""Three languages and two lights, before sign-in and after, kept where they belong."""

from __future__ import annotations

import pytest
from django.test import Client

from regard.company.models import StaffMember
from tests.web.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("code", "tag", "word"), [("th", "th", "เข้าสู่ระบบ"), ("zh-hans", "zh-Hans", "登录")])
def test_the_language_is_chosen_before_sign_in(client: Client, code: str, tag: str, word: str) -> None:
    page = client.post("/language/", {"language": code, "next": "/account/login/"}, follow=True).content.decode()
    assert f'<html lang="{tag}"' in page
    assert f"<h1>{word}</h1>" in page


def test_a_member_finds_their_language_on_another_machine(bo: StaffMember, as_bo: Client) -> None:
    as_bo.post("/language/", {"language": "th", "next": "/settings/"})
    assert "การตั้งค่า" in signed_in(bo).get("/settings/").content.decode()


def test_the_browser_decides_for_a_stranger(client: Client) -> None:
    page = client.get("/account/login/", headers={"Accept-Language": "zh-CN,zh;q=0.9"}).content.decode()
    assert '<html lang="zh-Hans"' in page


def test_a_language_nobody_speaks_here_is_english(client: Client) -> None:
    page = client.post("/language/", {"language": "xx", "next": "/account/login/"}, follow=True).content.decode()
    assert '<html lang="en"' in page


def test_the_light_is_kept(client: Client) -> None:
    page = client.post("/theme/", {"theme": "dark", "next": "/account/login/"}, follow=True).content.decode()
    assert 'data-theme="dark"' in page


@pytest.mark.parametrize("address", ["/language/", "/theme/"])
def test_the_way_back_is_never_another_site(client: Client, address: str) -> None:
    response = client.post(address, {"language": "th", "theme": "dark", "next": "https://evil.example/"})
    assert response["Location"] == "/"


def test_a_missing_page_is_missing_in_the_readers_language(as_bo: Client) -> None:
    as_bo.post("/language/", {"language": "th"})
    response = as_bo.get("/nowhere/")
    assert response.status_code == 404
    assert "ไม่พบสิ่งใดที่นี่" in response.content.decode()
