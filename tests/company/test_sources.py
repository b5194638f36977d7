"""Sources are known from their first import, and forgotten by name."""

from __future__ import annotations

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
