"""A browser, and a company it looks at."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from regard.company.public import add_member, make_write_key
from regard.foundation import clock
from tests.web import lantern
from tests.web.conftest import own_lake

__all__ = ["own_lake"]

PASSWORD = "a quiet lantern"
_TELL = (
    "addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI))"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if "tests/pages/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's chromium; none is downloaded."""
    # Playwright keeps a loop in this thread, which Django takes for asynchronous code. Here it is not.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield opened
        opened.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@dataclass
class Visitor:
    """Somebody at a browser, and everything it complained about."""

    context: BrowserContext
    address: str
    complaints: list[str] = field(default_factory=list)

    def opens(self, path: str = "/", *, width: int = 1280) -> Page:
        """A page, in a window of this width."""
        page = self.context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.goto(self.address + path)
        return page

    def chooses(self, *, language: str = "en", theme: str = "light") -> None:
        """Language and light, as their buttons would set them."""
        cookies: list[Any] = [
            {"name": "django_language", "value": language, "url": self.address},
            {"name": "theme", "value": theme, "url": self.address},
        ]
        self.context.add_cookies(cookies)

    def signs_in(self) -> None:
        """By the form, as Ada."""
        page = self.opens("/account/login/")
        page.fill("input[name=login]", "ada@example.com")
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(lambda url: "login" not in url)
        page.close()

    def confirms(self) -> None:
        """Gives the password once more, as whoever changes how they sign in must."""
        page = self.opens("/account/mfa/totp/activate/")
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_selector("#authenticator_secret")
        page.close()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.location.get('url')}: {message.text}")


@pytest.fixture
def company(transactional_db: None, own_lake: None) -> None:
    """Lantern Bicycles, with Ada at its desk."""
    add_member(email="ada@example.com", password=PASSWORD, admin=True, name="Ada")
    lantern.opens(rounds=1)
    make_write_key(
        "desk", name="the desk itself", by="ada@example.com", at=clock.now(), origins=["https://desk.example"]
    )


@pytest.fixture
def visitor(browser: Browser, company: None, live_server: LiveServer) -> Iterator[Visitor]:
    """Ada, signed in."""
    context = browser.new_context()
    context.add_init_script(_TELL)
    one = Visitor(context, live_server.url)
    one.signs_in()
    yield one
    context.close()


@pytest.fixture
def plain_visitor(browser: Browser, company: None, live_server: LiveServer) -> Iterator[Visitor]:
    """Ada, signed in, in a browser that runs no scripts."""
    context = browser.new_context(java_script_enabled=False)
    one = Visitor(context, live_server.url)
    one.signs_in()
    yield one
    context.close()
