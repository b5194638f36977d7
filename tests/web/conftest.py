"""What tests of pages share: the cast, signed in or not, and a company with a record and a lake of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from regard import answering, crowds, house
from regard.company.models import StaffMember
from regard.foundation.home import Home
from regard.web.public import compile_catalogs
from tests.web import lantern

compile_catalogs()


@pytest.fixture
def ada(db: None) -> StaffMember:
    """Administers."""
    return StaffMember.objects.create(email="ada@example.com", name="Ada", is_admin=True)


@pytest.fixture
def bo(db: None) -> StaffMember:
    """Handles cases."""
    return StaffMember.objects.create(email="bo@example.com", name="Bo")


@pytest.fixture
def dov(db: None) -> StaffMember:
    """Must see nothing."""
    return StaffMember.objects.create(email="dov@example.com", name="Dov", is_active=False)


@pytest.fixture
def as_ada(ada: StaffMember) -> Client:
    """Ada's browser."""
    return signed_in(ada)


@pytest.fixture
def as_bo(bo: StaffMember) -> Client:
    """Bo's browser."""
    return signed_in(bo)


def signed_in(member: StaffMember) -> Client:
    """A browser in which this member is signed in."""
    client = Client()
    client.force_login(member)
    return client


@pytest.fixture
def own_lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A lake for one test: the record is rolled back after it, so its lake must go, too."""
    monkeypatch.setattr(house, "the_home", lambda: Home(tmp_path))
    forget_the_lake()
    yield
    forget_the_lake()


def forget_the_lake() -> None:
    """Let go of the engine, the lake and every answer that this process holds."""
    if house.engine.cache_info().currsize:
        house.engine().close()
    house.engine.cache_clear()
    house.reading_lake.cache_clear()
    answering._ANSWERS.clear()
    answering._BEGUN.clear()
    answering.HELD._members.clear()
    answering.HELD._sizes.clear()
    crowds._MONTHS._kept.clear()


@pytest.fixture
def company(db: None, own_lake: None) -> None:
    """Lantern Bicycles: twenty who ask on each of five channels, followed and copied."""
    lantern.opens(rounds=1)
