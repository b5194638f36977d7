"""Sources are known from their first import, and forgotten by name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from regard.company.public import (
    Source,
    describe_source,
    forget_sources,
    is_any_source,
    register_source,
    said_of,
    sources,
)
from regard.foundation import clock

pytestmark = pytest.mark.django_db


def test_forgetting_takes_only_those_whose_name_begins_so() -> None:
    for slug in ("meridian-web", "meridian-mail", "desk"):
        source = Source(slug=slug, title=slug, zone="UTC", records_replies=True, is_live=False)
        register_source(source, at=clock.now())
        describe_source(slug, country="TH", by="Ada", at=clock.now())
    assert is_any_source(named="meridian-")
    forget_sources(named="meridian-")
    assert set(sources()) == {"desk"}
    assert [len(said_of(slug)) for slug in ("meridian-web", "desk")] == [0, 1]
    assert not is_any_source(named="meridian-")


def test_the_zone_that_somebody_said_outlives_the_next_import_as_all_that_was_said() -> None:
    told = Source(slug="desk", title="Desk", zone="UTC", records_replies=True, is_live=False)
    register_source(told, at=clock.now())
    register_source(replace(told, zone="Europe/London"), at=clock.now())
    assert sources()["desk"].zone == "Europe/London"
    describe_source("desk", zone="Asia/Bangkok", country="TH", shared_device=True, by="Ada", at=clock.now())
    register_source(replace(told, title="The desk"), at=clock.now())
    assert sources()["desk"] == replace(told, title="The desk", zone="Asia/Bangkok", country="TH", shared_device=True)
